"""The table twin of every figure, and its CSV."""

from __future__ import annotations

import csv
import io
import math
from html import escape

from lexiscope.figures.model import Bars, Figure, HeadGrid, Heatmap, Lines, Picture, Table, Unit
from lexiscope.i18n import Language


def number(value: float, unit: Unit, language: Language) -> str:
    """A raw number in the visitor's format: 31.4 %, 0.314, 25.1 dB."""
    if unit == "percent":
        return language.percent(value, 1)
    if unit == "decibel":
        return language.fixed(value, 1) + "\u00a0dB"
    return language.fixed(value, 3)


def table_of(figure: Figure, language: Language) -> Table | None:
    """The same numbers as rows and columns; None where a figure is only a picture."""
    if isinstance(figure, Heatmap):
        rows = tuple(
            (label, *(figure.cannot_see if math.isnan(v) else number(float(v), figure.unit, language) for v in line))
            for label, line in zip(figure.rows, figure.values, strict=True)
        )
        return Table(("", *figure.columns), rows, figure.title)
    if isinstance(figure, Lines):
        rows = tuple(
            (label, *(number(s.values[i], figure.unit, language) for s in figure.series))
            for i, label in enumerate(figure.x)
        )
        return Table((figure.x_title, *(s.name for s in figure.series)), rows, figure.title)
    if isinstance(figure, Bars):
        pairs = zip(figure.labels, figure.values, strict=True)
        rows = tuple((label, number(value, figure.unit, language)) for label, value in pairs)
        return Table(("", figure.value_title), rows, figure.title)
    return figure.table if isinstance(figure, Picture) else None


def html(table: Table) -> str:
    """The table as HTML, each cell escaped; the first cell of a row is its header."""
    head = "".join(f'<th scope="col">{escape(c)}</th>' if c else "<td></td>" for c in table.columns)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(c)}</td>" for c in row[1:]) + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f'<table class="twin">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def csv_of(figure: Figure, language: Language) -> str:
    """Raw numbers as CSV with a point as decimal sign, so that any program reads it; labels in the language."""
    out = io.StringIO()
    write = csv.writer(out)
    if isinstance(figure, Heatmap):
        write.writerow(["", *map(plain, figure.columns)])
        for label, line in zip(figure.rows, figure.values, strict=True):
            write.writerow([plain(label), *("" if math.isnan(v) else f"{v:.6g}" for v in line)])
    elif isinstance(figure, Lines):
        write.writerow([plain(figure.x_title), *(plain(s.name) for s in figure.series)])
        for i, label in enumerate(figure.x):
            write.writerow([plain(label), *(f"{s.values[i]:.6g}" for s in figure.series)])
    elif isinstance(figure, Bars):
        write.writerow(["", plain(figure.value_title)])
        for label, value in zip(figure.labels, figure.values, strict=True):
            write.writerow([plain(label), f"{value:.6g}"])
    elif isinstance(figure, HeadGrid):
        write.writerow(["layer", "head", "query", "key", "weight"])
        for (layer, head, query, key), weight in _cells(figure):
            write.writerow([layer + 1, head + 1, query, key, f"{weight:.6g}"])
    elif figure.table:
        write.writerow(map(plain, figure.table.columns))
        write.writerows(map(plain, row) for row in figure.table.rows)
    return out.getvalue()


def plain(cell: str) -> str:
    """A label that a spreadsheet will not run as a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _cells(grid: HeadGrid) -> list[tuple[tuple[int, int, int, int], float]]:
    n_layers, n_heads, n, _ = grid.pattern.shape
    return [
        ((layer, head, q, k), float(grid.pattern[layer, head, q, k]))
        for layer in range(n_layers)
        for head in range(n_heads)
        for q in range(n)
        for k in range(n)
        if grid.hidden is None or not grid.hidden[q, k]
    ]
