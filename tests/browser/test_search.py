"""The search dialog, by keyboard alone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.instruments import box
from tests.browser.visitor import Visitor


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize(
    ("code", "typed", "slug"),
    [("en", "dhyan", "attention"), ("fr", "plongement", "embedding"), ("hi", "enkodar", "encoder")],
)
def test_search_by_keyboard(visitor: Visitor, code: str, typed: str, slug: str) -> None:
    """A slash opens the search, arrows move, Enter opens the entry; roman Hindi finds its term."""
    page = visitor.settled(f"/?lang={code}")
    page.locator("body").press("/")
    dialog = page.locator("#lx-search")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(typed)
    expect(dialog.get_by_role("option", selected=True)).to_have_attribute("data-slug", slug)
    first = dialog.get_by_role("option", selected=True).get_attribute("id")
    if dialog.get_by_role("option").count() > 1:
        page.keyboard.press("ArrowDown")
        expect(dialog.get_by_role("option", selected=True)).not_to_have_attribute("id", first or "")
        page.keyboard.press("ArrowUp")
    expect(dialog.get_by_role("option", selected=True)).to_have_attribute("id", first or "")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{slug}?*")
    expect(dialog).to_be_hidden()
    expect(page.locator(".st-key-entry h1")).to_be_visible()
    assert query(page)["lang"] == [code]


def test_search_opens_and_closes(visitor: Visitor) -> None:
    """Ctrl-K opens it from inside a text box, where a slash is only a letter; Esc closes it and the focus returns."""
    page = visitor.settled("/encoder?lang=en")
    dialog = page.locator("#lx-search")
    box(page, "attention_text").click()
    page.keyboard.type("/")
    assert dialog.count() == 0 or dialog.is_hidden()
    page.keyboard.press("Control+k")
    expect(dialog).to_be_visible()
    page.keyboard.type("zzzzzz qqqq")
    expect(dialog.locator("li:not([role])")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(box(page, "attention_text")).to_be_focused()
    page.locator("a.search").click()
    expect(dialog).to_be_visible()
