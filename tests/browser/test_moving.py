"""Moving through the house: languages, links, back. Nothing that a visitor gave is lost."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect
from skimage import data

from tests.browser.instruments import box, finding, live, plot, type_into, upload
from tests.browser.test_pictures import encoded
from tests.browser.visitor import PHONE, Visitor, settle

TITLES = {"en": "Encoder", "fr": "Encodeur", "hi": "एन्कोडर"}
SENTENCE = "The spring came late, and the well was full of cold water."


def heading(page: Page) -> str:
    """The title of the page, once it is drawn."""
    return page.locator("[data-testid=stMain] .lx-prose h1").first.inner_text()


def switch(page: Page, name: str) -> None:
    """Chooses a language by its own name."""
    page.locator(".st-key-lang").get_by_text(name, exact=True).click()


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_language_switch_keeps_everything(visitor: Visitor) -> None:
    """Hindi, then French: page, sentence, upload and result stay; words, html lang and address follow."""
    page = visitor.settled("/encoder?lang=en")
    type_into(page, "attention_text", SENTENCE)
    expect(live(page)).to_be_visible()
    upload(page, "autoencode", {"name": "c.png", "mimeType": "image/png", "buffer": encoded(data.coffee(), "PNG")})
    expect(live(page, "autoencode")).to_be_visible()
    settle(page)
    tokens = plot(page, "attention-now-encoder")["x"]
    for name, code in (("हिन्दी", "hi"), ("Français", "fr")):
        said = finding(page).inner_text()
        switch(page, name)
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.locator(".st-key-entry h1")).to_have_text(TITLES[code])
        expect(finding(page)).not_to_have_text(said)
        settle(page)
        assert box(page, "attention_text").input_value() == SENTENCE
        assert plot(page, "attention-now-encoder")["x"] == tokens
        expect(live(page, "autoencode")).to_be_visible()
        assert urlsplit(page.url).path == "/encoder"
        assert query(page)["lang"] == [code]
        assert query(page)["attention_text"] == [SENTENCE]


def test_untouched_inputs_follow_the_language(visitor: Visitor) -> None:
    """A visitor who has changed nothing gets the example sentence of the new language."""
    page = visitor.settled("/encoder?lang=en")
    english = box(page, "attention_text").input_value()
    switch(page, "हिन्दी")
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(box(page, "attention_text")).not_to_have_value(english)
    expect(box(page, "attention_focus")).to_have_value("सोना")


def test_the_browser_language_is_the_first_guess(visitor: Visitor) -> None:
    """Without a language in the address the browser's own is taken."""
    page = visitor.settled("/encoder", prefers="fr")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert heading(page) == "Encodeur"


def test_links_keep_the_session_and_back_works(visitor: Visitor) -> None:
    """A link between entries opens in place; the typed sentence is still there after going, and after going back."""
    page = visitor.settled("/encoder?lang=en")
    page.evaluate("window.sameDocument = true")
    type_into(page, "attention_text", SENTENCE)
    expect(live(page)).to_be_visible()
    settle(page)
    page.locator('.st-key-entry .prose p a[data-slug="decoder"]').first.click()
    expect(page.locator(".st-key-entry h1")).to_have_text("Decoder")
    settle(page)
    assert urlsplit(page.url).path == "/decoder"
    assert query(page)["lang"] == ["en"]
    assert box(page, "attention_text").input_value() == SENTENCE
    page.go_back()
    expect(page.locator(".st-key-entry h1")).to_have_text("Encoder")
    settle(page)
    assert urlsplit(page.url).path == "/encoder"
    assert page.evaluate("window.sameDocument") is True
    assert box(page, "attention_text").input_value() == SENTENCE
    expect(live(page)).to_be_visible()
    assert len(page.context.pages) == 1


def test_a_link_shows_its_definition(visitor: Visitor) -> None:
    """On hover and on keyboard focus a link to another entry shows what the term means."""
    page = visitor.settled("/encoder?lang=en")
    link = page.locator('.st-key-entry .prose p a[data-slug="decoder"]').first
    shown = page.locator(f"#{link.get_attribute('aria-describedby')}")
    expect(shown).to_be_hidden()
    for reach in (link.hover, link.focus):
        reach()
        expect(shown).to_be_visible()
        assert len(shown.inner_text()) > 20
        page.mouse.move(0, 0)
        link.evaluate("e => e.blur()")
        expect(shown).to_be_hidden()


def test_a_tap_shows_the_definition_first(visitor: Visitor) -> None:
    """A finger cannot hover: the first tap on a link shows what the term means, the second one follows it."""
    page = visitor.settled("/encoder?lang=fr", size=PHONE, touch=True)
    link = page.locator('.st-key-entry .prose p a[data-slug="transformer"]').first
    shown = page.locator(f"#{link.get_attribute('aria-describedby')}")
    link.tap(force=True)
    expect(shown).to_be_visible()
    assert urlsplit(page.url).path == "/encoder"
    link.tap()
    expect(page.locator(".st-key-entry h1")).to_have_text("Transformeur")
