"""PSNR, SSIM and errors, measured band by band, are those of scikit-image on the whole picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from lexiscope.labs.likeness import error_map, likeness, psnr, ssim


def pair(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(1)
    one = generator.integers(0, 256, (height, width, 3), dtype=np.uint8)
    other = np.clip(one + generator.normal(0, 25, one.shape), 0, 255).astype(np.uint8)
    return one, other


@pytest.mark.parametrize("size", [(64, 80), (255, 40), (256, 40), (262, 40), (263, 40), (600, 33)])
def test_bands_change_nothing(size: tuple[int, int]) -> None:
    """Heights on both sides of a band's edge give the numbers of one whole measurement."""
    one, other = pair(*size)
    assert psnr(one, other) == pytest.approx(peak_signal_noise_ratio(one, other))
    assert ssim(one, other) == pytest.approx(structural_similarity(one, other, channel_axis=2), abs=1e-4)


def test_equal_pictures() -> None:
    """Equal pictures have an infinite PSNR, an SSIM of 1 and no error."""
    one, _ = pair(32, 32)
    found = likeness(one, one.copy())
    assert math.isinf(found.psnr)
    assert found.ssim == pytest.approx(1)
    assert found.most_error == 0


def test_error_is_a_share_of_the_full_range() -> None:
    """Black for white is an error of 1; one colour of three off by the full range is a third."""
    black, white = np.zeros((8, 8, 3), np.uint8), np.full((8, 8, 3), 255, np.uint8)
    assert (error_map(black, white) == 1).all()
    red = black.copy()
    red[..., 0] = 255
    assert error_map(black, red) == pytest.approx(1 / 3)
    assert psnr(black, white) == 0


def test_no_window_fits_into_a_tiny_picture() -> None:
    """Under 7 pixels SSIM is not defined."""
    assert ssim(*pair(6, 50)) is None
