"""The small world in the reading edition, and in the shell of the app."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lexiscope import small_world
from lexiscope.glossary import LANGUAGES, Glossary
from lexiscope.i18n import language
from lexiscope.web.shell import AppShell
from tests.web.test_reading import Page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page(client: TestClient, lang: str) -> None:
    """Well formed, without script or inline style, under 60 KB: words, one sentence in three languages, the table."""
    answer = client.get(f"/read/{lang}/{small_world.ADDRESS}")
    assert answer.status_code == 200 and len(answer.content) < 60_000
    page = Page(answer.text)
    assert page.open == [] and page.all("html") == [{"lang": lang}] and not page.all("script")
    assert not [attrs for _, attrs in page.tags for name in attrs if name == "style" or name.startswith("on")]
    assert language(lang).t(small_world.LEAD).replace("'", "&#39;") in answer.text
    assert {str(attrs["lang"]) for attrs in page.all("dd")} == set(LANGUAGES)
    assert answer.text.count('class="model"') == len(small_world.MODELS)
    assert str(page.all("img")[0]["src"]).startswith("data:image/png") and page.all("img")[0]["alt"]


def test_its_links(client: TestClient) -> None:
    """The index leads to it, it leads to the live page, to the entries and to its translations."""
    assert f'href="/read/hi/{small_world.ADDRESS}"' in client.get("/read/hi").text
    page = Page(client.get(f"/read/fr/{small_world.ADDRESS}").text)
    hrefs = {str(attrs["href"]) for attrs in page.all("a")}
    assert {f"/{small_world.ADDRESS}?lang=fr", "/labs?lang=fr", f"/read/hi/{small_world.ADDRESS}"} <= hrefs
    for href in hrefs:
        assert not href.startswith("/read") or client.get(href).status_code == 200
    assert f"https://lexiscope.example/read/fr/{small_world.ADDRESS}" in {link["href"] for link in page.all("link")}


def test_not_modified(client: TestClient) -> None:
    """A browser that has the page gets no second copy; an unknown language gets the 404 page."""
    address = f"/read/en/{small_world.ADDRESS}"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"/read/tlh/{small_world.ADDRESS}").status_code == 404


def test_the_shell_of_the_app(glossary: Glossary) -> None:
    """The app's page is found, has its title and lead, and leads a browser without script to the reading edition."""
    index = '<html lang="en"><head><title>x</title></head><noscript>x</noscript><div id="root"></div></html>'
    shell = Middleware(AppShell, glossary=glossary, pages=[small_world.ADDRESS], first_words=lambda page, lang: "")
    app = Starlette(routes=[Route("/{path:path}", lambda _: HTMLResponse(index))], middleware=[shell])
    answer = TestClient(app).get(f"/{small_world.ADDRESS}?lang=fr")
    assert answer.status_code == 200 and "noindex" not in answer.text
    assert "<title>Le petit monde · Lexiscope</title>" in answer.text
    assert f'<a href="/read/fr/{small_world.ADDRESS}">' in re.findall("<noscript>.*</noscript>", answer.text)[0]
