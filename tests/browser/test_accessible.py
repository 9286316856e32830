"""What axe-core finds on the pages, in both themes and all languages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.instruments import finding, look_closer
from tests.browser.visitor import Visitor

GRAVE = ("serious", "critical")


def grave(page: Page) -> list[str]:
    """Serious and critical findings, one line each: rule, place, what is wrong."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("code", ["en", "fr", "hi"])
def test_the_page_encoder(visitor: Visitor, code: str, dark: bool) -> None:
    """The entry with its three instruments has no serious finding."""
    page = visitor.settled(f"/encoder?lang={code}", dark=dark)
    for lab_id in ("attention", "match", "autoencode"):
        expect(finding(page, lab_id)).to_be_visible()
    expect(page.locator(".st-key-plot-attention-now-encoder .main-svg").first).to_be_visible()
    assert grave(page) == []


def test_what_is_opened(visitor: Visitor) -> None:
    """Tables, downloads, code and the settings have no serious finding once they are open."""
    page = visitor.settled("/decoder?lang=en")
    for name in ("table", "take", "code"):
        look_closer(page, "attention", name)
    page.locator(".st-key-attention-settings summary").click()
    page.get_by_role("button", name="All heads of the encoder").click()
    expect(page.locator(".lx-grid img").first).to_be_visible()
    expect(page.locator("table.twin").first).to_be_visible()
    assert grave(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", ["/read/en/encoder", "/read/hi/encoder", "/read/fr"])
def test_the_reading_edition(visitor: Visitor, path: str, dark: bool) -> None:
    """The plain pages have no serious finding."""
    page = visitor.open(path, dark=dark)
    expect(page.locator("h1")).to_be_visible()
    assert grave(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_home_and_search(visitor: Visitor, dark: bool) -> None:
    """The home page, and the search dialog over it, have no serious finding."""
    page = visitor.settled("/?lang=hi", dark=dark)
    assert grave(page) == []
    page.locator("body").press("/")
    page.keyboard.type("enkodar")
    expect(page.get_by_role("option").first).to_be_visible()
    assert grave(page) == []
