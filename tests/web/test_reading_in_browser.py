"""The reading edition in a real Chromium: cards without script, phone width, both colour schemes, accessibility."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.applications import Starlette

from benchmarks.browser import chromium
from benchmarks.serving import free_port

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "fr", "hi")


@pytest.fixture(scope="module")
def address(served: Starlette) -> Iterator[str]:
    """The plain addresses on a free port of this machine."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(served, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that is on this machine, else Playwright's own."""
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    yield context
    context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_phone_width(phone: BrowserContext, address: str, lang: str) -> None:
    """On a phone nothing scrolls the page sideways."""
    page = phone.new_page()
    page.goto(f"{address}/read/{lang}/encoder")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_card_on_hover_and_focus(page: Page, address: str) -> None:
    """Hovering a link, or reaching it by keyboard, shows its definition inside the window; leaving hides it."""
    page.goto(f"{address}/read/hi/encoder")
    link = page.locator(".prose a.term").nth(2)
    card = page.locator(f"#{link.get_attribute('aria-describedby')}")
    assert not card.is_visible()
    link.hover()
    card.wait_for(state="visible")
    box = card.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    page.mouse.move(5, 5)
    card.wait_for(state="hidden")
    link.focus()
    card.wait_for(state="visible")


def test_card_on_tap(phone: BrowserContext, address: str) -> None:
    """The first tap on a link shows the definition and stays on the page; the second opens the entry."""
    page = phone.new_page()
    page.goto(f"{address}/read/en/encoder")
    link = page.locator(".prose a.term[data-slug=clip]").first
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.touchscreen.tap(*middle)
    card = page.locator(f"#{link.get_attribute('aria-describedby')}")
    card.wait_for(state="visible")
    assert page.url.endswith("/read/en/encoder")
    page.touchscreen.tap(*middle)
    page.wait_for_url("**/read/en/clip")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/read/en/encoder", "/read/fr/attention", "/read/hi/vae", "/read/hi", "/read/fr/nope"]
)
def test_accessible(browser: Browser, address: str, path: str, scheme: str) -> None:
    """axe-core has nothing serious to say, in either colour scheme."""
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe is a script, which the policy forbids
    page = context.new_page()
    page.goto(address + path)
    violations = Axe().run(page).response["violations"]
    context.close()
    assert [v["id"] for v in violations if v["impact"] in ("serious", "critical")] == []


def test_one_host_and_no_console_error(page: Page, address: str) -> None:
    """A page asks no other host for anything and leaves no error in the console."""
    errors: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/read/hi/encoder", "/read/fr"):
        page.goto(address + path)
    assert [error for error in errors if "favicon" not in error and "404" not in error] == []
    assert all(url.startswith((address, "data:")) for url in asked)


def test_devanagari_is_not_spaced(page: Page, address: str) -> None:
    """Devanagari is set at 17 px or more, with open lines and no letter spacing, and is never slanted."""
    page.goto(f"{address}/read/hi/encoder")
    style = page.locator(".prose p").first.evaluate(
        "e => { const s = getComputedStyle(e);"
        " return [parseFloat(s.fontSize), parseFloat(s.lineHeight) / parseFloat(s.fontSize), s.letterSpacing] }"
    )
    assert style[0] >= 17
    assert style[1] >= 1.7
    assert style[2] in ("0px", "normal")
    slants = page.locator(".prose em").evaluate_all("all => all.map(e => getComputedStyle(e).fontStyle)")
    assert set(slants) <= {"normal"}
