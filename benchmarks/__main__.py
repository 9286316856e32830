"""Measures everything, prints the table, and writes it to RESULTS.md. A few minutes on two cores.

python -m benchmarks            all rows
python -m benchmarks edits      some of them, printed only; see PARTS
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser

from benchmarks import edits, house, readers, serving, visits
from benchmarks.browser import chromium
from benchmarks.table import RESULTS, Row, machine, markdown, revision, versions

TEXT = """# Benchmarks

Written by `make bench` on {date}, at commit {revision}. All rows of one run, ours and what a user would pick instead
side by side, medians unless a row says otherwise.

- Machine: {machine}.
- {versions}, {chromium}.

{table}
{notes}"""

NOTES = """
## How to read it

- **Painted** means: the title and a paragraph are laid out in the window and nothing covers them, seen before a frame
  is drawn, timed at the next frame. The first words come as HTML with the page; the two rows below say when the app
  has drawn its own, and when the instrument stands.
- **On screen** means: from the key event of Enter to the frame after the one in which two heatmaps are drawn whose
  cells and labels both differ from those before. Measured inside the page; the three apps take turns, sentence by
  sentence. The peers (`benchmarks/peers/`) run the same two models on the same torch; each draws two heatmaps, the mean
  of all layers and heads.
- **Torch enters the process** when its library is mapped into the server's memory, early in `import torch`.
- **One typed sentence** is what the lab does, without Streamlit's own work; the row "answered over the websocket"
  holds that too. The bare passes are tokenizer and model, with attention returned.
- **Data sent** counts all bytes that the socket delivers for one edit, uncompressed. BertViz's pages hold every layer
  and head of both models; our answer holds the two heatmaps shown. Our page with every layer and head is in a row of
  its own.
- **Readers** speak Streamlit's websocket protocol; an edit ends when the server says that its script has finished. An
  answer without both heatmaps, with an exception or with a fault sentence is a fault.
"""


def measured(browser: Browser, parts: list[str]) -> Iterator[list[Row]]:
    """The rows of each part, in the order of the table."""
    wanted: Callable[[str], bool] = lambda part: not parts or part in parts  # noqa: E731
    if wanted("cold"):
        yield visits.cold(browser)
    if any(map(wanted, ("visits", "memory", "reading", "edits", "readers"))):
        with serving.ours() as server:
            if wanted("visits"):
                yield visits.warm(browser, server)
            if wanted("edits"):
                yield edits.compare(browser, server)
            if wanted("memory"):
                yield house.memory(browser, server)
            if wanted("readers"):
                yield readers.many(server)
            if wanted("reading"):
                yield house.reading(server)
    if wanted("three"):
        yield readers.three_at_once()
    if wanted("glossary"):
        yield house.glossary()
    if wanted("models"):
        from benchmarks import models  # torch, and only now: no measured server shares its memory with it

        ours = models.engine()
        yield models.sentence_work(ours, edits.PLAIN)
        yield models.bertviz_page(ours, edits.PLAIN[-1])
        yield models.picture_work(ours)


def main(parts: list[str]) -> None:
    """Prints each part's rows as they come, then the table."""
    began, rows = time.perf_counter(), []
    serving.peer_python()  # its set-up is no part of a measurement
    with chromium() as browser:
        version = f"Chromium {browser.version}"
        for some in measured(browser, parts):
            rows += some
            for row in some:
                print(" | ".join(filter(None, row.cells())), file=sys.stderr, flush=True)
    table = markdown(rows)
    print(table)
    print(f"{time.perf_counter() - began:.0f} s")
    if not parts:
        date = time.strftime("%Y-%m-%d")
        told = {"machine": machine(), "versions": versions(), "chromium": version, "table": table, "notes": NOTES}
        RESULTS.write_text(TEXT.format(date=date, revision=revision(), **told), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
