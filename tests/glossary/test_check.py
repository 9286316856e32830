"""Each fault of the content gives one line with file, fault and remedy; faultless content gives none."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexiscope.glossary import check, load
from tests.glossary.conftest import FILL, spoil

ENTRY, EN, FR, HI = "encoder/entry.toml", "encoder/en.md", "encoder/fr.md", "encoder/hi.md"
CLAIM = "{claim:attention.decoder-still}"


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in check(load(root))]


def test_faultless(content: Path) -> None:
    """A complete glossary has no problem, also with labs and claims looked up."""
    found = check(load(content), claims=["attention.decoder-still"], labs={"attention": ["river"]})
    assert [str(problem) for problem in found] == []


FAULTS = [
    (EN, "[[decoder|Decoder]]", "[[decodr|Decoder]]", "link [[decodr]] in \"deep\" leads nowhere; write [[decoder]]"),
    (EN, "[[decoder|Decoder]]", "[[encoder|Decoder]]", "\"deep\" links to its own entry"),
    (FR, "## why", "## pourquoi", 'section "why" is missing; add it or remove it from en.md'),
    (FR, "## why", "## pourquoi", 'section "pourquoi" is unknown; use one of why, deep, try, pitfalls'),
    (HI, "## try", "## why", 'section "why" stands twice'),
    (EN, "## why", "Stray words.\n\n## why", "has text before its first section"),
    (ENTRY, "level = 1", 'level = "one"', '"level" is not a whole number'),
    (ENTRY, "level = 1", "level = true", '"level" is not a whole number'),
    (ENTRY, "level = 1", "level = 9", '"level" is 9, which is unknown; use one of 1, 2, 3'),
    (ENTRY, '"fundamentals"', '"मूल सिद्धांत"', "which is unknown; use one of fundamentals"),
    (ENTRY, "level = 1", "level = 1\nlevle = 2", 'key "levle" is unknown'),
    (ENTRY, "level = 1", "level = = 1", "cannot be read as TOML"),
    (ENTRY, "level = 1\n", "", 'key "level" is missing; add it: a whole number'),
    (ENTRY, "https://arxiv", "arxiv", "has no web address"),
    (ENTRY, 'related = ["decoder"]', 'related = ["decodr"]', 'is related to "decodr", which is no entry'),
    (EN, 'title = "Encoder"', "title = 7", '"title" is not a text'),
    (EN, "+++", "---", "has no front matter"),
    (HI, 'roman = "enkodar"\n', "", 'key "roman" is missing'),
    (FR, "[source]", "[sauce]", "does not say which English it was written from"),
    (EN, FILL["en"], "Other words stand here now, so that the text has changed a lot.", '"summary" is stale'),
    (EN, "{lab:attention}", "", 'lab "attention" has no place; write {lab:attention}'),
    (FR, "{lab:attention}", "{lab:match}", "{lab:match} is not in entry.toml"),
    (FR, "{lab:attention}", "", 'labs of section "deep" are none; make them as in English: attention'),
    (HI, CLAIM, "", 'claims of section "deep" are none; make them as in English'),
    (HI, CLAIM, "{claim:attention.other}", 'claim "attention.other" is not listed'),
    (ENTRY, '["attention.decoder-still"]', '["attention.decoder-still", "x.y"]', 'claim "x.y" is listed but not used'),
    (HI, "{#both}", "{#beide}", 'sub-sections of section "deep" are beide; make them as in English: both'),
    (EN, f'summary = "{FILL["en"]}', 'summary = "', '"summary" has 36 words; bring it between 40 and 70'),
    (EN, "### Encoders", "*Loose star\n\n### Encoders", "shows its markup"),
    (HI, "सरल", "сरल", "mixes Cyrillic and Devanagari letters"),
    (HI, "सरल", "saरल", "mixes Devanagari and Latin letters"),
    (HI, "सरल", "३ सरल", "has the digit ३; write digits as 0-9"),
    (HI, "सरल", "एनकोडर", '"एनकोडर" in "summary" is not in the lexicon; write "एन्कोडर"'),
    (HI, "सरल", "आवेदन", "is not in the lexicon"),
    (HI, "## try", "## try\n\nsome parameters remained untranslated, somebody forgot", "is 0% Devanagari"),
    (FR, "mots simples", "words of the encoder", 'has English in "Quelques words of the'),
    (FR, "mots simples", "tokens", '"tokens" in "summary" is not in the lexicon; write "jeton"'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line"), FAULTS)
def test_one_fault(content: Path, file: str, old: str, new: str, line: str) -> None:
    """A spoilt file is named with its fault and its remedy."""
    spoil(content / file, old, new)
    found = [problem for problem in problems(content) if line in problem]
    assert found, problems(content)
    assert "; " in found[0]
    assert found[0].startswith("content/encoder/")


def test_missing_language(content: Path) -> None:
    """A language that is not there is a fault, and English stands in for it."""
    (content / HI).unlink()
    assert any(line.startswith("content/encoder/hi.md: is missing") for line in problems(content))
    assert load(content).entry("encoder").edition("hi").lang == "en"


def test_missing_facts_and_strange_files(content: Path) -> None:
    """A folder without entry.toml, a file that is no part of an entry, bytes that are no UTF-8: one line each."""
    (content / ENTRY).unlink()
    (content / "encoder" / "de.md").write_text("", "utf-8")
    (content / "decoder" / "fr.md").write_bytes(b'+++\ntitle = "\xff"\n+++\n')
    lines = problems(content)
    assert any("encoder/entry.toml: is missing" in line for line in lines)
    assert any("encoder/de.md: belongs to no entry" in line for line in lines)
    assert any("decoder/fr.md: is not UTF-8" in line for line in lines)


def test_unknown_claim_lab_and_preset(content: Path) -> None:
    """Claims, labs and presets are held against those that exist, when they are given."""
    lines = "\n".join(map(str, check(load(content), claims=["a.b"], labs={"attention": ["lake"], "match": []})))
    assert 'claim "attention.decoder-still" is measured by no lab; use one of a.b' in lines
    assert 'lab "attention" has no preset "river"; use one of lake' in lines


def test_english_terms_in_brackets(content: Path) -> None:
    """The English term may stand in brackets or stars, where the reader first meets it."""
    spoil(content / FR, "mots simples", "jetons (*tokens*)")
    assert problems(content) == []


def test_far_from_encoder(content: Path) -> None:
    """An entry that does not lead to Encoder within two links is named."""
    for name in ("entry.toml", "en.md", "fr.md", "hi.md"):
        path = content / "decoder" / name
        path.write_text(path.read_text("utf-8").replace('["encoder"]', "[]").replace("[[encoder|", "("), "utf-8")
    assert any('content/decoder: is more than 2 links from "encoder"' in line for line in problems(content))
