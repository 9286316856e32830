"""A hub on loopback, and an empty cache for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import lexiscope.models  # noqa: F401 - first of all: it sets how torch's threads wait
from lexiscope.models.catalogue import Catalogue, read_catalogue
from tests.models import hub as loopback
from tests.models import tiny


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[loopback.Hub]:
    """A running hub that offers every hub model of the catalogue at its pinned revision."""
    with loopback.serve() as hub:
        for entry in read_catalogue():
            if entry.info.origin == "hub":
                name = entry.info.revision
                commit = name if len(name) == 40 else loopback.commit_of(entry.info.id)
                revision = loopback.Revision(commit, tiny.repository(entry.info.id))
                hub.add(entry.info.id, name, revision)
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """The real catalogue over the tiny built-in models and an empty cache."""
    return read_catalogue(weights=tiny.weights(), cache=tmp_path / "cache")
