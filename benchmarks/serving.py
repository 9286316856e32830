"""Servers as a user starts them: ours, the plain Streamlit script, the Gradio app. Each is stopped by its process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from benchmarks.table import ROOT

PEERS = Path(__file__).with_name("peers")
PEER_VENV = Path(__file__).with_name(".venv-peers")
WEIGHTS = Path(os.environ.get("LEXISCOPE_WEIGHTS") or ROOT / "weights")
PORTS = range(8810, 8900)
START_SECONDS = 180
_STREAMLIT = ["--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false"]


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, and when its process was started (seconds since 1970)."""

    address: str  # "http://127.0.0.1:8810"
    process: subprocess.Popen[bytes]
    started: float
    log: Path

    def memory(self) -> float:
        """Megabytes (10^6 bytes) of memory of the process and its children now (resident set size)."""
        whole = psutil.Process(self.process.pid)
        return float(sum(one.memory_info().rss for one in (whole, *whole.children(recursive=True)))) / 1e6

    def holds_torch(self) -> bool:
        """Whether torch's library is mapped into the process, which happens early in `import torch`."""
        maps = Path(f"/proc/{self.process.pid}/maps").read_text("utf-8", "replace")
        return "libtorch" in maps

    def faults(self, since: int = 0) -> str:
        """What the log holds from the first traceback on, after `since` bytes; empty when all is well."""
        text = self.log.read_bytes()[since:].decode("utf-8", "replace")
        found = text.find("Traceback (most recent call last)")
        return text[found:] if found >= 0 else ""

    def wait_for_models(self) -> None:
        """Until our built-in models stand ready."""
        end = time.monotonic() + START_SECONDS
        while not json.loads(get(f"{self.address}/healthz"))["models_loaded"]:
            if time.monotonic() > end:
                raise RuntimeError(f"the built-in models were not loaded within {START_SECONDS} s")
            time.sleep(0.2)


@contextmanager
def ours(log: Path | None = None) -> Iterator[Server]:
    """The app as `make run` starts it, as soon as it accepts a connection; `log` keeps what it writes."""
    port = free_port()
    command = ["streamlit", "run", "app.py", f"--server.port={port}", "--server.address=127.0.0.1"]
    yield from _run(command, port, ROOT, log=log)


@contextmanager
def plain_streamlit() -> Iterator[Server]:
    """The plain script, with Streamlit's own settings: from its folder, where ours are not found."""
    port = free_port()
    yield from _run(["streamlit", "run", "plain_streamlit.py", f"--server.port={port}", *_STREAMLIT], port, PEERS)


@contextmanager
def gradio_app() -> Iterator[Server]:
    """The Gradio app, in the environment that holds Gradio."""
    port = free_port()
    peer_python()
    more = {"GRADIO_SERVER_PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "False"}
    yield from _run(["gradio_app"], port, PEERS, python=peer_python(), more=more)


def _run(
    module: list[str],
    port: int,
    folder: Path,
    python: str = sys.executable,
    more: dict[str, str] | None = None,
    log: Path | None = None,
) -> Iterator[Server]:
    environment = os.environ | {"LEXISCOPE_WEIGHTS": str(WEIGHTS)} | (more or {})
    with tempfile.TemporaryDirectory() as scratch, (log or Path(scratch) / "server.log").open("wb") as out:
        started = time.time()
        process = subprocess.Popen(
            [python, "-m", *module], cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            _wait_for_port(port, process, Path(out.name))
            yield Server(f"http://127.0.0.1:{port}", process, started, Path(out.name))
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """By a bare connection, so that the first request is still the measurement's own."""
    for _ in range(START_SECONDS * 50):
        if process.poll() is not None:
            raise RuntimeError(f"a server ended before it answered:\n{log.read_text('utf-8', 'replace')[-3000:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"a server did not answer within {START_SECONDS} s")


def free_port() -> int:
    """The first port of ours that nobody listens on."""
    for port in PORTS:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port from {PORTS.start} to {PORTS.stop - 1}")


def get(url: str) -> bytes:
    """The body of an answer; raises RuntimeError for anything but 200."""
    try:
        with urlopen(url, timeout=60) as answer:
            body: bytes = answer.read()
            return body
    except URLError as fault:
        raise RuntimeError(f"{url}: {fault}") from fault


def peer_python() -> str:
    """The interpreter of the environment that holds Gradio, made on first use.

    It also sees this environment's packages, so that all peers run on the same torch, transformers and Plotly.
    """
    python = PEER_VENV / "bin" / "python"
    wanted = (PEERS / "requirements.txt").read_text("utf-8")
    mark = PEER_VENV / "installed.txt"
    if not mark.exists() or mark.read_text("utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", PEER_VENV], check=True)
        site = PEER_VENV / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
        (site / "lexiscope.pth").write_text(f"{Path(psutil.__file__).parents[1]}\n", "utf-8")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(PEERS / "requirements.txt")], check=True)
        mark.write_text(wanted, "utf-8")
    return str(python)
