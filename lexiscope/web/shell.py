"""Streamlit's page shell, made ours on its way out: language, title, first words, and where the server is.

Streamlit serves one static HTML shell for every page. Three things are missing in it. It says `lang="en"`; a deep
link (/encoder) makes its script look for the server below that path first, which costs two failed requests; and
nothing can be read before 2 MB of script have run. The middleware answers all three in the HTML itself.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Protocol
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lexiscope.i18n import NATIVE, negotiate

# The script asks no one where the server is: it is where the page came from.
BOOT = (
    "window.__streamlit={BACKEND_BASE_URL:location.origin+'/',MAIN_PAGE_BASE_URL:location.origin+'/',"
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false}}"
)


class FirstPaint(Protocol):
    """What a page shows before its script runs; `html` stands over the app until the app has drawn the same words."""

    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def html(self) -> str: ...


class PageShell:
    """ASGI middleware around the Streamlit app; `paint(path, lang)` gives the first words of a page, or None."""

    def __init__(self, app: ASGIApp, paint: Callable[[str, str], FirstPaint | None]) -> None:
        self.app, self.paint = app, paint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or "." in scope["path"].rsplit("/", 1)[-1]:
            await self.app(scope, receive, send)
            return
        # A compressed or "not changed" answer could not be rewritten.
        dropped = (b"accept-encoding", b"if-none-match", b"if-modified-since")
        plain = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k not in dropped]}
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html"):
                    start = message
                    return
            elif start is not None and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await self._finish(scope, start, body, send)
                return
            await send(message)

        await self.app(plain, receive, rewrite)

    async def _finish(self, scope: Scope, start: Message, body: bytes, send: Send) -> None:
        page = body.decode()
        if '<div id="root"' in page:
            page = self._ours(scope, page)
        out = page.encode()
        replaced = (b"content-length", b"etag", b"last-modified")
        headers = [(k, v) for k, v in start["headers"] if k not in replaced]
        headers.append((b"content-length", str(len(out)).encode()))
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": out})

    def _ours(self, scope: Scope, page: str) -> str:
        lang = asked_language(scope)
        first = self.paint(scope["path"].strip("/"), lang)
        page = page.replace('<html lang="en">', f'<html lang="{lang}">', 1)
        page = page.replace("<head>", f"<head><script>{BOOT}</script>", 1)
        if first is None:
            return page
        title = f"<title>{escape(first.title)}</title>"
        description = f'<meta name="description" content="{escape(first.description)}" />'
        page = page.replace("<title>Streamlit</title>", title + description, 1)
        return page.replace('<div id="root"', first.html + '<div id="root"', 1)


def asked_language(scope: Scope) -> str:
    """The language of the address, else the browser's, else English."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    accept = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    return asked if asked in NATIVE else negotiate(accept)
