"""The reading edition: every entry in three languages as HTML that needs no script."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from lexiscope.glossary import LANGUAGES, Glossary
from lexiscope.i18n import language
from lexiscope.web.pages import reading_edition
from tests.web.conftest import recorded

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """A page taken apart: its tags with attributes, whether every tag closes, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entry(client: TestClient, glossary: Glossary, lang: str) -> None:
    """Each page is well formed, script-free, in its language, under 60 KB, with its title, sections and unique ids."""
    for slug, entry in glossary.entries.items():
        answer = client.get(f"/read/{lang}/{slug}")
        assert answer.status_code == 200
        assert len(answer.content) < 60_000
        page = Page(answer.text)
        assert page.open == []
        assert page.all("html") == [{"lang": lang}]
        assert not page.all("script")
        assert not [attrs for _, attrs in page.tags for name in attrs if name == "style" or name.startswith("on")]
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        assert {"why", "deep", "try", "pitfalls", "sources", "terms"} <= set(ids)
        assert f"<h1>{entry.editions[lang].title}</h1>" in answer.text


def test_links_lead_somewhere(client: TestClient, glossary: Glossary) -> None:
    """Every link of a page within the reading edition, and every anchor, has its target; descriptions too."""
    for lang in LANGUAGES:
        page = Page(client.get(f"/read/{lang}/encoder").text)
        ids = {attrs.get("id") for _, attrs in page.tags}
        hrefs = {str(attrs["href"]) for attrs in page.all("a")}
        for href in hrefs:
            if href.startswith("#"):
                assert href[1:] in ids
            elif href.startswith("/read"):
                assert client.get(href).status_code == 200, href
        assert {attrs["aria-describedby"] for attrs in page.all("a") if "aria-describedby" in attrs} <= ids
        assert f"/encoder?lang={lang}" in hrefs


def test_canonical_and_languages(client: TestClient) -> None:
    """Search engines learn the address of the page and of its translations, absolutely."""
    page = Page(client.get("/read/fr/clip").text)
    links = {(link["rel"], link.get("hreflang")): link["href"] for link in page.all("link")}
    assert links["canonical", None] == "https://lexiscope.example/read/fr/clip"
    for code in LANGUAGES:
        assert links["alternate", code] == f"https://lexiscope.example/read/{code}/clip"
    assert links["alternate", "x-default"] == "https://lexiscope.example/read/en/clip"


def test_address_from_the_environment(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a proxy the operator names the site's address."""
    monkeypatch.setenv("LEXISCOPE_URL", "https://terms.example/")
    assert 'rel="canonical" href="https://terms.example/read/en/vae"' in client.get("/read/en/vae").text


def test_recorded_figure(client: TestClient) -> None:
    """The lab's place holds a picture, a table twin, its finding, escaped, and a link to the live page."""
    text = client.get("/read/en/encoder").text
    aside = re.search(r'<aside class="lab".*?</aside>', text, re.DOTALL)
    assert aside
    assert "<svg" in aside[0]
    assert 'role="img"' in aside[0]
    assert "<table" in aside[0]
    assert "70 % &lt;encoder&gt;" in aside[0]
    assert "</script>" not in text
    assert 'href="/encoder?lang=en"' in aside[0]


def test_claims_are_printed(client: TestClient) -> None:
    """A measured value stands in the sentence."""
    assert '<span class="claim" data-claim="autoencode.ratio">48</span>' in client.get("/read/hi/encoder").text


@pytest.mark.parametrize("lang", ["fr", "hi"])
def test_no_english_left(client: TestClient, lang: str) -> None:
    """Every word of the page's frame is translated."""
    text = client.get(f"/read/{lang}/encoder").text
    for english in ("Skip to", "Why it matters", "How it works", "Pitfalls", "Related", "All terms", "Also called"):
        assert english not in text
    assert language(lang).t("Why it matters") in text


def test_unknown_entry(client: TestClient) -> None:
    """An unknown entry is a 404 in the language of its address, with the nearest entries, escaped and not indexed."""
    answer = client.get("/read/hi/encodxr<b>")
    assert answer.status_code == 404
    page = Page(answer.text)
    assert page.all("html") == [{"lang": "hi"}]
    assert "/read/hi/encoder" in {attrs["href"] for attrs in page.all("a")}
    assert "<b>" not in answer.text
    assert {"name": "robots", "content": "noindex"} in page.all("meta")


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/read/fr/encodeur", "/read/fr/encoder"),
        ("/read/fr/Feature_Extractor", "/read/fr/encoder"),
        ("/read/hi/एन्कोडर", "/read/hi/encoder"),
        ("/read/FR/encoder", "/read/fr/encoder"),
        ("/read/encoder", "/read/hi/encoder"),
        ("/read/de/clip", "/read/hi/clip"),
        ("/read/fr/", "/read/fr"),
        ("/read", "/read/hi"),
    ],
)
def test_other_names_lead_on(client: TestClient, asked: str, led: str) -> None:
    """Another name, another case, no language or an unknown one: the visitor arrives, in a language of theirs."""
    answer = client.get(asked, headers={"Accept-Language": "hi-IN,hi;q=0.9,en;q=0.5"})
    assert answer.status_code in (301, 307)
    assert answer.headers["location"] == led


@pytest.mark.parametrize("address", ["/read/xx", "/read/en/a/b/c", "/read/en/%00", "/read/en/" + "x" * 5000])
def test_nonsense(client: TestClient, address: str) -> None:
    """Tampered addresses get the 404 page."""
    assert client.get(address).status_code == 404


def test_not_modified(client: TestClient) -> None:
    """A browser that has the page gets no second copy."""
    tag = client.get("/read/en/encoder").headers["etag"]
    again = client.get("/read/en/encoder", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_style_sheet(client: TestClient) -> None:
    """The style sheet follows the reader's colour scheme, prints, and is kept for good under its own address."""
    page = Page(client.get("/read/en").text)
    (href,) = [str(link["href"]) for link in page.all("link") if link["rel"] == "stylesheet"]
    answer = client.get(href)
    assert "immutable" in answer.headers["cache-control"]
    assert "prefers-color-scheme: dark" in answer.text
    assert "@media print" in answer.text
    assert "http" not in answer.text


def test_fast(glossary: Glossary) -> None:
    """Writing a page takes under 10 ms of processor time once its figures are drawn."""
    edition = reading_edition(glossary, {}, recorded)
    edition.entry("encoder", "hi", "https://lexiscope.example")
    started = time.process_time()
    for _ in range(10):
        edition.entry("encoder", "hi", "https://lexiscope.example")
    assert (time.process_time() - started) / 10 < 0.010
