"""Drawn scenes: the same everywhere, true in their boxes and captions, and clean in their split."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from smallworld.scenes import (
    COLOUR_NAMES,
    LANGUAGES,
    NAMES,
    OPPOSITE,
    OUTLINES,
    SAMPLE_SCENES,
    SAMPLES,
    Group,
    Scene,
    boxes,
    caption,
    compose,
    contradiction,
    draw,
    french_of,
    held_out_colour,
    held_out_pair,
    phrase,
    random_caption,
    random_scene,
    templates,
    write_samples,
)


def scenes(count: int, seed: int = 0) -> list[Scene]:
    return [random_scene(np.random.default_rng((seed, index))) for index in range(count)]


def pair(first: Group, second: Group, relation: str) -> Scene:
    return compose(np.random.default_rng(0), (first, second), relation)


def test_the_same_seed_draws_the_same_picture() -> None:
    """A scene is a function of its seed, and its picture a function of the scene."""
    first, second = (random_scene(np.random.default_rng(4)) for _ in range(2))
    assert first == second
    assert draw(first, 64).tobytes() == draw(second, 64).tobytes()
    assert draw(first, 64).size == (64, 64)


def test_every_thing_has_words_and_an_outline() -> None:
    """No thing can be named that cannot be drawn, nor drawn without a name."""
    assert set(OUTLINES) == set(NAMES)
    assert 24 <= len(NAMES) <= 30
    assert len(COLOUR_NAMES) == 8


def test_boxes_lie_inside_the_picture() -> None:
    """Every object lies wholly inside, with an area that can be seen, and boxes are as many as objects."""
    for scene in scenes(300):
        found = boxes(scene)
        assert len(found) == sum(group.count for group in scene.groups)
        for left, top, right, bottom in found:
            assert 0 <= left < right <= 1
            assert 0 <= top < bottom <= 1
            assert min(right - left, bottom - top) > 0.06


def test_boxes_hold_what_is_drawn() -> None:
    """On a plain sheet, the pixels that differ from the paper are those of the box and of its faint shadow."""
    scene = compose(np.random.default_rng(2), (Group("star", "red"),))
    scene = Scene(scene.groups, "", (0, 1))
    pixels = np.asarray(draw(scene, 128)).astype(int)
    coloured = np.abs(pixels - pixels[0, 0]).sum(2) > 150
    rows, columns = np.where(coloured)
    left, top, right, bottom = (edge * 128 for edge in boxes(scene)[0])
    assert abs(columns.min() - left) < 3
    assert abs(columns.max() + 1 - right) < 3
    assert abs(rows.min() - top) < 3
    assert abs(rows.max() + 1 - bottom) < 3


def test_relations_are_true_of_the_boxes() -> None:
    """'left of' means that every box of the first group ends before any box of the second begins."""
    for scene in scenes(300, seed=1):
        if len(scene.groups) == 2:
            found, count = boxes(scene), scene.groups[0].count
            first, second = found[:count], found[count:]
            if scene.relation in ("right", "below"):
                first, second = second, first
            axis = 0 if scene.relation in ("left", "right") else 1
            assert max(box[axis + 2] for box in first) < min(box[axis] for box in second)


@pytest.mark.parametrize(
    ("group", "oblique", "words"),
    [
        (Group("fish", "red"), False, ("a red fish", "un poisson rouge", "एक लाल मछली")),
        (Group("apple", "orange"), False, ("an orange apple", "une pomme orange", "एक नारंगी सेब")),
        (Group("star", "blue"), True, ("a blue star", "une étoile bleue", "एक नीले तारे")),
        (Group("star", "yellow", 2), False, ("two yellow stars", "deux étoiles jaunes", "दो पीले तारे")),
        (Group("star", "yellow", 2), True, ("two yellow stars", "deux étoiles jaunes", "दो पीले तारों")),
        (
            Group("butterfly", "green", 3),
            False,
            ("three green butterflies", "trois papillons verts", "तीन हरी तितलियाँ"),
        ),
        (
            Group("leaf", "black", 1, "small"),
            False,
            ("a small black leaf", "une petite feuille noire", "एक छोटा काला पत्ता"),
        ),
        (
            Group("key", "purple", 1, "large"),
            True,
            ("a large purple key", "une grande clé violette", "एक बड़ी बैंगनी चाबी"),
        ),
        (Group("kite", "orange", 2), True, ("two orange kites", "deux cerfs-volants orange", "दो नारंगी पतंगों")),
        (Group("boat", "pink", 2), False, ("two pink boats", "deux bateaux roses", "दो गुलाबी नावें")),
    ],
)
def test_a_phrase_agrees_in_gender_number_and_case(group: Group, oblique: bool, words: tuple[str, str, str]) -> None:
    """Adjectives follow their noun in French and Hindi, and a Hindi noun bends before a postposition."""
    assert tuple(phrase(group, language, oblique=oblique) for language in LANGUAGES) == words


def test_french_contracts_and_elides() -> None:
    """de + un, le, les, l' become d'un, du, des, de l'."""
    star, fish, two = Group("star", "blue"), Group("fish", "red"), Group("tree", "green", 2)
    assert french_of(phrase(star, "fr")) == "d'une étoile bleue"
    assert french_of(phrase(star, "fr", article="the")) == "de l'étoile bleue"
    assert french_of(phrase(fish, "fr", article="the")) == "du poisson rouge"
    assert french_of(phrase(two, "fr", article="the")) == "des deux arbres verts"
    assert french_of(phrase(two, "fr")) == "de deux arbres verts"


def test_a_relation_is_said_in_the_order_of_each_language() -> None:
    """English and French name the first thing first; Hindi names the second first, in the oblique."""
    scene = pair(Group("boat", "blue"), Group("star", "yellow"), "below")
    assert caption(scene, "en") == "a blue boat below a yellow star"
    assert caption(scene, "fr") == "un bateau bleu au-dessous d'une étoile jaune"
    assert caption(scene, "hi") == "एक पीले तारे के नीचे एक नीली नाव"
    assert "the yellow star is above the blue boat" in templates(scene, "en")
    assert "l'étoile jaune est au-dessus du bateau bleu" in templates(scene, "fr")
    assert "पीला तारा नीली नाव के ऊपर है" in templates(scene, "hi")


def test_a_contradiction_is_never_true() -> None:
    """The near miss of a scene is no caption of it, in any language."""
    rng = np.random.default_rng(0)
    for scene in scenes(200, seed=2):
        wrong = contradiction(scene, rng)
        for language in LANGUAGES:
            assert caption(wrong, language) not in templates(scene, language)


def test_training_never_sees_what_is_held_out() -> None:
    """No training scene shows a held-out colour of a thing or a held-out pair; each held-out scene shows one."""
    for scene in scenes(2000, seed=3):
        assert not any(held_out_colour(group.thing, group.colour) for group in scene.groups)
        assert len(scene.groups) == 1 or not held_out_pair(scene.groups[0].thing, scene.groups[1].thing)
    for index in range(200):
        colour = random_scene(np.random.default_rng((4, index)), "colour")
        assert any(held_out_colour(group.thing, group.colour) for group in colour.groups)
        two = random_scene(np.random.default_rng((5, index)), "pair")
        assert held_out_pair(two.groups[0].thing, two.groups[1].thing)


def test_every_thing_and_colour_is_still_trained() -> None:
    """Holding out leaves each thing seven colours, each colour most things, and each thing several partners."""
    for name in NAMES:
        assert sum(held_out_colour(name, colour) for colour in COLOUR_NAMES) == 1
        assert sum(held_out_pair(name, other) for other in NAMES if other != name) <= len(NAMES) // 4
    for colour in COLOUR_NAMES:
        assert sum(held_out_colour(name, colour) for name in NAMES) <= 4


def test_training_captions_are_true_but_varied() -> None:
    """A random caption is one of the scene's own; among many, each language has more than one form."""
    scene = pair(Group("cat", "black"), Group("ball", "pink"), "left")
    rng = np.random.default_rng(0)
    for language in LANGUAGES:
        own = templates(scene, language) + templates(scene, language, colour=False)
        found = {random_caption(scene, language, rng) for _ in range(60)}
        assert found <= set(own)
        assert len(found) > 3


def test_opposites_are_mutual() -> None:
    """Turning a relation round twice gives it back."""
    assert all(OPPOSITE[OPPOSITE[relation]] == relation for relation in OPPOSITE)


def test_shipped_samples_are_what_the_command_draws(tmp_path: Path) -> None:
    """`python -m smallworld.scenes` draws the shipped samples again, pixel for pixel and word for word."""
    write_samples(tmp_path)
    shipped = (SAMPLES / "samples.toml").read_text(encoding="utf-8")
    assert (tmp_path / "samples.toml").read_text(encoding="utf-8") == shipped
    listed = tomllib.loads(shipped)["sample"]
    assert [entry["file"] for entry in listed] == [f"{name}.png" for name in SAMPLE_SCENES]
    for entry in listed:
        assert set(entry) == {"file", *LANGUAGES}
        assert (SAMPLES / entry["file"]).stat().st_size < 20_000
        with Image.open(SAMPLES / entry["file"]) as here, Image.open(tmp_path / entry["file"]) as anew:
            assert here.convert("RGB").tobytes() == anew.convert("RGB").tobytes()
