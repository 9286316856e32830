"""Tokens as a reader can read them.

A byte-level tokenizer (GPT-2, BLOOM, Qwen) cuts one Devanagari letter or emoji into several tokens, none of which is
text on its own. Here every token takes its text from the source, by its character offsets; tokens that share a
character show the whole grapheme and their part of it: "क·1/2", "क·2/2".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import regex

from lexiscope.engine.face import Token

Span = tuple[int, int]
GRAPHEME = regex.compile(r"\X")
VISIBLE = {" ": "␣", "\n": "⏎", "\r": "⏎", "\t": "⇥", "\u200c": "ZWNJ", "\u200d": "ZWJ"}


def readable(text: str, spans: Sequence[Span], special: Sequence[int], pieces: Sequence[str]) -> tuple[Token, ...]:
    """Tokens of `text` from the tokenizer's character offsets.

    `spans` holds (start, end) of each token, `special` is 1 for those that the tokenizer added, `pieces` the
    tokenizer's own names: shown for special tokens only ("[CLS]"), and asked which tokens are but a space.
    """
    trimmed = [_trim(text, span, piece) for span, piece in zip(spans, pieces, strict=True)]
    labels = _labels(text, trimmed, special)
    return tuple(
        Token(piece, start, start, special=True) if mark else Token(label, start, end)
        for (start, end), mark, piece, label in zip(trimmed, special, pieces, labels, strict=True)
    )


def _trim(text: str, span: Span, piece: str) -> Span:
    """A span without the spaces around it: many tokenizers count the space before a word as part of it."""
    start, end = span
    covered = text[start:end]
    if not covered or covered.isspace():
        return span
    if not piece.strip("▁") and "▁" not in covered:  # a space that SentencePiece put before the text
        return start, start
    return start + len(covered) - len(covered.lstrip()), end - (len(covered) - len(covered.rstrip()))


def _labels(text: str, spans: Sequence[Span], special: Sequence[int]) -> list[str]:
    labels = [visible(text[start:end]) for start, end in spans]
    if text.isascii():  # one character, one byte: no token can share one
        return labels
    edges = [match.span() for match in GRAPHEME.finditer(text)]
    whole = [_widen(edges, span) for span in spans]
    for group in _groups(whole, special):
        shared = any(spans[a][1] > spans[b][0] for a, b in pairwise(group))
        if shared:  # at least one character was cut into bytes
            for part, i in enumerate(group, start=1):
                labels[i] = f"{visible(text[whole[i][0] : whole[i][1]])}·{part}/{len(group)}"
    return labels


def _widen(graphemes: Sequence[Span], span: Span) -> Span:
    """The graphemes that a span touches, whole."""
    touched = [(start, end) for start, end in graphemes if start < span[1] and span[0] < end]
    return (touched[0][0], touched[-1][1]) if touched else span


def _groups(spans: Sequence[Span], special: Sequence[int]) -> list[list[int]]:
    """Runs of neighbouring tokens that share a grapheme."""
    groups: list[list[int]] = []
    for i, (start, end) in enumerate(spans):
        if special[i] or start == end:
            continue
        if groups and groups[-1][-1] == i - 1 and spans[i - 1][1] > start:
            groups[-1].append(i)
        else:
            groups.append([i])
    return [group for group in groups if len(group) > 1]


def visible(piece: str) -> str:
    """A piece with something to see in it: marks on a dotted circle, names for spaces and for invisible characters."""
    if not piece:
        return "␣"  # the tokenizer's own space, which stands nowhere in the text
    if piece.isspace():
        return VISIBLE.get(piece[0], "␣") + (f"×{len(piece)}" if len(piece) > 1 else "")
    if unicodedata.category(piece[0]).startswith("M"):  # a vowel sign without its letter
        return "◌" + piece
    if all(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn") for letter in piece):
        return " ".join(_name(letter) for letter in piece)
    return "".join(_name(letter) if unicodedata.category(letter) == "Cc" else letter for letter in piece)


def _name(letter: str) -> str:
    if letter in VISIBLE:
        return VISIBLE[letter]
    return chr(0x2400 + ord(letter)) if ord(letter) < 0x20 else f"U+{ord(letter):04X}"
