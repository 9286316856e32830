"""Trains the built-in CLIP (Radford et al., 2021) on scenes of the small world and their captions in three languages.

    python -m smallworld.match                   # from nothing, or on from the last checkpoint
    python -m smallworld.measure_vision match

Each picture meets its captions in Hindi, French and English at once, and one caption that is nearly true (Yuksekgonul
et al., 2023): without it, a contrastive model has no reason to learn which colour belongs to which thing.
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
from torch import nn
from torch.nn import functional
from transformers import AutoTokenizer, CLIPConfig, CLIPModel, PreTrainedTokenizerBase
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from smallworld.loop import RUNS, Batch, Settings, train
from smallworld.pictures import Picture
from smallworld.scenes import LANGUAGES, Scene, caption, contradiction, draw, random_caption, random_scene

ROOT = Path(__file__).parents[1] / "weights"
WEIGHTS, TOKENIZER = ROOT / "match", ROOT / "tokenizer"
SIDE, PATCH, LONGEST = 64, 8, 48  # pixels, pixels, tokens of a caption
BATCH, POOL, PARTS = 96, 12288, 16
SETTINGS = Settings(
    steps=1200, learning_rate=1.2e-3, warmup=80, weight_decay=0.1, betas=(0.9, 0.98), checkpoint_every=50
)


def build(
    tokenizer: PreTrainedTokenizerBase, width: int = 160, vision_layers: int = 4, text_layers: int = 2
) -> CLIPModel:
    """About 3.1 million parameters, of which 1.1 million are word pieces; 64 patches and a class token."""
    shared = {
        "hidden_size": width,
        "intermediate_size": 4 * width,
        "num_attention_heads": width // 32,
        "projection_dim": width,
        "hidden_act": "gelu",
    }
    special = {"bos": tokenizer.cls_token_id, "eos": tokenizer.sep_token_id, "pad": tokenizer.pad_token_id}
    text = {
        **shared,
        **{f"{name}_token_id": token_id for name, token_id in special.items()},  # the vector of [SEP] is the caption's
        "vocab_size": len(tokenizer),
        "max_position_embeddings": LONGEST,
        "num_hidden_layers": text_layers,
    }
    vision = {**shared, "image_size": SIDE, "patch_size": PATCH, "num_hidden_layers": vision_layers}
    return CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=width))


def load_tokenizer(folder: Path = TOKENIZER) -> PreTrainedTokenizerBase:
    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder)
    tokenizer.model_max_length = LONGEST
    return tokenizer


def processor() -> CLIPImageProcessorPil:
    """Any picture to (3, 64, 64), about -1..1: shorter side resized, middle cropped."""
    half = [0.5, 0.5, 0.5]
    sizes: dict[str, Any] = {"size": {"shortest_edge": SIDE}, "crop_size": {"height": SIDE, "width": SIDE}}
    return CLIPImageProcessorPil(**sizes, image_mean=half, image_std=half)


def loss_of(model: nn.Module, batch: Batch) -> torch.Tensor:
    """The symmetric contrastive loss, averaged over languages; near misses stand among the captions of their language.

    Texts are ordered by language, then near misses: (4 B, T) for B pictures.
    """
    out = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], pixel_values=batch["pixels"])
    with torch.autocast(batch["pixels"].device.type, enabled=False):
        scale = model.logit_scale.clamp(max=4.6052).exp().float()  # type: ignore[operator,union-attr]
        logits = scale * out.image_embeds.float() @ out.text_embeds.float().T  # (B, 4 B)
        count = len(logits)
        target = torch.arange(count, device=logits.device)
        *true, near = logits.split(count, dim=1)  # each (B, B)
        losses = []
        for index, block in enumerate(true):
            seen = torch.cat([block, near], 1) if index == int(batch["near"]) else block
            losses.append(functional.cross_entropy(seen, target) + functional.cross_entropy(block.T, target))
        return torch.stack(losses).mean() / 2


def batch_at(step: int, scenes: list[Scene], pictures: Picture, tokenizer: PreTrainedTokenizerBase) -> Batch:
    """Pictures (B, 3, 64, 64), captions in three languages and near misses (4 B, T): a pure function of the step."""
    rng = np.random.default_rng((11, step))
    chosen = rng.choice(len(scenes), min(BATCH, len(scenes)), replace=False)
    near = step % len(LANGUAGES)
    texts = [random_caption(scenes[i], language, rng) for language in LANGUAGES for i in chosen]
    texts += [caption(contradiction(scenes[i], rng), LANGUAGES[near]) for i in chosen]
    codes = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
    pixels = torch.from_numpy(pictures[chosen]).permute(0, 3, 1, 2).float() / 127.5 - 1
    light = rng.normal(1, 0.06, (len(chosen), 1, 1, 1)).astype(np.float32)  # a little brighter or darker
    pixels = pixels * torch.from_numpy(light) + float(rng.normal(0, 0.02))
    return {
        "pixels": pixels,
        "input_ids": codes["input_ids"],
        "attention_mask": codes["attention_mask"],
        "near": torch.tensor(near),
    }


def scene_at(index: int) -> Scene:
    """The scene of an index of the training pool."""
    return random_scene(np.random.default_rng((3, index)), "train")


def _part(part: int) -> Picture:
    size = POOL // PARTS
    return np.stack([np.asarray(draw(scene_at(i), SIDE)) for i in range(part * size, (part + 1) * size)])


def scene_pool(folder: Path) -> tuple[list[Scene], Picture]:
    """The scenes of the run and their pictures (POOL, 64, 64, 3), drawn once by two processes and kept."""
    path = folder / "pictures.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with multiprocessing.get_context("spawn").Pool(2) as workers:
            pictures = np.concatenate(workers.map(_part, range(PARTS), chunksize=1))
        with (folder / "pictures.tmp").open("wb") as file:
            np.save(file, pictures)
        (folder / "pictures.tmp").rename(path)
    return [scene_at(index) for index in range(POOL)], np.load(path, mmap_mode="r")


def save(model: CLIPModel, tokenizer: PreTrainedTokenizerBase, folder: Path, facts: dict[str, Any]) -> None:
    """Writes the model in half precision with all that `from_pretrained` needs, and how it came to be."""
    model.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    processor().save_pretrained(folder)
    (folder / "training.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the built-in CLIP.")
    parser.add_argument("--run", type=Path, default=RUNS / "match", help="checkpoints and drawn scenes")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    run, out = (parsed := parser.parse_args()).run, parsed.out
    began = time.perf_counter()
    scenes, pictures = scene_pool(run)
    print(f"{len(scenes)} scenes in {time.perf_counter() - began:.0f} s", flush=True)
    tokenizer = load_tokenizer()
    torch.manual_seed(SETTINGS.seed)
    model = build(tokenizer)
    model.set_attn_implementation("eager")  # on the CPU the backward pass of SDPA took half of a step
    source = partial(batch_at, scenes=scenes, pictures=pictures, tokenizer=tokenizer)
    history = train(model, source, loss_of, SETTINGS, run_dir=run)
    facts = {
        "steps": SETTINGS.steps,
        "batch": BATCH,
        "scenes": len(scenes),
        "seconds": round(history.seconds),
        "loss": {"steps": history.steps, "values": [round(value, 4) for value in history.losses]},
    }
    save(model, tokenizer, out, facts)


if __name__ == "__main__":
    main()
