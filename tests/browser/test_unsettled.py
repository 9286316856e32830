"""Behaviour that is asked for and does not hold yet, or has not been seen to hold: run by `make test-browser`."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.instruments import box, lab, plot, wait_for_change
from tests.browser.test_accessible import grave
from tests.browser.visitor import Visitor, settle


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_home_and_search(visitor: Visitor, dark: bool) -> None:
    """The home page, and the search dialog over it, have no serious finding."""
    page = visitor.settled("/?lang=hi", dark=dark)
    assert grave(page) == []
    page.locator("body").press("/")
    page.keyboard.type("enkodar")
    expect(page.get_by_role("option").first).to_be_visible()
    assert grave(page) == []


def test_a_head_can_be_picked_from_the_grid(visitor: Visitor) -> None:
    """A click on the picture of all heads opens that head: layer and head stand in their boxes and in the address."""
    page = visitor.settled("/encoder?lang=en")
    before = plot(page, "attention-now-encoder")
    lab(page, "attention").get_by_text("All heads of the encoder").click()
    picture = page.locator(".lx-grid img").first
    expect(picture).to_be_visible()
    settle(page)
    area = picture.bounding_box()
    assert area is not None
    picture.click(position={"x": area["width"] * 0.01, "y": area["height"] * 0.99})
    wait_for_change(page, "attention-now-encoder", before)
    expect(box(page, "attention_head")).to_have_value("1")
    page.wait_for_url(lambda url: "attention_layer=" in url and "attention_head=1" in url)
