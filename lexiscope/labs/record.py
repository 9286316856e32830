"""Recorded results: each lab's presets, computed once by `make record`, so that a page paints before any model loads.

A result is a frozen dataclass of arrays, numbers, strings and tuples; it is stored as one .npz (arrays) with its
frame as JSON inside. Opening one gives the same type back. `fingerprint` names a computation by its inputs.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import sys
import types
import typing
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from lexiscope.engine import Engine
from lexiscope.labs import NAMES, lab, labs

FOLDER = Path(__file__).parent / "recorded"


def fingerprint(lab_id: str, inputs: object) -> str:
    """A name for one computation: the same lab and inputs give the same 20 letters on any machine."""
    digest = hashlib.blake2b(lab_id.encode(), digest_size=10)

    def feed(value: object) -> None:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            for field in dataclasses.fields(value):
                digest.update(field.name.encode())
                feed(getattr(value, field.name))
        elif isinstance(value, np.ndarray):
            digest.update(f"{value.dtype}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
        elif isinstance(value, tuple | list):
            digest.update(f"({len(value)}".encode())
            for item in value:
                feed(item)
        else:
            digest.update(f"|{type(value).__name__}:{value!r}".encode())

    feed(inputs)
    return digest.hexdigest()


def pack(result: object) -> bytes:
    """A result as the bytes of one compressed archive."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}

    def frame(value: object) -> object:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {f.name: frame(getattr(value, f.name)) for f in dataclasses.fields(value)}
        if isinstance(value, np.ndarray):
            arrays[f"a{len(arrays)}"] = value
            return {"array": f"a{len(arrays) - 1}"}
        if isinstance(value, tuple | list):
            return [frame(item) for item in value]
        if isinstance(value, dict):
            return {"dict": [[key, frame(item)] for key, item in value.items()]}
        return value.item() if isinstance(value, np.generic) else value

    text = json.dumps(frame(result), ensure_ascii=False)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(_entry("frame.json"), text)
        for name, array in arrays.items():
            archive.writestr(_entry(name), _bytes_of(array))
    return out.getvalue()


def _bytes_of(array: np.ndarray[Any, Any]) -> bytes:
    """A picture (H, W, 3) as PNG, which is lossless and much smaller; any other array as .npy."""
    out = io.BytesIO()
    if array.dtype == np.uint8 and array.ndim == 3 and array.shape[2] == 3:
        Image.fromarray(array).save(out, "PNG", optimize=True)
    else:
        np.save(out, array, allow_pickle=False)
    return out.getvalue()


def _array_of(data: bytes) -> np.ndarray[Any, Any]:
    if data.startswith(b"\x89PNG"):
        return np.asarray(Image.open(io.BytesIO(data)))
    array: np.ndarray[Any, Any] = np.load(io.BytesIO(data), allow_pickle=False)
    return array


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)  # a fixed date: the same result gives the same bytes
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def unpack(data: bytes, kind: type) -> Any:
    """The bytes of `pack` back to a result of the given type."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        frame = json.loads(archive.read("frame.json"))
        arrays = {name: _array_of(archive.read(name)) for name in archive.namelist() if name != "frame.json"}
    return _build(frame, kind, arrays)


def _build(value: Any, kind: Any, arrays: dict[str, Any]) -> Any:
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(value, dict) and "array" in value:
        return arrays[value["array"]]
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _build(item, hints[name], arrays) for name, item in value.items()})  # type: ignore[operator]
    if origin in (typing.Union, types.UnionType):
        inner = [part for part in parts if part is not type(None)]
        return None if value is None else _build(value, inner[0], arrays)
    if origin is tuple:
        kinds = [parts[0]] * len(value) if len(parts) == 2 and parts[1] is Ellipsis else parts
        return tuple(_build(item, k, arrays) for item, k in zip(value, kinds, strict=True))
    if isinstance(value, dict) and "dict" in value:
        return {key: _build(item, parts[1] if parts else Any, arrays) for key, item in value["dict"]}
    return value


@dataclass(frozen=True)
class Recorded:
    """What `make record` left: results by fingerprint, and the measured value of every claim."""

    files: typing.Mapping[str, str]  # fingerprint -> file name
    claims: typing.Mapping[str, float]

    def result(self, lab_id: str, inputs: object) -> Any | None:
        """The recorded result for exactly these inputs, or None."""
        name = self.files.get(fingerprint(lab_id, inputs))
        return _open(name, lab_id) if name else None


@lru_cache(maxsize=32)
def _open(name: str, lab_id: str) -> Any:
    return unpack((FOLDER / name).read_bytes(), result_type(lab_id))


def result_type(lab_id: str) -> type:
    """The dataclass that a lab's compute returns."""
    kind: type = typing.get_type_hints(lab(lab_id).compute)["return"]
    return kind


@lru_cache
def open_recorded(folder: Path = FOLDER) -> Recorded:
    """The records of this checkout; empty before the first `make record`."""
    index = folder / "index.json"
    found = json.loads(index.read_text("utf-8")) if index.exists() else {"files": {}, "claims": {}}
    return Recorded(found["files"], found["claims"])


def record(engine: Engine, folder: Path = FOLDER) -> None:
    """Compute every preset of every lab in every language, measure every claim, write them all."""
    folder.mkdir(exist_ok=True)
    files: dict[str, str] = {}
    claims: dict[str, float] = {}
    for one in labs():
        for preset in one.presets:
            for code, values in preset.values.items():
                inputs, _ = one.check(values, engine)
                name = f"{one.id}-{preset.id}-{code}.npz"
                key = fingerprint(one.id, inputs)
                if key in files:  # a preset without words is the same in every language
                    continue
                (folder / name).write_bytes(pack(one.compute(engine, inputs)))
                files[key] = name
                print(f"{name}: {(folder / name).stat().st_size / 1024:.0f} KB")
        for claim in one.claims:
            claims[claim.id] = float(claim.measure(engine))
            holds = "holds" if claim.holds(claims[claim.id]) else "DOES NOT HOLD"
            print(f"{claim.id} = {claims[claim.id]:.6g} (bound {claim.bound}): {holds}")
    for stale in set(folder.glob("*.npz")) - {folder / name for name in files.values()}:
        stale.unlink()
    text = json.dumps({"files": files, "claims": claims}, indent=1, ensure_ascii=False)
    (folder / "index.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    from lexiscope.engine import connect

    assert set(NAMES) == {one.id for one in labs()}
    record(connect())
    sys.exit(0)
