"""The shipped content: no fault in any of the three languages, and every claim and preset exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexiscope.glossary import LANGUAGES, check, load
from lexiscope.labs import labs

ROOT = Path(__file__).parents[2] / "content"
FIRST_EIGHT = {"encoder", "decoder", "attention", "transformer", "embedding", "latent-space", "clip", "vae"}


def test_no_fault() -> None:
    """Links, sections, hashes, lengths, lexicon, claims and presets all hold."""
    claims = [claim.id for lab in labs() for claim in lab.claims]
    presets = {lab.id: [preset.id for preset in lab.presets] for lab in labs()}
    assert [str(problem) for problem in check(load(ROOT), claims, presets)] == []


def test_eight_entries_in_three_languages() -> None:
    """The first eight entries are there, each in every language."""
    entries = load(ROOT).entries
    assert entries.keys() >= FIRST_EIGHT
    assert all(set(entry.editions) == set(LANGUAGES) for entry in entries.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_encoder_is_the_first_step(lang: str) -> None:
    """The path through the glossary begins with Encoder, and its three labs stand in its text."""
    glossary = load(ROOT)
    assert glossary.order[0] == "encoder"
    deep = glossary.entry("encoder").edition(lang).section("deep")
    assert deep.labs == ("attention", "match", "autoencode")
