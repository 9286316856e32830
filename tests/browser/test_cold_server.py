"""The first visitor of a server that has just been started."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from benchmarks.serving import ours
from tests.browser.instruments import finding
from tests.browser.visitor import Visitor


def test_a_deep_link_is_the_first_request(browser: Browser, artefacts: Path) -> None:
    """A cold server opens /encoder?lang=hi on the Hindi entry, although pages/ lies beside it."""
    with ours(artefacts / "cold-server.log") as server:
        visitor = Visitor(browser, server)
        page = visitor.settled("/encoder?lang=hi")
        expect(page.locator(".st-key-entry h1")).to_have_text("एन्कोडर")
        expect(page.locator("html")).to_have_attribute("lang", "hi")
        expect(finding(page)).to_be_visible()
        assert page.url.endswith("/encoder?lang=hi")
        visitor.close()
        assert visitor.faults == []
        assert server.faults() == ""
