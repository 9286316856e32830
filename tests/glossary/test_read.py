"""Folders of Markdown become frozen entries, in learning order, found under all their names."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from lexiscope.glossary import LabSlot, Prose, load
from lexiscope.glossary.__main__ import main
from lexiscope.glossary.read import split_sections
from tests.glossary.conftest import spoil


def test_blocks_alternate(content: Path) -> None:
    """A lab stands between two pieces of prose, with the preset of entry.toml."""
    deep = load(content).entry("encoder").edition("hi").section("deep")
    assert [type(block) for block in deep.blocks] == [Prose, LabSlot, Prose]
    assert deep.blocks[1] == LabSlot("attention", "river")
    assert [heading.id for heading in deep.headings] == ["both"]


def test_frozen(content: Path) -> None:
    """What every visitor shares cannot be changed."""
    entry = load(content).entry("encoder")
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.level = 3  # type: ignore[misc]


def test_order_and_neighbours(content: Path) -> None:
    """Learning order goes by level; the first has no previous entry, the last no next."""
    glossary = load(content)
    assert glossary.order == ("encoder", "decoder")
    assert glossary.previous_next("encoder") == (None, glossary.entry("decoder"))
    assert glossary.previous_next("decoder") == (glossary.entry("encoder"), None)


@pytest.mark.parametrize("name", ["encoder", "Encoder", "ENCODER-network", "encodeur", "एन्कोडर", "एंकोडर", "enkodar"])
def test_resolve(content: Path, name: str) -> None:
    """Titles, aliases and roman spellings of every language lead to the entry, whatever their case."""
    assert load(content).resolve(name) == "encoder"


def test_former_slug(content: Path) -> None:
    """A slug that the entry once had still leads to it."""
    spoil(content / "encoder" / "entry.toml", "level = 1", 'level = 1\nformer = ["coder"]')
    assert load(content).resolve("coder") == "encoder"


def test_suggest(content: Path) -> None:
    """A misspelt slug suggests the nearest entry; a hopeless one still suggests something to read."""
    glossary = load(content)
    assert glossary.suggest("decodr")[0].slug == "decoder"
    assert glossary.suggest("\0" * 10_000)
    assert glossary.resolve("zzz") is None


def test_definition_and_minutes(content: Path) -> None:
    """The definition is the first sentence of the summary, also where a danda ends it."""
    for lang, end in (("en", "."), ("fr", "."), ("hi", "।")):
        edition = load(content).entry("encoder").edition(lang)
        assert edition.definition.endswith(end)
        assert edition.summary.startswith(edition.definition)
        assert edition.definition.count(end) == 1
        assert edition.minutes >= 1


def test_sections_in_code_stay_text() -> None:
    """`## ` inside a code fence begins no section."""
    assert split_sections("## why\n\n```\n## deep\n```\n\n## try\n\nx") == [("why", "```\n## deep\n```"), ("try", "x")]


def test_windows_line_ends(content: Path) -> None:
    """A file saved with CRLF reads the same and is not stale."""
    path = content / "encoder" / "en.md"
    before = load(content).entry("encoder").edition("en").hashes
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(content).entry("encoder").edition("en").hashes == before


def test_check_command(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` prints the faults and fails; without a fault it says so."""
    assert main(["--root", str(content), "check"]) == 0
    assert capsys.readouterr().out == "no faults\n"
    spoil(content / "encoder" / "fr.md", "## try", "## essayer")
    assert main(["--root", str(content), "check"]) == 1
    assert 'content/encoder/fr.md: section "try" is missing' in capsys.readouterr().out


def test_stamp_command(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After a change of the English, `stamp` notes that the translation follows it again; twice is the same as once."""
    spoil(content / "encoder" / "en.md", "Some plain words", "Some other words")
    assert main(["--root", str(content), "check"]) == 1
    for lang in ("fr", "hi"):
        assert main(["--root", str(content), "stamp", "encoder", lang]) == 0
    text = (content / "encoder" / "hi.md").read_text("utf-8")
    assert main(["--root", str(content), "stamp", "encoder", "hi"]) == 0
    assert (content / "encoder" / "hi.md").read_text("utf-8") == text
    assert main(["--root", str(content), "check"]) == 0
    assert main(["--root", str(content), "stamp", "nothing", "hi"]) == 1
    capsys.readouterr()


def test_fifty_entries_load_fast(content: Path) -> None:
    """Fifty entries in three languages are read in well under two seconds of processor time."""
    for number in range(48):
        folder = content / f"encoder-{number}"
        folder.mkdir()
        for path in (content / "encoder").iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
    started = time.process_time()
    assert len(load(content).entries) == 50
    assert time.process_time() - started < 2
