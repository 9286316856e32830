"""Addresses that lead nowhere, or that somebody has tampered with."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.instruments import fault, finding
from tests.browser.visitor import Visitor, settle


def test_an_unknown_page_is_told_with_suggestions(visitor: Visitor) -> None:
    """Status 404, the visitor's language, and the entry that was meant."""
    visitor.allow("status of 404")
    page = visitor.open("/encodr?lang=fr")
    settle(page)
    assert page.request.get(f"{visitor.server.address}/encodr?lang=fr").status == 404
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    missing = page.locator(".st-key-missing")
    expect(missing.locator('a[data-slug="encoder"]')).to_be_visible()
    assert "encodr" in missing.inner_text()
    missing.locator('a[data-slug="encoder"]').click()
    expect(page.locator(".st-key-entry h1")).to_have_text("Encodeur")


def test_an_unknown_address_may_hold_anything(visitor: Visitor) -> None:
    """Markup and odd letters in an address are told as text."""
    visitor.allow("status of 404")
    page = visitor.settled("/" + quote("<img src=x onerror=top.hit=1>"))
    expect(page.locator(".st-key-missing")).to_be_visible()
    assert page.evaluate("window.hit") is None
    page = visitor.settled("/" + quote("कुछ/और/नहीं") + "?lang=hi")
    expect(page.locator(".st-key-missing")).to_be_visible()


# Each with the lab that it is about; that one may answer with a sentence, the others must not notice.
TAMPERED = {
    "attention_layer=99&attention_head=-1&attention_hide_special=perhaps&attention_encoder=evil%2Fmodel": "attention",
    "attention_text=" + quote("<script>top.hit=1</script>"): "attention",
    "attention_text=%00%07": "attention",
    "attention_focus=" + quote("</script><img src=x onerror=top.hit=1>"): "attention",
    "match_mode=evil&match_pictures=..%2F..%2Fetc%2Fpasswd&match_picture=77&match_caption=0": "match",
    "match_captions=": "match",
    "autoencode_noise=1e9&autoencode_seed=-5&autoencode_channel_off=9": "autoencode",
    "autoencode_noise=NaN&autoencode_picture=astronaut&autoencode_picture=coffee": "autoencode",
    "nonsense=1&attention_nonsense=2&lang=fr&lang=hi": "",
}


@pytest.mark.parametrize("asked", TAMPERED)
def test_a_tampered_address(visitor: Visitor, asked: str) -> None:
    """What does not fit is ignored or told in one sentence; every lab still stands."""
    page = visitor.settled(f"/encoder?{asked}&lang=en")
    for lab_id in ("attention", "match", "autoencode"):
        if lab_id == TAMPERED[asked]:
            expect(fault(page, lab_id).or_(finding(page, lab_id)).first).to_be_visible()
            assert fault(page, lab_id).count() <= 1
        else:
            expect(finding(page, lab_id)).to_be_visible()
            expect(fault(page, lab_id)).to_have_count(0)
    assert page.evaluate("window.hit") is None
    assert page.locator('img[src="x"]').count() == 0
    assert "Traceback" not in page.locator("body").inner_text()


def test_an_unknown_language(visitor: Visitor) -> None:
    """An address in a language that we do not have opens in the browser's, and says so once."""
    page = visitor.settled("/encoder?lang=xx", prefers="fr")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    told = page.locator(".fault[role=alert]")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("xx")
    expect(finding(page)).to_be_visible()
