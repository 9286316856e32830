"""Figures as Plotly figures: plain dictionaries, which cost nothing to build (px.imshow costs 11 ms)."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from lexiscope.figures.model import Bars, Heatmap, Lines, Unit
from lexiscope.figures.palette import COLOUR, INK, PAPER, QUIET, RULE, Theme, colorscale
from lexiscope.figures.raster import data_address, hatching
from lexiscope.figures.table import number
from lexiscope.i18n import Language

LATIN = "system-ui, -apple-system, 'Segoe UI', 'Source Sans', 'Noto Sans', sans-serif"
DEVANAGARI = "'Noto Sans Devanagari', 'Nirmala UI', 'Kohinoor Devanagari', 'Lohit Devanagari', Mangal, " + LATIN
Plot = dict[str, Any]


def plotly(figure: Heatmap | Lines | Bars, language: Language, theme: Theme) -> Plot:
    """The Plotly figure as a dictionary {data, layout}."""
    if isinstance(figure, Heatmap):
        return heatmap(figure, language, theme)
    return lines(figure, language, theme) if isinstance(figure, Lines) else bars(figure, language, theme)


def heatmap(figure: Heatmap, language: Language, theme: Theme) -> Plot:
    """Rows downwards; NaN cells are hatched and say so on hover."""
    hidden = np.isnan(figure.values)
    x, y = positions(figure.columns), positions(figure.rows)
    low, high = figure.limits
    hover = (
        plain(figure.row_title) + ": %{y}<br>" + plain(figure.column_title) + ": %{x}<br><b>%{text}</b><extra></extra>"
    )
    unseen = plain(figure.cannot_see)
    texts = [[number(float(v), figure.unit, language) if v == v else unseen for v in row] for row in figure.values]
    seen: Plot = {
        "type": "heatmap",
        "x": x,
        "y": y,
        "z": [[v if v == v else None for v in row] for row in np.round(figure.values.astype(float), 4).tolist()],
        "text": texts,
        "zmin": low,
        "zmax": high,
        "colorscale": colorscale(figure.scale, theme),
        "showscale": False,
        "hovertemplate": hover,
    }
    if figure.show_values:
        seen |= {"texttemplate": "%{text}", "textfont": {"size": 13}}
    data, layout = [seen], base(language, theme)
    if hidden.any():
        layout["images"] = [
            {"source": data_address(hatching(hidden, theme)), "xref": "x domain", "yref": "y domain", "x": 0, "y": 1,
             "sizex": 1, "sizey": 1, "sizing": "stretch", "layer": "below"}
        ]  # fmt: skip
    layout["shapes"] = [grid(len(y), len(x), theme)]
    if figure.focus_row is not None:
        row = figure.focus_row
        layout["shapes"].append(
            {"type": "rect", "xref": "x domain", "x0": 0, "x1": 1, "yref": "y", "y0": row - 0.5, "y1": row + 0.5,
             "line": {"color": INK[theme], "width": 1.5}}
        )  # fmt: skip
    longest = max(map(len, figure.rows), default=1)
    widest = max(map(len, figure.columns), default=1)
    layout |= {
        "xaxis": axis(theme) | {"type": "category", "side": "top", "title": quiet(figure.column_title, theme),
                                "tickangle": -45 if len(x) > 5 else "auto"},
        "yaxis": axis(theme) | {"type": "category", "autorange": "reversed", "title": quiet(figure.row_title, theme)},
        "height": round(min(900, 150 + len(y) * max(18, 26 - len(y) // 4))),
        "margin": {"l": 30 + 8 * min(longest, 24), "r": 8, "t": 40 + 6 * min(widest, 14), "b": 8},
    }  # fmt: skip
    return {"data": data, "layout": layout}


def grid(rows: int, columns: int, theme: Theme) -> Plot:
    """Hairlines between cells, as one path: with `xgap` and `ygap` Plotly paints cell by cell, more slowly."""
    across = "".join(f"M0,{i / rows:.5f}H1" for i in range(1, rows))
    down = "".join(f"M{i / columns:.5f},0V1" for i in range(1, columns))
    line = {"color": PAPER[theme], "width": 1}
    return {"type": "path", "path": (down + across) or "M0,0", "xref": "paper", "yref": "paper", "line": line}


def lines(figure: Lines, language: Language, theme: Theme) -> Plot:
    """One line per series, named in a legend above; markers tell them apart without colour."""
    symbols = ("circle", "square", "diamond", "cross")
    data = [
        {
            "type": "scatter", "mode": "lines+markers", "name": plain(series.name),
            "x": [plain(label) for label in figure.x],
            "y": [round(v, 6) for v in series.values],
            "text": [number(v, figure.unit, language) for v in series.values],
            "line": {"color": COLOUR[series.scale][theme], "width": 2.5},
            "marker": {"symbol": symbols[i % 4], "size": 8},
            "hovertemplate": f"{plain(figure.x_title)} %{{x}}: <b>%{{text}}</b><extra>{plain(series.name)}</extra>",
        }
        for i, series in enumerate(figure.series)
    ]  # fmt: skip
    ticks = spaced([v for s in figure.series for v in s.values])
    layout = base(language, theme) | {
        "xaxis": axis(theme) | {"type": "category", "title": quiet(figure.x_title, theme)},
        "yaxis": axis(theme) | {
            "title": quiet(figure.y_title, theme), "rangemode": "tozero", "showgrid": True, "gridcolor": RULE[theme],
            "tickvals": ticks, "ticktext": [short(v, figure.unit, language) for v in ticks],
        },
        "height": 300,
        "margin": {"l": 70, "r": 12, "t": 36, "b": 48},
        "showlegend": len(figure.series) > 1,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
    }  # fmt: skip
    return {"data": data, "layout": layout}


def bars(figure: Bars, language: Language, theme: Theme) -> Plot:
    """Horizontal bars from top to bottom, each under a line with its label and its number: room for both on a phone."""
    strong, weak = COLOUR[figure.scale][theme], COLOUR["quiet"][theme]
    chosen = figure.highlight
    texts = [number(v, figure.unit, language) for v in figure.values]
    places = positions(figure.labels)
    data = [
        {
            "type": "bar", "orientation": "h", "x": [round(v, 6) for v in figure.values], "y": places,
            "customdata": texts, "width": 0.36, "offset": 0.06,
            "marker": {"color": [strong if chosen is None or i == chosen else weak for i in range(len(texts))]},
            "hovertemplate": "%{y}: <b>%{customdata}</b><extra></extra>",
        }
    ]  # fmt: skip
    line = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "y", "yshift": 10, "showarrow": False}
    layout = base(language, theme) | {
        "annotations": [
            line | {"y": place, "text": f"{plain(label)} &nbsp;<b>{value}</b>"}
            for place, label, value in zip(places, figure.labels, texts, strict=True)
        ],
        "xaxis": axis(theme) | {"title": quiet(figure.value_title, theme), "showticklabels": False, "zeroline": True,
                                "zerolinecolor": RULE[theme]},
        "yaxis": axis(theme) | {"type": "category", "autorange": "reversed", "showticklabels": False},
        "height": 70 + 46 * len(texts),
        "margin": {"l": 12, "r": 12, "t": 8, "b": 44},
    }  # fmt: skip
    return {"data": data, "layout": layout}


def base(language: Language, theme: Theme) -> Plot:
    """What every figure shares: no background, ink, the language's font, no motion."""
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": DEVANAGARI if language.code == "hi" else LATIN, "size": 14, "color": INK[theme]},
        "hoverlabel": {"bgcolor": PAPER[theme], "bordercolor": QUIET[theme], "font": {"color": INK[theme], "size": 14}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": QUIET[theme], "activecolor": INK[theme]},
        "showlegend": False,
        "dragmode": False,
    }


def axis(theme: Theme) -> Plot:
    return {"showgrid": False, "zeroline": False, "fixedrange": True, "ticks": "", "linecolor": RULE[theme]}


def quiet(title: str, theme: Theme) -> Plot:
    return {"text": plain(title), "font": {"size": 13, "color": QUIET[theme]}, "standoff": 8}


def positions(labels: tuple[str, ...]) -> list[str]:
    """One axis place per position: a repeated label gets zero-width marks, so that it keeps its own row."""
    seen: dict[str, int] = {}
    out = []
    for label in labels:
        seen[label] = seen.get(label, -1) + 1
        out.append(plain(label) + "\u200b" * seen[label])
    return out


def plain(label: str) -> str:
    """A label as text: Plotly reads some HTML in labels, and a visitor's token may look like it."""
    return escape(label, quote=False).replace("%{", "%\u200b{")


def spaced(values: list[float], count: int = 4) -> list[float]:
    """About `count` round tick values from zero to the largest value."""
    high = max([*values, 0.0]) or 1.0
    power = 10.0 ** np.floor(np.log10(high / count))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power * count >= high)
    return [round(i * step, 10) for i in range(count + 1) if i * step <= high * 1.001 or i == 0]


def short(value: float, unit: Unit, language: Language) -> str:
    """A tick label: as few digits as tell the ticks apart."""
    return language.percent(value, 0) if unit == "percent" else language.number(value, 3)
