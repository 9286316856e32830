"""What a figure shows, before anyone draws it: frozen values, strings translated, numbers raw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lexiscope.figures.palette import Scale

Floats = NDArray[np.float32]
Unit = Literal["percent", "decimal", "decibel"]


@dataclass(frozen=True)
class Heatmap:
    """A matrix of numbers. NaN means "cannot see": drawn hatched, never in a colour of the scale."""

    key: str  # unique within a lab, e.g. "encoder"
    title: str  # says the finding
    alt: str
    values: Floats  # (rows, columns)
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    row_title: str
    column_title: str
    scale: Scale
    limits: tuple[float, float]
    unit: Unit = "percent"
    cannot_see: str = ""  # the words for NaN in hover and table
    focus_row: int | None = None  # a row drawn with a frame
    show_values: bool = False  # print the number in each cell


@dataclass(frozen=True)
class Series:
    name: str
    scale: Scale
    values: tuple[float, ...]


@dataclass(frozen=True)
class Lines:
    """Several series over one axis of ordered labels (layers, steps)."""

    key: str
    title: str
    alt: str
    x: tuple[str, ...]
    series: tuple[Series, ...]
    x_title: str
    y_title: str
    unit: Unit = "decimal"


@dataclass(frozen=True)
class Bars:
    """A ranked list of labelled values, drawn as horizontal bars from top to bottom."""

    key: str
    title: str
    alt: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    value_title: str
    scale: Scale
    unit: Unit = "decimal"
    highlight: int | None = None


@dataclass(frozen=True)
class Picture:
    """Pixels with a caption; may carry the numbers that it draws as a table."""

    key: str
    title: str
    alt: str
    pixels: NDArray[np.uint8]  # (H, W, 3)
    table: Table | None = None
    pixelated: bool = False  # show with hard pixels (latent maps)


@dataclass(frozen=True)
class HeadGrid:
    """All heads of a model as one light picture; a click on a cell picks (layer, head)."""

    key: str
    title: str
    alt: str
    pattern: Floats  # (n_layers, n_heads, T, T)
    scale: Scale
    layer_title: str
    head_title: str
    picks: tuple[str, str]  # names of the lab's inputs that a click sets: (layer, head), both counted from 1
    hidden: NDArray[np.bool_] | None = None  # (T, T) True where the model cannot see


@dataclass(frozen=True)
class Table:
    """The table twin of a figure, every cell already a string in the visitor's number format."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


Figure = Heatmap | Lines | Bars | Picture | HeadGrid


@dataclass(frozen=True)
class Panel:
    """Figures that stand side by side; drawn only once asked for by the name `fold`, when that is given."""

    figures: tuple[Figure, ...]
    fold: str = ""  # translated; empty: always drawn
