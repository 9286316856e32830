"""Devanagari as Hindi readers type it in Latin letters: ध्यान -> dhyan, एन्कोडर -> enkodar. For search only.

The inherent vowel falls at the end of a word and between two syllables that have one of their own (schwa deletion;
Narasimhan, Sproat and Kiraz, 2004), which is right for most technical words; spelling is then compared loosely.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह"
_SPELT = "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l v sh sh s h"
_CONSONANTS = dict(zip(_LETTERS, _SPELT.split(), strict=True))
_NUKTA = {"क": "k", "ख": "kh", "ग": "g", "ज": "z", "ड": "r", "ढ": "rh", "फ": "f", "य": "y"}
_VOWELS = dict(zip("अआइईउऊऋएऐऑऍओऔ", "a aa i i u u ri e ai o e o au".split(), strict=True))  # noqa: SIM905
_SIGNS = dict(zip("ािीुूृेैॉॅोौ", "aa i i u u ri e ai o e o au".split(), strict=True))  # noqa: SIM905
_VIRAMA, _NUKTA_SIGN, _NASALS = "\u094d", "\u093c", "\u0901\u0902"
_SCHWA = "ə"
_LOOSE = (("chh", "ch"), ("ph", "f"), ("aa", "a"), ("ee", "i"), ("oo", "u"), ("w", "v"), ("ck", "k"), ("q", "k"))


def romanise(text: str) -> str:
    """Latin letters for Devanagari; everything else stays."""
    spelt: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if char in _CONSONANTS:
            spelt += [_CONSONANTS[char], _SCHWA]
            base = char
        elif char == _NUKTA_SIGN and len(spelt) > 1:
            spelt[-2] = _NUKTA.get(base, spelt[-2])
        elif char in _SIGNS and spelt:
            spelt[-1] = _SIGNS[char]
        elif char == _VIRAMA and spelt:
            spelt[-1] = ""
        else:
            spelt.append(_VOWELS.get(char, "n" if char in _NASALS else char))
    word = re.sub(_SCHWA + r"(?![^\W\d_])", "", "".join(spelt))
    # a schwa between two consonants, with a vowel before the one and after the other, is not spoken
    word = re.sub(f"(?<=[aeiou])([^aeiou\\W]{{1,2}}){_SCHWA}(?=[^aeiou{_SCHWA}\\W]{{1,2}}[aeiou])", r"\1", word)
    return word.replace(_SCHWA, "a")


def loose(latin: str) -> str:
    """One spelling for those that readers mix: aa and a, ee and i, ph and f, w and v, doubled letters."""
    for typed, kept in _LOOSE:
        latin = latin.replace(typed, kept)
    return re.sub(r"(.)\1+", r"\1", latin)
