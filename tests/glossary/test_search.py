"""Search finds an entry by any of its names, in any script, also misspelt; no query breaks it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from lexiscope.glossary import load, search
from lexiscope.glossary.fold import fold, fold_with_places
from lexiscope.glossary.roman import romanise

REAL = load(Path(__file__).parents[2] / "content")


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("encoder", "encoder"),
        ("ENCODEUR", "encoder"),
        ("एन्कोडर", "encoder"),
        ("एंकोडर", "encoder"),
        ("enkodar", "encoder"),
        ("encodre", "encoder"),
        ("feature extractor", "encoder"),
        ("Espace latent", "latent-space"),
        ("ट्रांसफॉर्मर", "transformer"),
        ("tranformeur", "transformer"),
        ("dhyan", "attention"),
        ("plongements", "embedding"),
        ("embeding", "embedding"),
        ("auto encodeur variationnel", "vae"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr", "hi"])
def test_first_hit(query: str, slug: str, lang: str) -> None:
    """The entry that is meant comes first, whatever the language of the page."""
    assert search(REAL, query, lang)[0].slug == slug


@pytest.mark.parametrize("query", ["", "   ", "\0\x1b", "😀" * 50, "x" * 10_000, "%_*\"'", "\u200d\u200c", "\ud800"])
def test_any_query(query: str) -> None:
    """Empty, endless or strange queries give an answer and no error."""
    assert isinstance(search(REAL, query, "hi"), tuple)


def test_marked_is_safe_and_shows_why() -> None:
    """The text around a match is escaped, and the matched words stand in <mark>, accents or not."""
    (hit, *_) = search(REAL, "peche", "fr")
    assert "<mark>pêche</mark>" in hit.marked
    for hit in search(REAL, "encoder", "en"):
        assert re.sub(r"</?mark>", "", hit.marked) == html.escape(html.unescape(re.sub(r"</?mark>", "", hit.marked)))


def test_hits_speak_the_readers_language() -> None:
    """Title and definition are in the language of the page, also when the match was in another one."""
    (hit, *_) = search(REAL, "encoder", "hi")
    assert hit.title == "एन्कोडर"
    assert hit.definition == REAL.entry("encoder").edition("hi").definition


def test_limit() -> None:
    """No more hits than asked for."""
    assert len(search(REAL, "e", "en", limit=3)) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Été", "ete"),
        ("cœur", "COEUR"),
        ("हिन्दी", "हिंदी"),
        ("हँस", "हंस"),
        ("फ़र्क", "फर्क"),
        ("क्\u200dष", "क्ष"),
        ("a\0b", "a b"),
    ],
)
def test_fold(one: str, other: str) -> None:
    """Accents, ligatures, case, nukta, nasal signs and joiners do not count."""
    assert fold(one) == fold(other)


def test_fold_keeps_vowel_signs() -> None:
    """Folding must not shred Devanagari: words that differ by a vowel sign stay different."""
    assert len({fold(word) for word in ("कल", "काल", "कला", "कूल")}) == 4


def test_places_lead_back() -> None:
    """Every folded character knows where it came from."""
    text = "Le cœur, हिन्दी"
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert text[places[folded.index("oe")]] == "œ"
    assert len(places) == len(folded)


@pytest.mark.parametrize(
    ("word", "latin"),
    [("परत", "parat"), ("टोकन", "tokan"), ("एन्कोडर", "enkodar"), ("लेटेंट", "letent"), ("डिकोडर", "dikodar")],
)
def test_romanise(word: str, latin: str) -> None:
    """Devanagari is spelt as readers type it, without the vowel that is not spoken."""
    assert romanise(word) == latin
