"""Shared drawing. A lab says what a figure shows (numbers, labels, words); this package draws it three ways:
as a Plotly figure for the app, as an inline SVG for the reading edition, and as a table twin (also the CSV).

Every string in a figure is already in the visitor's language; every number is raw and formatted here.
"""

from __future__ import annotations

from lexiscope.figures.model import Bars, Figure, HeadGrid, Heatmap, Lines, Panel, Picture, Series, Table
from lexiscope.figures.palette import Scale, Theme

__all__ = ["Bars", "Figure", "HeadGrid", "Heatmap", "Lines", "Panel", "Picture", "Scale", "Series", "Table", "Theme"]
