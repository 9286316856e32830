"""The lab *attention* under a visitor's hands: a sentence, a word, a head, a view, a pinned result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.instruments import (
    box,
    fault,
    finding,
    frame,
    lab,
    live,
    look_closer,
    plot,
    type_into,
    wait_for_change,
)
from tests.browser.visitor import Visitor, settle

SENTENCES = {
    "en": ("The spring came late, and the old well was full of cold water.", "spring"),
    "fr": ("Le vol fut long, mais le voleur avait déjà quitté le port.", "vol"),
    "hi": ("मुझे आम बहुत अच्छा लगता है क्योंकि वह मीठा होता है।", "आम"),
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_typed_sentence_changes_the_heatmap(visitor: Visitor, code: str) -> None:
    """A sentence of the visitor's own is computed at once, its words label the heatmaps, and the finding is live."""
    sentence, word = SENTENCES[code]
    page = visitor.settled(f"/encoder?lang={code}")
    before, said = plot(page, "attention-now-encoder"), finding(page).inner_text()
    type_into(page, "attention_text", sentence)
    now = wait_for_change(page, "attention-now-encoder", before)
    expect(live(page)).to_be_visible()
    expect(finding(page)).not_to_have_text(said)
    shown = "".join(now["x"]).replace("\u200b", "").replace(" ", "").casefold()
    assert all(part.casefold() in shown for part in sentence.rstrip(".।").replace(",", "").split())
    assert word.casefold() in shown
    assert plot(page, "attention-now-decoder")["x"] != before["x"]
    expect(fault(page)).to_have_count(0)


def test_an_exchange_on_the_right_leaves_the_decoder_still(visitor: Visitor) -> None:
    """Whatever word takes the place of "fishing", "bank" moves in the encoder and by exactly 0 in the decoder."""
    page = visitor.settled("/encoder?lang=en")
    type_into(page, "attention_swap_for", "music")
    expect(finding(page)).to_contain_text("“music”")
    expect(finding(page)).to_contain_text("exactly 0")
    expect(live(page)).to_be_visible()


def test_the_decoder_cannot_see_is_not_drawn_as_zero(visitor: Visitor) -> None:
    """Above the diagonal the decoder's heatmap holds no number, and hovering it says why."""
    page = visitor.settled("/encoder?lang=en")
    decoder, encoder = plot(page, "attention-now-decoder"), plot(page, "attention-now-encoder")
    size = len(decoder["x"])
    assert all((decoder["z"][q][k] is None) == (k > q) for q in range(size) for k in range(size))
    assert decoder["text"][0][1:] == ["cannot see"] * (size - 1)
    assert all(value is not None for row in encoder["z"] for value in row)


def test_a_word_that_is_not_in_the_sentence(visitor: Visitor) -> None:
    """A wrong focus word gets one sentence that names it; the heatmap and every other input stay."""
    page = visitor.settled("/encoder?lang=fr")
    before = plot(page, "attention-now-encoder")
    sentence, swap = box(page, "attention_text").input_value(), box(page, "attention_swap").input_value()
    type_into(page, "attention_focus", "girafe")
    expect(fault(page)).to_have_count(1)
    expect(fault(page)).to_contain_text("girafe")
    assert fault(page).get_attribute("lang") == "fr"
    settle(page)
    assert plot(page, "attention-now-encoder") == before
    assert box(page, "attention_text").input_value() == sentence
    assert box(page, "attention_swap").input_value() == swap
    assert box(page, "attention_focus").input_value() == "girafe"


def test_bertviz_paints_without_a_network(visitor: Visitor) -> None:
    """Both views of BertViz draw their lines inside their frames, though no other host can be reached."""
    page = visitor.settled("/encoder?lang=hi")
    for name, least in (("bertviz-head", 50), ("bertviz-model", 500)):
        inside = frame(look_closer(page, "attention", name))
        expect(inside.locator("svg").first).to_be_visible()
        expect(inside.locator("html")).to_have_attribute("lang", "hi")
        inside.locator("svg line").nth(least).wait_for(state="attached")
        expect(inside.locator("section")).to_have_count(2)  # encoder and decoder


def test_a_pinned_result_stays_beside_the_new_one(visitor: Visitor) -> None:
    """Result A keeps its sentence while B follows the visitor's changes."""
    page = visitor.settled("/encoder?lang=en")
    said = finding(page).inner_text()
    page.locator(".st-key-attention-pin button").click()
    pinned = page.locator(".st-key-attention-pinned")
    expect(pinned.locator(".finding .first")).to_have_text(said)
    type_into(page, "attention_swap_for", "music")
    expect(finding(page)).to_contain_text("“music”")
    expect(pinned.locator(".finding .first")).to_have_text(said)
    page.locator(".st-key-attention-unpin button").click()
    expect(pinned).to_have_count(0)


def test_the_result_can_be_taken_away(visitor: Visitor) -> None:
    """JSON with inputs, models and revisions; SVG and CSV of the heatmap; and the code that computed it."""
    page = visitor.settled("/encoder?lang=en")
    taken = look_closer(page, "attention", "take")
    with page.expect_download() as waiting:
        taken.get_by_role("button", name="JSON").click()
    whole = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    assert whole["inputs"]["text"] == box(page, "attention_text").input_value()
    assert {model["id"] for model in whole["models"].values()} == {"built-in/encoder", "built-in/decoder"}
    assert all(model["revision"] for model in whole["models"].values())
    assert whole["result"]["encoder"]["tokens"]
    for kind, beginning in (("SVG", "<svg"), ("CSV", ",")):
        with page.expect_download() as waiting:
            taken.get_by_role("button", name=f"encoder {kind}", exact=True).click()
        assert Path(waiting.value.path()).read_text("utf-8").startswith(beginning)
    assert "def compute(" in look_closer(page, "attention", "code").locator("code").first.inner_text()


def test_the_table_twin_says_the_same_numbers(visitor: Visitor) -> None:
    """The table of a heatmap holds the numbers that its cells show on hover, in the visitor's number format."""
    page = visitor.settled("/encoder?lang=fr")
    shown = plot(page, "attention-now-encoder")
    table = look_closer(page, "attention", "table").locator("table.twin").first
    expect(table).to_be_visible()
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(len(shown["y"]))
    assert rows.first.locator("td").all_text_contents() == shown["text"][0]
    assert "," in shown["text"][0][0]


def test_an_address_restores_the_state_exactly(visitor: Visitor) -> None:
    """The address that the lab offers opens, for another visitor, with the same inputs, heatmap and finding."""
    page = visitor.settled("/encoder?lang=en")
    type_into(page, "attention_text", SENTENCES["hi"][0])
    expect(live(page)).to_be_visible()
    settle(page)
    address = look_closer(page, "attention", "take").locator("code").first.inner_text().strip()
    assert address.startswith(visitor.server.address)
    other = visitor.settled(address.removeprefix(visitor.server.address), prefers="fr")
    assert box(other, "attention_text").input_value() == SENTENCES["hi"][0]
    expect(finding(other)).to_have_text(finding(page).inner_text())
    assert plot(other, "attention-now-encoder") == plot(page, "attention-now-encoder")


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
    page.locator(".st-key-attention-settings summary").click()
    expect(box(page, "attention_head")).to_have_value("1")
    page.wait_for_url(lambda url: "attention_layer=" in url and "attention_head=1" in url)
