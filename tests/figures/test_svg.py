"""Still figures: valid, titled, hatched where nothing can be seen, free of anything that could run."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from lexiscope.figures import Bars, Figure, HeadGrid, Lines, Picture, Series
from lexiscope.figures.svg import svg
from lexiscope.i18n import language
from tests.figures.test_plot import EN, HI, NAN, heatmap

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</title></svg><img src=x onerror="top.hit=1">'
EVEN = np.full((2, 3, 4, 4), 0.25, np.float32)
GRID = HeadGrid("heads", "Heads", "All heads", EVEN, "encoder", "Layer", "Head", ("layer", "head"))
FIGURES: tuple[Figure, ...] = (
    heatmap([[0.0, NAN], [0.25, 0.75]]),
    Lines("change", "Change", "Lines", ("0", "1"), (Series("Encoder", "encoder", (0.0, 0.4)),), "Layer", "Change"),
    Bars("ranking", "Ranking", "Bars", ("a cat", "a dog"), (0.9, -0.1), "cosine", "picture", highlight=1),
    Picture("original", "Original", "A picture", np.zeros((5, 7, 3), np.uint8)),
    GRID,
)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_every_figure_is_one_titled_element(figure: Figure) -> None:
    """Well-formed, with its alternative text as title, its language and the role of a picture."""
    root = ElementTree.fromstring(svg(replace(figure, alt=f"{figure.alt} {HOSTILE}"), HI))
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title").text == f"{figure.alt} {HOSTILE}"  # type: ignore[union-attr]
    assert (root.get("role"), root.get("lang")) == ("img", "hi")
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "pattern", "rect", "path", "text", "polyline", "circle", "image", "g"
    }  # fmt: skip


def test_what_cannot_be_seen_is_hatched() -> None:
    """A NaN cell is filled with the hatching and says why; a zero has the colour of the scale, at no strength."""
    root = ElementTree.fromstring(svg(heatmap([[0.0, NAN], [0.25, 0.75]]), EN))
    group = root.find(f"{SVG}g")
    assert group is not None and group.get("fill") == "var(--decoder)"
    assert [cell.get("fill-opacity") for cell in group] == ["0.00", "0.25", "0.75"]
    hatched = [path for path in root.findall(f"{SVG}path") if path.get("fill") == "url(#hatch-decoder)"]
    assert [path.find(f"{SVG}title").text for path in hatched] == ["cannot see"]  # type: ignore[union-attr]
    assert root.find(f"{SVG}pattern").get("id") == "hatch-decoder"  # type: ignore[union-attr]


def test_labels_are_text() -> None:
    """Markup in a token, a caption or a name is shown as it was typed."""
    tokens = (HOSTILE, "bank")
    drawn: tuple[Figure, ...] = (
        heatmap([[0.1, 0.2], [0.3, 0.4]], tokens),
        Bars("ranking", "Ranking", "Bars", tokens, (0.9, 0.1), "cosine", "picture"),
        Lines("change", "Change", "Lines", tokens, (Series(HOSTILE, "encoder", (0.1, 0.2)),), HOSTILE, "Change"),
    )
    for figure in drawn:
        root = ElementTree.fromstring(svg(figure, language("fr")))
        assert HOSTILE in [text.text for text in root.iter(f"{SVG}text")]
        assert not list(root.iter(f"{SVG}img"))


def test_nothing_is_drawn_outside_the_frame() -> None:
    """Long labels, in Devanagari too, get the room they need at the left; cells lie inside the frame."""
    tokens = ("अंतर्राष्ट्रीयकरण", "bank")
    root = ElementTree.fromstring(svg(heatmap([[0.1, 0.2], [0.3, 0.4]], tokens), HI))
    wide, high = (float(side) for side in root.get("viewBox", "").split()[2:])
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.get("x", 0)) + float(rect.get("width", 0)) <= wide
        assert float(rect.get("y", 0)) + float(rect.get("height", 0)) <= high
