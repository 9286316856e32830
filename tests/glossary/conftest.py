"""A small glossary without a fault: two entries in three languages, to be spoilt one fault at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexiscope.glossary import load
from lexiscope.glossary.__main__ import stamp

FACTS = """category = "fundamentals"
level = {level}
related = ["{other}"]
labs = [{{ id = "attention", preset = "river" }}]
claims = ["attention.decoder-still"]

[[sources]]
title = "Attention Is All You Need"
authors = "Vaswani et al."
year = 2017
url = "https://arxiv.org/abs/1706.03762"
"""
TITLES = {
    "encoder": {"en": "Encoder", "fr": "Encodeur", "hi": "एन्कोडर"},
    "decoder": {"en": "Decoder", "fr": "Décodeur", "hi": "डिकोडर"},
}
FILL = {
    "en": "Some plain words stand here so that the section is long enough.",
    "fr": "Quelques mots simples se trouvent ici pour remplir toute cette section.",
    "hi": "यहाँ कुछ सरल शब्द रखे गए हैं ताकि यह भाग लंबा हो।",
}
WORDS = {"en": "Encoders and decoders", "fr": "Les encodeurs et les décodeurs", "hi": "एन्कोडर और डिकोडर"}


def edition(slug: str, other: str, lang: str) -> str:
    """The text of one language file."""
    fill = FILL[lang]
    roman = 'roman = "enkodar"\n' if lang == "hi" else ""
    return f"""+++
title = "{TITLES[slug][lang]}"
aliases = ["{slug.title()} Network"]
summary = "{" ".join([fill] * 4)}"
pronunciation = "/x/"
{roman}term_status = "common"
term_source = "Hugging Face"
+++

## why

{" ".join([fill] * 7)}

## deep

{" ".join([fill] * 12)} [[{other}|{TITLES[other][lang]}]] {{claim:attention.decoder-still}}

{{lab:attention}}

### {WORDS[lang]} {{#both}}

{" ".join([fill] * 12)}

## try

1. {fill}

## pitfalls

- **{fill}** {fill}
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The folder of a faultless glossary."""
    root = tmp_path / "content"
    for level, (slug, other) in enumerate((("encoder", "decoder"), ("decoder", "encoder")), 1):
        folder = root / slug
        folder.mkdir(parents=True)
        (folder / "entry.toml").write_text(FACTS.format(level=level, other=other), "utf-8")
        for lang in ("en", "fr", "hi"):
            (folder / f"{lang}.md").write_text(edition(slug, other, lang), "utf-8")
    for slug, entry in load(root).entries.items():
        for lang in ("fr", "hi"):
            path = root / slug / f"{lang}.md"
            path.write_text(stamp(path.read_text("utf-8"), entry.editions["en"].hashes), "utf-8")
    return root


def spoil(path: Path, old: str, new: str) -> None:
    """Replace words of a file; the words must be there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
