"""The recorded results of an entry's labs as still figures, for the reading edition."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lexiscope.engine import Engine
from lexiscope.figures import Picture
from lexiscope.figures.svg import svg
from lexiscope.figures.table import table_of
from lexiscope.glossary import Glossary
from lexiscope.i18n import Language, language
from lexiscope.labs import lab
from lexiscope.labs.record import Recorded as Records
from lexiscope.web.recorded import Recorded, RecordedFigure


def stills(glossary: Glossary, engine: Engine, records: Records) -> Recorded:
    """A function (slug, language) -> figures; an entry's labs in the order of its page, first panel each."""

    @lru_cache(maxsize=512)
    def figures(slug: str, code: str) -> tuple[RecordedFigure, ...]:
        now, found = language(code), []
        for lab_id, preset in glossary.entry(slug).labs.items():
            found += _of_lab(lab_id, lab(lab_id).preset(preset, code), engine, records, now)
        return tuple(found)

    return figures


def _of_lab(
    lab_id: str, values: Mapping[str, Any], engine: Engine, records: Records, now: Language
) -> list[RecordedFigure]:
    one = lab(lab_id)
    inputs, view = one.check(values, engine)
    result = records.result(lab_id, inputs)
    if result is None:
        return []
    sentences = one.explain(result, view, now)
    shown = one.figures(result, view, now, "light")[0].figures
    return [
        RecordedFigure(
            lab_id, figure.title, figure.alt, svg(figure, now), table_of(figure, now), sentences[0] if not n else ""
        )
        for n, figure in enumerate(shown)
        if not isinstance(figure, Picture) or figure.pixels.size
    ]
