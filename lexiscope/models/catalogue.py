"""Which models exist, and where their files lie on this machine. Imports no torch, opens no connection."""

from __future__ import annotations

import hashlib
import json
import math
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from lexiscope.engine.face import ModelInfo, ModelUnavailable, Role

TOML = Path(__file__).with_name("catalogue.toml")
WEIGHTS = Path(__file__).parents[2] / "weights"
WEIGHT_FILES = ("model.safetensors", "diffusion_pytorch_model.safetensors")  # transformers, diffusers


@dataclass(frozen=True)
class Entry:
    """One model as the catalogue states it, with what only the loaders need to know."""

    info: ModelInfo  # as catalogue.toml says; built-in ones are completed from their files
    folder: str = ""  # built-in: its folder in weights/
    conversion: bool = False  # hub: its safetensors lie in the conversion bot's pull request
    lowercase: bool = False  # captions are lower-cased before they are tokenised


@dataclass(frozen=True)
class Catalogue:
    """The models that may be loaded, and the two places where their files may lie."""

    entries: tuple[Entry, ...]
    weights: Path  # built-in models
    cache: Path  # the hub's cache, as huggingface_hub lays it out

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def entry(self, model_id: str) -> Entry:
        """Raises ModelUnavailable(model=...) for an id that is not listed."""
        for entry in self.entries:
            if entry.info.id == model_id:
                return entry
        raise ModelUnavailable(model=model_id)

    def folder(self, model_id: str) -> Path | None:
        """Where the model's files lie, or None when they are not on this machine."""
        entry = self.entry(model_id)
        if entry.info.origin == "built-in":
            folder = self.weights / entry.folder
            return folder if weights_file(folder) and (folder / "config.json").is_file() else None
        return next((folder for folder in self._snapshots(entry) if weights_file(folder)), None)

    def _snapshots(self, entry: Entry) -> Iterator[Path]:
        """Downloaded revisions of a hub model: the pinned one, then, for a converted model, the converted ones."""
        repository = self.cache / f"models--{entry.info.id.replace('/', '--')}"
        reference = repository / "refs" / entry.info.revision  # a branch name points to a commit
        commit = reference.read_text().strip() if reference.is_file() else entry.info.revision
        yield repository / "snapshots" / commit
        if entry.conversion:
            yield from sorted(repository.glob("snapshots/*"))

    def info(self, model_id: str) -> ModelInfo:
        """What a visitor is told about a model; `ready` looks at the disk, never at the network."""
        entry = self.entry(model_id)
        folder = self.folder(model_id)
        if entry.info.origin == "hub" or folder is None:
            return replace(entry.info, ready=folder is not None)
        return _measured(entry.info, folder, _weights(folder).stat().st_mtime_ns)


def weights_file(folder: Path) -> Path | None:
    """The safetensors file of a model's folder. A download fetches it last, so it also means: complete."""
    return next((folder / name for name in WEIGHT_FILES if (folder / name).is_file()), None)


def _weights(folder: Path) -> Path:
    path = weights_file(folder)
    if path is None:
        raise FileNotFoundError(f"{folder}: no {' or '.join(WEIGHT_FILES)}; train the model (make models)")
    return path


@lru_cache(maxsize=32)
def _measured(info: ModelInfo, folder: Path, _changed: int) -> ModelInfo:
    """Size, layers and revision of a built-in model, read from its files (`_changed` renews the cache)."""
    config, path = json.loads((folder / "config.json").read_text()), _weights(folder)
    vision = config.get("vision_config", config)  # a match model shows the attention of its picture side
    return replace(
        info,
        parameters=parameters_of(path),
        megabytes=round(path.stat().st_size / 1e6, 2),
        revision=hashlib.sha256(path.read_bytes()).hexdigest()[:16],
        n_layers=int(vision.get("num_hidden_layers", vision.get("n_layer", 0))),
        n_heads=int(vision.get("num_attention_heads", vision.get("n_head", 0))),
        ready=True,
    )


def parameters_of(path: Path) -> int:
    """How many numbers a safetensors file holds, from its header alone (8 bytes of length, then JSON)."""
    with path.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return sum(math.prod(tensor["shape"]) for name, tensor in header.items() if name != "__metadata__")


def hub_cache() -> Path:
    """Where the hub keeps its files: HF_HUB_CACHE, else HF_HOME/hub, else ~/.cache/huggingface/hub."""
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / "huggingface"
    return Path(os.environ.get("HF_HUB_CACHE") or Path(home) / "hub").expanduser()


def read_catalogue(toml: Path = TOML, weights: Path | None = None, cache: Path | None = None) -> Catalogue:
    """Reads the catalogue. LEXISCOPE_WEIGHTS names another folder of built-in models."""
    rows = tomllib.loads(toml.read_text(encoding="utf-8"))["model"]
    chosen = weights or Path(os.environ.get("LEXISCOPE_WEIGHTS") or WEIGHTS)
    return Catalogue(tuple(_entry(row) for row in rows), chosen, cache or hub_cache())


def _entry(row: dict[str, Any]) -> Entry:
    role: Role = row["role"]
    info = ModelInfo(
        id=row["id"],
        role=role,
        name=row["name"],
        languages=tuple(row["languages"]),
        licence=row["licence"],
        parameters=row.get("parameters", 0),
        megabytes=row.get("megabytes", 0.0),
        origin="built-in" if "folder" in row else "hub",
        revision=row.get("revision", ""),
        n_layers=row.get("n_layers", 0),
        n_heads=row.get("n_heads", 0),
    )
    return Entry(info, row.get("folder", ""), row.get("conversion", False), row.get("lowercase", False))
