"""Words with two senses: enough of them, told apart by the context alone, and pairs with cues that are held out."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest

from smallworld import senses
from smallworld.senses import LANGUAGES, SIDES, draw, examples

WHOLE = """
tails = [""]
[rules]
thing = ["boat", "duck"]
[starts]
noun = ["The"]
[[senses]]
word = "bank"
start = "noun"
[senses.river]
same = ["shore"]
weak = ["By the river, the"]
left = ["A <thing> lies on the ~"]
right = ["is [muddy|green]"]
[senses.finance]
same = ["lender"]
weak = ["In the city, the"]
left = ["He owes money to the ~"]
right = ["approves the loan"]
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_words_with_two_senses(language: str) -> None:
    """Each language has at least twelve ambiguous words, each with cues for both senses on both sides."""
    words, _ = senses.senses(language)
    assert len({one.word for one in words}) >= 12
    for one in words:
        assert len({sense.name for sense in one.senses}) == 2
        assert not set(one.senses[0].same) & set(one.senses[1].same)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_whole_and_knows_its_word(language: str) -> None:
    """The span cuts the word out; no sign of the format is left, no space too many, and the text is NFC."""
    for index in range(3000):
        one = draw(language, random.Random(index))
        start, end = one.span
        assert one.text[start:end].casefold() == one.word.casefold()
        assert not set(one.text) & set("~[]<>|{}") and "  " not in one.text and one.text == one.text.strip()
        assert one.text == unicodedata.normalize("NFC", one.text)
        assert not one.text[0].islower() and one.text[-1] in ".।"


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_cue_tells(language: str) -> None:
    """What stands before the cue of a right-hand example is the same for both senses of a word."""
    words, _ = senses.senses(language)
    starts = {one.word: set(one.starts) for one in words}
    for one in examples(language, 200, side="right"):
        before = one.text[: one.span[0]].rstrip()
        assert before.casefold() in {start.casefold() for start in starts[one.word]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_held_out_pairs_of_word_and_cue(language: str) -> None:
    """Both senses of each word have held-out cues and others on the right; held-out cues stand beside other words."""
    words, _ = senses.senses(language)
    drawn = [draw(language, random.Random(index)) for index in range(20_000)]
    held = {(one.word, one.cue) for one in drawn if one.held_out}
    assert held and not held & {(one.word, one.cue) for one in drawn if not one.held_out}
    found = examples(language, 600, side="right")
    assert all(one.held_out for one in found)
    assert {(one.word, one.sense) for one in found} == {(one.word, s.name) for one in words for s in one.senses}


def test_a_seed_gives_the_same_sentence_anywhere() -> None:
    """A number names one sentence; the three sides of cues all occur."""
    first = [draw("en", random.Random(i)) for i in range(60)]
    assert first == [draw("en", random.Random(i)) for i in range(60)]
    assert {one.side for one in first} == set(SIDES)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("same = [", "sane = [", "in same; give at least"),
        ("on the ~", "on it", "has no ~"),
        ('right = ["approves the loan"]', 'right = ["is muddy"]', "goes with both senses"),
        ('start = "noun"', 'start = "nuon"', "no starts called “nuon”"),
    ],
)
def test_a_faulty_file_is_told_in_one_line_a_fault(
    before: str, after: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, word, fault and remedy are named."""
    (tmp_path / "en.toml").write_text(WHOLE.replace(before, after), encoding="utf-8")
    monkeypatch.setattr(senses, "FOLDER", tmp_path)
    monkeypatch.setattr(senses, "LEAST", dict.fromkeys(senses.LEAST, 1))
    with pytest.raises(ValueError, match=r"en\.toml: bank") as fault:
        senses.senses.__wrapped__("en")
    assert says in str(fault.value)
