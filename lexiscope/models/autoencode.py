"""Autoencoders: a picture to latents and back. AutoencoderKL (Rombach et al., 2022) and TAESD's AutoencoderTiny.

Here, and nowhere else, latents are multiplied by `scaling_factor` on the way out and divided by it on the way in.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKL, AutoencoderTiny
from diffusers.utils import logging

from lexiscope.engine.face import Floats, ImageLatents, Pixels
from lexiscope.models.device import ALL_THREADS, DEVICE, bytes_of, fast_bf16
from lexiscope.models.tiles import Tile, tiles

logging.set_verbosity_error()  # faults are raised, not logged
logging.disable_progress_bar()

LARGEST = 4096  # pixels a side
WHOLE = 1024  # up to this side a picture goes through in one piece
TILE = 512  # pixels a side of a tile
OVERLAP = 128  # pixels that neighbouring tiles share
LOSS_ALLOWED = 0.1  # dB of PSNR that bf16 may cost


class AutoencodeModel:
    """A VAE, in bf16 where the processor is fast in it and the picture does not suffer, else in float32."""

    def __init__(self, folder: Path) -> None:
        kind = json.loads((folder / "config.json").read_text())["_class_name"]
        loader: Any = {"AutoencoderKL": AutoencoderKL, "AutoencoderTiny": AutoencoderTiny}[kind]
        self.model = loader.from_pretrained(folder, use_safetensors=True, local_files_only=True)
        self.model.to(DEVICE, memory_format=torch.channels_last).eval().requires_grad_(False)
        self.tiny = kind == "AutoencoderTiny"
        config = self.model.config
        self.scaling_factor = float(config.scaling_factor)
        blocks = config.encoder_block_out_channels if self.tiny else config.block_out_channels
        self.factor = 2 ** (len(blocks) - 1)  # pixels of a side that become one latent
        self.channels = int(config.latent_channels)
        self.dtype = torch.float32
        if fast_bf16():
            self._try_bf16()
        self.bytes = bytes_of(self.model)

    def encode(self, picture: Pixels) -> Generator[None, None, ImageLatents]:
        """A picture (H, W, 3) to latents (channels, H / factor, W / factor), both rounded up. One step per tile."""
        height, width = picture.shape[:2]
        if max(height, width) > LARGEST:
            raise ValueError(f"a picture of {width} x {height} pixels; at most {LARGEST} a side")
        padded = _pad(picture, self.factor)
        rows, columns = padded.shape[0] // self.factor, padded.shape[1] // self.factor
        out = np.zeros((2 * self.channels, rows, columns), np.float32)  # mean above, standard deviation below
        for tile in self._tiles(rows, columns, scale=1):
            y, x, f = tile.top, tile.left, self.factor
            part = padded[y * f : (y + tile.height) * f, x * f : (x + tile.width) * f]
            out[:, y : y + tile.height, x : x + tile.width] += self._encode(part) * tile.weight
            yield
        out *= self.scaling_factor
        mean, std = out[: self.channels], out[self.channels :]
        return ImageLatents(mean, std, self.scaling_factor, height, width)

    def decode(self, latents: Floats, height: int, width: int) -> Generator[None, None, Pixels]:
        """Scaled latents (channels, h, w) to a picture (height, width, 3). One step per tile."""
        channels, rows, columns = latents.shape
        f = self.factor
        if channels != self.channels or not (0 < height <= rows * f and 0 < width <= columns * f):
            raise ValueError(f"latents of shape {latents.shape} hold no picture of {width} x {height} pixels")
        plain = np.nan_to_num(latents / self.scaling_factor).astype(np.float32)
        out = np.zeros((rows * f, columns * f, 3), np.float32)
        for tile in self._tiles(rows, columns, scale=f):
            y, x = tile.top, tile.left
            part = self._decode(plain[:, y : y + tile.height, x : x + tile.width])  # (h, w, 3), -1..1
            out[y * f : (y + tile.height) * f, x * f : (x + tile.width) * f] += part * tile.weight[..., None]
            yield
        shown = out[:height, :width]
        shown *= 127.5  # in place: a picture of 4096 x 4096 is 200 MB here
        shown += 128  # 127.5, and a half to round
        return shown.clip(0, 255, out=shown).astype(np.uint8)

    def _tiles(self, rows: int, columns: int, scale: int) -> Iterator[Tile]:
        largest = TILE if max(rows, columns) * self.factor > WHOLE else WHOLE
        return tiles(rows, columns, largest // self.factor, OVERLAP // self.factor, scale)

    def _encode(self, part: Pixels) -> Floats:
        """(H, W, 3) uint8 to (2 * channels, h, w): mean and standard deviation, unscaled."""
        pixels = torch.from_numpy(part).to(DEVICE).permute(2, 0, 1)[None]  # (1, 3, H, W), channels last in memory
        torch.set_num_threads(ALL_THREADS)  # its weights are few, its pictures large
        with torch.inference_mode():
            out = self.model.encode(pixels.to(self.dtype) / 127.5 - 1)
            if self.tiny:
                mean, std = out.latents, torch.zeros_like(out.latents)  # it has no distribution
            else:
                mean, std = out.latent_dist.mean, out.latent_dist.std
            return torch.cat((mean, std), 1)[0].float().cpu().numpy()

    def _decode(self, part: Floats) -> Floats:
        """Unscaled latents (channels, h, w) to (H, W, 3) in -1..1."""
        latents = torch.from_numpy(part).to(DEVICE, self.dtype)[None].contiguous(memory_format=torch.channels_last)
        torch.set_num_threads(ALL_THREADS)
        with torch.inference_mode():
            sample = self.model.decode(latents).sample[0].clamp(-1, 1)  # (3, H, W)
            return sample.permute(1, 2, 0).float().cpu().numpy()

    def _try_bf16(self) -> None:
        """Goes over to bf16 if a test picture loses at most LOSS_ALLOWED decibels by it; else stays as it is."""
        picture = _test_picture()
        exact = self._quality(picture)
        weights = {name: tensor.clone() for name, tensor in self.model.state_dict().items()}
        self.model.to(torch.bfloat16)
        self.dtype = torch.bfloat16
        if not self._quality(picture) >= exact - LOSS_ALLOWED:  # also when it is not a number
            self.dtype = torch.float32
            self.model.to(torch.float32)
            self.model.load_state_dict(weights)

    def _quality(self, picture: Pixels) -> float:
        """PSNR in decibels of a small picture sent there and back in one piece."""
        back = self._decode(self._encode(picture)[: self.channels])  # (H, W, 3), -1..1
        error = float(np.mean((back - (picture / 127.5 - 1)) ** 2))
        return float(10 * np.log10(4 / error)) if error > 0 else float("inf")


def _pad(picture: Pixels, factor: int) -> Pixels:
    """A picture grown to the right and below to a multiple of `factor`: mirrored, or repeated where it is too small."""
    down, right = -picture.shape[0] % factor, -picture.shape[1] % factor
    mirrored = picture.shape[0] > down and picture.shape[1] > right
    return np.pad(picture, ((0, down), (0, right), (0, 0)), mode="reflect" if mirrored else "edge")


def _test_picture(side: int = 128) -> Pixels:
    """Smooth colour, a hard edge and some grain: what a photograph asks of an autoencoder."""
    y, x = np.mgrid[0:side, 0:side] / side  # each (side, side)
    colour = np.stack((x, y, 1 - x), -1) * 0.7 + 0.1
    colour[(y - 0.5) ** 2 + (x - 0.5) ** 2 < 0.06] = (0.9, 0.6, 0.2)
    grain = np.random.default_rng(0).normal(0, 0.03, colour.shape)
    return ((colour + grain).clip(0, 1) * 255).astype(np.uint8)
