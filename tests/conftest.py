"""What all tests share: the folder in which they leave what a person may want to look at."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """tests/artefacts: server logs, screenshots. Never part of the repository."""
    folder = Path(__file__).parent / "artefacts"
    folder.mkdir(exist_ok=True)
    return folder
