"""The pages as Streamlit runs them, without a browser: every entry, every language, every address."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from lexiscope.i18n import CODES, language
from lexiscope.labs import lab, labs
from lexiscope.ui.site import site

ROUTER = Path(__file__).parents[2] / "pages" / "router.py"
SLUGS = tuple(site().glossary.entries)
SECONDS = 240  # the models may still be loading; a timing never decides a test


def opened(address: str, code: str, **query: str) -> AppTest:
    """The page at an address, run once, as a browser that opens it would have it run."""
    test = AppTest.from_file(str(ROUTER), default_timeout=SECONDS)
    test.context = {"url": f"http://localhost:8501/{address}"}
    test.query_params = {"lang": code, **query}
    # AppTest.switch_page finds pages that are files only; ours are functions, known by the hash of their address.
    test._page_hash = calc_hash(address)
    return test.run()


def unfolded(test: AppTest, lab_id: str, is_open: bool = True) -> AppTest:
    """The page after a click on a lab's fold of settings. (AppTest has no such click.)"""
    test.session_state[f"{lab_id}-settings"] = is_open
    return test.run()


def html(test: AppTest) -> str:
    """All words that a page wrote as HTML."""
    return "\n".join(element.proto.body for element in test.get("html"))


def well(test: AppTest) -> bool:
    return not test.exception and not test.error


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_entry_runs_in_every_language(slug: str, code: str) -> None:
    """No exception; each lab of the entry shows its name and a finding, both in the visitor's language."""
    test = opened(slug, code)
    assert well(test)
    written = html(test)
    assert 'role="alert"' not in written
    for lab_id in site().glossary.entry(slug).labs:
        assert f'<div class="lab-head" lang="{code}"><h3>{language(code).t(lab(lab_id).title)}' in written.replace(
            "&#x27;", "'"
        )
    assert written.count('class="finding"') == len(site().glossary.entry(slug).labs)


@pytest.mark.parametrize("code", CODES)
def test_home_and_labs_run(code: str) -> None:
    """The home page and the page of all labs, which shows a finding for each."""
    assert well(opened("", code))
    test = opened("labs", code)
    assert well(test)
    assert html(test).count('class="finding"') == len(labs())


def test_inputs_carry_the_values_of_their_preset() -> None:
    """An untouched page shows the example sentence of its language, word by word."""
    for code in CODES:
        values = lab("attention").preset("river", code)
        test = opened("encoder", code)
        for name in ("text", "focus", "swap", "swap_for"):
            assert test.text_input(key=f"attention_{name}").value == values[name]
        test = unfolded(test, "attention")
        assert test.selectbox(key="attention_layer").value == values["layer"]
        assert test.toggle(key="attention_hide_special").value is values["hide_special"]


def test_inputs_carry_the_values_of_the_address() -> None:
    """What stands in the address stands in the boxes."""
    sentence = "She sat by the bank and read about the bank."
    asked = {"attention_text": sentence, "attention_focus": "bank:2", "attention_swap": "", "attention_layer": "2"}
    test = opened("decoder", "en", **asked)
    assert well(test)
    assert test.text_input(key="attention_text").value == sentence
    assert test.text_input(key="attention_focus").value == "bank:2"
    assert test.text_input(key="attention_swap").value == ""
    assert test.selectbox(key="attention_layer").value == "2"
    assert 'data-live="true"' in html(test)


def test_a_choice_is_written_to_the_address() -> None:
    """A changed input appears in the address under its own name; untouched ones do not."""
    test = opened("encoder", "fr")
    assert test.query_params == {"lang": "fr"}
    unfolded(test, "attention").selectbox(key="attention_layer").select("3").run()
    assert well(test)
    assert test.query_params == {"lang": "fr", "attention_layer": "3"}


def test_what_is_folded_away_keeps_its_value() -> None:
    """Settings chosen in the fold count when it is closed, and stand there when it is opened again."""
    test = unfolded(opened("encoder", "en"), "attention")
    test.selectbox(key="attention_layer").select("3").run()
    test.toggle(key="attention_hide_special").set_value(False).run()
    test = unfolded(test, "attention", False)
    assert not [box for box in test.selectbox if box.key == "attention_layer"]
    test.text_input(key="attention_text").set_value("The bank by the river was good for fishing.").run()
    assert test.query_params["attention_layer"] == "3"
    assert test.query_params["attention_hide_special"] == "false"
    assert test.session_state["attention_layer"] == "3"
    test = unfolded(test, "attention")
    assert test.selectbox(key="attention_layer").value == "3"
    assert test.toggle(key="attention_hide_special").value is False


def test_an_address_with_a_folded_setting_opens_the_fold() -> None:
    """Who follows a link sees the settings that it carries; those it does not know give way to the preset's."""
    asked = {"attention_hide_special": "false", "attention_head": "99", "autoencode_seed": "-5"}
    test = opened("encoder", "en", **asked)
    assert well(test)
    assert test.toggle(key="attention_hide_special").value is False
    assert test.selectbox(key="attention_head").value == "mean"
    assert test.number_input(key="autoencode_seed").value == lab("autoencode").preset("photograph", "en")["seed"]


def test_a_preset_fills_every_input() -> None:
    """A click on an example sets sentence, word and exchange together."""
    test = opened("encoder", "hi")
    test.pills(key="attention-presets").select("repeat").run()
    assert well(test)
    values = lab("attention").preset("repeat", "hi")
    for name in ("text", "focus", "swap", "swap_for"):
        assert test.text_input(key=f"attention_{name}").value == values[name]


def test_a_lost_focus_word_is_picked_anew() -> None:
    """A new sentence without the old words clears them, so that the visitor gets a result and no fault."""
    test = opened("encoder", "en")
    test.text_input(key="attention_text").set_value("A small dog chased seven red balloons.").run()
    assert well(test)
    assert test.text_input(key="attention_focus").value == ""
    assert test.text_input(key="attention_swap").value == ""
    assert 'role="alert"' not in html(test)


def test_a_fault_leaves_the_last_result() -> None:
    """An empty sentence gets one sentence, in French, and the last finding stays below it."""
    test = opened("encoder", "fr")
    before = html(test)
    test.text_input(key="attention_text").set_value("").run()
    assert well(test)
    written = html(test)
    assert written.count('role="alert"') == 1
    assert written.count('class="finding"') == before.count('class="finding"')
    fault = "There is no sentence yet: type one, or choose an example."
    assert language("fr").t(fault) in written.replace("&#x27;", "'")


@pytest.mark.parametrize("address", ["enkoder", "no-such-place", "unknown", "x" * 80])
def test_an_unknown_address_shows_what_was_meant(address: str) -> None:
    """The page says in the language of the visitor that there is none, and offers entries."""
    test = opened(address, "hi")
    assert well(test)
    words = "There is no page “{address}”. Perhaps one of these was meant:"
    assert language("hi").t(words, address=address[:60]) in html(test)
    assert 'class="card"' in html(test)
