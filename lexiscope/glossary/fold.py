"""Folding: what must count as the same when a reader types it. Accents, nukta, chandrabindu, joiners, œ, case."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'", "‐": "-", "‑": "-"})
_DROPPED = {"\u093c", "\u200c", "\u200d", "\ufeff", "\u00ad"}  # nukta, ZWNJ, ZWJ, BOM, soft hyphen
_ANUSVARA, _CHANDRABINDU = "\u0902", "\u0901"
# A nasal before a consonant is written as a half letter or as anusvara: हिन्दी, हिंदी; एन्कोडर, एंकोडर.
_HALF_NASAL = re.compile("[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u0939])")
# A letter or mark of a word, Devanagari matras included (they are not `\w`).
WORD = re.compile("[\\w\u0900-\u0963\u0970-\u097f\u200c\u200d]+")


def fold(text: str) -> str:
    """Lower case, no accents, one spelling for each nasal of Devanagari; control characters become spaces."""
    text = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if char in _DROPPED or (category == "Mn" and not "\u0900" <= char <= "\u097f"):
            continue
        kept.append(_ANUSVARA if char == _CHANDRABINDU else " " if category in ("Cc", "Cs") else char)
    return _HALF_NASAL.sub(_ANUSVARA, "".join(kept))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` that it came from."""
    folded, places = [], []
    for start, cluster in _clusters(text):
        for char in fold(cluster):
            folded.append(char)
            places.append(start)
    return "".join(folded), places


def _clusters(text: str) -> list[tuple[int, str]]:
    """Pieces that fold on their own: a character with its marks; a half nasal with the consonant after it."""
    pieces: list[tuple[int, str]] = []
    for place, char in enumerate(text):
        joined = unicodedata.category(char).startswith("M") or char in _DROPPED
        after_virama = bool(pieces) and pieces[-1][1].endswith("\u094d")
        if pieces and (joined or after_virama):
            start, piece = pieces[-1]
            pieces[-1] = (start, piece + char)
        else:
            pieces.append((place, char))
    return pieces


def slugify(text: str) -> str:
    """A name as an address: "Feature Extractor" -> "feature-extractor"; Devanagari stays, folded."""
    return "-".join(WORD.findall(fold(text).replace("_", " ")))
