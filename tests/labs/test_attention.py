"""The lab *attention*: what it accepts, what it measures, and that its sentences are true of the numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from lexiscope.engine import Attended, AttendRequest, Engine, ModelInfo, ModelUnavailable, Token
from lexiscope.figures import HeadGrid, Heatmap, Lines
from lexiscope.i18n import CODES, language
from lexiscope.labs.attention import LAB, PRESETS, check
from lexiscope.labs.attention_sentences import View, explain
from lexiscope.labs.minimal_pair import Result, blocked, compute, right_share
from lexiscope.labs.spec import BadInput
from lexiscope.labs.words import find, units, words

EN = language("en")
MEANS = View(0, 0, True)
RIVER = PRESETS[0].values["en"]


class AveragingEngine:
    """Two models small enough to work out by hand: every layer mixes each vector with the mean of what it sees.

    The encoder sees all tokens, between a [CLS] and a [SEP]; the decoder sees the left only and adds no token.
    """

    depth: Mapping[str, tuple[int, int]] = {"built-in/encoder": (3, 2), "built-in/decoder": (3, 2)}

    def __init__(self, depth: Mapping[str, tuple[int, int]] | None = None) -> None:
        self.depth = depth or self.depth
        self.calls: list[AttendRequest] = []

    def model(self, model_id: str) -> ModelInfo:
        if model_id not in self.depth:
            raise ModelUnavailable(model=model_id)
        role = model_id.split("/")[1]
        n_layers, n_heads = self.depth[model_id]
        return ModelInfo(
            model_id,
            cast(Any, role),
            f"Small {role}",
            ("en",),
            "Apache-2.0",
            1,
            0.1,
            "built-in",
            "r1",
            n_layers,
            n_heads,
        )

    def attend(self, request: AttendRequest) -> tuple[Attended, ...]:
        self.calls.append(request)
        return tuple(self._run(request.model, text) for text in request.texts)

    def _run(self, model: str, text: str) -> Attended:
        tokens = [Token(span.of(text), span.start, span.end) for span in units(text)]
        n_layers, n_heads = self.depth[model]
        sees = np.tril(np.ones((len(tokens),) * 2))
        if model.endswith("encoder"):
            tokens = [Token("[CLS]", 0, 0, True), *tokens, Token("[SEP]", len(text), len(text), True)]
            sees = np.ones((len(tokens),) * 2)
        pattern = (sees / sees.sum(axis=1, keepdims=True)).astype(np.float32)
        rows = [np.random.default_rng(list(token.text.encode())).normal(size=8) for token in tokens]
        hidden = [np.stack(rows).astype(np.float32)]
        for _ in range(n_layers):
            hidden.append(hidden[-1] + np.stack([row @ hidden[-1] for row in pattern]))
        return Attended(tuple(tokens), np.tile(pattern, (n_layers, n_heads, 1, 1)), np.stack(hidden))


def engine(depth: Mapping[str, tuple[int, int]] | None = None) -> Engine:
    return cast(Engine, AveragingEngine(depth))


def run(**values: Any) -> Result:
    return compute(engine(), check({**RIVER, **values}, engine())[0])


def refusal(**values: Any) -> BadInput:
    with pytest.raises(BadInput) as caught:
        check({**RIVER, **values}, engine())
    return caught.value


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_presets_are_native_and_complete(preset: Any, code: str) -> None:
    """Every preset holds a value for every input in every language, passes the check, and exchanges a real word."""
    values = preset.values[code]
    assert set(values) == {given.name for given in LAB.inputs}
    result = compute(engine(), check(values, engine())[0])
    assert result.swap and result.swapped != result.text
    assert preset.id != "repeat" or result.focus.count == 2


def test_one_engine_call_per_model() -> None:
    """Both sentences of the minimal pair travel in one call, since each call may wait in a queue."""
    counted = AveragingEngine()
    compute(cast(Engine, counted), check(RIVER, engine())[0])
    assert [len(call.texts) for call in counted.calls] == [2, 2]


def test_exchange_on_the_right_moves_only_the_encoder() -> None:
    """What the causal mask hides cannot move the focus word: exactly 0 in every layer, and the sentence says so."""
    result = run()
    assert (result.decoder.change == 0).all()
    assert result.encoder.change[0] == 0 and (result.encoder.change[1:] > 0).all()
    moved = EN.fixed(float(result.encoder.change[-1]), 2)
    assert explain(result, MEANS, EN)[0] == (
        f"Exchanging “fishing” for “money” moved “bank” by {moved} in the encoder and by exactly 0 in the decoder: "
        "it had not read that far."
    )


def test_exchange_on_the_left_moves_both() -> None:
    """A cue on the left reaches both models, and the first sentence gives that as the reason."""
    result = run(swap="river", swap_for="motorway")
    assert result.encoder.change[-1] > 0 and result.decoder.change[-1] > 0
    assert result.decoder.tokens[result.decoder.focus[0]].text == "bank"
    assert "on its left, where both can read" in explain(result, MEANS, EN)[0]


def test_a_shifted_focus_word_is_owned_up_to() -> None:
    """A replacement of more tokens on the left moves the focus word's place, which moves its vector by itself."""
    shifted = run(swap="river", swap_for="sea-shore")
    assert (shifted.encoder.shift, shifted.decoder.shift) == (2, 2)
    assert any("another place in the second sentence" in told for told in explain(shifted, MEANS, EN))
    for result in (run(), run(swap="river", swap_for="motorway"), run(swap="")):
        assert not any("another place" in told for told in explain(result, MEANS, EN))


def test_change_is_relative_to_the_length_of_the_vector() -> None:
    """The measure is |v' - v| / |v| of the mean vector of the focus word's tokens, worked out here by hand."""
    result = run(swap="river", swap_for="motorway")
    before, after = AveragingEngine().attend(AttendRequest("built-in/decoder", (result.text, result.swapped)))
    at = result.decoder.focus[0]
    change = np.linalg.norm(after.hidden[2, at] - before.hidden[2, at]) / np.linalg.norm(before.hidden[2, at])
    assert result.decoder.change[2] == pytest.approx(change, rel=1e-5)


def test_sentence_never_contradicts_a_decoder_that_moved() -> None:
    """A model that looks ahead in the decoder's place is reported as it is, without the reason that fits a decoder."""
    result = run()
    told = explain(replace(result, decoder=result.encoder), MEANS, EN)
    assert "although the exchanged word stands on its right" in told[0]
    assert "cannot see" not in told[1]


def test_small_changes_are_not_rounded_to_nothing() -> None:
    """A change of 0.0004 is written with its digits: only a true 0 is called 0."""
    result = run()
    tiny = replace(result.decoder, change=np.array([0, 0, 0, 0.00042], np.float32))
    assert "0.00042" in explain(replace(result, decoder=tiny), MEANS, EN)[0]


def test_right_share_counts_the_sentence_only() -> None:
    """Special tokens are left out of the share: of 13 tokens seen evenly, the 7 after "bank" take 7/13."""
    result = run()
    assert right_share(result.encoder, result.encoder.pattern[0, 0]) == pytest.approx(7 / 13)
    assert right_share(result.decoder, result.decoder.pattern[0, 0]) == 0.0
    assert "54% goes to its right in the encoder and 0% in the decoder" in explain(result, MEANS, EN)[1]


def test_focus_at_the_end_has_no_right_side() -> None:
    """With nothing on the right of the focus word, no share is claimed."""
    told = explain(run(text="We sat by the bank", focus="bank", swap="sat", swap_for="lay"), MEANS, EN)
    assert told[1].startswith("Nothing stands on the right of “bank”")


def test_repeated_words_stay_apart() -> None:
    """ "cat:2" is the second cat; plain "cat" is the first, and the page says which one it took."""
    text = "The cat saw the cat in the mirror."
    first, second = (run(text=text, focus=focus, swap="mirror", swap_for="garden") for focus in ("cat", "cat:2"))
    assert first.decoder.focus == (1,) and second.decoder.focus == (4,)
    assert any("stands 2 times" in told for told in explain(first, MEANS, EN))
    assert not any("stands 2 times" in told for told in explain(second, MEANS, EN))
    heatmap = cast(Heatmap, LAB.figures(first, MEANS, EN, "light")[0].figures[0])
    assert heatmap.rows.count("cat") == 2 and len(heatmap.rows) == 9
    assert refusal(text=text, focus="cat:3", swap="mirror").about == "focus"


def test_devanagari_words_keep_their_signs() -> None:
    """A Hindi word is cut at spaces and danda, never at its vowel signs, and a joiner inside it changes nothing."""
    text = "उसे सोना अच्छा लगता है क्योंकि वह बहुत थका है।"
    assert words(text) == ("उसे", "सोना", "अच्छा", "लगता", "है", "क्योंकि", "वह", "बहुत", "थका")
    assert refusal(text=text, focus="सोन", swap="थका").about == "focus"
    assert find("क्\u200dष त्र", "क्ष", "focus").span.start == 0


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Cafe\u0301 du port", "café", "café"),  # decomposed against composed
        ("L'eau de l'étang", "eau", "eau"),
        ("Peut-être demain", "peut-être", "Peut-être"),
        ("הדג שחה בנהר", "שחה", "שחה"),  # right to left
        ("we 👨\u200d👩\u200d👧 fish", "👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("</script><img onerror> bites", "img", "img"),
    ],
)
def test_words_of_any_script_are_found(text: str, wanted: str, found: str) -> None:
    """Composition, case, elision, hyphens, writing direction, emoji and markup do not hide a word."""
    inputs, _ = check({**RIVER, "text": text, "focus": wanted, "swap": ""}, engine())
    assert find(inputs.text, inputs.focus, "focus").word.casefold() == found.casefold()


@pytest.mark.parametrize(
    ("values", "about"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t\u00a0"}, "text"),
        ({"text": "\u200d\u200b"}, "text"),
        ({"text": "fish " * 10_000}, "text"),
        ({"text": "the bank\x00 of fishing"}, "text"),
        ({"text": "the bank\x1b[31m of fishing"}, "text"),
        ({"text": "the bank \ud800 fishing"}, "text"),
        ({"text": "the bank \u202e fishing"}, "text"),
        ({"text": None}, "text"),
        ({"text": b"bytes"}, "text"),
        ({"focus": "shore"}, "focus"),
        ({"focus": "ban"}, "focus"),
        ({"focus": "good place"}, "focus"),
        ({"focus": "bank:2"}, "focus"),
        ({"focus": "bank:0"}, "focus"),
        ({"focus": ":" * 60}, "focus"),
        ({"focus": "x" * 61}, "focus"),
        ({"swap": "hunting"}, "swap"),
        ({"swap": "bank"}, "swap"),
        ({"swap_for": ""}, "swap_for"),
        ({"swap_for": "a lot"}, "swap_for"),
        ({"swap_for": "fishing"}, "swap_for"),
        ({"swap_for": "mo\x00ney"}, "swap_for"),
        ({"layer": "4"}, "layer"),
        ({"layer": "0"}, "layer"),
        ({"layer": "-1"}, "layer"),
        ({"layer": "x" * 9999}, "layer"),
        ({"head": "3"}, "head"),
        ({"head": None}, "head"),
        ({"hide_special": "perhaps"}, "hide_special"),
    ],
)
def test_bad_input_is_refused_with_its_name(values: dict[str, Any], about: str) -> None:
    """Each fault names the input it is about, in one sentence that every language has, short whatever was sent."""
    fault = refusal(**values)
    assert fault.about == about
    for code in CODES:
        told = language(code).t(fault.message, **fault.fields)
        assert 10 < len(told) < 250 and "{" not in told and "\x00" not in told
        assert code == "en" or told != language("en").t(fault.message, **fault.fields)


@pytest.mark.parametrize("asked", ["built-in/decoder", "nobody/nothing", "", "../../etc/passwd"])
def test_unknown_or_misplaced_model_is_unavailable(asked: str) -> None:
    """A model that the catalogue does not list for the encoder's role is refused before anything is computed."""
    with pytest.raises(ModelUnavailable):
        check({**RIVER, "encoder": asked}, engine())


@pytest.mark.parametrize("text", ["a", "?", "बैंक", "bank bank"])
def test_a_sentence_of_one_word_is_enough(text: str) -> None:
    """With nothing else to choose from, the last word is the focus."""
    inputs, _ = check({"text": text}, AveragingEngine())  # type: ignore[arg-type]
    assert inputs.focus == text.split()[-1]


def test_empty_focus_and_exchange_are_allowed() -> None:
    """A visitor who types only a sentence gets its longest word to watch, and no exchange."""
    result = run(text="A heron waits motionless near reeds.", focus="", swap="")
    assert result.focus.word == "motionless" and result.swap is None and result.swapped == ""
    assert explain(result, MEANS, EN)[0].startswith("Of the attention that “motionless” pays")
    assert not any(isinstance(f, Lines) for panel in LAB.figures(result, MEANS, EN, "light") for f in panel.figures)


def test_heatmaps_share_a_scale_and_mark_what_cannot_be_seen() -> None:
    """Both maps have the same limits; the decoder's upper triangle is NaN, the encoder has none."""
    encoder, decoder = (cast(Heatmap, f) for f in LAB.figures(run(), MEANS, EN, "light")[0].figures)
    assert encoder.limits == decoder.limits
    assert encoder.limits[1] == max(np.nanmax(encoder.values), np.nanmax(decoder.values))
    assert not np.isnan(encoder.values).any()
    assert (np.isnan(decoder.values) == np.triu(np.ones(decoder.values.shape), k=1).astype(bool)).all()
    assert encoder.rows[encoder.focus_row or 0] == "bank" and decoder.rows[decoder.focus_row or 0] == "bank"
    assert (encoder.scale, decoder.scale) == ("encoder", "decoder")


def test_special_tokens_are_hidden_on_request() -> None:
    """With them shown the encoder has two tokens more; hidden, a sentence says how much attention they take."""
    shown, hidden = (
        cast(Heatmap, LAB.figures(run(), View(0, 0, hide), EN, "light")[0].figures[0]) for hide in (False, True)
    )
    assert shown.rows == ("[CLS]", *hidden.rows, "[SEP]")
    assert any("13% of the attention of “bank” in the encoder and 0%" in told for told in explain(run(), MEANS, EN))


def test_a_smaller_model_shows_its_last_layer_and_says_so() -> None:
    """Layers are offered up to the deeper model; the other one is clamped, and a sentence names it."""
    uneven = engine({"built-in/encoder": (2, 1), "built-in/decoder": (6, 4)})
    inputs, view = check({**RIVER, "layer": "5", "head": "3"}, uneven)
    result = compute(uneven, inputs)
    told = " ".join(explain(result, view, EN))
    assert "Small encoder has only 2 layers: the last one is shown." in told
    assert "Small encoder has only 1 head: it is shown." in told
    panels = LAB.figures(result, view, EN, "light")
    assert [len(cast(Lines, f).x) for f in panels[1].figures] == [3, 7]
    assert not np.isnan([v for f in panels[1].figures for s in cast(Lines, f).series for v in s.values]).any()


def test_head_grids_are_folded_and_pick_layer_and_head() -> None:
    """All heads lie in folded panels, without special tokens when those are hidden, with the causal mask marked."""
    panels = LAB.figures(run(), MEANS, EN, "light")
    grids = [cast(HeadGrid, panel.figures[0]) for panel in panels if panel.fold]
    assert [grid.picks for grid in grids] == [("layer", "head")] * 2
    assert [grid.pattern.shape for grid in grids] == [(3, 2, 13, 13)] * 2
    assert [bool(grid.hidden is not None and grid.hidden.any()) for grid in grids] == [False, True]


def test_mask_is_measured_not_assumed() -> None:
    """Where one weight looks ahead, nothing is drawn as "cannot see"."""
    decoder = run().decoder
    assert blocked(decoder).any()
    pattern = decoder.pattern.copy()
    pattern[1, 1, 0, 3] = 0.01
    assert not blocked(replace(decoder, pattern=pattern)).any()


def test_a_text_from_outside_the_small_world_is_called_so() -> None:
    """A perplexity far above what is usual is said, with both numbers and models to use; one merely unusual is not."""
    result = run()
    known = replace(result, decoder=replace(result.decoder, perplexity=120.0, usual=40.0))
    foreign = replace(result, decoder=replace(result.decoder, perplexity=1234.0, usual=40.0))
    assert not [said for said in explain(known, MEANS, EN) if "BLOOM" in said]
    (said,) = [said for said in explain(foreign, MEANS, EN) if "BLOOM" in said]
    assert "1,234" in said and "40" in said


@pytest.mark.parametrize("code", ["fr", "hi"])
def test_nothing_of_english_is_left(code: str) -> None:
    """Every sentence, title and label of a result differs from its English, and no field stays unfilled."""
    result = run(text="The cat saw the cat in the mirror.", focus="cat", swap="mirror", swap_for="garden")
    result = replace(result, decoder=replace(result.decoder, perplexity=900.0, usual=40.0))

    def strings(chosen: str) -> list[str]:
        here = language(chosen)
        out = [*explain(result, View(9, 9, True), here), here.t(LAB.title), here.t(LAB.invitation), here.t(LAB.caution)]
        out += [here.t(given.label) for given in LAB.inputs] + [
            here.t(given.help) for given in LAB.inputs if given.help
        ]
        out += [here.t(preset.title) for preset in LAB.presets] + [here.t(claim.says) for claim in LAB.claims]
        out += [here.t(extra.title) for extra in LAB.extras]
        for panel in LAB.figures(result, MEANS, here, "light"):
            for figure in panel.figures:
                out += [figure.title, figure.alt, panel.fold or figure.title]
        return out

    for english, told in zip(strings("en"), strings(code), strict=True):
        assert english != told and "{" not in told


def test_download_is_plain_json() -> None:
    """The result becomes JSON with models, revisions, tokens and weights, without NaN."""
    plain = json.loads(json.dumps(LAB.data(run()) if LAB.data else None, allow_nan=False))
    assert plain["decoder"]["revision"] == "r1"
    assert np.shape(plain["encoder"]["attention"]) == (3, 2, 15, 15)
    assert plain["exchange"] == {"word": "fishing", "for": "money", "text": run().swapped}


def test_focus_word_that_a_tokenizer_drops_is_refused() -> None:
    """Where no token holds the focus word there is no vector to compare, and the visitor is told."""

    class Deaf(AveragingEngine):
        def _run(self, model: str, text: str) -> Attended:
            ran = super()._run(model, text)
            return replace(ran, tokens=tuple(replace(t, end=t.start) if t.text == "bank" else t for t in ran.tokens))

    with pytest.raises(BadInput) as caught:
        compute(cast(Engine, Deaf()), check(RIVER, engine())[0])
    assert caught.value.about == "focus"


def test_claims_hold_in_a_model_worked_out_by_hand() -> None:
    """Each claim is a measure of shipped presets: still is exactly 0, and the averaging encoder moves."""
    measured = {claim.id: claim.measure(engine()) for claim in LAB.claims}
    assert measured["attention.decoder-still"] == 0.0
    assert measured["attention.encoder-moves"] > 0.0
    # The least of the three: in French, 3 of 11 tokens stand on the right of "pêche".
    assert measured["attention.right-share"] == pytest.approx(3 / 11)
