"""Meanings: drawn the same anywhere, sensible, and split by triples of words."""

from __future__ import annotations

from itertools import islice

from smallworld.grammar import say
from smallworld.meaning import is_held_out, meaning_at, meanings, split_of, triples


def test_a_seed_gives_the_same_meanings() -> None:
    """A number and a seed name one meaning; another seed names others."""
    first = [meaning_at(i, seed=3) for i in range(50)]
    assert first == [meaning_at(i, seed=3) for i in range(50)]
    assert first != [meaning_at(i, seed=4) for i in range(50)]


def test_who_can_do_what() -> None:
    """A subject and an object are of the classes that the verb asks for, a property of those that may have it."""
    for meaning in map(meaning_at, range(2000)):
        for clause in filter(None, (meaning.clause, meaning.relative)):
            if clause.verb:
                assert meaning.subject.noun.kind in clause.verb.subjects
                assert (clause.object is None) == (clause.verb.frame == "intransitive")
                assert clause.object is None or clause.object.noun.kind in clause.verb.objects
            if clause.adjective:
                assert meaning.subject.noun.kind in clause.adjective.nouns
        for phrase in filter(None, (meaning.subject, meaning.clause.object)):
            assert not (phrase.noun.mass and phrase.plural)


def test_the_split_is_clean() -> None:
    """No held-out triple of words occurs in training; every held-out meaning has one that training never saw."""
    seen = {words for meaning in islice(meanings("train"), 4000) for words in triples(meaning)}
    assert seen and not any(map(is_held_out, seen))
    for meaning in islice(meanings("held-out"), 300):
        assert set(map(is_held_out, triples(meaning))) >= {True}
        assert not {words for words in triples(meaning) if is_held_out(words)} & seen


def test_both_sides_are_common() -> None:
    """Between 2 and 20 of 100 meanings are held out."""
    held = sum(split_of(meaning_at(i)) == "held-out" for i in range(2000))
    assert 0.02 < held / 2000 < 0.2


def test_sentences_differ() -> None:
    """Usual words come often, and yet of 20,000 sentences in a row 98 in 100 are different in each language."""
    drawn = [meaning_at(i) for i in range(20_000)]
    for language in ("en", "fr", "hi"):
        assert len({say(meaning, language).text for meaning in drawn}) > 0.98 * len(drawn)
