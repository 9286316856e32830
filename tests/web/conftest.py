"""The plain addresses over the shipped content, with one small recorded figure, in this process."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from lexiscope.figures import Heatmap
from lexiscope.figures.svg import svg
from lexiscope.figures.table import table_of
from lexiscope.glossary import Glossary, load
from lexiscope.i18n import CODES, language
from lexiscope.web.headers import SecurityHeaders
from lexiscope.web.packed import PackedScripts
from lexiscope.web.recorded import RecordedFigure
from lexiscope.web.routes import routes

CONTENT = Path(__file__).parents[2] / "content"
WORDS = ("river", "bank", "</script>")


def recorded(slug: str, lang: str) -> tuple[RecordedFigure, ...]:
    """A heatmap of three tokens, one of them hostile."""
    values = np.array([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7], [0.3, 0.3, 0.4]], dtype=np.float32)
    heatmap = Heatmap("encoder", "Heatmap", "Weights", values, WORDS, WORDS, "query", "key", "encoder", (0.0, 1.0))
    spoken = language(lang)
    drawn, table = svg(heatmap, spoken), table_of(heatmap, spoken)
    return (RecordedFigure("attention", heatmap.title, heatmap.alt, drawn, table, f"70 % <{slug}>"),)


@pytest.fixture(scope="session")
def glossary() -> Glossary:
    return load(CONTENT)


@pytest.fixture(scope="session")
def served(glossary: Glossary, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    script = tmp_path_factory.mktemp("vendor") / "d3.js"
    script.write_text("var d3 = {};", "utf-8")
    claims = {code: {"attention.decoder-still": "0", "autoencode.ratio": "48"} for code in CODES}
    addresses = routes(glossary, claims, recorded, lambda: False, {"d3.js": script})
    return Starlette(
        routes=addresses, middleware=[Middleware(SecurityHeaders), Middleware(PackedScripts, folder=script.parent)]
    )


@pytest.fixture
def client(served: Starlette) -> TestClient:
    return TestClient(served, base_url="https://lexiscope.example", follow_redirects=False)
