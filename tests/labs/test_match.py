"""The lab *match*: what it accepts, what it measures, and that its sentences are true of the numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from lexiscope.engine import Engine, ModelInfo, PictureVectors, Relevance, connect
from lexiscope.figures import Bars, Heatmap, Picture
from lexiscope.i18n import CODES, language
from lexiscope.labs.match import LAB, MODEL, Result, View, captions_to_map, check, compute, deletion_masks
from lexiscope.labs.match_view import MODES, explain, figures, scores
from lexiscope.labs.spec import BadInput

EN = language("en")
SIDE = 4  # patches
COLOURS = {"red": (1.0, 0, 0), "green": (0, 1.0, 0), "blue": (0, 0, 1.0)}


def unit(vectors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)).astype(np.float32)


class ColourEngine:
    """A matcher small enough to work out by hand: a picture is its mean colour, a caption the colours it names."""

    def __init__(self, parameters: int = 1000, bias: float = 0.0, model: str = MODEL) -> None:
        self.info = ModelInfo(model, "match", "Colours", ("en",), "MIT", parameters, 0.1, "built-in", "1", ready=True)
        self.bias = bias
        self.asked: list[str] = []

    def models(self, role: str) -> tuple[ModelInfo, ...]:
        return (self.info,) if role == "match" else ()

    def model(self, model_id: str) -> ModelInfo:
        return self.info

    def encode_captions(self, model: str, captions: tuple[str, ...]) -> Any:
        named = [[np.add(COLOURS[w], 0.05) for w in COLOURS if w in caption] or [np.ones(3)] for caption in captions]
        return unit(np.array([np.sum(colours, axis=0) for colours in named]))

    def encode_pictures(self, model: str, pictures: tuple[Any, ...]) -> PictureVectors:
        means = np.array([picture.reshape(-1, 3).mean(0) for picture in pictures])
        return PictureVectors(unit(means), 10.0, self.bias)

    def relevance(self, model: str, picture: Any, caption: str) -> Relevance:
        self.asked.append(caption)
        patches = picture.reshape(SIDE, picture.shape[0] // SIDE, SIDE, -1, 3).mean((1, 3))  # (rows, columns, 3)
        saturated = patches - patches.min(axis=2, keepdims=True)
        return Relevance((saturated @ self.encode_captions(model, (caption,))[0]).astype(np.float32), 0.5)

    def encode_masked(self, model: str, picture: Any, masks: Any) -> PictureVectors:
        cell = picture.shape[0] // SIDE
        hidden = masks.repeat(cell, 1).repeat(cell, 2)[..., None]
        return self.encode_pictures(model, tuple(np.where(hidden, picture.mean((0, 1)), picture)))


def square(colour: tuple[int, int, int], share: int = SIDE) -> Any:
    """A grey picture of 32 x 32 whose first row of patches holds `share` patches of a colour."""
    pixels = np.full((32, 32, 3), 120, np.uint8)
    pixels[:8, : 8 * share] = colour
    return pixels


def png(pixels: Any) -> bytes:
    from lexiscope.figures.raster import png as written

    return written(pixels)


VALUES: Mapping[str, Any] = {
    "pictures": (png(square((250, 0, 0), 3)), png(square((0, 250, 0))), png(square((0, 0, 250)))),
    "captions": "something red\nsomething green\nsomething blue",
    "model": MODEL,
    "mode": "cosine",
    "picture": "1",
    "caption": "1",
}


def result(engine: ColourEngine | None = None, **changes: Any) -> Result:
    fake = cast(Engine, engine or ColourEngine())
    inputs, _ = check({**VALUES, **changes}, fake)
    return compute(fake, inputs)


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"captions": ""}, "captions"),
        ({"captions": " \n\t\n"}, "captions"),
        ({"captions": 7}, "captions"),
        ({"captions": "\n".join(["red"] * 21)}, "captions"),
        ({"captions": "word " * 10_000}, "captions"),
        ({"captions": "red\x00cat"}, "captions"),
        ({"pictures": ()}, "pictures"),
        ({"pictures": ("cat",) * 9}, "pictures"),
        ({"pictures": (b"no picture",)}, "pictures"),
        ({"model": "no/model"}, "model"),
        ({"model": None}, "model"),
        ({"mode": "loudest"}, "mode"),
        ({"picture": "4"}, "picture"),
        ({"picture": "0"}, "picture"),
        ({"caption": "9"}, "caption"),
        ({"caption": "१"}, "caption"),
        ({"caption": 1}, "caption"),
    ],
)
def test_refuses_what_cannot_be_matched(change: dict[str, Any], about: str) -> None:
    """Each bad input is refused in one translated sentence that names the input."""
    with pytest.raises(BadInput) as caught:
        check({**VALUES, **change}, cast(Engine, ColourEngine()))
    assert caught.value.about == about
    for code in ("fr", "hi"):
        assert language(code).t(caught.value.message, **caught.value.fields) != str(caught.value)


def test_reads_captions_of_any_script() -> None:
    """Blank lines and outer spaces are dropped; emoji, joiners, combining marks and markup stay as they are."""
    captions = "  a cat \r\n\r\nक्ष और ज़\n👩‍🚀\n</script><img onerror=x>\nשלום"
    inputs, _ = check({**VALUES, "captions": captions}, cast(Engine, ColourEngine()))
    assert len(inputs.captions) == 5
    assert inputs.captions[0] == "a cat"
    assert inputs.captions[2:4] == ("👩‍🚀", "</script><img onerror=x>")


def test_offers_as_many_numbers_as_there_are() -> None:
    """The choices of a picture and a caption follow what was given, and never fail on nonsense."""
    choices = {choice.name: choice for choice in LAB.inputs if hasattr(choice, "options")}
    engine = cast(Engine, ColourEngine())
    assert choices["picture"].options(engine, VALUES) == ("1", "2", "3")
    assert choices["caption"].options(engine, VALUES) == ("1", "2", "3")
    for values in ({}, {"pictures": None, "captions": None}, {"pictures": 3, "captions": b"x"}):
        assert choices["picture"].options(engine, values) == ()
        assert choices["caption"].options(engine, values) == ()


def test_matches_pictures_with_captions() -> None:
    """Each picture is closest to the caption that names its colour."""
    found = result()
    assert found.cosine.shape == (3, 3)
    assert (found.cosine.argmax(1) == [0, 1, 2]).all()


def test_modes_are_what_they_say() -> None:
    """Scaled is cosine times scale plus bias; softmax adds up to 1 over its own axis and keeps the order."""
    found = result(ColourEngine(bias=-3.0))
    assert np.allclose(scores(found, "scaled"), found.cosine * 10 - 3)
    over_captions, over_pictures = scores(found, "over-captions"), scores(found, "over-pictures")
    assert np.allclose(over_captions.sum(1), 1)
    assert np.allclose(over_pictures.sum(0), 1)
    assert (over_captions.argmax(1) == found.cosine.argmax(1)).all()
    assert np.allclose(over_captions, np.exp(found.cosine * 10) / np.exp(found.cosine * 10).sum(1, keepdims=True))


def test_large_scales_do_not_overflow() -> None:
    """Softmax stays finite at the logit scale that CLIP ends at, and far beyond."""
    found = replace(result(), logit_scale=1e5)
    assert np.isfinite(scores(found, "over-captions")).all()


def test_deletion_masks_hide_a_fifth() -> None:
    """Every mask hides the same number of patches; the first hides the most relevant, the others repeat each time."""
    relevance = np.arange(49, dtype=np.float32).reshape(7, 7)
    masks = deletion_masks(relevance)
    assert masks.shape == (9, 7, 7)
    assert (masks.sum((1, 2)) == 10).all()
    assert relevance[masks[0]].min() == 39
    assert len({mask.tobytes() for mask in masks}) == 9
    assert (masks == deletion_masks(relevance)).all()
    assert deletion_masks(np.ones((1, 1), np.float32)).sum() == 9


def test_deletion_finds_what_the_score_rests_on() -> None:
    """Hiding the coloured patches costs more of the cosine than hiding as many at random, and the page says so."""
    found = result()
    before = found.cosine[0, 0]
    assert found.hidden == 3
    assert before - found.masked > 0.1
    assert found.masked < found.masked_at_random.min()
    assert any("clearly more than chance: the map points" in line for line in explain(found, View("cosine"), EN))


@pytest.mark.parametrize(
    ("masked", "at_random", "trusted"),
    [
        (0.2, [0.5, 0.45, 0.55], True),
        (0.4, [0.45, 0.46, 0.44], False),  # less than twice the loss at random
        (0.3, [0.6, 0.6, 0.28], False),  # one random draw cost more
        (0.59, [0.6, 0.6, 0.6], False),  # hardly any loss
        (0.7, [0.6, 0.6, 0.6], False),  # a gain
    ],
)
def test_a_map_is_trusted_only_beyond_chance(masked: float, at_random: list[float], trusted: bool) -> None:
    """The map is believed where hiding its patches costs twice what chance costs, and more than any single draw."""
    cosine = np.full((3, 3), 0.6, np.float32)
    found = replace(result(), cosine=cosine, masked=masked, masked_at_random=np.array(at_random, np.float32))
    lines = explain(found, View("cosine"), EN)
    assert any("do not trust this map" in line for line in lines) != trusted
    assert any("the map points at" in line for line in lines) == trusted


def test_relevance_of_every_caption_only_where_it_is_cheap() -> None:
    """A small model maps every caption, a large one the chosen and its strongest rival."""
    row = np.array([0.1, 0.9, 0.5, 0.7], np.float32)
    assert captions_to_map(row, 2, 1_000_000) == (2, 1, 3, 0)
    assert captions_to_map(row, 2, 150_000_000) == (2, 1)
    assert captions_to_map(np.arange(20, dtype=np.float32), 2, 3_000_000) == (2, 19)
    assert captions_to_map(row[:1], 0, 1) == (0,)
    large = ColourEngine(parameters=150_000_000)
    result(large, caption="2")
    assert large.asked == ["something green", "something red"]


def test_maps_share_one_scale() -> None:
    """A caption that finds less in the picture is drawn paler: 100 % is the strongest patch of any caption."""
    found = result(captions="red\nsomething red and green\nblue", caption="2")
    maps = [figure for figure in figures(found, View("cosine"), EN, "light")[2].figures if isinstance(figure, Picture)]
    strongest = [
        max(int(cell.rstrip("%")) for row in figure.table.rows for cell in row[1:]) for figure in maps if figure.table
    ]
    assert len(strongest) == 2
    assert max(strongest) == 100
    assert min(strongest) < 100


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("code", CODES)
def test_draws_and_explains_in_every_mode(mode: str, code: str) -> None:
    """Matrix, picture with bars, and maps are drawn and named; the finding counts what the matrix shows."""
    found, lang = result(), language(code)
    matrix, chosen, maps = figures(found, View(mode), lang, "dark")
    (table,) = matrix.figures
    assert isinstance(table, Heatmap)
    assert (table.values == scores(found, mode)).all()
    assert table.unit == ("percent" if mode.startswith("over-") else "decimal")
    bars = chosen.figures[1]
    assert isinstance(bars, Bars)
    assert list(bars.values) == sorted(bars.values, reverse=True)
    assert bars.labels[bars.highlight or 0].endswith("something red")
    assert len(maps.figures) == 2
    for panel in (matrix, chosen, maps):
        assert all(figure.title and figure.alt for figure in panel.figures)
    lines = explain(found, View(mode), lang)
    assert lang.number(3, 0) in lines[0]
    assert all("{" not in line for line in lines)


def test_the_finding_counts_wrong_pairs_too() -> None:
    """When the captions of two pictures are exchanged, one picture of three is left with its own."""
    found = result(captions="something green\nsomething red\nsomething blue")
    assert explain(found, View("cosine"), EN)[0].startswith("1 of 3 pictures puts")


def test_one_picture_and_one_caption_are_enough() -> None:
    """The smallest lab works in every mode, and says where softmax has nothing to compare."""
    found = result(pictures=VALUES["pictures"][:1], captions="red")
    for mode in MODES:
        assert len(figures(found, View(mode), EN, "light")) == 3
        assert explain(found, View(mode), EN)
    assert "nothing to compare" in explain(found, View("over-captions"), EN)[0]
    assert "nothing to compare" in explain(found, View("over-pictures"), EN)[0]


def test_a_single_pixel_can_be_matched() -> None:
    """A picture of one pixel is drawn and explained like any other."""
    found = replace(result(), shown=np.zeros((1, 1, 3), np.uint8))
    assert figures(found, View("cosine"), EN, "light")[2].figures[0].pixels.shape == (1, 1, 3)


def test_a_cropped_picture_says_so() -> None:
    """Where the model sees the middle of a picture only, the page says it and colours nothing beside it."""
    cropped = replace(result(), frame=(0.0, 0.25, 1.0, 0.75), relevance=np.ones((3, SIDE, SIDE), np.float32))
    assert any("square in the middle" in line for line in explain(cropped, View("cosine"), EN))
    assert not any("square in the middle" in line for line in explain(result(), View("cosine"), EN))
    pixels = cast(Picture, figures(cropped, View("cosine"), EN, "light")[2].figures[0]).pixels.astype(int)
    coloured = np.ptp(pixels, axis=2) > 40
    assert coloured[:, 8:24].all()
    assert not coloured[:, :8].any()


def test_a_sigmoid_model_says_so() -> None:
    """SigLIP's bias is named in a sentence of its own."""
    assert any("sigmoid" in line for line in explain(result(ColourEngine(bias=-12.0)), View("over-captions"), EN))
    assert not any("sigmoid" in line for line in explain(result(), View("over-captions"), EN))


def test_photographs_get_a_warning_with_the_built_in_model() -> None:
    """The built-in model has seen drawings only: uploads and photographs are answered with that."""
    drawn = replace(result(), pictures=("red-fish", "green-house", "three-yellow-stars"))
    for found, warned in ((result(), True), (drawn, False), (replace(result(), built_in=False), False)):
        assert any("never a photograph" in line for line in explain(found, View("cosine"), EN)) == warned


def test_data_is_plain_json() -> None:
    """The download holds all four matrices and the deletion test, as numbers that any program reads."""
    plain = json.loads(json.dumps(LAB.data(result()), allow_nan=False))  # type: ignore[misc]
    assert np.allclose(np.sum(plain["over-captions"], axis=1), 1)
    assert plain["deletion"]["hidden_patches"] == 3
    assert len(plain["relevance"]["1"]) == SIDE


def test_long_captions_are_cut_for_the_axis_at_a_word() -> None:
    """An axis shows the beginning of a long caption; letters and signs of a word are never torn apart."""
    long = "एक गुलाबी गुब्बारे के बाईं ओर एक काली बिल्ली red"
    found = result(captions=f"{long}\ngreen\nblue")
    (table,) = figures(found, View("cosine"), EN, "light")[0].figures
    assert isinstance(table, Heatmap)
    shown = re.sub(r"^1 · |…$", "", table.columns[0])
    assert long.startswith(shown + " ")


def test_the_built_in_model_reads_three_languages() -> None:
    """On the real model, the caption of a scene comes before the wrong ones in whichever language it is written."""
    engine = connect()
    for code in CODES:
        inputs, _ = check(LAB.preset("languages", code), engine)
        found = compute(engine, inputs)
        assert set(np.argsort(-found.cosine[0])[:3]) == {0, 1, 2}
        assert found.frame == (0.0, 0.0, 1.0, 1.0)
        assert found.mapped[0] == 0
        assert len(found.mapped) == 6


def test_the_built_in_model_takes_a_single_pixel_and_a_sliver() -> None:
    """On the real model, the smallest and the longest picture get their scores and maps."""
    engine = connect()
    pictures = tuple(png(np.full(shape, 90, np.uint8)) for shape in ((1, 1, 3), (4, 3000, 3)))
    for number in ("1", "2"):
        inputs, view = check({**VALUES, "pictures": pictures, "picture": number}, engine)
        found = compute(engine, inputs)
        assert np.isfinite(found.cosine).all()
        assert len(figures(found, view, EN, "light")) == 3
