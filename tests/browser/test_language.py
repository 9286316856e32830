"""Every word on a page is in its language, and says so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from skimage import data

from tests.browser.instruments import box, lab, live, type_into, upload
from tests.browser.test_pictures import encoded
from tests.browser.visitor import Visitor, settle

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
    shown = page.locator("[data-testid=stMain]").inner_text()
    for words in ENGLISH:
        assert words not in shown.casefold(), words
    assert "Upload" not in shown  # in small letters it is the name of an icon


def test_names_that_are_read_aloud(visitor: Visitor) -> None:
    """Names read aloud, placeholders and alternative texts of a Hindi page are Hindi, also after a switch."""
    page = visitor.settled("/vae?lang=fr")
    page.get_by_role("radio", name="हिन्दी").click()
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    settle(page)
    upload(page, "autoencode", {"name": "a.png", "mimeType": "image/png", "buffer": encoded(data.chelsea(), "PNG")})
    expect(live(page, "autoencode")).to_be_visible()
    page.locator(".st-key-autoencode-settings summary").click()
    expect(page.get_by_role("button", name="घटाइए")).to_be_visible()
    names = page.locator("[data-testid=stMain]").evaluate(
        """main => ['aria-label', 'placeholder', 'alt'].flatMap((name) =>
            [...main.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name)))"""
    )
    assert len(names) > 20
    assert [name for name in names if re.search("[A-Za-z]{3}", name) and not re.search("[ऀ-ॿ]", name)] == [
        "Lexiscope",
        "a.png",
    ]


def test_lists_and_refusals_are_in_the_language(visitor: Visitor) -> None:
    """What Streamlit says to an empty list, a number out of range and a file of another kind is not English."""
    page = visitor.settled("/vae?lang=fr")
    samples = lab(page, "autoencode").locator(".st-key-autoencode_picture input")
    samples.scroll_into_view_if_needed()
    samples.click()
    expect(page.get_by_role("option").first).to_have_text("un poisson rouge")
    samples.fill("zzzz")
    expect(page.get_by_role("listbox")).to_have_text("Aucun résultat. Essayez une autre orthographe.")
    samples.press("Escape")
    page.locator(".st-key-autoencode-settings summary").click()
    type_into(page, "autoencode_seed", "99999999")
    expect(page.get_by_text("Saisissez un nombre entre 0 et 9999.").first).to_be_attached()
    upload(page, "autoencode", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    expect(page.get_by_role("alert").filter(has_text="Images uniquement")).to_be_attached()
