"""The HTML page in which Streamlit starts, made ours before it leaves: language, title, description, status.

Streamlit serves one index.html with `<html lang="en">` and status 200 for every address. This pure-ASGI middleware
gives it the visitor's language, the entry's title and definition (for search engines, previews and screen readers),
status 404 where no page is, and a link to the reading edition for browsers without script. It also tells the frontend
where its server is: otherwise a deep link first asks `/encoder/_stcore/health` and waits for a 404 (two round trips).
"""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Callable, Collection
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lexiscope import small_world
from lexiscope.glossary import LANGUAGES, Glossary
from lexiscope.i18n import N_, language, negotiate
from lexiscope.web.headers import PLAIN
from lexiscope.web.routes import base_address

# Read by Streamlit's frontend (EnvConfig). With both values it opens its socket at once; and only our own origin may
# send it messages, where its default list names hosts of its makers.
_WHERE = (
    "<script>window.__streamlit={BACKEND_BASE_URL:location.origin,"
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false}}</script>"
)
# Streamlit adds a step to the history for every choice that is written into the address. Only another page is one.
_STEPS = (
    "<script>{const step=history.pushState;history.pushState=function(state,title,to){"
    "const same=new URL(to,location).pathname===location.pathname;"
    "(same?history.replaceState:step).call(history,state,title,to)}}</script>"
)
SOON = ("BidiComponent", "Html", "ButtonGroup", "TextInput", "Selectbox", "Expander")
NO_SCRIPT = N_("The instruments need JavaScript. Every entry can be read without it:")
ABOUT = N_("A glossary you can run: every term of AI in Hindi, French and English, with a live instrument beside it.")


class AppShell:
    """Wraps the app; `pages` are its addresses that are no entries ("labs").

    `first_words(page, lang)` is HTML that lies over the app until the app has drawn the same words; may be empty.
    """

    def __init__(
        self, app: ASGIApp, glossary: Glossary, pages: Collection[str], first_words: Callable[[str, str], str]
    ) -> None:
        self.app, self.glossary, self.pages, self.first_words = app, glossary, frozenset(pages), first_words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = opened_page(scope)
        if page is None:
            await self.app(scope, receive, send)
            return
        known = page if not page or page in self.pages else self.glossary.resolve(page)
        # Streamlit knows pages by plain names only: any other unknown address is asked for again as one.
        there = known if known is not None else re.sub(r"[^A-Za-z0-9_-]+", "-", page)[:80].strip("-") or "unknown"
        if there != page:
            query = scope["query_string"].decode("latin-1")
            answer = RedirectResponse(f"/{quote(there)}" + (f"?{query}" if query else ""), 307)
            await answer(scope, receive, send)
            return
        await self.app(_plainly_asked(scope), receive, _Rewriter(self, scope, known, send))

    def rewrite(self, shell: str, request: Request, slug: str | None) -> str:
        """index.html for one page and language; `slug` is None where there is no such page, "" for home."""
        lang = spoken_language(request)
        t = language(lang).t
        entry = self.glossary.entries.get(slug or "")
        edition = entry.edition(lang) if entry else None
        title = edition.title if edition else t("No such page") if slug is None else ""
        about = edition.definition if edition else t(ABOUT)
        if slug == small_world.ADDRESS:
            title, about = t(small_world.TITLE), t(small_world.LEAD)
        readable = entry is not None or slug == small_world.ADDRESS
        reading = f"/read/{lang}" + (f"/{slug}" if readable else "")
        base = base_address(request)
        head = [
            _WHERE,
            _STEPS,
            *preloads(),
            f'<meta name="description" content="{_quoted(about)}">',
        ]
        if slug is None:
            head.append('<meta name="robots" content="noindex">')
        elif readable:
            head.append(f'<link rel="canonical" href="{_quoted(base + reading)}">')
            head += [
                f'<link rel="alternate" hreflang="{code}" href="{_quoted(f"{base}/read/{code}/{slug}")}">'
                for code in LANGUAGES
            ]
        named = html.escape(f"{title} · Lexiscope" if title else "Lexiscope")
        link = f'{html.escape(t(NO_SCRIPT))} <a href="{_quoted(reading)}">{_quoted(reading)}</a>'
        shell = shell.replace('<html lang="en">', f'<html lang="{lang}">', 1).replace('"./', '"/')
        top = "\n    ".join([f"<title>{named}</title>", *head])
        shell = re.sub(r"<title>.*?</title>", lambda _: top, shell, count=1, flags=re.DOTALL)
        shell = re.sub(r"(<noscript>).*?(</noscript>)", lambda m: m[1] + link + m[2], shell, count=1, flags=re.DOTALL)
        first = self.first_words(slug, lang) if slug is not None else ""
        return shell.replace('<div id="root"', f'{first}<div id="root"', 1)


class _Rewriter:
    """Collects the one small page that passes, and sends it on rewritten."""

    def __init__(self, shell: AppShell, scope: Scope, slug: str | None, send: Send) -> None:
        self.shell, self.request, self.slug, self.send = shell, Request(scope), slug, send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            is_html = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
            if is_html and message["status"] == 200:
                self.start = message
                return
        if self.start is None:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish(self.start)

    async def _finish(self, start: Message) -> None:
        body = self.body
        if self.request.method == "GET":
            body = self.shell.rewrite(body.decode("utf-8"), self.request, self.slug).encode("utf-8")
        headers = MutableHeaders(scope=start)
        for stale in ("etag", "last-modified", "content-length", "accept-ranges"):
            del headers[stale]
        headers["Content-Language"] = spoken_language(self.request)
        headers["Cache-Control"] = "no-cache"
        headers.add_vary_header("Accept-Language")
        headers.add_vary_header("Accept-Encoding")
        if body and "gzip" in self.request.headers.get("accept-encoding", ""):
            body = gzip.compress(body, 6)
            headers["Content-Encoding"] = "gzip"
        if body:
            headers["Content-Length"] = str(len(body))
        start["status"] = 404 if self.slug is None else 200
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


@lru_cache
def preloads() -> tuple[str, ...]:
    """Links to the scripts that every page needs soon, and that Streamlit would ask for one after the other; then to
    Plotly's, which is fetched when nothing else is."""
    folder = Path(streamlit_static()) / "static" / "js"
    files = sorted(file.name for name in SOON for file in folder.glob(f"{name}.*.js"))
    later = '<link rel="prefetch" as="script" href="/vendor/plotly.min.js">'
    return (*(f'<link rel="modulepreload" href="/static/js/{file}">' for file in files), later)


def streamlit_static() -> str:
    """Streamlit's folder of page files, found without importing it."""
    spec = find_spec("streamlit")
    assert spec is not None and spec.origin is not None
    return str(Path(spec.origin).parent / "static")


def opened_page(scope: Scope) -> str | None:
    """The path of an app page ("" is home); None for files, sockets and what is served beside the app."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    path: str = scope["path"]
    if path.startswith((*PLAIN, "/_", "/static/", "/media/", "/component/")) or "/_stcore/" in path:
        return None
    if re.search(r"\.[a-z0-9]{2,5}$", path):  # favicon.png, manifest.json
        return None
    return path.strip("/")


def spoken_language(request: Request) -> str:
    """The language of the address (?lang=), else the browser's, else English."""
    asked = parse_qs(request.url.query).get("lang", [""])[0]
    return asked if asked in LANGUAGES else negotiate(request.headers.get("accept-language", ""))


def _plainly_asked(scope: Scope) -> Scope:
    """The request without what would bring back a packed, partial or unchanged page."""
    dropped = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in dropped]}


def _quoted(text: str) -> str:
    return html.escape(text, quote=True)
