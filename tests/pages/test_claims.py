"""Measured claims as prose prints them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lexiscope.i18n import language
from lexiscope.labs import lab
from lexiscope.ui.site import written

CLAIM = lab("attention").claims[0]


@pytest.mark.parametrize(
    "bound, shown, value, text",
    [
        ("> 0.01", "decimal", 0.0386, "0.03"),
        ("> 10 %", "percent", 0.3799, "37%"),
        ("≥ 22 dB", "decibel", 23.28, "23.2\u00a0dB"),
        ("≥ 90 %", "percent", 1.0, "100%"),
        ("< 0.15", "decimal", 0.0386, "0.04"),
        ("= 48", "integer", 48.0, "48"),
        ("= 0", "exact", 0.0, "0"),
    ],
)
def test_at_least_is_never_too_much(bound: str, shown: str, value: float, text: str) -> None:
    """A value that keeps above a bound is rounded down, since prose says "at least"; any other to the nearest."""
    claim = replace(CLAIM, bound=bound, shown=shown)  # type: ignore[arg-type]
    assert written(claim, value, language("en")) == text
