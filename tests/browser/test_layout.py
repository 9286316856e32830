"""How the pages lie on a phone and on a wide screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.instruments import finding, lab
from tests.browser.visitor import PHONE, Visitor, settle

TITLES = {"en": "Encoder", "fr": "Encodeur", "hi": "एन्कोडर"}


@pytest.mark.parametrize("code", TITLES)
@pytest.mark.parametrize("path", ["/", "/encoder", "/labs"])
def test_a_phone_never_scrolls_sideways(visitor: Visitor, path: str, code: str) -> None:
    """At 360 pixels everything fits or scrolls inside its own frame."""
    page = visitor.settled(f"{path}?lang={code}", size=PHONE)
    if path != "/":
        expect(finding(page)).to_be_visible()
        for lab_id in ("match", "autoencode"):
            expect(finding(page, lab_id)).to_be_visible()
        settle(page)
    wide = page.evaluate(
        """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]
          .map(e => e.scrollWidth - e.clientWidth)"""
    )
    assert wide == [0, 0], wide


def test_every_lab_on_one_page(visitor: Visitor) -> None:
    """/labs shows the three instruments, each with its finding."""
    page = visitor.settled("/labs?lang=fr")
    for lab_id in ("attention", "match", "autoencode"):
        expect(lab(page, lab_id)).to_be_visible()
        expect(finding(page, lab_id)).to_be_visible()


@pytest.mark.parametrize("code", TITLES)
@pytest.mark.parametrize(("name", "size"), [("wide", (1280, 900)), ("phone", PHONE)])
def test_screenshots(visitor: Visitor, artefacts: Path, code: str, name: str, size: tuple[int, int]) -> None:
    """The page Encoder in three languages, wide and narrow, kept for people to look at."""
    page = visitor.settled(f"/encoder?lang={code}", size=size)
    for lab_id in ("attention", "match", "autoencode"):
        expect(finding(page, lab_id)).to_be_visible()
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size[0], "height": min(tall + 20, 12_000)})
    settle(page)
    expect(page.locator(".st-key-plot-attention-now-encoder .main-svg").first).to_be_visible()
    target = artefacts / f"encoder-{code}-{name}.png"
    page.screenshot(path=target)
    assert target.stat().st_size > 50_000
