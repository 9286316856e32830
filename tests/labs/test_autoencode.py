"""The lab *autoencode*: what it accepts, what it does to latents, and that its sentences are true of the numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from lexiscope.engine import Engine, ImageLatents, ModelInfo, connect
from lexiscope.figures import Picture
from lexiscope.figures.raster import png
from lexiscope.i18n import CODES, language
from lexiscope.labs.autoencode import LAB, MODEL, Result, View, check, compute
from lexiscope.labs.autoencode_view import explain, figures
from lexiscope.labs.likeness import psnr
from lexiscope.labs.spec import BadInput

EN = language("en")


class BlockEngine:
    """An autoencoder small enough to work out by hand: 8 x 8 means of red, green, blue, and of brightness."""

    def __init__(self, std: float = 0.1, channels: int = 4) -> None:
        self.std, self.channels = std, channels
        self.decoded = 0

    def models(self, role: str) -> tuple[ModelInfo, ...]:
        info = ModelInfo(MODEL, "autoencode", "Blocks", (), "MIT", 1, 0.1, "built-in", "1", ready=True)
        return (info,) if role == "autoencode" else ()

    def encode_image(self, model: str, picture: Any) -> ImageLatents:
        height, width = picture.shape[:2]
        padded = np.pad(picture, ((0, -height % 8), (0, -width % 8), (0, 0)), mode="edge") / 127.5 - 1
        blocks = padded.reshape(padded.shape[0] // 8, 8, -1, 8, 3).mean((1, 3))  # (h, w, 3)
        mean = np.concatenate([blocks, blocks.mean(2, keepdims=True)], 2).transpose(2, 0, 1)[: self.channels]
        mean = mean.astype(np.float32)
        return ImageLatents(mean, np.full_like(mean, self.std), 0.5, height, width)

    def decode_latents(self, model: str, latents: Any, height: int, width: int) -> Any:
        self.decoded += 1
        pixels = (latents[:3].transpose(1, 2, 0) + 1) * 127.5
        return np.clip(np.rint(pixels), 0, 255).astype(np.uint8).repeat(8, 0).repeat(8, 1)[:height, :width]


def stripes(height: int, width: int) -> Any:
    """Vertical stripes with grain: a picture that blocks of 8 keep in part."""
    pixels = np.full((height, width, 3), 60, np.uint8)
    pixels[:, (np.arange(width) // 16) % 2 == 0] = (200, 120, 40)
    return pixels + np.random.default_rng(0).integers(0, 20, pixels.shape, dtype=np.uint8)


VALUES: Mapping[str, Any] = {
    "picture": (png(stripes(64, 96)),),
    "model": MODEL,
    "sampling": "mean",
    "seed": 0,
    "noise": 0.0,
    "channel_off": "none",
}


def result(engine: BlockEngine | None = None, **changes: Any) -> Result:
    fake = cast(Engine, engine or BlockEngine())
    inputs, _ = check({**VALUES, **changes}, fake)
    return compute(fake, inputs)


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"picture": ()}, "picture"),
        ({"picture": ("cat", "coffee")}, "picture"),
        ({"picture": (b"GIF89a",)}, "picture"),
        ({"picture": "cat"}, "picture"),
        ({"model": "no/model"}, "model"),
        ({"sampling": "both"}, "sampling"),
        ({"seed": -1}, "seed"),
        ({"seed": 10**400}, "seed"),
        ({"seed": "7"}, "seed"),
        ({"noise": 1.5}, "noise"),
        ({"noise": math.nan}, "noise"),
        ({"noise": True}, "noise"),
        ({"channel_off": "5"}, "channel_off"),
        ({"channel_off": 1}, "channel_off"),
    ],
)
def test_refuses_what_cannot_be_encoded(change: dict[str, Any], about: str) -> None:
    """Each bad input is refused in one translated sentence that names the input."""
    with pytest.raises(BadInput) as caught:
        check({**VALUES, **change}, cast(Engine, BlockEngine()))
    assert caught.value.about == about
    for code in ("fr", "hi"):
        assert language(code).t(caught.value.message, **caught.value.fields) != str(caught.value)


def test_plain_round_trip_is_decoded_once() -> None:
    """Where nothing is altered there is nothing to compare, and the decoder runs once."""
    engine = BlockEngine()
    found = result(engine)
    assert engine.decoded == 1
    assert found.likeness == found.unaltered
    assert found.moved == 0
    assert found.numbers == (64 * 96 * 3, 8 * 12 * 4)
    assert found.numbers[0] / found.numbers[1] == 48


def test_noise_lowers_the_psnr_and_follows_its_seed() -> None:
    """More noise costs more decibels; the same seed gives the same picture, another seed another."""
    plain, weak, strong = result(), result(noise=0.2), result(noise=1.0)
    assert plain.likeness.psnr > weak.likeness.psnr > strong.likeness.psnr
    assert weak.unaltered == plain.likeness
    assert 0 < weak.moved < strong.moved
    assert (weak.latents == result(noise=0.2).latents).all()
    assert (weak.latents != result(noise=0.2, seed=1).latents).any()


def test_noise_is_measured_in_the_latents_own_spread() -> None:
    """Noise of 0.5 has half the standard deviation of the latents."""
    big = (png(stripes(512, 512)),)
    added = result(picture=big, noise=0.5).latents - result(picture=big).latents
    assert np.isclose(added.std(), 0.5 * result(picture=big).spread, rtol=0.03)


def test_sampling_draws_within_the_cloud() -> None:
    """A draw differs from the mean by the spread that the encoder gives, and leaves the noise's draw as it was."""
    big = (png(stripes(512, 512)),)
    drawn = result(picture=big, sampling="sample").latents - result(picture=big).latents
    assert np.isclose(drawn.std(), 0.1, rtol=0.03)
    both = result(picture=big, sampling="sample", noise=0.5).latents - result(picture=big, noise=0.5).latents
    assert np.allclose(both, drawn, atol=1e-5)


def test_a_model_without_spread_says_so() -> None:
    """For an autoencoder that gives one value per latent, a draw is the mean, and the page says it."""
    found = result(BlockEngine(std=0.0), sampling="sample")
    assert (found.latents == result().latents).all()
    assert any("a draw is the same as the mean" in line for line in explain(found, View(), EN))


@pytest.mark.parametrize("channel", ["1", "2", "3", "4"])
def test_a_channel_off_is_zero_even_with_noise(channel: str) -> None:
    """Switching a channel off sets it to 0 and leaves the others alone."""
    found, noisy = result(noise=0.3, channel_off=channel), result(noise=0.3)
    index = int(channel) - 1
    assert (found.latents[index] == 0).all()
    others = [c for c in range(4) if c != index]
    assert (found.latents[others] == noisy.latents[others]).all()


def test_a_channel_that_the_model_lacks_is_refused() -> None:
    """A model with fewer channels is no crash but a sentence."""
    with pytest.raises(BadInput, match="3 latent channels"):
        result(BlockEngine(channels=3), channel_off="4")


@pytest.mark.parametrize("size", [(1, 1), (1, 200), (5, 9), (37, 61), (8, 8)])
def test_any_size_comes_back_in_its_own_size(size: tuple[int, int]) -> None:
    """Odd, flat and tiny pictures are drawn and explained; SSIM is left out where its window does not fit."""
    found = result(picture=(png(stripes(*size)),), noise=0.5, sampling="sample")
    assert found.reconstruction.shape == (*size, 3)
    assert found.error.shape == size
    assert (found.likeness.ssim is None) == (min(size) < 7)
    for code in CODES:
        assert figures(found, View(), language(code), "light")
        assert explain(found, View(), language(code))


def test_large_pictures_are_measured_in_full_and_shown_small() -> None:
    """Numbers are those of the full picture; what is kept for drawing has at most 768 pixels a side."""
    found = result(picture=(png(stripes(900, 1100)),))
    assert (found.height, found.width) == (900, 1100)
    assert found.original.shape == found.reconstruction.shape == (628, 768, 3)
    assert found.error.shape == (628, 768)
    assert any("shown smaller" in line for line in explain(found, View(), EN))
    assert not any("shown smaller" in line for line in explain(result(), View(), EN))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("code", CODES)
def test_draws_every_picture_with_its_numbers(code: str, theme: Any) -> None:
    """Original and reconstruction, one map per channel, the error map; each but the original with a table."""
    lang = language(code)
    pair, channels, error = figures(result(noise=0.4, channel_off="2"), View(), lang, theme)
    assert [len(panel.figures) for panel in (pair, channels, error)] == [2, 4, 1]
    drawn = [figure for panel in (pair, channels, error) for figure in panel.figures]
    assert all(isinstance(figure, Picture) and figure.title and figure.alt for figure in drawn)
    assert [figure.key for figure in drawn if isinstance(figure, Picture) and not figure.table] == ["original"]
    assert len({figure.key for figure in drawn}) == 7
    assert all(isinstance(figure, Picture) and figure.pixelated for figure in channels.figures)


def test_latent_maps_share_one_scale_around_zero() -> None:
    """0 is paper in every channel; a value has the same colour wherever it stands."""
    latents = np.zeros((4, 8, 8), np.float32)
    latents[0], latents[1, :4], latents[1, 4:] = 1.0, 1.0, -1.0
    maps = figures(replace(result(), latents=latents), View(), EN, "light")[1].figures
    one, two, three = (cast(Picture, figure).pixels for figure in maps[:3])
    assert (one == two[0, 0]).all()
    assert (two[0, 0] != two[7, 7]).any()
    assert (three == np.array([0xFB, 0xFA, 0xF7])).all()


def test_says_how_many_numbers_became_how_many() -> None:
    """The finding names both counts, their ratio, PSNR and SSIM, in the visitor's format."""
    picture = (png(stripes(512, 512)),)
    assert "786,432 numbers became 16,384, 48 to 1" in explain(result(picture=picture), View(), EN)[0]
    hindi = explain(result(picture=picture), View(), language("hi"))[0]
    assert "7,86,432" in hindi
    french = explain(result(picture=picture), View(), language("fr"))[0]
    assert "786\u202f432" in french


def test_says_what_the_alteration_cost() -> None:
    """The last sentence sets the PSNR against that of the unaltered latents."""
    found = result(noise=0.5)
    line = explain(found, View(), EN)[-1]
    assert f"{found.unaltered.psnr:.1f}" in line
    assert f"{found.likeness.psnr:.1f}" in line


def test_an_equal_picture_has_no_bounds() -> None:
    """A flat picture comes back equal: PSNR is infinite, is written so, and is null in the download."""
    found = result(picture=(png(np.full((16, 16, 3), 255, np.uint8)),))
    assert math.isinf(found.likeness.psnr)
    assert "∞" in explain(found, View(), EN)[0]
    assert json.loads(json.dumps(LAB.data(found), allow_nan=False))["likeness"]["psnr"] is None  # type: ignore[misc]


def test_presets_can_be_computed() -> None:
    """Every preset passes the lab's own check."""
    for preset in LAB.presets:
        for code in CODES:
            inputs, _ = check(preset.values[code], cast(Engine, BlockEngine()))
            assert compute(cast(Engine, BlockEngine()), inputs).likeness.psnr > 5


@pytest.mark.parametrize("size", [(1, 1), (9, 70), (64, 64)])
def test_the_built_in_model_takes_any_size(size: tuple[int, int]) -> None:
    """On the real model, a picture comes back in its own size, sampled, noisy and with a channel off."""
    engine = connect()
    changes = {"picture": (png(stripes(*size)),), "sampling": "sample", "noise": 0.3, "channel_off": "3"}
    inputs, view = check({**VALUES, **changes}, engine)
    found = compute(engine, inputs)
    assert found.reconstruction.shape == (*size, 3)
    assert found.latents.shape == (4, math.ceil(size[0] / 8), math.ceil(size[1] / 8))
    assert found.moved > 0
    assert figures(found, view, EN, "light")


def test_the_built_in_model_gives_a_drawn_scene_back() -> None:
    """On the real model, a drawn scene comes back better than a picture of its mean colour would be."""
    engine = connect()
    inputs, _ = check(LAB.preset("scene", "en"), engine)
    found = compute(engine, inputs)
    flat = np.broadcast_to(found.original.mean((0, 1)).astype(np.uint8), found.original.shape)
    assert found.likeness.psnr > psnr(found.original, flat) + 6
