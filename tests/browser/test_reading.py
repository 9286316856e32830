"""The reading edition in a browser that runs no script, and what the app says to such a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import PHONE, Visitor

TITLES = {"en": "Encoder", "fr": "Encodeur", "hi": "एन्कोडर"}


@pytest.mark.parametrize("code", TITLES)
def test_an_entry_without_script(visitor: Visitor, code: str) -> None:
    """The whole entry, a recorded figure with its finding, and the figure's numbers as a table."""
    page = visitor.open(f"/read/{code}/encoder", script=False)
    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.locator("h1")).to_have_text(TITLES[code])
    assert page.locator("main").inner_text().count(" ") > 500
    figure = page.locator("aside.lab figure").first
    expect(figure.locator("svg.still")).to_be_visible()
    assert figure.locator("svg.still title").first.text_content()
    expect(figure.locator("figcaption .finding")).not_to_be_empty()
    figure.locator("details summary").click()
    expect(figure.locator("table.twin tbody tr").first).to_be_visible()
    assert page.locator("aside.lab").count() == 3
    assert page.locator("script").count() == 0


def test_a_phone_can_read_it(visitor: Visitor) -> None:
    """At 360 pixels the page does not scroll sideways; wide figures scroll in their own frame."""
    page = visitor.open("/read/hi/encoder", script=False, size=PHONE)
    expect(page.locator("svg.still").first).to_be_attached()
    # Playwright's own code still runs where the page's may not.
    box = page.locator("main").bounding_box()
    assert box is not None and box["width"] <= PHONE[0]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE[0]


def test_the_app_leads_there_without_script(visitor: Visitor) -> None:
    """A browser without script is given the entry's first words and a link to the reading edition."""
    page = visitor.open("/encoder?lang=fr", script=False)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    links = page.locator('a[href="/read/fr/encoder"]').filter(visible=True)
    expect(links.first).to_be_visible()
    page.goto(visitor.server.address + "/read/fr/encoder")
    expect(page.locator("h1")).to_have_text("Encodeur")
