"""Painted scenes: the same everywhere, with boxes that hold each thing and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from smallworld import paint as painting
from smallworld.lexicon import load
from smallworld.paint import faults, main, paint
from smallworld.scene import SHAPES, Group, Place, Scene, scene_at, world
from smallworld.sprites import FACES, NOTO, PAINTS, shows, sprite_of

# `make test` installs the font on Debian, so these run there; elsewhere it may not be had.
needs_noto = pytest.mark.skipif(
    not NOTO.exists() and shutil.which("apt-get") is None, reason="needs fonts-noto-color-emoji"
)
SCENES = [scene_at(index, seed=6) for index in range(80)]


def shape(name: str, colour: str, *places: Place) -> Scene:
    """A scene of one plain shape on a plain sheet; it needs no font."""
    noun = next(noun for noun in world().coloured if noun.id == name)
    group = Group(noun, len(places), load().adjectives[colour], None, places)
    return Scene((group,), None, "plain", 3)


@needs_noto
def test_the_same_scene_gives_the_same_picture() -> None:
    """A picture is a function of its scene, square and in bytes."""
    for side in (64, 96):
        picture = paint(SCENES[0], side).picture
        assert picture.shape == (side, side, 3)
        assert picture.dtype == np.uint8
        assert (picture == paint(SCENES[0], side).picture).all()


@needs_noto
def test_every_noun_is_painted() -> None:
    """Each thing that scenes are drawn from has a sprite with enough to see, in its colours."""
    for noun in world().plain:
        assert min(sprite_of(noun.id, noun.emoji).size) > 20, noun.id
    for noun in world().coloured:
        assert sprite_of(noun.id, noun.emoji, "blue").tobytes() != sprite_of(noun.id, noun.emoji, "red").tobytes()
    assert set(FACES) == SHAPES
    assert set(PAINTS) == {colour.id for colour in world().colours}


@needs_noto
def test_boxes_hold_the_things() -> None:
    """Without its things the picture differs inside the boxes, up to their edges, and nowhere else."""
    for scene in SCENES:
        full, empty = paint(scene), paint(replace(scene, groups=()))
        changed = (full.picture != empty.picture).any(-1)  # (64, 64)
        covered = np.zeros_like(changed)
        for left, top, right, bottom in (box for boxes in full.boxes for box in boxes):
            assert 0 <= left < right <= 64
            assert 0 <= top < bottom <= 64
            covered[top:bottom, left:right] = True
            inside = changed[top:bottom, left:right]
            assert inside.mean() > 0.1
            assert inside[:2].any() and inside[-2:].any() and inside[:, :2].any() and inside[:, -2:].any()
        assert not (changed & ~covered).any()


@needs_noto
def test_boxes_fill_the_squares_of_the_scene() -> None:
    """Each place has a box, which lies in its square, to two pixels, and nearly fills it."""
    for scene in SCENES:
        for group, boxes in zip(scene.groups, paint(scene, 96).boxes, strict=True):
            for place, (left, top, right, bottom) in zip(group.places, boxes, strict=True):
                reach = place.side * 48 + 2
                assert left >= place.x * 96 - reach and right <= place.x * 96 + reach
                assert top >= place.y * 96 - reach and bottom <= place.y * 96 + reach
                assert max(right - left, bottom - top) > place.side * 96 * 0.75


@needs_noto
def test_colours_are_seen() -> None:
    """The middle of a coloured thing is nearest to the paint that its scene names."""
    for colour in PAINTS:
        for name in ("square", "circle", "heart"):
            picture = paint(shape(name, colour, Place(0.5, 0.5, 0.8, False, 0.0))).picture
            middle = picture[30:38, 26:38].reshape(-1, 3).astype(float)
            seen = np.median(middle / 0.98, 0)
            nearest = min(PAINTS, key=lambda other: float(np.abs(seen - PAINTS[other]).sum()))
            assert nearest == colour, (name, colour)


def test_shapes_need_no_font() -> None:
    """Plain shapes are painted without any font, and mirroring and tilting keep their box inside the square."""
    missing = Path("/nowhere/font.ttf")
    scene = shape("star", "red", Place(0.3, 0.3, 0.4, True, 9.0), Place(0.7, 0.7, 0.4, False, -9.0))
    assert len(paint(scene, 64, missing).boxes[0]) == 2


def test_a_missing_font_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A picture without its font, and the check, say in one line what to install."""
    missing = Path("/nowhere/NotoColorEmoji.ttf")
    scene = next(scene for scene in SCENES if not {group.noun.id for group in scene.groups} & SHAPES)
    with pytest.raises(FileNotFoundError, match=r"/nowhere/NotoColorEmoji\.ttf: there is no such font; .*"):
        paint(scene, 64, missing)
    monkeypatch.setattr(painting, "faults", lambda: faults(missing))
    assert main(["check"]) == 1
    assert capsys.readouterr().out.count("\n") == 1


@needs_noto
def test_the_font_shows_the_whole_lexicon() -> None:
    """No emoji of the lexicon is an empty box, and the check says so by its exit code."""
    assert faults() == []
    done = subprocess.run([sys.executable, "-m", "smallworld.paint", "check"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@needs_noto
def test_unknown_signs_are_found() -> None:
    """An unassigned character and a sequence that falls apart are faults, not pictures."""
    assert shows(NOTO, "🐕")
    assert not shows(NOTO, "\U0010fff0")
    assert not shows(NOTO, "🐕🐈")
