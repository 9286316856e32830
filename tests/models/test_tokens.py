"""Tokens as a reader sees them."""

from __future__ import annotations

import pytest

from lexiscope.engine.face import Token
from lexiscope.models.tokens import readable, visible
from tests.models import tiny


def read(text: str, tokenizer: object) -> tuple[Token, ...]:
    code = tokenizer.backend_tokenizer.encode(text)  # type: ignore[attr-defined]
    return readable(text, code.offsets, code.special_tokens_mask, code.tokens)


def test_bytes_of_a_letter_show_the_whole_grapheme_and_their_part() -> None:
    """A Devanagari letter that a byte-level tokenizer cuts into bytes is shown whole, with part marks."""
    tokens = read("क्षेत्र", tiny.byte_level())
    assert {token.text.split("·")[0] for token in tokens} == {"क्षे", "त्र"}
    assert next(token.text.split("·")[1] for token in tokens if token.text.startswith("त्र")).startswith("1/")


@pytest.mark.parametrize("tokenizer", [tiny.wordpiece, tiny.unigram, tiny.byte_level])
@pytest.mark.parametrize(
    "text", ["नदी के किनारे", "L'été, à Noël", "fishing  by\nthe bank", "🎣👩‍👩‍👧 हाँ", "\u200dक\x00 ا ب"]
)
def test_every_token_has_text_and_no_mark_of_its_tokenizer(tokenizer: object, text: str) -> None:
    """No token is empty or blank, none holds "##", "▁", "Ġ" or a broken byte, whatever the script."""
    for token in read(text, tokenizer()):  # type: ignore[operator]
        assert token.text.strip() == token.text != ""
        assert token.special or not set("▁ĠÃà¤�").intersection(set(token.text) - set(text))


def test_offsets_point_to_the_source_without_spaces() -> None:
    """start and end cut exactly the word out of the text, also where the tokenizer counts the space before it."""
    text = "a river bank"
    for tokenizer in (tiny.wordpiece(), tiny.unigram(), tiny.byte_level()):
        for token in read(text, tokenizer):
            if not token.special and not token.text.startswith("␣"):
                assert text[token.start : token.end] == token.text


def test_special_tokens_are_flagged_and_empty() -> None:
    """[CLS] and [SEP] are special and stand nowhere in the text; a "[CLS]" that the reader types is not special."""
    first, *_, last = read("bank", tiny.wordpiece())
    assert (first.text, first.special, first.start == first.end) == ("[CLS]", True, True)
    assert (last.text, last.special) == ("[SEP]", True)


def test_what_cannot_be_seen_is_named() -> None:
    """Spaces, joiners, control characters and lone vowel signs get something to see."""
    assert [visible(piece) for piece in (" ", "\n", "   ", "\u200d", "\x00", "\ufeff", "ि")] == [
        *("␣", "⏎", "␣×3", "ZWJ", "␀", "U+FEFF", "◌ि")
    ]
