"""What a lab is: the inputs it asks for, and the functions that compute, draw and explain.

A lab is one module that reads from top to bottom and ends in `LAB = Lab(...)`. It never imports Streamlit or
another lab, and it knows the engine by its face only. Inputs come from a browser, so `check` trusts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lexiscope.engine import Engine
from lexiscope.engine.face import Role
from lexiscope.figures import Panel, Theme
from lexiscope.i18n import Language

Values = Mapping[str, Any]  # input name -> what the browser sent (str, int, float, bool, bytes tuples for pictures)


class BadInput(Exception):
    """An input that cannot be used; one clear sentence (msgid) with its fields, and the input it is about."""

    def __init__(self, message: str, *, about: str = "", **fields: object) -> None:
        super().__init__(message.format(**fields))
        self.message, self.about, self.fields = message, about, fields


@dataclass(frozen=True)
class Text:
    """A line of text, or several (`lines` > 1)."""

    name: str  # its address key is "<lab>_<name>"
    label: str  # msgid
    max_chars: int
    lines: int = 1
    help: str = ""  # msgid
    width: int = 1  # share of the input row
    details: bool = False  # folded away
    within: str = ""  # name of a Text in which this word must stand; the word is cleared when that text loses it


@dataclass(frozen=True)
class Choice:
    """One of several options. `options` may depend on the values chosen so far and on the engine's catalogue."""

    name: str
    label: str
    options: Callable[[Engine, Values], tuple[str, ...]]  # what stands in the address
    option_label: Callable[[str, Language], str]
    help: str = ""
    width: int = 1
    details: bool = False


@dataclass(frozen=True)
class Model:
    """A model of the catalogue, shown with its licence and size; hub models can be downloaded."""

    name: str
    label: str
    role: Role
    help: str = ""
    width: int = 1
    details: bool = True


@dataclass(frozen=True)
class Number:
    """A number on a slider (or in a box, for a seed)."""

    name: str
    label: str
    low: float
    high: float
    step: float
    help: str = ""
    percent: bool = False  # a share from 0 to 1, shown as 0 to 100 %
    box: bool = False
    width: int = 1
    details: bool = False


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    name: str
    label: str
    help: str = ""
    width: int = 1
    details: bool = False


@dataclass(frozen=True)
class Pictures:
    """Uploads, the camera, or shipped samples. Its value is a tuple of sample ids (str) and uploaded bytes."""

    name: str
    label: str
    most: int
    samples: Callable[[], tuple[str, ...]]  # sample ids, as they stand in the address
    sample_label: Callable[[str, Language], str]
    help: str = ""
    width: int = 1
    details: bool = False


Input = Text | Choice | Model | Number | Flag | Pictures


@dataclass(frozen=True)
class Preset:
    """A named set of input values; per language where words are shown. `values["en"]` etc. are complete."""

    id: str
    title: str  # msgid
    values: Mapping[str, Values]


@dataclass(frozen=True)
class Claim:
    """A named measure and the bound it must keep, on the built-in models.

    `measure(engine)` computes it from nothing but shipped presets; `shown` says how it is written into prose.
    """

    id: str  # "attention.decoder-still"
    says: str  # msgid: the claim in one sentence
    measure: Callable[[Engine], float]
    holds: Callable[[float], bool]
    bound: str  # the bound in words of mathematics, e.g. "= 0", "> 0.05"
    shown: Literal["exact", "decimal", "percent", "decibel", "integer"]


@dataclass(frozen=True)
class Extra:
    """Another view of the same result, made only on request: a whole HTML page for an inline frame."""

    id: str
    title: str  # msgid
    render: Callable[[Any, Any, Language, Theme], str]  # (result, view, language, theme) -> HTML
    height: int


@dataclass(frozen=True)
class Lab:
    """A live instrument. `I` is what compute needs, `V` only what drawing needs; both frozen dataclasses."""

    id: str
    title: str  # msgid
    invitation: str  # msgid: one line, what to do
    caution: str  # msgid: where the method misleads
    entries: tuple[str, ...]
    inputs: tuple[Input, ...]
    presets: tuple[Preset, ...]  # the first is the default and is recorded, as are those the entries use
    check: Callable[[Values, Engine], tuple[Any, Any]]  # -> (inputs, view); raises BadInput
    compute: Callable[[Engine, Any], Any]  # (engine, inputs) -> result, a frozen dataclass
    figures: Callable[[Any, Any, Language, Theme], tuple[Panel, ...]]
    explain: Callable[[Any, Any, Language], tuple[str, ...]]  # the first sentence is the finding
    claims: tuple[Claim, ...]
    extras: tuple[Extra, ...] = ()
    data: Callable[[Any], dict[str, Any]] | None = None  # the result for the JSON download, plain lists and numbers

    def preset(self, preset_id: str, code: str) -> Values:
        """The values of a preset in a language; raises KeyError for an unknown preset."""
        return {preset.id: preset for preset in self.presets}[preset_id].values[code]
