"""What the browser's stopwatch counts as on screen, in a real Chromium with pages made here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from benchmarks import browser as stopwatch
from benchmarks.browser import EDIT, HEATMAPS, chromium, edit, leave, visitor, wait

# Two drawings as Plotly makes them. Enter changes the labels at once, and the cells 300 ms later.
PAGE = """
<input><div class="js-plotly-plot"></div><div class="js-plotly-plot"></div><script>
const draw = (words, picture) => document.querySelectorAll('.js-plotly-plot').forEach((plot) => plot.innerHTML =
  `<svg><g class="heatmaplayer"><image href="${picture}"/></g><g class="ytick"><text>${words}</text></g></svg>`)
draw('before', 'data:,before')
document.querySelector('input').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return
  const words = WORDS
  draw(words, 'data:,before')
  setTimeout(() => draw(words, 'data:,' + words), 300)
})
</script>
"""
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """The Chromium that the benchmarks use."""
    with chromium() as found:
        yield found


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    """A visitor's page with the stopwatch in it."""
    one = visitor(chrome, HEATMAPS, EDIT)
    yield one
    leave(one)


def opened(page: Page, words: str) -> Page:
    """A page whose heatmaps show `words` (an expression of JavaScript) after Enter."""
    page.goto("about:blank")
    page.set_content(PAGE.replace("WORDS", words))
    return page


def test_an_edit_ends_when_the_cells_are_drawn(page: Page) -> None:
    """New labels over old cells are not yet an answer."""
    taken = edit(opened(page, "document.querySelector('input').value"), "input", "children dinner")
    assert 300 <= taken < 5000


def test_heatmaps_of_another_sentence_are_refused(page: Page) -> None:
    """An answer that does not show the sentence raises instead of counting as fast."""
    with pytest.raises(RuntimeError, match="does not show 'children'"):
        edit(opened(page, "'something else'"), "input", "children dinner")


def test_what_never_comes_raises(chrome: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that never shows the wanted thing ends the run with an error."""
    monkeypatch.setattr(stopwatch, "PATIENCE", 300)
    one = visitor(chrome)
    one.goto("about:blank")
    with pytest.raises(Error, match="not seen"):
        wait(one, "document.querySelector('h1')")
    leave(one)
