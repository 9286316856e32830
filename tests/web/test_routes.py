"""Sitemap, robots, health, search and vendored scripts."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from lexiscope import __version__
from lexiscope.glossary import LANGUAGES, Glossary


def test_sitemap(client: TestClient, glossary: Glossary) -> None:
    """Every page of the reading edition is listed with its translations, and each address answers."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").text)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = [str(place.text) for place in root.iter(f"{space}loc")]
    assert len(found) == len(set(found)) == len(LANGUAGES) * (len(glossary.entries) + 2)
    for address in found:
        assert client.get(address).status_code == 200
    assert len(list(root.iter("{http://www.w3.org/1999/xhtml}link"))) == len(found) * len(LANGUAGES)


def test_robots(client: TestClient) -> None:
    """Robots may read everything but the machinery, and find the sitemap."""
    text = client.get("/robots.txt").text
    assert "Sitemap: https://lexiscope.example/sitemap.xml" in text
    assert "Disallow: /_stcore/" in text


def test_health(client: TestClient, glossary: Glossary) -> None:
    """Health says what runs and whether the models are loaded, and is never kept."""
    answer = client.get("/healthz")
    assert answer.json() == {
        "status": "ok",
        "version": __version__,
        "entries": len(glossary.entries),
        "languages": list(LANGUAGES),
        "models_loaded": False,
    }
    assert answer.headers["cache-control"] == "no-store"


def test_search(client: TestClient) -> None:
    """Search answers in the reader's language and says where it found the words."""
    found = client.get("/api/search", params={"q": "enkodar", "lang": "fr"}).json()
    first = found["hits"][0]
    assert (first["slug"], first["title"], first["href"]) == ("encoder", "Encodeur", "/encoder?lang=fr")
    assert first["field"] == "roman"
    assert first["found_in"] == "En lettres latines"


@pytest.mark.parametrize("query", ["", "x" * 10_000, "\0", "😀", "<script>", "a&lang=xx"])
def test_search_any_query(client: TestClient, query: str) -> None:
    """No query and no language breaks the search."""
    answer = client.get("/api/search", params={"q": query, "lang": "tlh"})
    assert answer.status_code == 200
    assert answer.json()["lang"] == "en"


def test_vendor(client: TestClient) -> None:
    """Only the listed scripts are served; a path is no way out of the list."""
    assert client.get("/vendor/d3.js").text == "var d3 = {};"
    assert client.get("/vendor/other.js").status_code == 404
    assert client.get("/vendor/..%2f..%2fetc%2fpasswd").status_code == 404


def test_scripts_are_packed_for_those_who_can_unpack(client: TestClient) -> None:
    """Streamlit's scripts and the vendored ones come gzipped where the browser takes that, and the same without."""
    for address in ("/static/js/d3.js", "/vendor/d3.js"):
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        plain = client.get(address, headers={"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
        assert packed.text == plain.text == "var d3 = {};"
        assert "javascript" in packed.headers["content-type"]
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    for wrong in ("none.js", "..%2f..%2f..%2fetc%2fpasswd"):
        assert client.get(f"/static/js/{wrong}").status_code == 404
