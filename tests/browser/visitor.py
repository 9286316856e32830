"""A visitor in a real Chromium: opens pages, and notes everything that must never happen while they are used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, WebSocket

from benchmarks.serving import Server

PATIENCE = 60_000  # ms
WIDE, PHONE = (1280, 900), (360, 740)
_LOCALES = {"en": "en-GB", "fr": "fr-FR", "hi": "hi-IN"}
_SETTLED = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && !document.getElementById('first-paint') && !document.querySelector('[data-testid=stSpinner]')"""
# Streamlit fetches the scripts of its elements one by one, and fills a box a moment after it has drawn it.
_FILLED = """() => !document.querySelector('[data-testid=stSkeleton]') && (/(attention|match)_/.test(location.search)
  || [...document.querySelectorAll('[class*=st-key-lab-]')].every((lab) =>
    lab.querySelector('.st-key-attention_text input, .st-key-match_captions textarea')?.value
      ?? (lab.querySelector('.finding') && lab.querySelector('[class*=st-key-inputs-] input'))))"""


@dataclass
class Visitor:
    """Opens pages of one server. `faults` fills while they are used; a test's fixture asserts that it stayed empty."""

    browser: Browser
    server: Server
    faults: list[str] = field(default_factory=list)
    _allowed: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        path: str,
        *,
        size: tuple[int, int] = WIDE,
        prefers: str = "en",
        dark: bool = False,
        script: bool = True,
        touch: bool = False,
    ) -> Page:
        """A new visitor with the browser's language `prefers` opens an address of the server."""
        page = self._context(size, prefers, dark, script, touch).new_page()
        page.goto(self.server.address + path, wait_until="domcontentloaded")
        return page

    def settled(self, path: str, **options: Any) -> Page:
        """As `open`, and waits until the page is drawn and nothing is being computed."""
        page = self.open(path, **options)
        settle(page)
        page.wait_for_function(_FILLED)
        return page

    def allow(self, pattern: str) -> None:
        """Expect a console error whose text matches; a test says so before it provokes one."""
        self._allowed.append(pattern)

    def close(self) -> None:
        """Ends all visits; tracebacks shown on a page count as faults."""
        for context in self._contexts:
            for page in context.pages:
                if not page.is_closed() and page.url.startswith("http"):
                    shown = page.locator("[data-testid=stException]").all_inner_texts()
                    self.faults += [f"exception on the page {page.url}: {text}" for text in shown]
            context.close()

    def _context(self, size: tuple[int, int], prefers: str, dark: bool, script: bool, touch: bool) -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=_LOCALES[prefers],
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=touch,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))
        context.on("dialog", self._on_dialog)
        context.on("page", lambda page: page.on("websocket", self._on_websocket))
        self._contexts.append(context)
        return context

    def _on_request(self, request: Request) -> None:
        self._same_host(request.url)

    def _on_websocket(self, socket: WebSocket) -> None:
        self._same_host(socket.url)

    def _same_host(self, url: str) -> None:
        asked = urlsplit(url)
        if asked.scheme not in ("data", "blob", "about") and asked.netloc != urlsplit(self.server.address).netloc:
            self.faults.append(f"request to another host: {url[:200]}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(re.search(pattern, message.text) for pattern in self._allowed):
            where: Mapping[str, Any] = message.location
            self.faults.append(f"console error: {message.text[:400]} ({where.get('url', '')[:120]})")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"a dialog opened: {dialog.message[:200]}")
        dialog.dismiss()


def settle(page: Page) -> None:
    """Waits until the script has run, its first words have replaced the plain ones, and no model is computing."""
    page.wait_for_function(_SETTLED)
