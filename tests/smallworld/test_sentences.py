"""The stream of sentences that the text models read."""

from __future__ import annotations

import unicodedata
from itertools import islice

import pytest

from smallworld.grammar import say
from smallworld.lexicon import LANGUAGES
from smallworld.meaning import meaning_at
from smallworld.sentences import sentence_at, sentences


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_seed_gives_the_same_text_anywhere(language: str) -> None:
    """The same seed gives the same sentences, another seed gives others."""
    first = [sentence_at(language, i, seed=3) for i in range(50)]
    assert first == [sentence_at(language, i, seed=3) for i in range(50)]
    assert first != [sentence_at(language, i, seed=4) for i in range(50)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_split_is_clean(language: str) -> None:
    """No held-out sentence is ever in the training stream, whatever the seeds."""
    train = set(islice(sentences(language, "train", seed=1), 6000))
    assert not train & set(islice(sentences(language, "held-out", seed=2), 1000))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_whole(language: str) -> None:
    """No sign of a format, no double space, NFC throughout, and a great variety."""
    found = [sentence_at(language, i).text for i in range(2000)]
    assert not [text for text in found if set(text) & set("{}<>[]|~#@") or "  " in text or text != text.strip()]
    assert all(text == unicodedata.normalize("NFC", text) for text in found)
    assert len(set(found)) > 1800


def test_one_number_is_one_meaning_in_three_languages() -> None:
    """About half of the sentences are translations of each other: the same meaning, on the same side of the split."""
    said = 0
    for index in range(300):
        drawn = {code: sentence_at(code, index) for code in LANGUAGES}
        told = {code: say(meaning_at(index), code).text.casefold() for code in LANGUAGES}
        if drawn["en"].text.casefold() == told["en"]:
            said += 1
            assert {code: one.text.casefold() for code, one in drawn.items()} == told
            assert len({one.split for one in drawn.values()}) == 1
    assert 100 < said < 220
