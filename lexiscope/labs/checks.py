"""Checks that labs share: what a browser sent for a choice, a number or a model, or one sentence on what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from lexiscope.engine import Engine
from lexiscope.engine.face import Role
from lexiscope.i18n import N_
from lexiscope.labs.spec import BadInput, Values


def one_of(values: Values, name: str, options: Sequence[str]) -> str:
    """The option that was sent; raises BadInput for any other."""
    sent = values.get(name)
    if not isinstance(sent, str) or sent not in options:
        message = N_("“{sent}” cannot be chosen here: take one from the list.")
        raise BadInput(message, about=name, sent=str(sent)[:60])
    return sent


def within(values: Values, name: str, low: float, high: float) -> float:
    """The number that was sent; raises BadInput outside low..high."""
    sent = values.get(name)
    if isinstance(sent, bool) or not isinstance(sent, (int, float)):
        raise BadInput(N_("“{sent}” is not a number: write one in digits."), about=name, sent=str(sent)[:60])
    if not low <= sent <= high:  # NaN too
        message = N_("The number is outside the range: choose one from {low} to {high}.")
        raise BadInput(message, about=name, low=f"{low:g}", high=f"{high:g}")
    return float(sent)


def model_of(values: Values, name: str, engine: Engine, role: Role) -> str:
    """The id of a model of the catalogue that can play this role; raises BadInput for any other."""
    sent = values.get(name)
    if sent not in [info.id for info in engine.models(role)]:
        message = N_("The model “{sent}” cannot be used here: choose one from the list.")
        raise BadInput(message, about=name, sent=str(sent)[:60])
    return str(sent)
