"""Recorded results: named by their inputs, written without loss, opened without a model."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from lexiscope.engine import Engine
from lexiscope.engine.face import Floats
from lexiscope.labs import record
from lexiscope.labs.record import Recorded, fingerprint, open_recorded, pack, unpack
from lexiscope.labs.spec import Claim, Preset


@dataclass(frozen=True)
class Inner:
    name: str
    values: Floats


@dataclass(frozen=True)
class Inputs:
    text: str
    number: float
    switch: bool
    pixels: Floats


@dataclass(frozen=True)
class Result:
    text: str
    inner: Inner
    many: tuple[Inner, ...]
    pair: tuple[int, float]
    maybe: Inner | None
    table: dict[str, float]
    picture: np.ndarray[Any, Any] = field(repr=False)


INNER = Inner("नदी </script>", np.array([[0.1, np.nan]], np.float32))
PICTURE = np.arange(6, dtype=np.uint8).reshape(2, 3)
RESULT = Result("a", INNER, (INNER, replace(INNER, name="b")), (3, 0.5), None, {"x": 1.5}, PICTURE)
GIVEN = Inputs("a", 1.0, False, np.zeros((2, 2), np.float32))


def test_a_result_comes_back_as_it_was() -> None:
    """Types, nested values, arrays with their dtypes, and what is not there."""
    again = unpack(pack(RESULT), Result)
    assert isinstance(again.inner, Inner) and isinstance(again.many, tuple)
    assert (again.text, again.inner.name, again.many[1].name) == ("a", INNER.name, "b")
    assert (again.pair, again.maybe, again.table) == ((3, 0.5), None, {"x": 1.5})
    assert np.array_equal(again.inner.values, INNER.values, equal_nan=True)
    assert again.picture.dtype == np.uint8 and np.array_equal(again.picture, RESULT.picture)
    assert unpack(pack(replace(RESULT, maybe=INNER)), Result).maybe.name == INNER.name


def test_the_same_result_gives_the_same_bytes() -> None:
    """So that `make record` changes no file that did not change."""
    assert pack(RESULT) == pack(replace(RESULT))


@pytest.mark.parametrize(
    "change",
    [{"text": "b"}, {"number": 1.5}, {"switch": True}, {"pixels": np.zeros((4, 1), np.float32)},
     {"pixels": np.full((2, 2), 1e-3, np.float32)}, {"pixels": np.zeros((2, 2), np.float64)}],
)  # fmt: skip
def test_every_input_counts(change: dict[str, Any]) -> None:
    """A computation with any other input has another name."""
    assert fingerprint("lab", replace(GIVEN, **change)) != fingerprint("lab", GIVEN)


def test_the_lab_counts() -> None:
    """Two labs may be asked the same."""
    assert fingerprint("lab", GIVEN) != fingerprint("other", GIVEN)
    assert fingerprint("lab", GIVEN) == fingerprint("lab", replace(GIVEN, pixels=GIVEN.pixels.copy()))


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    """Python's own hash is not: the names of recorded results must outlive the process that made them."""
    code = "from lexiscope.labs.record import fingerprint; print(fingerprint('lab', ('a', 1.5, True, None)))"
    root = Path(__file__).parents[2]
    printed = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == fingerprint("lab", ("a", 1.5, True, None))


def test_nothing_is_recorded_in_an_empty_folder(tmp_path: Path) -> None:
    """A fresh checkout without records opens, and has no result for anything."""
    assert open_recorded(tmp_path) == Recorded({}, {})
    assert open_recorded(tmp_path).result("attention", GIVEN) is None


def compute(engine: Engine, inputs: Inputs) -> Result:
    return replace(RESULT, text=inputs.text)


@dataclass(frozen=True)
class OneLab:
    """As much of a lab as recording needs."""

    id = "attention"
    presets: tuple[Preset, ...]
    claims: tuple[Claim, ...]
    compute = staticmethod(compute)

    def check(self, values: dict[str, str], engine: Engine) -> tuple[Inputs, None]:
        return replace(GIVEN, text=values["text"]), None


def test_recording_writes_each_result_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two languages, one preset without words: one file serves both; a stale file goes; claims are measured."""
    worded = Preset("worded", "Worded", {"en": {"text": "bank"}, "fr": {"text": "rive"}})
    silent = Preset("silent", "Silent", {"en": {"text": ""}, "fr": {"text": ""}})
    claim = Claim("attention.x", "x", lambda engine: 0.25, lambda value: value > 0, "> 0", "decimal")
    monkeypatch.setattr(record, "labs", lambda: (OneLab((worded, silent), (claim,)),))
    (tmp_path / "attention-gone-en.npz").write_bytes(b"old")
    record.record(cast(Engine, None), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "attention-silent-en.npz", "attention-worded-en.npz", "attention-worded-fr.npz", "index.json"
    ]  # fmt: skip
    found = open_recorded(tmp_path)
    assert found.claims == {"attention.x": 0.25}
    assert found.files[fingerprint("attention", replace(GIVEN, text="rive"))] == "attention-worded-fr.npz"
    assert unpack((tmp_path / "attention-worded-fr.npz").read_bytes(), Result).text == "rive"
