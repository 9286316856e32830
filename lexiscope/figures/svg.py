"""Figures as still SVG for the reading edition: no script, text stays text, colours from CSS variables."""

from __future__ import annotations

import math
from html import escape

from lexiscope.figures.model import Bars, Figure, HeadGrid, Heatmap, Lines, Picture
from lexiscope.figures.plot import short, spaced
from lexiscope.figures.raster import data_address, head_grid, photo_address
from lexiscope.figures.table import number
from lexiscope.i18n import Language

CHAR = 8.5  # mean width of a character at 14 px, generous for Devanagari


def svg(figure: Figure, language: Language) -> str:
    """The figure as one <svg> element with role="img", its alt text as title."""
    draw = {Heatmap: _heatmap, Lines: _lines, Bars: _bars, Picture: _picture, HeadGrid: _grid}[type(figure)]
    width, height, body = draw(figure, language)  # type: ignore[operator]
    return (
        f'<svg class="still" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'width="{width:.0f}" height="{height:.0f}" lang="{language.code}" font-size="14">'
        f"<title>{escape(figure.alt)}</title>{body}</svg>"
    )


Drawn = tuple[float, float, str]


def _text(x: float, y: float, words: str, extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="var(--ink)" {extra}>{escape(words)}</text>'


def _heatmap(figure: Heatmap, language: Language) -> Drawn:
    cell = 30 if len(figure.columns) > 6 else 64
    left = 16 + CHAR * min(24, max(map(len, figure.rows)))
    top = 16 + CHAR * 0.75 * min(24, max(map(len, figure.columns)))
    low, high = figure.limits
    key = f"hatch-{figure.key}"
    parts = [
        f'<pattern id="{key}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="var(--rule)"/>'
        '<path d="M0 0V6" stroke="var(--quiet)" stroke-width="1.5"/></pattern>'
    ]
    left, top = round(left), round(top)
    texts, hidden = [], ""
    parts.append(f'<g fill="{_fill(figure, 1.0)[0]}" stroke="var(--rule)" stroke-width=".5">')
    for i, row in enumerate(figure.values):
        texts.append(_text(left - 6, top + i * cell + cell / 2 + 5, figure.rows[i], 'text-anchor="end"'))
        for j, value in enumerate(row):
            x, y = left + j * cell, top + i * cell
            if math.isnan(value):
                hidden += f"M{x} {y}h{cell - 1}v{cell - 1}h{1 - cell}z"
                continue
            share = (float(value) - low) / ((high - low) or 1)
            fill, opacity = _fill(figure, share)
            colour = f' fill="{fill}"' if figure.scale == "difference" else ""
            says = number(float(value), figure.unit, language)
            parts.append(
                f'<rect x="{x}" y="{y}" width="{cell - 1}" height="{cell - 1}"{colour} fill-opacity="{opacity:.2f}">'
                f"<title>{escape(figure.rows[i])} → {escape(figure.columns[j])}: {says}</title></rect>"
            )
            if figure.show_values:
                texts.append(_text(x + cell / 2, y + cell / 2 + 5, says, 'text-anchor="middle" font-size="12"'))
    parts += ["</g>", *texts]
    if hidden:
        parts.append(f'<path d="{hidden}" fill="url(#{key})"><title>{escape(figure.cannot_see)}</title></path>')
    for j, label in enumerate(figure.columns):
        middle = left + j * cell + cell / 2
        parts.append(_text(middle, top - 8, label, f'transform="rotate(-45 {middle:.1f} {top - 8:.1f})"'))
    if figure.focus_row is not None:
        y = top + figure.focus_row * cell
        size = f'width="{cell * len(figure.columns)}" height="{cell - 1}"'
        parts.append(f'<rect x="{left:.1f}" y="{y:.1f}" {size} fill="none" stroke="var(--ink)" stroke-width="1.5"/>')
    right = left + cell * len(figure.columns) + CHAR * 0.75 * min(24, len(figure.columns[-1])) + 8
    return right, top + cell * len(figure.rows) + 8, "".join(parts)


def _fill(figure: Heatmap, share: float) -> tuple[str, float]:
    if figure.scale == "difference":
        return ("var(--encoder)", 1 - 2 * share) if share < 0.5 else ("var(--decoder)", 2 * share - 1)
    return f"var(--{figure.scale})", min(1.0, max(0.0, share)) * (0.55 if figure.show_values else 1)


def _lines(figure: Lines, language: Language) -> Drawn:
    width, height, left, top, bottom = 620.0, 300.0, 70.0, 40.0, 50.0
    ticks = spaced([v for s in figure.series for v in s.values])
    high = max([ticks[-1], *(v for s in figure.series for v in s.values)]) or 1
    step = (width - left - 20) / max(1, len(figure.x) - 1)
    y = lambda value: height - bottom - (height - top - bottom) * value / high  # noqa: E731
    parts = []
    for tick in ticks:
        parts.append(f'<path d="M{left} {y(tick):.1f}H{width - 20}" stroke="var(--rule)"/>')
        parts.append(_text(left - 8, y(tick) + 5, short(tick, figure.unit, language), 'text-anchor="end"'))
    for i, label in enumerate(figure.x):
        parts.append(_text(left + i * step, height - bottom + 20, label, 'text-anchor="middle"'))
    parts.append(_text((left + width) / 2, height - 8, figure.x_title, 'text-anchor="middle"'))
    at = left
    for k, series in enumerate(figure.series):
        colour = f"var(--{series.scale})"
        points = [(left + i * step, y(v)) for i, v in enumerate(series.values)]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        dash = ' stroke-dasharray="6 4"' if k % 2 else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4" fill="{colour}"/>' for px, py in points]
        parts.append(f'<path d="M{at} 18h22" stroke="{colour}" stroke-width="2.5"{dash}/>')
        parts.append(_text(at + 28, 23, series.name))
        at += 50 + CHAR * len(series.name)
    return width, height, "".join(parts)


def _bars(figure: Bars, language: Language) -> Drawn:
    left, row, room = 16 + CHAR * min(44, max(map(len, figure.labels))), 32, 320.0
    low, high = min(0.0, *figure.values), max(0.0, *figure.values)
    unit = room / ((high - low) or 1)
    zero = left - low * unit
    parts = [f'<path d="M{zero:.1f} 4V{8 + row * len(figure.labels)}" stroke="var(--quiet)"/>']
    for i, (label, value) in enumerate(zip(figure.labels, figure.values, strict=True)):
        start, wide = zero + min(0.0, value) * unit, abs(value) * unit
        colour = figure.scale if figure.highlight in (None, i) else "quiet"
        at = f'x="{start:.1f}" y="{8 + i * row}" width="{max(wide, 1):.1f}" height="{row - 10}"'
        parts.append(f'<rect {at} fill="var(--{colour})"/>')
        parts.append(_text(left - 8, 8 + i * row + 16, label, 'text-anchor="end"'))
        parts.append(_text(zero + max(0.0, value) * unit + 6, 8 + i * row + 16, number(value, figure.unit, language)))
    return left + room + 90, 16 + row * len(figure.labels), "".join(parts)


def _picture(figure: Picture, language: Language) -> Drawn:
    height, width = figure.pixels.shape[:2]
    scale = min(360 / max(height, width), max(1.0, 200 / max(height, width)))
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    if figure.pixelated:
        return _image(data_address(figure.pixels), wide, high, "pixelated")
    return _image(photo_address(figure.pixels, (wide, high)), wide, high)


def _grid(figure: HeadGrid, language: Language) -> Drawn:
    pixels = head_grid(figure, "light")
    scale = max(1, round(640 / pixels.shape[1]))
    return _image(data_address(pixels), pixels.shape[1] * scale, pixels.shape[0] * scale, "pixelated")


def _image(source: str, width: float, height: float, rendering: str = "auto") -> Drawn:
    size = f'width="{width:.0f}" height="{height:.0f}" image-rendering="{rendering}"'
    return width, height, f'<image href="{source}" {size}/>'
