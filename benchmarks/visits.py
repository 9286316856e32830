"""When a visitor can read: the first page of a warm server, a second page by a link, a cold server's first page."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from benchmarks import serving
from benchmarks.browser import HEATMAPS, leave, visitor
from benchmarks.serving import Server
from benchmarks.table import ROOT, Row, median
from lexiscope.glossary import load

TITLES = {slug: entry.edition("en").title for slug, entry in load(ROOT / "content").entries.items()}
FIRST, PATH = "encoder", ("decoder", "attention", "transformer", "embedding", "encoder")

# Painted: the entry's title and a paragraph of its prose are laid out inside the window and nothing covers them.
# `own` leaves out the first words that stand in the HTML page, and asks for those that the app has drawn.
_READABLE = """
window.readable = (title, own) => {
  const seen = (element) => {
    const box = element.getBoundingClientRect()
    if (!box.width || !box.height || box.top >= innerHeight || box.bottom <= 0) return false
    const top = document.elementFromPoint(box.left + Math.min(20, box.width / 2), Math.max(1, box.top + 8))
    return top && (element.contains(top) || top.contains(element))
  }
  const within = own ? '.st-key-entry ' : ''
  const heading = [...document.querySelectorAll(within + 'h1')].find((h) => h.textContent.trim() === title)
  const words = [...document.querySelectorAll(within + '.lx-prose p')].find((p) => p.textContent.length > 60)
  return Boolean(heading && words && seen(heading) && seen(words)) // geometry last: it costs the browser work
}
"""
_STAGES = """
window.stages = (async (title) => {
  const painted = await window.watchFor(() => window.readable(title, false))
  const own = await window.watchFor(() => window.readable(title, true))
  const lab = await window.watchFor(() => window.heatmaps().length >= 2)
  return { painted, own, lab, began: performance.timeOrigin / 1000 }
})(%s)
"""
_FOLLOW = """
([slug, title]) => new Promise((resolve) => {
  const link = document.querySelector(`.st-key-entry a[data-slug="${slug}"]`)
  const began = performance.now()
  link.click()
  window.watchFor(() => window.readable(title, true)).then((at) => resolve(at - began))
})
"""


@dataclass(frozen=True)
class Stages:
    """What a visitor sees and when: milliseconds from the start of the navigation, `began` in seconds since 1970."""

    painted: float  # title and first paragraph
    own: float  # the same words, drawn by the app
    lab: float  # the instrument's heatmaps
    began: float


def first_visit(browser: Browser, address: str) -> Stages:
    """A new visitor opens the entry *Encoder*."""
    page = _open(browser, address)
    stages = Stages(**page.evaluate("window.stages"))
    leave(page)
    return stages


def _heatmaps(browser: Browser, address: str) -> float:
    """Milliseconds from the start of a new visitor's navigation until two heatmaps are drawn."""
    page = visitor(browser, HEATMAPS)
    page.goto(address, wait_until="commit")
    at: float = page.evaluate("window.watchFor(() => window.heatmaps().length >= 2)")
    leave(page)
    return at


def _open(browser: Browser, address: str) -> Page:
    page = visitor(browser, HEATMAPS, _READABLE, _STAGES % json.dumps(TITLES[FIRST]))
    page.goto(f"{address}/{FIRST}?lang=en", wait_until="commit")
    return page


def second_visits(browser: Browser, address: str) -> list[float]:
    """Milliseconds from the click on a link inside the app to the next entry, for each entry of PATH."""
    page, taken = _open(browser, address), []
    page.evaluate("window.stages")
    for slug in PATH:
        page.wait_for_timeout(1500)  # a reader reads; what the last page still loads is no part of this one
        taken.append(float(page.evaluate(_FOLLOW, [slug, TITLES[slug]])))
    leave(page)
    return taken


def warm(browser: Browser, server: Server, visits: int = 5) -> list[Row]:
    """First and second visits to a server whose models are loaded."""
    server.wait_for_models()
    first_visit(browser, server.address)  # the server's own first page is measured by `cold`
    stages = [first_visit(browser, server.address) for _ in range(visits)]
    second = second_visits(browser, server.address)
    with serving.plain_streamlit() as peer:
        plain = [_heatmaps(browser, peer.address) for _ in range(visits + 1)][1:]  # its first loads the models
    return [
        Row("First visit, warm server: title and first paragraph painted", _ms([s.painted for s in stages]), "s",
            ours_at_most=1.2),
        Row("… the same words drawn by the app itself", _ms([s.own for s in stages]), "s"),
        Row("… the instrument's two heatmaps drawn", _ms([s.lab for s in stages]), "s", _ms(plain), "plain Streamlit"),
        Row("A second entry by a link inside the app, painted", _ms(second), "s", ours_at_most=0.4),
    ]  # fmt: skip


def _ms(values: list[float]) -> float:
    return median(values) / 1000


def cold(browser: Browser) -> list[Row]:
    """The first visit to a server that has just begun to answer, against the moment when torch enters the process."""
    with serving.ours() as server:
        torch_at: list[float] = []
        stop = threading.Event()
        watch = threading.Thread(target=_watch_torch, args=(server, torch_at, stop))
        watch.start()
        stages = first_visit(browser, server.address)
        server.wait_for_models()
        stop.set()
        watch.join()
    painted = stages.began + stages.painted / 1000 - server.started
    what = "First visit, cold server: painted, after the start of the process"
    return [Row(what, painted, "s", torch_at[0] - server.started, "torch enters the process", ratio_at_most=1.0)]


def _watch_torch(server: Server, found: list[float], stop: threading.Event) -> None:
    while not found and not stop.is_set():
        if server.holds_torch():
            found.append(time.time())
        time.sleep(0.02)
