"""The lexicon: complete, and each fault told in one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from smallworld.lexicon import WORDS, LexiconFault, load


def test_it_is_large_and_every_row_can_be_used() -> None:
    """A thousand concepts and more; each verb finds subjects and objects, each property finds things."""
    lexicon = load()
    assert len(lexicon) >= 1000
    kinds = {noun.kind for noun in lexicon.nouns.values()}
    for verb in lexicon.verbs.values():
        assert verb.subjects & kinds, verb.id
        assert verb.frame == "intransitive" or verb.objects & kinds, verb.id
    for adjective in lexicon.adjectives.values():
        assert adjective.nouns & kinds, adjective.id


def test_no_word_or_picture_stands_for_two_things() -> None:
    """A picture shows one thing only, and an English word names one."""
    nouns = load().nouns.values()
    pictures = [noun.emoji for noun in nouns if noun.emoji]
    assert len(pictures) == len(set(pictures)) > 300
    assert len({noun.en for noun in nouns}) == len(nouns)


FAULTS = [
    ("nouns/animals.csv", "zebu,wild,,zebu,,ज़ेबू m,", "animals.csv, line {n}: no word in fr; write one"),
    ("nouns/animals.csv", "zebu,beast,,zebu,zébu m,ज़ेबू m,", '"beast" is no class of nouns; see classes.toml'),
    ("nouns/animals.csv", "zebu,animal,,zebu,zébu m,ज़ेबू m,", '"animal" is no class of nouns; see classes.toml'),
    ("nouns/animals.csv", "zebu,wild,,zebu,zébu,ज़ेबू m,", '"zébu" has no gender; write "zébu m" or "zébu f"'),
    ("nouns/animals.csv", "zebu,wild,,zebu,zébu m,zebu m,", '"zebu" is not written in the letters of hi'),
    ("nouns/animals.csv", "zebu,wild,big,zebu,zébu m,ज़ेबू m,", '"big" is no trait; leave it empty or write mass'),
    ("nouns/animals.csv", "zebu,wild,,zebu,zébu m,ज़ेबू m", "6 cells; give 7: id, class, traits, en, fr, hi, emoji"),
    ("nouns/animals.csv", "mouse,wild,,zebu,zébu m,ज़ेबू m,", 'the name "mouse" stands twice; choose another one'),
    ("nouns/animals.csv", "The Zebu,wild,,zebu,zébu m,ज़ेबू m,", "the id is not like-this; write one"),
    ("verbs.csv", "x,transitive,go|goes|went,a|b|c|d,जा|गया,,being,food", '"go|goes|went" has 3 forms; give 4'),
    ("verbs.csv", "x,intransitive,a|b|c|d,a|b|c|d,जा|गया,,being,food", "an intransitive one has none"),
    ("verbs.csv", "x,somehow,a|b|c|d,a|b|c|d,जा|गया,,being,", '"somehow" is no frame'),
    ("verbs.csv", "x,transitive,a|b|c|d,a|b|c|d,जा|गए,,being,food", "it ends in ा or आ"),
    ("verbs.csv", "x,transitive,a|b|c|d,a|b|c|d,जा|गया,तक,being,food", '"तक" is no postposition'),
    ("verbs.csv", "x,transitive,a|b|c|d,a|b|c|d,जा|गया,,ghosts,food", '"ghosts" is no class; see classes.toml'),
    ("adjectives.csv", "x,colour,pale,pâle,फीका,animal", "give masculine and feminine"),
]


@pytest.mark.parametrize(("name", "row", "told"), FAULTS, ids=[told[-25:] for _, _, told in FAULTS])
def test_a_wrong_row_is_told_in_one_line(tmp_path: Path, name: str, row: str, told: str) -> None:
    """File, line, fault and remedy stand in one line."""
    shutil.copytree(WORDS, tmp_path / "words")
    file = tmp_path / "words" / name
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines, row]) + "\n", "utf-8")
    with pytest.raises(LexiconFault) as fault:
        load(tmp_path / "words")
    message = str(fault.value)
    assert "\n" not in message
    assert message.startswith(f"{file.name}, line {len(lines) + 1}: ")
    assert told.format(n=len(lines) + 1) in message
