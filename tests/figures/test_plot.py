"""Figures for Plotly: what cannot be seen, labels that repeat, words that look like markup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

import numpy as np
import pytest

from lexiscope.figures import Bars, Heatmap, Lines, Series
from lexiscope.figures.plot import plotly, positions, spaced
from lexiscope.i18n import language

EN, FR, HI = (language(code) for code in ("en", "fr", "hi"))
NAN = float("nan")


def heatmap(values: list[list[float]], tokens: tuple[str, ...] = ("the", "bank")) -> Heatmap:
    return Heatmap(
        key="decoder",
        title="Decoder",
        alt="A heatmap",
        values=np.array(values, np.float32),
        rows=tokens,
        columns=tokens,
        row_title="Query",
        column_title="Key",
        scale="decoder",
        limits=(0.0, 1.0),
        cannot_see="cannot see",
    )


def test_what_cannot_be_seen_has_no_number() -> None:
    """NaN becomes no value at all, is hatched, and says so on hover; 0 stays a number."""
    plot = plotly(heatmap([[0.0, NAN], [0.25, 0.75]]), EN, "light")
    (seen,) = plot["data"]
    assert seen["z"] == [[0.0, None], [0.25, 0.75]]
    assert seen["text"][0] == ["0.0%", "cannot see"]
    assert seen.get("hoverongaps", True)
    assert plot["layout"]["images"][0]["source"].startswith("data:image/png;base64,")


def test_a_full_matrix_has_no_hatching() -> None:
    """An encoder's heatmap is one layer and no picture."""
    plot = plotly(heatmap([[0.5, 0.5], [0.25, 0.75]]), EN, "light")
    assert len(plot["data"]) == 1
    assert "images" not in plot["layout"]


def test_repeated_words_stay_apart() -> None:
    """Two times "the" are two rows and two columns, which look the same."""
    tokens = ("the", "cat", "the", "the")
    plot = plotly(heatmap(np.eye(4).tolist(), tokens), EN, "light")
    for places in (plot["data"][0]["x"], plot["data"][0]["y"], positions(tokens)):
        assert len(set(places)) == 4
        assert tuple(place.replace("\u200b", "") for place in places) == tokens


def test_cells_are_parted_by_one_path() -> None:
    """A heatmap of two tokens has one line down and one across; one of a single cell has none."""
    two = plotly(heatmap([[1.0, 0.5], [0.1, 0.2]]), EN, "light")["layout"]["shapes"][0]
    one = plotly(heatmap([[1.0]], ("a",)), EN, "light")["layout"]["shapes"][0]
    assert (two["path"], one["path"]) == ("M0.50000,0V1M0,0.50000H1", "M0,0")


def test_repeated_captions_stay_apart_in_bars() -> None:
    """A ranked list may hold one label twice."""
    bars = Bars("ranking", "Ranking", "Bars", ("a cat", "a cat"), (0.9, 0.1), "cosine", "picture")
    plot = plotly(bars, EN, "light")
    assert len(set(plot["data"][0]["y"])) == 2
    assert [(one["y"], one["text"]) for one in plot["layout"]["annotations"]] == [
        (place, f"a cat &nbsp;<b>{value}</b>")
        for place, value in zip(plot["data"][0]["y"], ("0.900", "0.100"), strict=True)
    ]


@pytest.mark.parametrize("label", ["<b>bold</b>", '<a href="https://example.org">here</a>', "a<br>b", "&lt;"])
def test_labels_are_no_markup(label: str) -> None:
    """Plotly reads a small HTML of its own in labels and hover texts: a visitor's words come through as typed."""
    figures = (
        heatmap([[1.0]], (label,)),
        Bars("ranking", "Ranking", "Bars", (label,), (0.9,), "cosine", "picture"),
        Lines("change", "Change", "Lines", (label,), (Series(label, "encoder", (0.5,)),), label, label),
    )
    for figure in figures:
        written = list(strings(plotly(figure, EN, "light")))
        assert not any(label in text for text in written)
        assert any(escape(label, quote=False) in text for text in written)


def strings(value: object) -> Iterator[str]:
    """Every string inside a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)


def test_numbers_are_written_as_the_visitor_writes_them() -> None:
    """Hover texts and ticks are formatted by the language, and the drawn numbers are not."""
    values = [[0.3141, 0.6859], [0.5, 0.5]]
    assert plotly(heatmap(values), FR, "light")["data"][0]["text"][0] == ["31,4\u00a0%", "68,6\u00a0%"]
    assert plotly(heatmap(values), HI, "light")["data"][0]["text"][0] == ["31.4%", "68.6%"]
    lines = Lines(
        "change", "Change", "Lines", ("1", "2"), (Series("Encoder", "encoder", (0.1, 0.35)),), "Layer", "Change"
    )
    drawn = plotly(lines, FR, "dark")
    assert drawn["data"][0]["y"] == [0.1, 0.35]
    assert "0,1" in drawn["layout"]["yaxis"]["ticktext"]


def test_two_series_can_be_told_apart_without_colour() -> None:
    """Each line has its own marker, and a legend names them."""
    series = (Series("Encoder", "encoder", (0.0, 0.4)), Series("Decoder", "decoder", (0.0, 0.0)))
    plot = plotly(Lines("change", "Change", "Lines", ("0", "1"), series, "Layer", "Change"), EN, "light")
    assert len({line["marker"]["symbol"] for line in plot["data"]}) == 2
    assert plot["layout"]["showlegend"]


@pytest.mark.parametrize("high", [0.0, 1e-9, 0.37, 1.0, 12.5, 4000.0])
def test_ticks_are_round_and_few(high: float) -> None:
    """From zero to the largest value in two to five steps, whatever its size."""
    ticks = spaced([0.0, high])
    assert ticks[0] == 0.0
    assert 1 <= len(ticks) <= 5
    assert ticks == sorted(set(ticks))


def test_a_figure_is_plain_data() -> None:
    """Everything in a Plotly figure can be written as JSON, NaN excluded."""
    figure = heatmap([[NAN, 1.0], [0.5, 0.5]])
    json.dumps(plotly(figure, HI, "dark"), allow_nan=False)
