"""One prose block becomes the HTML of either edition."""

from __future__ import annotations

import re
from pathlib import Path

from lexiscope.figures.palette import COLOUR
from lexiscope.glossary import Prose, app_href, load, prose_css, read_href, render, variables


def deep(root: Path, lang: str = "fr", **claims: str) -> str:
    glossary = load(root)
    block = glossary.entry("encoder").edition(lang).section("deep").blocks[0]
    assert isinstance(block, Prose)
    values = {name.replace("_", "."): value for name, value in claims.items()}
    return render(block, glossary, lang, read_href(lang), values)


def test_link_carries_its_definition(content: Path) -> None:
    """A link leads to the edition's address and names the card that holds the definition, closed at first."""
    written = deep(content)
    link = re.search(r'<a class="term" data-slug="decoder" href="/read/fr/decoder" aria-describedby="([^"]+)"', written)
    assert link
    card = re.search(rf'<span class="definition" role="tooltip" id="{link[1]}" hidden>([^<]+)<', written)
    assert card
    assert card[1] == load(content).entry("decoder").edition("fr").definition


def test_addresses_differ_by_edition(content: Path) -> None:
    """The app keeps the language in the query, the reading edition in the path."""
    assert app_href("hi")("clip") == "/clip?lang=hi"
    assert read_href("hi")("clip") == "/read/hi/clip"


def test_claim_values(content: Path) -> None:
    """A claim prints the value it is given, escaped; without one it prints an ellipsis."""
    glossary = load(content)
    block = glossary.entry("encoder").edition("en").section("deep").blocks[0]
    assert isinstance(block, Prose)
    values = {"attention.decoder-still": "<0 & 1>"}
    assert ">&lt;0 &amp; 1&gt;</span>" in render(block, glossary, "en", app_href("en"), values)
    assert ">…</span>" in render(block, glossary, "en", app_href("en"), {})


def test_unknown_slug_leaves_words(content: Path) -> None:
    """A link that leads nowhere is plain words, not a dead link."""
    prose = Prose('<p><a class="term" data-slug="gone" rel="noopener">words</a></p>', "why-0")
    assert render(prose, load(content), "en", app_href("en"), {}) == "<p>words</p>"


def test_style_names_only_variables() -> None:
    """The shared style sheet holds no colour of its own; the palette writes them for both themes."""
    named = set(re.findall(r"var\(--([a-z]+)\)", prose_css())) - {"latin", "devanagari"}
    for theme in ("light", "dark"):
        given = set(re.findall(r"--([a-z]+):", variables(theme)))
        assert named <= given
        assert COLOUR["encoder"][theme] in variables(theme)
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", prose_css())
