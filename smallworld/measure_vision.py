"""Measures the built-in autoencoder and CLIP as shipped, and writes the numbers down where they ship.

    python -m smallworld.measure_vision autoencode     weights/autoencode/metrics.json and README.md
    python -m smallworld.measure_vision match          weights/match/metrics.json and README.md

Every number of a model card comes from here or from training.json, which the training wrote.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from diffusers import AutoencoderKL
from skimage import data
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from transformers import AutoImageProcessor, AutoTokenizer, CLIPModel

from smallworld import autoencode, match
from smallworld.loop import autocast
from smallworld.pictures import Picture, pool
from smallworld.scenes import (
    COLOUR_NAMES,
    LANGUAGES,
    NAMES,
    OPPOSITE,
    Language,
    Scene,
    Split,
    caption,
    draw,
    random_scene,
)

Metrics = dict[str, Any]
Vectors = npt.NDArray[np.float32]  # (n, d), of length 1
PHOTOGRAPHS = ("astronaut", "coffee", "chelsea")  # ship with scikit-image
GALLERY, GALLERIES, PAIRS = 100, 5, 300  # choices per question, repetitions, scenes of two things


# --- autoencoder -----------------------------------------------------------------------------------------------------
def load_autoencoder(folder: Path = autoencode.WEIGHTS) -> Any:
    return AutoencoderKL.from_pretrained(folder, use_safetensors=True, low_cpu_mem_usage=False).float().eval()


def to_tensor(picture: Picture) -> torch.Tensor:
    """(H, W, 3) uint8 to (1, 3, H', W'), -1..1, its sides padded by reflection to multiples of 8."""
    height, width = picture.shape[:2]
    padded = np.pad(picture, ((0, -height % 8), (0, -width % 8), (0, 0)), mode="reflect")
    return torch.from_numpy(padded).permute(2, 0, 1)[None].float() / 127.5 - 1


@torch.inference_mode()
def there_and_back(model: Any, picture: Picture) -> Picture:
    """The picture as the autoencoder remembers it; same shape."""
    y = model.decode(model.encode(to_tensor(picture)).latent_dist.mode()).sample[0]  # (3, H', W')
    restored = ((y.clamp(-1, 1) + 1) * 127.5).round().byte().permute(1, 2, 0).numpy()
    return restored[: picture.shape[0], : picture.shape[1]]


def fidelity(model: Any, picture: Picture) -> Metrics:
    """PSNR in dB and SSIM (Wang et al., 2004) of the picture that comes back."""
    back = there_and_back(model, picture)
    ssim = structural_similarity(picture, back, channel_axis=2)
    return {"psnr": round(float(peak_signal_noise_ratio(picture, back)), 2), "ssim": round(float(ssim), 4)}


@torch.inference_mode()
def seconds_for(model: Any, side: int, fast: bool, repeats: int = 5) -> float:
    """Median seconds for side x side pixels there and back; `fast` is bf16, channels last."""
    x = to_tensor(data.astronaut()[:side, :side]).contiguous()
    x = x.to(memory_format=torch.channels_last) if fast else x
    model = model.to(memory_format=torch.channels_last if fast else torch.contiguous_format)
    times = []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        with autocast() if fast else torch.autocast("cpu", enabled=False):
            model.decode(model.encode(x).latent_dist.mode())
        times.append(time.perf_counter() - began)
    return round(statistics.median(times[1:]), 3)


@torch.inference_mode()
def latent_statistics(model: Any, pictures: list[Picture]) -> Metrics:
    """Mean and deviation of all latents after scaling; near 0 and 1 is what a diffusion model would want."""
    found = [model.encode(to_tensor(picture)).latent_dist.mode().flatten() for picture in pictures]
    latents = torch.cat(found) * model.config.scaling_factor
    return {"mean": round(float(latents.mean()), 3), "std": round(float(latents.std()), 3)}


def measure_autoencode(folder: Path = autoencode.WEIGHTS) -> Metrics:
    model = load_autoencoder(folder)
    photographs = {name: getattr(data, name)() for name in PHOTOGRAPHS}
    each = {name: fidelity(model, picture) for name, picture in photographs.items()}
    worlds = [np.asarray(draw(random_scene(np.random.default_rng((9, i)), "pair"), 256)) for i in range(24)]
    noise = torch.randn(1, 4, 32, 32, generator=torch.Generator().manual_seed(0)) / model.config.scaling_factor
    with torch.inference_mode():
        finite = bool(model.decode(noise).sample.isfinite().all())
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "scaling_factor": model.config.scaling_factor,
        "photographs": each,
        "psnr_mean": round(statistics.mean(value["psnr"] for value in each.values()), 2),
        "ssim_mean": round(statistics.mean(value["ssim"] for value in each.values()), 4),
        "scenes_psnr": round(statistics.mean(fidelity(model, picture)["psnr"] for picture in worlds), 2),
        "latents": {
            "drawn pictures": latent_statistics(model, list(pool(48, seed=77))),
            "scenes": latent_statistics(model, worlds),
            "photographs": latent_statistics(model, list(photographs.values())),
        },
        "noise_decodes": finite,
        "seconds_512": {
            "bf16, channels last": seconds_for(model, 512, fast=True),
            "float32": seconds_for(model, 512, fast=False),
        },
        "threads": torch.get_num_threads(),
        "load": round(os.getloadavg()[0], 1),  # how busy the machine was: seconds mean little without it
    }


# --- CLIP ------------------------------------------------------------------------------------------------------------
class Matcher:
    """The shipped CLIP with its tokenizer and image processor, as any user would load them."""

    def __init__(self, folder: Path = match.WEIGHTS) -> None:
        self.model: Any = CLIPModel.from_pretrained(folder, dtype=torch.float32, use_safetensors=True).eval()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.processor = AutoImageProcessor.from_pretrained(folder, backend="pil")

    @torch.inference_mode()
    def captions(self, texts: list[str]) -> Vectors:
        """(n, d)"""
        codes = self.tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
        out = self.model.get_text_features(**{key: codes[key] for key in ("input_ids", "attention_mask")})
        vectors: Vectors = torch.nn.functional.normalize(out.pooler_output, dim=-1).numpy()
        return vectors

    @torch.inference_mode()
    def pictures(self, scenes: list[Scene]) -> Vectors:
        """(n, d)"""
        pixels = self.processor([draw(scene, match.SIDE) for scene in scenes], return_tensors="pt")["pixel_values"]
        out = self.model.get_image_features(pixel_values=pixels)
        vectors: Vectors = torch.nn.functional.normalize(out.pooler_output, dim=-1).numpy()
        return vectors


def gallery(split: Split, seed: int, size: int = GALLERY) -> list[Scene]:
    """Scenes that differ in thing, colour, count or relation (not in size alone), never drawn in training."""
    rng = np.random.default_rng((1_000_003, seed))
    chosen: dict[str, Scene] = {}
    while len(chosen) < size:
        scene = random_scene(rng, split)
        facts = [(group.thing, group.colour, group.count) for group in scene.groups]
        relation = scene.relation
        if facts != sorted(facts):  # "A left of B" is "B right of A"
            facts, relation = sorted(facts), OPPOSITE[relation]
        chosen.setdefault(f"{facts} {relation}", scene)
    return list(chosen.values())


def retrieval(matcher: Matcher, split: Split, galleries: int = GALLERIES, size: int = GALLERY) -> Metrics:
    """Share of captions that find their picture first among `size`, and of pictures that find their caption."""
    hits: dict[str, list[float]] = {}
    for seed in range(galleries):
        scenes = gallery(split, seed, size)
        pictures = matcher.pictures(scenes)
        for language in LANGUAGES:
            scores = pictures @ matcher.captions([caption(scene, language) for scene in scenes]).T  # (n, n)
            right = np.arange(len(scenes))
            hits.setdefault(f"{language} picture to caption", []).append(float((scores.argmax(1) == right).mean()))
            hits.setdefault(f"{language} caption to picture", []).append(float((scores.argmax(0) == right).mean()))
    return {name: round(statistics.mean(values), 3) for name, values in hits.items()}


def swapped(scene: Scene) -> Scene:
    """Each thing takes the other's colour."""
    first, second = scene.groups
    colours = (replace(first, colour=second.colour), replace(second, colour=first.colour))
    return replace(scene, groups=colours)


def binding(matcher: Matcher, language: Language, split: Split, count: int = PAIRS) -> Metrics:
    """How often the true caption beats the same words with colours swapped, or with the relation turned round."""
    rng = np.random.default_rng((1_000_033, 0))
    scenes: list[Scene] = []
    while len(scenes) < count:
        scene = random_scene(rng, split, groups=2)
        if scene.groups[0].colour != scene.groups[1].colour:
            scenes.append(scene)
    pictures = matcher.pictures(scenes)
    true = (pictures * matcher.captions([caption(scene, language) for scene in scenes])).sum(1)
    wrong = (pictures * matcher.captions([caption(swapped(scene), language) for scene in scenes])).sum(1)
    turned = [replace(scene, relation=OPPOSITE[scene.relation]) for scene in scenes]
    moved = (pictures * matcher.captions([caption(scene, language) for scene in turned])).sum(1)
    return {"colours": round(float((true > wrong).mean()), 3), "relation": round(float((true > moved).mean()), 3)}


def measure_match(folder: Path = match.WEIGHTS) -> Metrics:
    matcher = Matcher(folder)
    splits: dict[str, Split] = {"seen combinations": "train", "unseen colours": "colour", "unseen pairs": "pair"}
    return {
        "parameters": sum(p.numel() for p in matcher.model.parameters()),
        "logit_scale": round(float(matcher.model.logit_scale.detach().exp()), 2),
        "retrieval": {name: retrieval(matcher, split) for name, split in splits.items()},
        "binding": {
            name: {language: binding(matcher, language, splits[name]) for language in LANGUAGES}
            for name in ("seen combinations", "unseen pairs")
        },
    }


# --- model cards -----------------------------------------------------------------------------------------------------
def table(rows: list[tuple[str, object]], command: str) -> str:
    lines = [f"| {name} | {value} | `{command}` |" for name, value in rows]
    return "\n".join(["| Measured | Value | Command |", "|---|---|---|", *lines])


def autoencode_card(metrics: Metrics, facts: Metrics) -> str:
    rows: list[tuple[str, object]] = [
        (f"{name} (photograph): PSNR, SSIM", f"{value['psnr']} dB, {value['ssim']}")
        for name, value in metrics["photographs"].items()
    ]
    rows += [
        ("three photographs: mean PSNR, SSIM", f"{metrics['psnr_mean']} dB, {metrics['ssim_mean']}"),
        ("scenes of the small world: mean PSNR", f"{metrics['scenes_psnr']} dB"),
    ]
    rows += [
        (f"scaled latents of {name}: mean, deviation", f"{value['mean']}, {value['std']}")
        for name, value in metrics["latents"].items()
    ]
    rows += [
        (f"512 x 512 there and back, {name}, {metrics['threads']} threads, load {metrics['load']}", f"{value} s")
        for name, value in metrics["seconds_512"].items()
    ]
    rows.append(("a sample of N(0, 1) decodes to finite numbers", metrics["noise_decodes"]))
    return f"""---
license: apache-2.0
library_name: diffusers
---
# autoencode: the built-in variational autoencoder

An `AutoencoderKL` (the class of Stable Diffusion's) of {metrics["parameters"]:,} parameters, without attention. Each
side becomes 8 times shorter, each cell holds 4 numbers: 48 numbers become 1. `scaling_factor`, here
{metrics["scaling_factor"]}, is one over the deviation of the latents of drawn pictures.

**Data.** {facts["pictures"]} pictures drawn by `smallworld/pictures.py` (dead leaves with power-law radii, textures,
1/f noise, gradients) and, in the second half of the run, {facts["scenes"]} scenes of `smallworld/scenes.py`. No
photograph.

**Training.** {facts["steps"]} steps of {facts["batch"]} crops of {facts["small_crop"]}, later {facts["crop"]} px;
{facts["seconds"]} s on one thread of a CPU shared with other work. Squared error, at full size and 8 times smaller, and
a very small KL term. Again: `python -m smallworld.autoencode`.

{table(rows, "python -m smallworld.measure_vision autoencode")}

**Limits.** Trained by squared error alone, so fine texture comes back smooth; small letters and faces lose detail.
It has never seen a photograph: what it restores, it restores from the statistics of drawn pictures. It is
not made for sampling: the KL term is too weak for that.
"""


def match_card(metrics: Metrics, facts: Metrics) -> str:
    names = {"en": "English", "fr": "French", "hi": "Hindi"}
    rows: list[tuple[str, object]] = []
    for split, values in metrics["retrieval"].items():
        for name, share in values.items():
            language, way = name.split(" ", 1)
            rows.append((f"{names[language]}, {way}, 1 of {GALLERY}, {split}", f"{share:.1%}"))
    for split, languages in metrics["binding"].items():
        for language, value in languages.items():
            rows.append((f"{names[language]}, true caption beats swapped colours, {split}", f"{value['colours']:.1%}"))
            rows.append(
                (f"{names[language]}, true caption beats opposite relation, {split}", f"{value['relation']:.1%}")
            )
    relations = [value["relation"] for each in metrics["binding"].values() for value in each.values()]
    place = "It hardly tells left from right or above from below. " if statistics.mean(relations) < 0.65 else ""
    return f"""---
license: apache-2.0
library_name: transformers
language: [en, fr, hi]
---
# match: the built-in CLIP

A `CLIPModel` of {metrics["parameters"]:,} parameters that matches pictures of 64 x 64 pixels (patches of 8) with
captions in English, French and Hindi. Logit scale {metrics["logit_scale"]}. Its tokenizer is that of
`weights/tokenizer` when it was trained.

**Data.** {facts["scenes"]} scenes drawn by `smallworld/scenes.py`: one to three flat things of {len(NAMES)} kinds in
{len(COLOUR_NAMES)} colours, with captions made by rule. Each picture meets three true captions, one per language, and
one that is nearly true.

**Held out by construction.** One colour of each thing and one pair of things in seven never occur in training
(`held_out_colour`, `held_out_pair`; a test proves it). "Seen combinations" are new drawings of what may occur.

**Training.** {facts["steps"]} steps of {facts["batch"]} pictures, {facts["seconds"]} s on one thread of a CPU shared
with other work. Again: `python -m smallworld.match`.

{table(rows, "python -m smallworld.measure_vision match")}

Chance is {1 / GALLERY:.0%} in retrieval (mean of {GALLERIES} galleries) and 50% for swapped colours and opposite
relations ({PAIRS} scenes).

**Limits.** It knows the {len(NAMES)} things and {len(COLOUR_NAMES)} colours of its world, drawn flat, and nothing else:
on a photograph its scores mean little. {place}Counts stop at three.
Words outside its captions were never trained.
"""


def write(folder: Path, metrics: Metrics, card: str) -> None:
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(card, encoding="utf-8")
    print(json.dumps(metrics, indent=1, ensure_ascii=False))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the built-in vision models and write their cards.")
    parser.add_argument("model", nargs="?", choices=["autoencode", "match"], help="both, when left out")
    chosen = parser.parse_args().model
    parts: dict[str, tuple[Path, Any, Any]] = {
        "autoencode": (autoencode.WEIGHTS, measure_autoencode, autoencode_card),
        "match": (match.WEIGHTS, measure_match, match_card),
    }
    for name, (folder, measure, card) in parts.items():
        if chosen in (None, name):
            facts = json.loads((folder / "training.json").read_text(encoding="utf-8"))
            metrics = measure(folder)
            write(folder, metrics, card(metrics, facts))


if __name__ == "__main__":
    main()
