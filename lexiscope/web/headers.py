"""What every answer carries for the visitor's safety, and the right status for an app page that does not exist.

Pure ASGI: nothing is buffered, websockets pass untouched.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The reading edition runs no script at all. `data:` pictures are the still figures' own.
READING_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# What Streamlit's frontend needs, and no host but ours. Inline scripts: its own page begins with one, and the frames
# in which a lab shows another library's view (srcdoc) inherit this policy. Inline styles: emotion writes them.
# blob: scripts are how it loads components, blob: workers how Plotly and file previews run.
APP_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' blob: 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline' blob:; img-src 'self' data: blob:; media-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' blob: data:; worker-src 'self' blob:; frame-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_PLAIN = ("/read", "/api/", "/healthz", "/sitemap.xml", "/robots.txt", "/style.css", "/vendor/")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}


class SecurityHeaders:
    """Adds the security headers; the policy follows the address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = READING_POLICY if scope["path"].startswith(_PLAIN) else APP_POLICY

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", policy)
            await send(message)

        await self.app(scope, receive, with_headers)


class PageStatus:
    """Gives a page of the app that does not exist the status 404, while its shell (which shows the suggestions) is
    served; another name of an entry ("/Encodeur") leads to its address.

    `resolve` maps the first part of an address to the page it means: itself, another name, or None.
    """

    def __init__(self, app: ASGIApp, resolve: Callable[[str], str | None]) -> None:
        self.app, self.resolve = app, resolve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = self._page(scope)
        if name is None:
            await self.app(scope, receive, send)
            return
        known = self.resolve(name)
        if known is not None and known != name:
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"/{quote(known)}" + (f"?{query}" if query else ""), 307)(scope, receive, send)
            return

        async def with_status(message: Message) -> None:
            if known is None and message["type"] == "http.response.start":
                html = MutableHeaders(scope=message).get("content-type", "").startswith("text/html")
                message["status"] = 404 if html and message["status"] == 200 else message["status"]
            await send(message)

        await self.app(scope, receive, with_status)

    @staticmethod
    def _page(scope: Scope) -> str | None:
        """The path of a page that a browser opens; None for everything else: files, sockets, plain routes, home."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        path: str = scope["path"].strip("/")
        own = path.startswith(("_stcore", "static/", "media/", "component/", "_")) or scope["path"].startswith(_PLAIN)
        html = "text/html" in Headers(scope=scope).get("accept", "text/html")
        return path if path and not own and html else None
