"""Every word on a page is in its language, and says so."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from skimage import data

from tests.browser.instruments import box, lab, live, upload
from tests.browser.test_pictures import encoded
from tests.browser.visitor import Visitor

# What Streamlit itself writes beside its widgets.
ENGLISH = ("drag and drop", "browse files", "per file", "press enter", "press ctrl", "choose option", "select all")
TITLES = {"en": "Encoder", "fr": "Encodeur", "hi": "एन्कोडर"}


@pytest.mark.parametrize("code", TITLES)
def test_languages_are_declared(visitor: Visitor, code: str) -> None:
    """The document, the prose and every block of words say their language, and other languages' words theirs."""
    page = visitor.settled(f"/encoder?lang={code}")
    expect(page.locator("html")).to_have_attribute("lang", code)
    for blocks in (".lx-prose", ".finding", ".masthead", ".colophon", ".lab-head", ".caution"):
        found = page.locator(blocks).evaluate_all("all => all.map(e => e.closest('[lang]').lang)")
        assert found and set(found) == {code}, blocks
    others = page.locator(".entry-head .said [lang]").evaluate_all("all => all.map(e => e.lang)")
    assert set(others) == set(TITLES) - {code}


def test_no_english_is_left(visitor: Visitor) -> None:
    """The words that Streamlit itself writes, in English, are nowhere to be seen on a Hindi page."""
    page = visitor.settled("/encoder?lang=hi")
    upload(page, "match", {"name": "a.png", "mimeType": "image/png", "buffer": encoded(data.chelsea()[:64], "PNG")})
    expect(live(page, "match")).to_be_visible()
    expect(lab(page, "autoencode").locator("[data-testid=stFileUploaderDropzone]")).to_be_visible()
    for name in ("attention", "match", "autoencode"):
        page.locator(f".st-key-{name}-settings summary").click()
    box(page, "attention_text").press("x")
    shown = page.locator("[data-testid=stMain]").inner_text().casefold()
    for words in ENGLISH:
        assert words not in shown, words
    assert "upload" not in shown.split()
