"""Whatever is typed into a sentence: a result or one clear sentence, nothing lost, nothing run."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.instruments import box, fault, finding, frame, lab, look_closer, plot, type_into, wait_for_change
from tests.browser.visitor import Visitor, settle

SCRIPT = '</script><img src=x onerror="top.hit=1">'
WORD = "<img/src=x/onerror=top.hit=1>"
BAD = {
    "empty": "",
    "blank": " \u00a0 \u3000 ",
    "ten thousand words": "word " * 10_000,
    "a control character": "The bank\u0007 is near.",
    "a turned order": "The \u202ebank\u202c is near.",
    "too many tokens": "the cat saw the cat " * 40,
}
STRANGE = {
    "emoji with joiners": "The family 👩‍👩‍👧‍👦 waves 🏳️‍🌈 at the bank 👋🏽.",
    "stacked marks": "Z̸̧̛̗a̷̙͒l̴̰̀g̶̰̈o̷͎͐ sits at the bank.",
    "right to left": "שלום עולם מול הבנק العربية.",
    "one letter": "a",
    "one sign": "?",
    "markup": f"The bank {SCRIPT} is near.",
}


def untouched(page: Page) -> None:
    """Nothing of the text became an element or ran, and no fault of the program is shown."""
    assert page.evaluate("window.hit") is None
    assert page.locator('img[src="x"]').count() == 0
    assert "Traceback" not in page.locator("body").inner_text()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_bad_sentences_get_one_sentence(visitor: Visitor) -> None:
    """Each is answered in the visitor's language; the last heatmap, the page and the other inputs stay."""
    page = visitor.settled("/encoder?lang=hi")
    before = plot(page, "attention-now-encoder")
    kept = {key: box(page, key).input_value() for key in ("match_captions", "attention_swap_for")}
    told = set()
    for text in BAD.values():
        type_into(page, "attention_text", text)
        expect(fault(page)).to_have_count(1)
        page.wait_for_function(
            "told => !told.includes(document.querySelector('.st-key-lab-attention .fault').textContent)",
            arg=sorted(told),
        ) if text.strip() else None
        settle(page)
        told.add(fault(page).inner_text())
        assert plot(page, "attention-now-encoder") == before
        untouched(page)
    assert len(told) >= 4
    assert all(any("\u0900" <= letter <= "\u097f" for letter in one) for one in told)
    assert {key: box(page, key).input_value() for key in kept} == kept
    type_into(page, "attention_text", "मुझे आम बहुत पसंद है।")
    expect(fault(page)).to_have_count(0)


def test_strange_sentences_are_computed(visitor: Visitor) -> None:
    """Emoji, marks, right-to-left, markup, a single sign: words like any other, and the boxes keep them as typed."""
    page = visitor.settled("/decoder?lang=en")
    before = plot(page, "attention-now-decoder")
    for text in STRANGE.values():
        type_into(page, "attention_text", text)
        before = wait_for_change(page, "attention-now-decoder", before)
        expect(fault(page)).to_have_count(0)
        assert box(page, "attention_text").input_value() == text
        untouched(page)


def test_markup_stays_text_in_every_view(visitor: Visitor) -> None:
    """A word that closes a script element, typed or from the address, runs nowhere: not in BertViz either."""
    page = visitor.settled(f"/encoder?lang=en&attention_text={quote(STRANGE['markup'])}&attention_focus=onerror")
    expect(finding(page)).to_be_visible()
    for name in ("table", "take", "code"):
        look_closer(page, "attention", name)
        settle(page)
    for name in ("bertviz-head", "bertviz-model"):
        inside = frame(look_closer(page, "attention", name))
        expect(inside.locator("svg").first).to_be_visible()
        assert inside.locator("img").count() == 0
    lab(page, "attention").locator(".js-plotly-plot .nsewdrag").first.hover()
    type_into(page, "attention_swap", "near")
    type_into(page, "attention_swap_for", WORD)
    expect(finding(page)).to_contain_text(WORD)
    settle(page)
    untouched(page)


def test_captions_may_hold_markup(visitor: Visitor) -> None:
    """A caption is shown as it was written, in the matrix, the bars and the sentences."""
    page = visitor.settled("/clip?lang=en")
    type_into(page, "match_captions", f"<b>a red fish</b> {SCRIPT}\na green house")
    expect(finding(page, "match")).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('.st-key-plot-match-now-matrix .js-plotly-plot')?.data?.[0]?.x.length==2"
    )
    settle(page)
    labels = page.locator(".st-key-plot-match-now-matrix .xaxislayer-above text").all_text_contents()
    assert any("<b>a red fish" in label for label in labels)
    untouched(page)
