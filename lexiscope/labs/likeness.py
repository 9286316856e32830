"""How close two pictures are: PSNR and SSIM by scikit-image, band by band, so that 16 megapixels fit into memory."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # (H, W, 3)

WINDOW = 7  # pixels, the window of SSIM
BAND = 256  # rows measured at a time


@dataclass(frozen=True)
class Likeness:
    """What a reconstruction kept, and how its error is spread; errors are shares of the full range 0..255."""

    psnr: float  # dB; infinite for equal pictures
    ssim: float | None  # None for a picture that is smaller than the window
    mean_error: float
    high_error: float  # 95 of 100 pixels err less
    most_error: float


def likeness(one: Pixels, other: Pixels) -> Likeness:
    """PSNR, SSIM (Wang et al., 2004; 7 x 7 windows) and absolute errors of two pictures of one size."""
    errors = error_map(one, other)
    return Likeness(
        psnr(one, other),
        ssim(one, other),
        float(errors.mean(dtype=np.float64)),
        float(np.percentile(errors, 95)),
        float(errors.max()),
    )


def error_map(one: Pixels, other: Pixels) -> NDArray[np.float32]:
    """Absolute error, mean of the three colours, as a share of the full range: (H, W), 0..1."""
    errors = np.empty(one.shape[:2], np.float32)
    for rows in bands(len(one)):
        apart = np.abs(one[rows].astype(np.int16) - other[rows])  # (rows, W, 3)
        errors[rows] = apart.mean(axis=2, dtype=np.float32) / 255
    return errors


def psnr(one: Pixels, other: Pixels) -> float:
    """Peak signal-to-noise ratio in dB."""
    squares = sum(float(np.square(one[r].astype(np.int32) - other[r]).sum(dtype=np.int64)) for r in bands(len(one)))
    return 10 * math.log10(255**2 * one.size / squares) if squares else math.inf


def ssim(one: Pixels, other: Pixels) -> float | None:
    """Structural similarity, mean over all whole windows and the three colours."""
    if min(one.shape[:2]) < WINDOW:
        return None
    from skimage.metrics import structural_similarity  # late: it brings SciPy, and a page is painted before that

    border = WINDOW - 1  # a band needs the rows of its lowest windows too
    total = 0.0
    windows = len(one) - border
    for rows in bands(windows):
        band = slice(rows.start, rows.stop + border)
        pair = one[band].astype(np.float32), other[band].astype(np.float32)
        total += structural_similarity(*pair, win_size=WINDOW, data_range=255, channel_axis=2) * (
            rows.stop - rows.start
        )
    return float(total / windows)


def bands(height: int) -> list[slice]:
    """Slices of at most BAND rows that cover a height."""
    return [slice(top, min(top + BAND, height)) for top in range(0, height, BAND)]
