"""Trains the built-in autoencoder, an `AutoencoderKL` (8x smaller, 4 channels), on drawn pictures alone.

    python -m smallworld.autoencode              # from nothing, or on from the last checkpoint
    python -m smallworld.measure_vision autoencode

The class is the one of Stable Diffusion (Rombach et al., 2022; Kingma & Welling, 2014), without attention in the
middle, so that any size of picture costs its area and no more.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKL
from torch import nn
from torch.nn import functional

from smallworld.loop import RUNS, Batch, Settings, train
from smallworld.pictures import Picture, pool

WEIGHTS = Path(__file__).parents[1] / "weights" / "autoencode"
CROP, BATCH, POOL, PARTS = 64, 32, 1024, 8
SMALL_UNTIL, SMALL_CROP = 0.6, 32  # first, crops of half the side: four times as many steps in the same time
COARSE_WEIGHT = 1.0  # of the error of the picture 8 times smaller: colour and shading are learnt before detail
KL_WEIGHT = 3e-5  # per latent number: bounds the latents, costs no visible detail
SCENES_FROM, SCENES_SHARE = 0.5, 0.15  # in the second half of the run, some crops come from scenes of the small world
SETTINGS = Settings(
    steps=1400, learning_rate=2e-3, warmup=40, weight_decay=0.01, betas=(0.9, 0.98), checkpoint_every=50
)


def build() -> Any:
    """About 1.7 million parameters; 64 x 64 pixels become 8 x 8 x 4 numbers."""
    model: Any = AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(32, 32, 64, 96),
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=2,  # the fewer the faster: PyTorch's backward pass on the CPU took 0.49 s a step, with 8 0.77
        sample_size=CROP,
        mid_block_add_attention=False,
    )
    return start_linear(model)


def start_linear(model: Any) -> Any:
    """Sets the first weights so that learning starts at the coarse picture, and colour is learnt early.

    Residual branches add nothing at first (their last kernel is zero; Goyal et al., 2017), so that the model begins as
    a chain of linear convolutions which keep the variance; and the latents begin almost without noise.
    """
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d) and name.endswith("conv2"):
            nn.init.zeros_(module.weight)
            nn.init.zeros_(module.bias)  # type: ignore[arg-type]
        elif isinstance(module, nn.Conv2d) and ("sampler" in name or name.endswith(("conv_in", "conv_shortcut"))):
            nn.init.kaiming_normal_(module.weight, nonlinearity="linear")
            nn.init.zeros_(module.bias)  # type: ignore[arg-type]
    with torch.no_grad():
        model.quant_conv.weight[4:].zero_()
        model.quant_conv.bias[4:].fill_(-6.0)
    return model


def loss_of(model: nn.Module, batch: Batch) -> torch.Tensor:
    """Squared error, at full size and 8 times smaller, plus a very small KL term (Kingma & Welling, 2014)."""
    x = batch["pixels"]  # (B, 3, side, side), -1..1
    posterior = model.encode(x).latent_dist  # type: ignore[operator]
    y = model.decode(posterior.sample()).sample  # type: ignore[operator]
    kl = 0.5 * (posterior.mean.float() ** 2 + posterior.var.float() - 1 - posterior.logvar.float()).mean()
    error = y.float() - x
    coarse = functional.avg_pool2d(error, 8)  # (B, 3, side / 8, side / 8)
    return error.square().mean() + COARSE_WEIGHT * coarse.square().mean() + KL_WEIGHT * kl


def batch_at(step: int, pictures: Picture, scenes: Picture | None, steps: int) -> Batch:
    """Random crops, mirrored and turned at random, of the pictures drawn before: a pure function of the step."""
    rng = np.random.default_rng((7, step))
    side = SMALL_CROP if step < SMALL_UNTIL * steps else CROP
    crops = []
    for _ in range(BATCH):
        late = scenes is not None and step >= SCENES_FROM * steps and rng.random() < SCENES_SHARE
        source = scenes if late and scenes is not None else pictures
        index, (top, left) = rng.integers(len(source)), rng.integers(0, source.shape[1] - side + 1, 2)
        crop = source[index, top : top + side, left : left + side]  # (side, side, 3)
        crop = np.rot90(crop, int(rng.integers(4))) if rng.random() < 0.5 else crop
        crops.append(crop[:, ::-1] if rng.random() < 0.5 else crop)
    pixels = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2)  # channels last by its strides
    return {"pixels": pixels.float() / 127.5 - 1}


def _part(part: int) -> Picture:
    return pool(POOL // PARTS, seed=1000 + part)


def picture_pool(folder: Path) -> Picture:
    """The pictures of the run, drawn once by two processes and kept; (POOL, side, side, 3)."""
    path = folder / "pictures.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with multiprocessing.get_context("spawn").Pool(2) as workers:
            pictures = np.concatenate(workers.map(_part, range(PARTS), chunksize=1))
        with (folder / "pictures.tmp").open("wb") as file:
            np.save(file, pictures)
        (folder / "pictures.tmp").rename(path)
    loaded: Picture = np.load(path, mmap_mode="r")
    return loaded


def scene_pool(count: int = 400, side: int = 128) -> Picture:
    """Scenes of the small world, from the training side of the split; (count, side, side, 3)."""
    from smallworld.scenes import draw, random_scene

    return np.stack([np.asarray(draw(random_scene(np.random.default_rng((5, i))), side)) for i in range(count)])


@torch.inference_mode()
def latent_std(model: Any, pictures: Picture, count: int = 64) -> float:
    """Standard deviation of the latents over whole drawn pictures: its inverse is `scaling_factor`."""
    latents = []
    for picture in pictures[:count]:
        x = torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 127.5 - 1
        latents.append(model.encode(x).latent_dist.mode().flatten())
    return float(torch.cat(latents).std())


def save(model: Any, pictures: Picture, folder: Path, facts: dict[str, Any]) -> None:
    """Writes the model in half precision, its scaling factor in config.json, and how it came to be."""
    fresh = build()
    fresh.load_state_dict({k: v.contiguous() for k, v in model.state_dict().items()})
    fresh.eval().register_to_config(scaling_factor=round(1 / latent_std(fresh, pictures), 5))
    fresh.half().save_pretrained(folder)
    (folder / "training.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the built-in autoencoder.")
    parser.add_argument("--run", type=Path, default=RUNS / "autoencode", help="checkpoints and drawn pictures")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    run, out = (parsed := parser.parse_args()).run, parsed.out
    began = time.perf_counter()
    pictures = picture_pool(run)
    print(f"{len(pictures)} pictures in {time.perf_counter() - began:.0f} s", flush=True)
    scenes = scene_pool()
    torch.manual_seed(SETTINGS.seed)
    model = build().to(memory_format=torch.channels_last)
    source = partial(batch_at, pictures=pictures, scenes=scenes, steps=SETTINGS.steps)
    history = train(model, source, loss_of, SETTINGS, run_dir=run)
    facts = {
        "steps": SETTINGS.steps,
        "batch": BATCH,
        "crop": CROP,
        "small_crop": SMALL_CROP,
        "pictures": len(pictures),
        "scenes": len(scenes),
        "seconds": round(history.seconds),
        "loss": {"steps": history.steps, "values": [round(value, 5) for value in history.losses]},
    }
    save(model, pictures, out, facts)


if __name__ == "__main__":
    main()
