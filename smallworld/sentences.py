"""The sentences of the small world: what `meaning.py` draws and `grammar/` says, and words with two senses.

    sentence_at("fr", 7)                    the same sentence on every machine
    sentences("en", "held-out", seed=1)     an endless stream of one side of the split

Where it is a meaning that is said, the same number gives the same meaning in each language: a translation.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from smallworld import senses
from smallworld.grammar import say
from smallworld.meaning import Split, meaning_at, split_of

SENSE_SHARE = 0.45  # share of sentences about words with two senses
SMALL_SHARE = 0.03  # begin with a small letter, as visitors type


class Drawn(NamedTuple):
    text: str
    split: Split


def sentence_at(language: str, index: int, seed: int = 0) -> Drawn:
    """A sentence and its side of the split, which follows from the words in it."""
    if random.Random(f"{seed}/{index}").random() >= SENSE_SHARE:
        meaning = meaning_at(index, seed)
        drawn = Drawn(say(meaning, language).text, split_of(meaning))
    else:
        example = senses.draw(language, random.Random(f"{seed}/{language}/{index}"))
        drawn = Drawn(example.text, "held-out" if example.held_out else "train")
    small = random.Random(f"{seed}/{language}/{index}/small").random() < SMALL_SHARE
    return Drawn(drawn.text[:1].lower() + drawn.text[1:], drawn.split) if small else drawn


def sentences(language: str, split: Split, seed: int = 0) -> Iterator[str]:
    """An endless stream of one side of the split."""
    drawn = (sentence_at(language, index, seed) for index in count())
    return (one.text for one in drawn if one.split == split)
