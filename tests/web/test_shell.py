"""The app's own page: language, title, status and safety, around any ASGI app that serves like Streamlit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from lexiscope.glossary import Glossary
from lexiscope.web.headers import SecurityHeaders
from lexiscope.web.shell import AppShell

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")


def first_words(page: str, lang: str) -> str:
    """What lies over the app until it has drawn."""
    return f'<p id="first">{page}:{lang}</p>'


@pytest.fixture
def client(glossary: Glossary) -> TestClient:
    """Streamlit's own index.html for every address, as its server answers."""
    shell = Middleware(AppShell, glossary=glossary, pages=["labs"], first_words=first_words)
    app = Starlette(
        routes=[
            Route("/_stcore/health", lambda _: JSONResponse("ok")),
            Route("/static/app.js", lambda _: Response("1", media_type="text/javascript")),
            Route("/{path:path}", lambda _: HTMLResponse(INDEX, headers={"ETag": "1"})),
        ],
        middleware=[Middleware(SecurityHeaders), shell],
    )
    return TestClient(app, base_url="https://lexiscope.example", follow_redirects=False)


@pytest.mark.parametrize(
    ("asked", "plain"), [("/a/b", "/a-b"), ("/%3Cimg%20src%3Dx%3E", "/img-src-x"), ("/कुछ", "/unknown")]
)
def test_an_odd_address_is_asked_for_again_by_a_plain_name(client: TestClient, asked: str, plain: str) -> None:
    """Streamlit can open pages with plain names only; the language goes along, and the plain name is a 404."""
    answer = client.get(asked + "?lang=hi")
    assert (answer.status_code, answer.headers["location"]) == (307, plain + "?lang=hi")
    assert client.get(plain).status_code == 404


@pytest.mark.parametrize(("asked", "status"), [("/", 200), ("/encoder", 200), ("/labs", 200), ("/nope", 404)])
def test_status(client: TestClient, asked: str, status: int) -> None:
    """A page that does not exist says so, and still brings the app, which shows the suggestions."""
    answer = client.get(asked)
    assert answer.status_code == status
    assert '<script type="module"' in answer.text
    assert ("noindex" in answer.text) == (status == 404)


def test_language_and_title(client: TestClient) -> None:
    """The page is born in the language of its address, else the browser's, with the entry's title and definition."""
    text = client.get("/encoder?lang=hi").text
    assert '<html lang="hi">' in text
    assert "<title>एन्कोडर · Lexiscope</title>" in text
    assert '<link rel="canonical" href="https://lexiscope.example/read/hi/encoder">' in text
    answer = client.get("/encoder", headers={"Accept-Language": "fr-CA"})
    assert '<html lang="fr">' in answer.text
    assert answer.headers["content-language"] == "fr"
    assert "Accept-Language" in answer.headers["vary"]
    assert '<html lang="en">' in client.get("/encoder?lang=%22%3E%3Cscript%3E").text


def test_first_words(client: TestClient) -> None:
    """The first words of a page stand before the app's root; a page that does not exist has none."""
    text = client.get("/encoder?lang=fr").text
    assert '<p id="first">encoder:fr</p><div id="root"' in text
    assert 'id="first"' not in client.get("/nope").text


def test_without_script(client: TestClient) -> None:
    """A browser without script is led to the reading edition of the same entry."""
    noscript = re.search(r"<noscript>.*?</noscript>", client.get("/vae?lang=fr").text, re.DOTALL)
    assert noscript
    assert '<a href="/read/fr/vae">' in noscript[0]


def test_frontend_knows_its_server(client: TestClient) -> None:
    """The frontend is told where to connect before its first module runs, and files are addressed from the root."""
    text = client.get("/encoder").text
    assert 0 < text.index("BACKEND_BASE_URL") < text.index('<script type="module"')
    assert '"./' not in text


def test_other_names(client: TestClient) -> None:
    """Another name of an entry leads to it and keeps what the address carries."""
    answer = client.get("/Encodeur?lang=fr&attention_text=a%20b")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/encoder?lang=fr&attention_text=a%20b"


def test_everything_else_passes(client: TestClient) -> None:
    """Files, health and posts are not touched."""
    assert client.get("/static/app.js").text == "1"
    assert client.get("/_stcore/health").json() == "ok"
    assert client.post("/encoder").status_code == 405


def test_fresh_copy(client: TestClient) -> None:
    """The original's fingerprint does not travel with the rewritten page, and HEAD has no body."""
    answer = client.get("/encoder", headers={"If-None-Match": "1", "Range": "bytes=0-3"})
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert client.head("/encoder").content == b""


@pytest.mark.parametrize("address", ["/encoder", "/_stcore/health", "/nope"])
def test_headers(client: TestClient, address: str) -> None:
    """Every answer forbids foreign hosts and frames, sniffing and unasked devices."""
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert "*" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "camera=(self)" in headers["permissions-policy"]


def test_reading_policy_has_no_script(glossary: Glossary) -> None:
    """The reading edition may run no script at all, not even its own."""
    app = Starlette(routes=[Route("/read/en", lambda _: HTMLResponse("x"))], middleware=[Middleware(SecurityHeaders)])
    policy = TestClient(app).get("/read/en").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
