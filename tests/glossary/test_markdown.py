"""Markdown becomes safe HTML with links, claims, formulas and the typography of its language."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from lexiscope.glossary import Prose, Section
from lexiscope.glossary.markdown import section


def parsed(source: str, lang: str = "en") -> Section:
    return section("deep", source, lang, {}, {"latent-space": "Latent Space", "clip": "CLIP"})


def html(source: str, lang: str = "en") -> str:
    (block,) = parsed(source, lang).blocks
    assert isinstance(block, Prose)
    return block.html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](//evil.example)",
        "[x](data:text/html,<script>)",
        "![x](https://evil.example/x.png)",
        '[[a"onmouseover="alert(1)|x]]',
        "$\\text{<script>alert(1)</script>}$",
        '{claim:x"><script>alert(1)</script>}',
    ],
)
def test_no_script_gets_through(source: str) -> None:
    """Neither raw HTML nor an address nor a formula nor a directive brings script or a foreign picture."""
    tags: list[str] = []
    values: dict[str, str | None] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            values.update(attrs)

    Reader().feed(html(source))
    assert not {"script", "img", "iframe", "svg", "style"} & set(tags)
    assert not [name for name in values if name.startswith("on")]
    assert (values.get("href") or "https://").startswith("https://")


def test_links() -> None:
    """A link keeps its words; a bare one takes the title as it stands inside a sentence, and the section knows both."""
    found = parsed("In [[latent-space]] and [[clip]]. [[latent-space]] of [[vae|a VAE]].")
    assert found.links == ("latent-space", "clip", "latent-space", "vae")
    assert found.text == "In latent space and CLIP. Latent Space of a VAE."


def test_claims_and_headings() -> None:
    """Claims leave a slot, headings get the id that is written or one from their words."""
    found = parsed("### One {#first}\n\nIt is {claim:a.b} now.\n\n### Two words\n\nx")
    assert found.claims == ("a.b",)
    assert [(heading.id, heading.title) for heading in found.headings] == [("first", "One"), ("two-words", "Two words")]
    assert '<span class="claim" data-claim="a.b"></span>' in html("It is {claim:a.b} now.")


def test_formula_is_mathml() -> None:
    """LaTeX becomes MathML, a name of several letters one word, and prices in dollars stay text."""
    written = html(r"$\mathrm{softmax}(x)$ and $$y = \frac{a}{b}$$")
    assert "<mi>softmax</mi>" in written
    assert "<math" in html("$$\ny = \\frac{a}{b}\n$$")
    assert "<math" not in html("It costs 5$ or 7$ today.")


def test_french_typography_in_words_only() -> None:
    """No-break spaces and curly apostrophes are set in prose, not in code, formulas and addresses."""
    written = html('« l\'*encodeur* » : oui ! `a : b` $x : y$ [ici](https://a.example/b;c) "non"', "fr")
    assert "«&nbsp;l’<em>encodeur</em>&nbsp;»&nbsp;: oui\u202f!" in written
    assert "<code>a : b</code>" in written
    assert "https://a.example/b;c" in written
    assert "«&nbsp;non&nbsp;»" in written


def test_english_quotes() -> None:
    """Straight quotation marks become curly ones."""
    assert html('"It\'s one."') == "<p>“It’s one.”</p>\n"


def test_table_alignment_needs_no_style_attribute() -> None:
    """The reading edition's policy forbids inline styles, so alignment is a class."""
    written = html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert "style=" not in written
    assert '<td class="right">2</td>' in written


def test_plain_text_leaves_out_code_and_formulas() -> None:
    """What is counted and searched is what is read as words."""
    assert parsed("One `code` two $x$ three.").text == "One  two  three."
