"""The catalogue: complete, honest, and read without torch or network."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lexiscope.engine.face import ModelUnavailable
from lexiscope.models.catalogue import Catalogue, hub_cache, parameters_of, read_catalogue
from tests.models import tiny

HUB = [entry.info for entry in read_catalogue() if entry.info.origin == "hub"]


@pytest.mark.parametrize("info", HUB, ids=lambda info: info.id)
def test_a_visitor_knows_a_hub_model_before_the_download(info: object) -> None:
    """Licence, size and, for text, languages and heads are stated; the revision is a commit, or main where unknown."""
    assert info.licence and info.name and info.parameters > 0 and info.megabytes > 0  # type: ignore[attr-defined]
    assert re.fullmatch(r"[0-9a-f]{40}|main", info.revision)  # type: ignore[attr-defined]
    if info.role != "autoencode":  # type: ignore[attr-defined]
        assert info.languages and info.n_layers > 0 and info.n_heads > 0  # type: ignore[attr-defined]


def test_every_role_has_its_built_in_model_first(catalogue: Catalogue) -> None:
    """Each role begins with a built-in model."""
    for role in ("encoder", "decoder", "match", "autoencode"):
        first = next(entry for entry in catalogue if entry.info.role == role)
        assert first.info.origin == "built-in"


def test_a_built_in_model_is_measured_from_its_files(catalogue: Catalogue) -> None:
    """Parameters, size, layers and heads come from the files, and the revision follows their content."""
    info = catalogue.info("built-in/decoder")
    file = tiny.weights() / "decoder" / "model.safetensors"
    assert (info.parameters, info.n_layers, info.n_heads) == (parameters_of(file), tiny.LAYERS, tiny.HEADS)
    assert info.ready and info.megabytes == pytest.approx(file.stat().st_size / 1e6, abs=0.01)
    assert info.revision != catalogue.info("built-in/encoder").revision


def test_the_revision_changes_with_the_weights(tmp_path: Path) -> None:
    """Other weights, another revision: recorded and cached results cannot outlive them."""
    tiny.make(tiny.bert, tmp_path / "encoder")
    catalogue = read_catalogue(weights=tmp_path)
    before = catalogue.info("built-in/encoder").revision
    file = tmp_path / "encoder" / "model.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert catalogue.info("built-in/encoder").revision != before


def test_a_missing_or_unknown_model_says_so(tmp_path: Path) -> None:
    """An empty weights folder means not ready; an id outside the catalogue is refused."""
    catalogue = read_catalogue(weights=tmp_path, cache=tmp_path)
    assert not catalogue.info("built-in/encoder").ready
    with pytest.raises(ModelUnavailable) as error:
        catalogue.info("someone/else")
    assert error.value.fields == {"model": "someone/else"}


def test_a_model_in_the_cache_is_ready_without_network(tmp_path: Path) -> None:
    """The cache is read as huggingface_hub lays it out: a commit, or a branch that points to one."""
    catalogue = read_catalogue(weights=tmp_path, cache=tmp_path)
    pinned = catalogue.info("openai-community/gpt2")
    camembert = tmp_path / "models--almanach--camembert-base"
    (camembert / "refs").mkdir(parents=True)
    (camembert / "refs" / "main").write_text("abc")
    for folder in (
        tmp_path / "models--openai-community--gpt2/snapshots" / pinned.revision,
        camembert / "snapshots/abc",
    ):
        folder.mkdir(parents=True)
        assert not any(entry.info.ready for entry in catalogue)
        (folder / "model.safetensors").write_bytes(b"")
    assert catalogue.info(pinned.id).ready and catalogue.info("almanach/camembert-base").ready


def test_parameters_are_counted_from_the_header_alone(tmp_path: Path) -> None:
    """The header gives the shapes; the numbers behind it are never read."""
    header = json.dumps({"__metadata__": {"format": "pt"}, "a": {"shape": [3, 5]}, "b": {"shape": [7]}}).encode()
    (tmp_path / "x").write_bytes(len(header).to_bytes(8, "little") + header)
    assert parameters_of(tmp_path / "x") == 22


def test_the_cache_follows_the_hubs_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """HF_HUB_CACHE wins over HF_HOME, as in huggingface_hub."""
    monkeypatch.setenv("HF_HOME", "/a")
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    assert hub_cache() == Path("/a/hub")
    monkeypatch.setenv("HF_HUB_CACHE", "/b")
    assert hub_cache() == Path("/b")
