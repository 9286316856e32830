"""The labs: one module each. `LABS` is the whole list, in the order of the page /labs."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from lexiscope.labs.spec import BadInput, Lab

__all__ = ["NAMES", "BadInput", "Lab", "lab", "labs"]

NAMES = ("attention", "match", "autoencode")


@lru_cache
def lab(name: str) -> Lab:
    """The lab of that name; raises KeyError for an unknown one."""
    if name not in NAMES:
        raise KeyError(name)
    found: Lab = import_module(f"lexiscope.labs.{name}").LAB
    return found


def labs() -> tuple[Lab, ...]:
    """All labs."""
    return tuple(lab(name) for name in NAMES)
