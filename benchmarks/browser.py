"""A Chromium that measures inside the page, so that no message to this process is part of a time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No host but this one has an address: no page may wait for fonts or scripts from elsewhere.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
SIZE = {"width": 1280, "height": 900}
PATIENCE = 60_000  # ms
SETTLE = 400  # ms

# Asked before every frame, `test` says whether the wanted picture stands in the document. The frame in which it first
# does is being drawn then; the next frame's time is taken as the moment when it is on screen.
_WATCH = """
window.watchFor = (test) => new Promise((resolve, reject) => {
  const began = performance.now()
  const look = () => requestAnimationFrame(() => {
    if (performance.now() - began > PATIENCE) return reject(new Error('not seen: ' + test))
    test() ? requestAnimationFrame(() => resolve(performance.now())) : look()
  })
  look()
})
"""

# The heatmaps of a page, as drawn: Plotly paints the cells of a heatmap into one picture and writes its labels as text.
HEATMAPS = """
window.heatmaps = () => [...document.querySelectorAll('.js-plotly-plot')].map((plot) => ({
  picture: [...plot.querySelectorAll('.heatmaplayer image')].map((i) => i.getAttribute('href')).join(),
  words: [...plot.querySelectorAll('.ytick text')].map((t) => t.textContent).join(' '),
})).filter((plot) => plot.picture)
"""

# From Enter to the frame in which two heatmaps are drawn whose cells and labels both differ from those before.
EDIT = """
window.armEdit = () => {
  const before = window.heatmaps()
  const fresh = (now, i) => now.words && now.picture !== before[i].picture && now.words !== before[i].words
  window.edited = new Promise((resolve) => {
    const pressed = (event) => {
      if (event.key !== 'Enter') return
      document.removeEventListener('keydown', pressed, true)
      const began = performance.now()
      const drawn = () => { const all = window.heatmaps(); return all.length >= 2 && all.slice(0, 2).every(fresh) }
      window.watchFor(drawn).then((at) => resolve(at - began))
    }
    document.addEventListener('keydown', pressed, true)
  })
  return before.length
}
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium or Chrome of this machine, else Playwright's own."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, CHROMIUMS)), None) or playwright.chromium.executable_path
        if not Path(found).exists():
            raise RuntimeError("no Chromium on this machine: run `bash tests/browser/install.sh`")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def visitor(browser: Browser, *scripts: str) -> Page:
    """A page of a new visitor with an empty cache, in which `scripts` run before the page's own."""
    page = browser.new_context(viewport=SIZE, locale="en-GB").new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    page.add_init_script(_WATCH.replace("PATIENCE", str(PATIENCE)))
    for script in scripts:
        page.add_init_script(script)
    return page


def wait(page: Page, test: str) -> None:
    """Until an expression holds in the page. (Playwright's own waiting needs `eval`, which our pages forbid.)"""
    page.evaluate(f"window.watchFor(() => {test})")


def leave(page: Page) -> None:
    """Ends a visit."""
    page.context.close()


def edit(page: Page, box: str, sentence: str) -> float:
    """Types a sentence, presses Enter; milliseconds until both heatmaps of the new sentence are on screen.

    Raises RuntimeError when the heatmaps are not those of this sentence.
    """
    page.bring_to_front()
    field = page.locator(box)
    field.fill(sentence)
    page.wait_for_timeout(SETTLE)  # the page came to the front and drew itself and the typed text: no part of the time
    if page.evaluate("window.armEdit()") < 2:
        raise RuntimeError(f"{page.url}: fewer than two heatmaps before the edit")
    field.press("Enter")
    taken: float = page.evaluate("window.edited")
    shown: list[dict[str, Any]] = page.evaluate("window.heatmaps()")
    word = max(sentence.strip(".").split(), key=len)
    for one in shown[:2]:
        if letters(word)[:3] not in letters(one["words"]):
            raise RuntimeError(f"{page.url}: the heatmap does not show {word!r}: {one['words']}")
    return taken


def letters(text: str) -> str:
    """Only the letters, in lower case: tokens are pieces of words."""
    return "".join(letter for letter in text.lower() if letter.isalpha())
