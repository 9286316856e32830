"""The one place where a model is loaded, whatever its role and origin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from transformers.utils import logging

from lexiscope.models.catalogue import Entry

if TYPE_CHECKING:
    from lexiscope.models.autoencode import AutoencodeModel
    from lexiscope.models.match import MatchModel
    from lexiscope.models.text import TextModel

# Progress bars and hints belong in a terminal, not in a server's log; faults are raised, not logged.
logging.set_verbosity_error()
logging.disable_progress_bar()


def load_model(entry: Entry, folder: Path) -> TextModel | MatchModel | AutoencodeModel:
    """The model of a catalogue entry, from its files in `folder`.

    Each role imports its own loader: diffusers alone takes seconds, and text must not wait for it.
    """
    if entry.info.role == "match":
        from lexiscope.models.match import MatchModel

        return MatchModel(folder, entry.lowercase)
    if entry.info.role == "autoencode":
        from lexiscope.models.autoencode import AutoencodeModel

        return AutoencodeModel(folder)
    from lexiscope.models.text import TextModel

    return TextModel(folder)
