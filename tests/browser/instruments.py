"""Where things stand on a lab's part of the page, and what they show."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from lexiscope.labs import lab as lab_of
from tests.browser.visitor import settle


def lab(page: Page, lab_id: str) -> Locator:
    return page.locator(f".st-key-lab-{lab_id}")


def finding(page: Page, lab_id: str = "attention") -> Locator:
    """The sentence that says what was measured (of the result below, not of a pinned one)."""
    return lab(page, lab_id).locator(".finding .first").last


def live(page: Page, lab_id: str = "attention") -> Locator:
    """The line that says that the result was measured just now, and not recorded."""
    return lab(page, lab_id).locator('.finding .state[data-live="true"]').last


def fault(page: Page, lab_id: str = "attention") -> Locator:
    return lab(page, lab_id).locator(".fault[role=alert]")


def box(page: Page, key: str) -> Locator:
    """The text box of an input, by its widget key."""
    return page.locator(f".st-key-{key} :is(input, textarea)").first


def type_into(page: Page, key: str, text: str) -> None:
    """Types into a box as a visitor does, and sends it off."""
    here = box(page, key)
    here.fill(text)
    here.press("ControlOrMeta+Enter" if here.evaluate("e => e.tagName") == "TEXTAREA" else "Enter")


def plot(page: Page, name: str) -> dict[str, Any]:
    """What a chart shows: {x, y, z, text, hidden} of its first trace, as Plotly holds it. Waits until it is drawn."""
    chart = page.locator(f".st-key-plot-{name} .js-plotly-plot")
    expect(chart.locator(".main-svg").first).to_be_visible()
    shown: dict[str, Any] = chart.evaluate(
        "e => ({x: e.data[0].x, y: e.data[0].y, z: e.data[0].z, text: e.data[0].text})"
    )
    return shown


def wait_for_change(page: Page, name: str, before: dict[str, Any]) -> dict[str, Any]:
    """What a chart shows once its labels or numbers are others than before."""
    page.wait_for_function(
        """([name, before]) => {
          const now = document.querySelector(`.st-key-plot-${name} .js-plotly-plot`)?.data?.[0]
          return now && (JSON.stringify(now.x) !== before.x || JSON.stringify(now.z) !== before.z)
        }""",
        arg=[name, {axis: page.evaluate("v => JSON.stringify(v)", before[axis]) for axis in ("x", "z")}],
    )
    settle(page)
    return plot(page, name)


def look_closer(page: Page, lab_id: str, name: str) -> Locator:
    """Chooses one of the further views below a lab (table, take, code, or an extra's name) and returns it."""
    names = ["table", "take", *(extra.id for extra in lab_of(lab_id).extras), "code"]  # the last buttons of the row
    page.locator(f".st-key-{lab_id}-closer button").nth(names.index(name) - len(names)).click()
    return page.locator(f".st-key-{lab_id}-closer-{name}")


def frame(view: Locator) -> FrameLocator:
    return view.frame_locator("iframe")


def upload(page: Page, lab_id: str, *files: Any) -> None:
    """Gives files to a lab as a visitor does."""
    lab(page, lab_id).locator("input[type=file]").set_input_files([*files])


def take_back_uploads(page: Page, lab_id: str) -> None:
    """Removes every uploaded file by its own button."""
    buttons = lab(page, lab_id).locator("[data-testid=stFileChipDeleteBtn] button")
    while count := buttons.count():
        buttons.first.click()
        expect(buttons).to_have_count(count - 1)
    settle(page)
