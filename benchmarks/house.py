"""What the house itself costs: memory after all three labs, the reading edition, and reading the glossary at start."""

from __future__ import annotations

import re
import subprocess
import sys
import time

from playwright.sync_api import Browser

from benchmarks.browser import HEATMAPS, leave, visitor, wait
from benchmarks.serving import Server, get
from benchmarks.table import ROOT, Row, median

_LIVE = "document.querySelectorAll('.finding .state[data-live=true]').length >= %d"
_START = """
import sys, time
from pathlib import Path
from lexiscope.glossary import check, load
began = time.perf_counter()
glossary = load(Path("content"))
print(time.perf_counter() - began)
assert glossary.entries and "torch" not in sys.modules and "streamlit" not in sys.modules
"""


def memory(browser: Browser, server: Server) -> list[Row]:
    """All three labs computed live, with the built-in models, on one page; then the memory of the server."""
    server.wait_for_models()
    page = visitor(browser, HEATMAPS)
    page.goto(f"{server.address}/labs?lang=en")
    wait(page, "document.querySelectorAll('.finding .state').length >= 3")
    page.locator(".st-key-attention_text input").fill("The children walked slowly to the old garden.")
    page.keyboard.press("Enter")
    wait(page, _LIVE % 1)
    captions = page.locator(".st-key-match_captions textarea")
    captions.fill("a red ball on the grass\na face\na cup of coffee")
    captions.press("Control+Enter")
    wait(page, _LIVE % 2)
    page.locator(".st-key-autoencode_noise").get_by_role("slider").press("ArrowRight")
    wait(page, _LIVE % 3)
    page.wait_for_timeout(2000)
    leave(page)
    return [Row("Memory of the server after all three labs ran", server.memory(), "MB", ours_at_most=1200)]


def reading(server: Server) -> list[Row]:
    """The reading edition's page of the entry *Encoder*: its size, and the time of an answer."""
    address = f"{server.address}/read/en/encoder"
    page = get(address)
    taken = []
    for _ in range(31):
        began = time.perf_counter()
        get(address)
        taken.append((time.perf_counter() - began) * 1000)
    bare = re.sub(rb"<svg\b.*?</svg>", b"", page, flags=re.DOTALL)
    bare = re.sub(rb'src="data:[^"]*"', b'src=""', bare)
    return [
        Row("Reading edition of *Encoder*, without its inline figures", len(bare) / 1000, "KB", ours_at_most=60),
        Row("… with them", len(page) / 1000, "KB"),
        Row("… time of an answer", median(taken[1:]), "ms", ours_at_most=10),
    ]


def glossary(rounds: int = 3) -> list[Row]:
    """Reading and checking all entries in a new process; raises when that imports torch or Streamlit."""
    taken = []
    for _ in range(rounds):
        done = subprocess.run([sys.executable, "-c", _START], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"reading the glossary failed: {done.stderr[-2000:]}")
        taken.append(float(done.stdout))
    return [Row("Reading and checking the glossary at start, without torch", median(taken), "s")]
