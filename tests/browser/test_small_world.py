"""The page on the small world in a browser: its link, its words that light up, another sentence."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from lexiscope.small_world import ADDRESS
from tests.browser.test_accessible import grave
from tests.browser.test_moving import query
from tests.browser.visitor import PHONE, Visitor, settle

TITLES = {"en": "The small world", "fr": "Le petit monde", "hi": "छोटी दुनिया"}
CLEAR = "rgba(0, 0, 0, 0)"


def shown(visitor: Visitor, code: str, sentence: str = "", **options: object) -> Page:
    """The page, once everything on it is drawn."""
    page = visitor.settled(f"/{ADDRESS}?lang={code}{sentence}", **options)
    expect(page.locator(".tongues dd")).to_have_count(3)
    expect(page.locator("table.models")).to_be_visible()
    expect(page.locator(".st-key-small-world-next button")).to_be_visible()
    expect(page.locator(".st-key-small-world-words summary")).to_be_visible()
    return page


def lit(page: Page) -> set[tuple[str, str]]:
    """(language, part) of every word that is coloured now."""
    found = page.locator(".tongues .word").evaluate_all(
        "all => all.map(e => [e.closest('[lang]').lang, e.dataset.part, getComputedStyle(e).backgroundColor])"
    )
    return {(code, part) for code, part, colour in found if colour != CLEAR}


def everywhere(part: str) -> set[tuple[str, str]]:
    return {(code, part) for code in TITLES}


def word(page: Page, code: str, part: str) -> Locator:
    return page.locator(f'.tongues dd[lang={code}] [data-part="{part}"]')


@pytest.mark.parametrize("code", TITLES)
def test_the_header_leads_there(visitor: Visitor, code: str) -> None:
    """The link in the header opens the page inside the app, in the visitor's language."""
    page = visitor.settled(f"/?lang={code}")
    page.evaluate("window.sameDocument = true")
    page.locator(".masthead").get_by_text(TITLES[code], exact=True).click()
    expect(page.locator(".st-key-small-world h1")).to_have_text(TITLES[code])
    assert page.url.endswith(f"/{ADDRESS}?lang={code}")
    assert page.evaluate("window.sameDocument") is True


def test_another_sentence_stands_in_the_address(visitor: Visitor) -> None:
    """A click brings another sentence and picture; its address brings it back; the language switch keeps it."""
    page = shown(visitor, "en")
    sentences, picture = page.locator(".tongues"), page.locator(".scene img")
    first, drawn = sentences.inner_text(), picture.get_attribute("src")
    page.locator(".st-key-small-world-next button").click()
    expect(sentences).not_to_have_text(first)
    settle(page)
    assert picture.get_attribute("src") != drawn
    (number,) = query(page)["small_world_sentence"]
    english = page.locator(".tongues dd[lang=en]").inner_text()
    again = shown(visitor, "en", f"&small_world_sentence={number}")
    assert again.locator(".tongues dd[lang=en]").inner_text() == english
    again.locator(".st-key-lang").get_by_text("हिन्दी", exact=True).click()
    expect(again.locator(".st-key-small-world h1")).to_have_text(TITLES["hi"])
    expect(again.locator(".tongues dd").first).to_have_attribute("lang", "hi")
    expect(again.locator(".tongues dd[lang=en]")).to_have_text(english)
    assert query(again)["small_world_sentence"] == [number]


def test_words_light_up(visitor: Visitor) -> None:
    """At rest the subject is lit; the word under the pointer, else the one with the focus, lights its translations."""
    page = shown(visitor, "en")
    page.mouse.move(0, 0)
    assert lit(page) == everywhere("subject")
    word(page, "fr", "object").hover()
    assert lit(page) == everywhere("object")
    page.mouse.move(0, 0)
    page.locator(".st-key-small-world-next button").focus()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.dataset.part")
    assert first and lit(page) == everywhere(first)
    page.keyboard.press("Tab")
    second = page.evaluate("document.activeElement.dataset.part")
    assert second != first and lit(page) == everywhere(second)
    word(page, "hi", first).hover()
    assert lit(page) == everywhere(first)


def test_a_tap_lights_up(visitor: Visitor) -> None:
    """A finger does what the pointer does."""
    page = shown(visitor, "hi", size=PHONE, touch=True)
    word(page, "en", "verb").tap()
    assert lit(page) == everywhere("verb")


def test_the_words_as_a_table(visitor: Visitor) -> None:
    """The fold shows a row for each marked word, three languages wide."""
    page = shown(visitor, "fr")
    page.locator(".st-key-small-world-words summary").click()
    rows = page.locator("table.words tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() == page.locator(".tongues dd[lang=fr] .word").count()
    assert rows.first.locator(":is(th, td)").evaluate_all("all => all.map(e => e.lang)") == ["fr", "en", "hi"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("code", TITLES)
def test_accessible(visitor: Visitor, code: str, dark: bool) -> None:
    """axe-core has nothing serious to say, with the fold open."""
    page = shown(visitor, code, dark=dark)
    page.locator(".st-key-small-world-words summary").click()
    expect(page.locator("table.words")).to_be_visible()
    assert grave(page) == []


@pytest.mark.parametrize("code", TITLES)
def test_a_phone_never_scrolls_sideways(visitor: Visitor, code: str) -> None:
    """At 360 pixels everything fits, in the app and in the reading edition."""
    page = shown(visitor, code, size=PHONE)
    page.locator(".st-key-small-world-words summary").click()
    expect(page.locator("table.words")).to_be_visible()
    wide = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]
      .filter(Boolean).map(e => e.scrollWidth - e.clientWidth)"""
    assert page.evaluate(wide) == [0, 0]
    page.goto(visitor.server.address + f"/read/{code}/{ADDRESS}")
    assert page.evaluate(wide) == [0]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_without_script(visitor: Visitor, dark: bool) -> None:
    """The reading edition lights up words by style alone, and has no serious finding."""
    page = visitor.open(f"/read/hi/{ADDRESS}", dark=dark)
    assert page.locator("script").count() == 0
    assert lit(page) == everywhere("subject")
    word(page, "en", "verb").hover()
    assert lit(page) == everywhere("verb")
    assert grave(page) == []
