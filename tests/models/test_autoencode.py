"""Autoencoders: any size, scaling, tiles, precision."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

import numpy as np
import pytest
import torch

from lexiscope.models import autoencode
from lexiscope.models.autoencode import AutoencodeModel
from tests.models import tiny

T = TypeVar("T")
KL, TINY = "stabilityai/sd-vae-ft-mse", "madebyollin/taesd"


def run(steps: Generator[None, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def picture(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("model_id", [KL, TINY])
@pytest.mark.parametrize("size", [(1, 1), (7, 9), (64, 40), (10, 1500)])
def test_any_size_goes_there_and_back(model_id: str, size: tuple[int, int]) -> None:
    """Latents cover the picture, rounded up to 8 pixels; the picture comes back in its own size."""
    model = AutoencodeModel(tiny.repository(model_id))
    latents = run(model.encode(picture(*size)))
    assert latents.mean.shape == latents.std.shape == (4, -(-size[0] // 8), -(-size[1] // 8))
    assert (latents.height, latents.width) == size
    back = run(model.decode(latents.mean, *size))
    assert back.shape == (*size, 3) and back.dtype == np.uint8


def test_scaling_is_applied_once_each_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Latents are the model's own times its factor, and decoding undoes it: the plain diffusers call agrees."""
    monkeypatch.setattr(autoencode, "fast_bf16", lambda: False)
    model = AutoencodeModel(tiny.repository(KL))
    shown = picture(64, 64)
    latents = run(model.encode(shown))
    pixels = torch.from_numpy(shown).permute(2, 0, 1)[None] / 127.5 - 1
    with torch.inference_mode():
        plain = model.model.encode(pixels).latent_dist
        decoded = model.model.decode(plain.mean).sample[0].permute(1, 2, 0)
    np.testing.assert_allclose(latents.mean, plain.mean[0] * 0.5, atol=1e-5)
    np.testing.assert_allclose(latents.std, plain.std[0] * 0.5, atol=1e-5)
    expected = ((decoded.numpy() * 0.5 + 0.5).clip(0, 1) * 255).round()
    assert np.abs(run(model.decode(latents.mean, 64, 64)) - expected).max() <= 1


def test_taesd_has_no_spread() -> None:
    """A model without a distribution says so: its standard deviation is zero."""
    latents = run(AutoencodeModel(tiny.repository(TINY)).encode(picture(32, 32)))
    assert (latents.std == 0).all() and latents.scaling_factor == 1


def test_tiles_give_the_same_picture_without_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that looks at neighbourhoods only gives the same latents and pixels in tiles as in one piece."""
    monkeypatch.setattr(autoencode, "fast_bf16", lambda: False)
    model = AutoencodeModel(tiny.repository(TINY))
    shown = np.repeat(np.repeat(picture(24, 24), 16, 0), 16, 1)  # 384 x 384
    whole = run(model.encode(shown))
    back = run(model.decode(whole.mean, 384, 384))
    for name, value in {"WHOLE": 128, "TILE": 192, "OVERLAP": 64}.items():
        monkeypatch.setattr(autoencode, name, value)
    tiled = run(model.encode(shown))
    assert sum(1 for _ in model.encode(shown)) == 9  # a step for each tile
    spread = whole.mean.std()
    assert np.abs(tiled.mean - whole.mean).mean() < 0.02 * spread
    again = run(model.decode(whole.mean, 384, 384))
    assert np.abs(again.astype(int) - back).mean() < 0.5


def test_bf16_is_used_only_where_the_picture_does_not_suffer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loss beyond a tenth of a decibel sends the model back to float32, with its exact weights."""
    monkeypatch.setattr(autoencode, "fast_bf16", lambda: True)
    assert AutoencodeModel(tiny.repository(KL)).dtype == torch.bfloat16
    real = AutoencodeModel._quality
    monkeypatch.setattr(
        AutoencodeModel, "_quality", lambda self, shown: real(self, shown) - (self.dtype == torch.bfloat16)
    )
    careful = AutoencodeModel(tiny.repository(KL))
    assert careful.dtype == torch.float32
    monkeypatch.setattr(autoencode, "fast_bf16", lambda: False)
    plain = AutoencodeModel(tiny.repository(KL))
    for name, tensor in plain.model.state_dict().items():
        assert torch.equal(tensor, careful.model.state_dict()[name]), name


def test_what_does_not_fit_is_refused_in_words() -> None:
    """Too large a picture, and latents that cannot hold the asked picture, are named."""
    model = AutoencodeModel(tiny.repository(TINY))
    with pytest.raises(ValueError, match="4096"):
        run(model.encode(np.zeros((1, 4097, 3), np.uint8)))
    with pytest.raises(ValueError, match="hold no picture"):
        run(model.decode(np.zeros((4, 2, 2), np.float32), 17, 16))
