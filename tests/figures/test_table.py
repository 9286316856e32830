"""The table twin of every figure, its HTML, and its CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from lexiscope.figures import Bars, Figure, Lines, Picture, Series, Table
from lexiscope.figures.table import csv_of, html, plain, table_of
from lexiscope.i18n import language
from tests.figures.test_plot import EN, FR, NAN, heatmap
from tests.figures.test_svg import FIGURES, GRID

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def rows_of(figure: Figure) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_of(figure, EN))))


def test_the_twin_of_a_heatmap_holds_every_number() -> None:
    """One row per query, one column per key; what cannot be seen is said in words, in the visitor's format."""
    table = table_of(heatmap([[1.0, NAN], [0.25, 0.75]]), FR)
    assert table is not None
    assert table.columns == ("", "the", "bank")
    assert table.rows == (("the", "100,0\u00a0%", "cannot see"), ("bank", "25,0\u00a0%", "75,0\u00a0%"))
    assert table.caption == "Decoder"


def test_the_twins_of_lines_and_bars() -> None:
    """Lines give a column per series, bars a row per label."""
    series = (Series("Encoder", "encoder", (0.0, 0.4)), Series("Decoder", "decoder", (0.0, 0.0)))
    lines = table_of(Lines("change", "Change", "Lines", ("0", "1"), series, "Layer", "Change"), EN)
    assert lines is not None and lines.columns == ("Layer", "Encoder", "Decoder")
    assert lines.rows[1] == ("1", "0.400", "0.000")
    bars = table_of(Bars("r", "R", "Bars", ("a cat", "a cat"), (25.13, 0.1), "PSNR", "picture", unit="decibel"), EN)
    assert bars is not None and bars.rows == (("a cat", "25.1\u00a0dB"), ("a cat", "0.1\u00a0dB"))


def test_a_picture_carries_its_own_table() -> None:
    """Or none, when there is no number in it."""
    picture = Picture("p", "P", "alt", np.zeros((2, 2, 3), np.uint8))
    table = Table(("", "x"), (("a", "1"),))
    assert table_of(picture, EN) is None
    assert table_of(replace(picture, table=table), EN) == table


def test_html_is_escaped_and_headed() -> None:
    """Markup in a cell stays text; the first cell of a row and the columns are headers."""
    text = html(Table(("", "<b>"), (("</td><img src=x onerror=1>", "&"),), "<caption>"))
    assert "<img" not in text and "<b>" not in text
    assert '<th scope="col">&lt;b&gt;</th>' in text
    assert '<th scope="row">&lt;/td&gt;' in text
    assert "<td>&amp;</td>" in text


@pytest.mark.parametrize("label", FORMULAS)
def test_no_label_becomes_a_formula(label: str) -> None:
    """A spreadsheet runs a cell that begins with one of these; an apostrophe stops it."""
    tokens = (label, "bank")
    table = Table((label, "x"), ((label, "1"),))
    figures: tuple[Figure, ...] = (
        heatmap([[0.1, 0.2], [0.3, 0.4]], tokens),
        Lines("c", "C", "alt", tokens, (Series(label, "encoder", (0.1, 0.2)),), label, "y"),
        Bars("b", "B", "alt", tokens, (0.9, 0.1), label, "picture"),
        Picture("p", "P", "alt", np.zeros((1, 1, 3), np.uint8), table),
    )
    for figure in figures:
        for row in rows_of(figure):
            assert not any(cell == label for cell in row)
            assert row.count(label) == 0
        assert any("'" + label == cell for row in rows_of(figure) for cell in row)


def test_numbers_stay_numbers() -> None:
    """A negative value is no formula: it is written with a point, in any language."""
    bars = Bars("b", "B", "alt", ("a", "b"), (-0.25, 12.5), "cosine", "picture")
    for code in ("en", "fr", "hi"):
        rows = list(csv.reader(io.StringIO(csv_of(bars, language(code)))))
        assert [float(row[1]) for row in rows[1:]] == [-0.25, 12.5]
    assert plain("a=b") == "a=b"


def test_what_cannot_be_seen_is_an_empty_cell() -> None:
    """In CSV it is neither 0 nor a word."""
    assert rows_of(heatmap([[1.0, NAN], [0.25, 0.75]]))[1] == ["the", "1", ""]


def test_repeated_labels_keep_their_rows() -> None:
    """Two times the same word are two rows and two columns of the CSV, under their own names."""
    rows = rows_of(heatmap(np.eye(3).tolist(), ("the", "cat", "the")))
    assert rows[0] == ["", "the", "cat", "the"]
    assert [row[0] for row in rows[1:]] == ["the", "cat", "the"]


def test_all_heads_leave_out_what_is_hidden() -> None:
    """One row per layer, head, query and key that the model can see, counted from 1 where a head is meant."""
    hidden = np.triu(np.ones((4, 4), bool), k=1)
    rows = rows_of(replace(GRID, hidden=hidden))
    assert rows[0] == ["layer", "head", "query", "key", "weight"]
    assert len(rows) - 1 == 2 * 3 * 10
    assert rows[1] == ["1", "1", "0", "0", "0.25"]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_every_csv_can_be_read_back(figure: Figure) -> None:
    """All rows of a file have the same number of cells."""
    assert len({len(row) for row in rows_of(figure)}) <= 1
