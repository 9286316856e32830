"""Where models run, and how much they weigh."""

from __future__ import annotations

import torch
from torch import nn

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
ALL_THREADS = torch.get_num_threads()
SMALL = 100_000_000  # bytes of parameters


def bytes_of(model: nn.Module) -> int:
    """Bytes of a model's parameters in memory."""
    return sum(parameter.numel() * parameter.element_size() for parameter in model.parameters())


def fast_bf16() -> bool:
    """Whether this processor multiplies bfloat16 natively; where it is emulated, float32 is faster."""
    if DEVICE.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def use_threads(model_bytes: int) -> None:
    """One thread for a small model, all of them for a large one; said before each pass.

    A small model's matrices are too small to share out: its threads would only wait for one another, and beside a
    busy web server each such wait is a turn of the scheduler.
    """
    torch.set_num_threads(1 if model_bytes < SMALL else ALL_THREADS)
