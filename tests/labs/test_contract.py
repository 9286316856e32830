"""What every lab promises, walked on the real engine: its shape, its presets, its figures and words, its claims."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from lexiscope.engine import Engine, connect
from lexiscope.figures import Bars, Figure, HeadGrid, Heatmap, Lines, Picture
from lexiscope.figures.plot import plotly
from lexiscope.figures.svg import svg
from lexiscope.figures.table import csv_of, html, table_of
from lexiscope.i18n import CODES, Language, language
from lexiscope.labs import NAMES, lab, labs
from lexiscope.labs.record import open_recorded, pack, result_type, unpack
from lexiscope.labs.spec import BadInput, Choice, Lab, Model, Pictures, Text

WALK = [(one.id, preset.id, code) for one in labs() for preset in one.presets for code in CODES]
CLAIMS = [(one.id, claim.id) for one in labs() for claim in one.claims]
EN = language("en")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return connect()


@cache
def ran(lab_id: str, preset_id: str, code: str) -> tuple[Any, Any]:
    """(result, view) of a preset, computed now."""
    one = lab(lab_id)
    inputs, view = one.check(one.preset(preset_id, code), connect())
    return one.compute(connect(), inputs), view


class Asked(dict[str, Any]):
    """A catalogue that notes each sentence it was asked for and does not have."""

    def __init__(self, messages: Mapping[str, Any]) -> None:
        super().__init__(messages)
        self.missing: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        if not super().get(key):
            self.missing.add(key)
        return super().get(key, default)


def listening(code: str) -> tuple[Language, Asked]:
    """A language, and what it was asked in vain."""
    found = language(code)
    asked = Asked(found.messages)
    return dataclasses.replace(found, messages=asked), asked


def figures_of(one: Lab, result: Any, view: Any, spoken: Language) -> list[Figure]:
    return [figure for panel in one.figures(result, view, spoken, "light") for figure in panel.figures]


def labels_of(figure: Figure) -> tuple[str, ...]:
    """Every word that stands on a figure besides its title."""
    if isinstance(figure, Heatmap):
        return (*figure.rows, *figure.columns, figure.row_title, figure.column_title)
    if isinstance(figure, Lines):
        return (*figure.x, *(series.name for series in figure.series), figure.x_title, figure.y_title)
    if isinstance(figure, Bars):
        return (*figure.labels, figure.value_title)
    return (figure.layer_title, figure.head_title) if isinstance(figure, HeadGrid) else ()


@pytest.mark.parametrize("lab_id", NAMES)
def test_the_spec_is_whole(lab_id: str, engine: Engine) -> None:
    """Names are unique, every preset gives every input in every language, and every word is said in all of them."""
    one = lab(lab_id)
    assert one.id == lab_id
    names = [asked.name for asked in one.inputs]
    assert len(set(names)) == len(names)
    assert len({preset.id for preset in one.presets}) == len(one.presets) > 0
    for preset in one.presets:
        assert set(preset.values) == set(CODES)
        assert all(set(values) == set(names) for values in preset.values.values())
    words = [one.title, one.invitation, one.caution, *(preset.title for preset in one.presets)]
    words += [word for asked in one.inputs for word in (asked.label, asked.help)]
    words += [claim.says for claim in one.claims] + [extra.title for extra in one.extras]
    for code in ("fr", "hi"):
        spoken = language(code)
        assert [word for word in words if word and not spoken.messages.get(word)] == []
    for asked in one.inputs:
        if isinstance(asked, Text):
            assert asked.max_chars > 0
            assert not asked.within or asked.within in names
        if isinstance(asked, Model):
            assert engine.models(asked.role)[0].origin == "built-in"
        if isinstance(asked, Pictures):
            assert asked.samples()


@pytest.mark.parametrize(("lab_id", "preset_id", "code"), WALK)
def test_presets_can_be_chosen(lab_id: str, preset_id: str, code: str, engine: Engine) -> None:
    """Each value of a preset is among the options of its input, and each option has a label in each language."""
    one, values = lab(lab_id), lab(lab_id).preset(preset_id, code)
    for asked in one.inputs:
        if isinstance(asked, Choice):
            options = asked.options(engine, values)
            assert values[asked.name] in options
            assert all(asked.option_label(option, language(code)).strip() for option in options)
        if isinstance(asked, Pictures):
            assert 1 <= len(values[asked.name]) <= asked.most
            assert set(values[asked.name]) <= set(asked.samples())
        if isinstance(asked, Text):
            assert len(values[asked.name]) <= asked.max_chars
    inputs, view = one.check(values, engine)
    assert dataclasses.is_dataclass(inputs) and dataclasses.is_dataclass(view)
    assert one.check(values, engine)[0] is not None


@pytest.mark.parametrize("lab_id", NAMES)
@pytest.mark.parametrize("sent", [None, 7, -1, "", "\x00", "x" * 100_000, float("nan"), b"\xff", ("a",) * 50, {}, True])
def test_whatever_a_browser_sends_is_checked(lab_id: str, sent: object, engine: Engine) -> None:
    """For any single input, any value either passes or is told in one sentence about that lab, in three languages."""
    from lexiscope.engine import EngineError

    one = lab(lab_id)
    good = one.preset(one.presets[0].id, "en")
    for asked in one.inputs:
        try:
            one.check({**good, asked.name: sent}, engine)
        except BadInput as fault:
            assert fault.about in {each.name for each in one.inputs}
            for code in CODES:
                assert language(code).t(fault.message, **fault.fields).strip()
                assert code == "en" or language(code).messages.get(fault.message), fault.message
        except EngineError as fault:
            assert isinstance(asked, Model), fault


@pytest.mark.parametrize(("lab_id", "preset_id", "code"), WALK)
def test_figures_are_drawn_three_ways(lab_id: str, preset_id: str, code: str) -> None:
    """Each has a title, an alternative text and labels; it is drawn by Plotly and as SVG, and has a table and a CSV."""
    one, (result, view), spoken = lab(lab_id), ran(lab_id, preset_id, code), language(code)
    assert isinstance(result, result_type(lab_id))
    panels = one.figures(result, view, spoken, "dark")
    drawn = figures_of(one, result, view, spoken)
    assert len({figure.key for figure in drawn}) == len(drawn) > 0
    assert not panels[0].fold
    for figure in drawn:
        assert figure.title.strip() and figure.alt.strip() and len(figure.alt) > 15
        assert all(label.strip() for label in labels_of(figure))
        assert ElementTree.fromstring(svg(figure, spoken)).get("role") == "img"
        if isinstance(figure, Heatmap | Lines | Bars):
            json.dumps(plotly(figure, spoken, "light"), allow_nan=False)
        if isinstance(figure, Heatmap):
            assert figure.values.shape == (len(figure.rows), len(figure.columns))
            assert np.nanmin(figure.values) >= figure.limits[0] - 1e-6
            assert np.nanmax(figure.values) <= figure.limits[1] + 1e-6
            assert figure.cannot_see or not np.isnan(figure.values).any()
        table = table_of(figure, spoken)
        if not isinstance(figure, HeadGrid | Picture):
            assert table is not None
        if table:
            assert {len(row) for row in table.rows} == {len(table.columns)}
            assert html(table).startswith("<table")
        if table or isinstance(figure, HeadGrid):
            assert csv_of(figure, spoken).count("\n") > 1


@pytest.mark.parametrize("code", ["fr", "hi"])
@pytest.mark.parametrize(("lab_id", "preset_id"), sorted({walk[:2] for walk in WALK}))
def test_no_english_is_left(lab_id: str, preset_id: str, code: str) -> None:
    """Titles, alternative texts, labels, tables and sentences: each is translated, none reads as in English."""
    one, (result, view) = lab(lab_id), ran(lab_id, preset_id, code)
    spoken, asked = listening(code)
    here, there = figures_of(one, result, view, spoken), figures_of(one, result, view, EN)
    said, said_in_english = one.explain(result, view, spoken), one.explain(result, view, EN)
    for figure in here:
        table_of(figure, spoken)
    for extra in one.extras:
        assert f'lang="{code}"' in extra.render(result, view, spoken, "light")
    for asked_for in one.inputs:
        if isinstance(asked_for, Choice):
            for option in asked_for.options(connect(), one.preset(preset_id, code)):
                asked_for.option_label(option, spoken)
    assert asked.missing == set()
    assert len(said) == len(said_in_english) > 0
    assert not set(said) & set(said_in_english)
    for figure, english in zip(here, there, strict=True):
        assert figure.title != english.title
        assert figure.alt != english.alt
    if code == "hi":
        texts = [*said, *(text for figure in here for text in (figure.title, figure.alt))]
        assert [text for text in texts if not any("\u0900" <= letter <= "\u097f" for letter in text)] == []


@pytest.mark.parametrize(("lab_id", "preset_id", "code"), WALK)
def test_results_are_plain_and_portable(lab_id: str, preset_id: str, code: str) -> None:
    """A result can be taken away as JSON without NaN, and kept as a file that gives the same result back."""
    one, (result, _) = lab(lab_id), ran(lab_id, preset_id, code)
    assert one.data is not None
    assert json.loads(json.dumps(one.data(result), allow_nan=False))
    again = unpack(pack(result), result_type(lab_id))
    assert list(differences(result, again, exactly)) == []


@pytest.mark.parametrize(("lab_id", "preset_id", "code"), WALK)
def test_recorded_results_are_what_the_models_give(lab_id: str, preset_id: str, code: str, engine: Engine) -> None:
    """Every preset is recorded, and a live run on any machine comes out the same but for rounding."""
    one = lab(lab_id)
    inputs, _ = one.check(one.preset(preset_id, code), engine)
    recorded = open_recorded().result(lab_id, inputs)
    assert recorded is not None, "run `make record`"
    assert list(differences(recorded, ran(lab_id, preset_id, code)[0], nearly)) == []


@pytest.mark.parametrize(("lab_id", "claim_id"), CLAIMS)
def test_claims_hold(lab_id: str, claim_id: str, engine: Engine) -> None:
    """Measured on the built-in models today, the claim keeps its bound, and the value in the prose is that value."""
    claim = next(claim for claim in lab(lab_id).claims if claim.id == claim_id)
    assert claim.id.startswith(f"{lab_id}.")
    value = claim.measure(engine)
    assert claim.holds(value), f"{claim_id} = {value}, bound {claim.bound}"
    assert open_recorded().claims[claim_id] == pytest.approx(value, rel=0.02, abs=0.005), "run `make record`"
    assert claim.shown != "exact" or open_recorded().claims[claim_id] == value


def differences(one: Any, other: Any, same: Callable[[Any, Any], bool], path: str = "result") -> Iterator[str]:
    """Where two results differ, as paths."""
    if dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            name = field.name
            yield from differences(getattr(one, name), getattr(other, name), same, f"{path}.{name}")
    elif isinstance(one, tuple | list):
        if len(one) != len(other):
            yield f"{path}: {len(one)} and {len(other)} items"
        else:
            for i, (left, right) in enumerate(zip(one, other, strict=True)):
                yield from differences(left, right, same, f"{path}[{i}]")
    elif not same(one, other):
        yield f"{path}: {one!r:.80} and {other!r:.80}"


def exactly(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return bool(one == other) or (one != one and other != other)


def nearly(one: Any, other: Any) -> bool:
    """Equal but for rounding: processors differ in bf16 and in the order of sums; pictures by a level or two."""
    if isinstance(one, np.ndarray) and one.dtype.kind == "u":
        apart = np.abs(one.astype(int) - other.astype(int)) if one.shape == other.shape else np.full(1, 255)
        return bool(apart.mean() < 1.5)
    if isinstance(one, np.ndarray) and one.dtype.kind == "f":
        return one.shape == other.shape and bool(
            np.allclose(one, other, rtol=0.03, atol=0.03 * np.abs(one).max(initial=0))
        )
    if isinstance(one, float):
        return other == pytest.approx(one, rel=0.02, abs=2e-3)
    return exactly(one, other)
