"""Scenes before any pixel: the same anywhere, true in their geometry, and split by pairs."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import islice

from smallworld.lexicon import load
from smallworld.meaning import is_held_out
from smallworld.scene import OPPOSITE, SHAPES, TINTED, UNFIT, WRITTEN, lies, pairs, scene_at, scenes, split_of, world

SCENES = [scene_at(index, seed=2) for index in range(2000)]


def test_a_seed_gives_the_same_scenes() -> None:
    """A number and a seed name one scene; another seed names others."""
    assert SCENES[:50] == [scene_at(index, seed=2) for index in range(50)]
    assert SCENES[:50] != [scene_at(index, seed=3) for index in range(50)]


def test_another_process_draws_the_same() -> None:
    """Nothing hangs on the order of a set: another hash seed draws the same things and places."""
    code = (
        "from smallworld.scene import scene_at\n"
        "print([(g.noun.id, g.count, g.places) for i in range(200) for g in scene_at(i, 2).groups])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    here = [(g.noun.id, g.count, g.places) for scene in SCENES[:200] for g in scene.groups]
    assert told.stdout.strip() == str(here)


def test_lists_of_names_are_names_of_the_lexicon() -> None:
    """Every noun that is set apart by name is in the lexicon with an emoji, so that no renaming goes unseen."""
    pictured = {noun.id for noun in load().nouns.values() if noun.emoji}
    assert pictured >= TINTED | UNFIT | WRITTEN
    assert not TINTED & (UNFIT | SHAPES)
    assert {noun.id for noun in world().coloured} == TINTED | SHAPES
    assert len(world().plain) > 300


def test_colours_only_where_they_can_be_painted() -> None:
    """Shapes and emoji of one hue always have a colour, other emoji never; all ten colours occur."""
    coloured = {noun.id for noun in world().coloured}
    groups = [group for scene in SCENES for group in scene.groups]
    assert all((group.colour is not None) == (group.noun.id in coloured) for group in groups)
    assert {group.colour.id for group in groups if group.colour} == {colour.id for colour in world().colours}


def test_groups_counts_and_sizes() -> None:
    """One to four groups of different nouns, one to five things each; rice is not counted, and a man is not small."""
    assert {len(scene.groups) for scene in SCENES} == {1, 2, 3, 4}
    for scene in SCENES:
        assert len({group.noun.id for group in scene.groups}) == len(scene.groups)
        assert (scene.relation is None) == (len(scene.groups) == 1)
        for group in scene.groups:
            assert 1 <= group.count == len(group.places) <= 5
            assert not (group.noun.mass and (group.count > 1 or group.size))
    assert {group.count for scene in SCENES for group in scene.groups} == {1, 2, 3, 4, 5}


def test_big_is_bigger_than_small() -> None:
    """What a caption calls big is at least half of the picture wide, what it calls small at most 0.28."""
    for scene in SCENES:
        for group in scene.groups:
            sides = [place.side for place in group.places]
            if group.size:
                assert min(sides) > 0.45 if group.size.id == "big" else max(sides) <= 0.28


def test_squares_lie_inside_and_apart() -> None:
    """Every thing has a square of its own inside the picture: nothing is cut, nothing is covered."""
    for scene in SCENES[:1000]:
        places = [place for group in scene.groups for place in group.places]
        for index, one in enumerate(places):
            assert one.side / 2 <= one.x + 1e-9 and one.x + one.side / 2 <= 1 + 1e-9
            assert one.side / 2 <= one.y + 1e-9 and one.y + one.side / 2 <= 1 + 1e-9
            for other in places[:index]:
                apart = max(abs(one.x - other.x), abs(one.y - other.y))
                assert apart >= (one.side + other.side) / 2 - 1e-9


def test_relations_are_true() -> None:
    """The first group lies wholly on the side that the relation names, and so not on the other."""
    for scene in SCENES:
        if scene.relation:
            first, second = scene.groups[:2]
            assert lies(first, scene.relation, second)
            assert not lies(first, OPPOSITE[scene.relation], second)


def test_written_things_are_never_mirrored() -> None:
    """A clock, a banknote and a calendar keep their digits readable; others are seen from both sides."""
    seen = {(group.noun.id in WRITTEN, place.mirrored) for s in SCENES for group in s.groups for place in group.places}
    assert seen == {(True, False), (False, False), (False, True)}


def test_the_split_is_clean() -> None:
    """No held-out pair occurs in training; every held-out scene has a pair that training never saw."""
    seen = {pair for scene in islice(scenes("train"), 3000) for pair in pairs(scene.groups)}
    assert seen and not any(map(is_held_out, seen))
    for scene in islice(scenes("held-out"), 300):
        held = {pair for pair in pairs(scene.groups) if is_held_out(pair)}
        assert held and not held & seen


def test_all_kinds_of_pairs_are_held_out() -> None:
    """About one scene in ten is held out: for a colour with its noun, a number with its noun, or two nouns."""
    held = [scene for scene in SCENES if split_of(scene) == "held-out"]
    assert 0.04 < len(held) / len(SCENES) < 0.2
    first = {pair[0] for scene in held for pair in pairs(scene.groups) if is_held_out(pair)}
    assert first & {colour.id for colour in world().colours}
    assert first & {"2", "3", "4", "5"}
    assert first & {noun.id for noun in world().plain}
