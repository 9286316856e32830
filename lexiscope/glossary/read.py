"""Folders of content -> a Glossary. Nothing is raised for a fault in the content: it is listed, all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lexiscope.glossary import markdown
from lexiscope.glossary.facts import Facts, File, edition_facts, entry_facts
from lexiscope.glossary.model import LANGUAGES, Edition, Entry, Glossary, Problem, Source
from lexiscope.i18n import DEFAULT, typography

FRONT = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_SECTION = re.compile(r"^## +(\S.*?)[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILES = {"entry.toml", *(f"{lang}.md" for lang in LANGUAGES)}
_Written = tuple[Facts, str]  # front matter and body of one language


def load(root: Path | str) -> Glossary:
    """Read every entry below `root`; call it once, at start. Faults are kept for `check`. No network, no torch."""
    root = Path(root)
    faults: list[Problem] = []
    found: dict[str, tuple[Facts, dict[str, _Written]]] = {}
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")):
        entry = _folder(folder, f"{root.name}/{folder.name}", faults)
        if entry is not None:
            found[folder.name] = entry
    titles = {
        lang: {slug: written[lang][0]["title"] for slug, (_, written) in found.items() if lang in written}
        for lang in LANGUAGES
    }
    entries = {slug: _entry(slug, facts, written, titles) for slug, (facts, written) in found.items()}
    return Glossary(entries, tuple(faults))


def _folder(folder: Path, name: str, faults: list[Problem]) -> tuple[Facts, dict[str, _Written]] | None:
    """The facts and the editions of one entry; None where English is missing, without which nothing can be shown."""
    if not _SLUG.fullmatch(folder.name):
        faults.append(Problem(name, "is no slug", "use small Latin letters, digits and single hyphens"))
        return None
    for path in sorted(folder.iterdir()):
        if path.name not in _FILES:
            File(f"{name}/{path.name}", faults).note("belongs to no entry", "remove it, or name it en.md, fr.md, hi.md")
    facts_file = File(f"{name}/entry.toml", faults)
    facts = entry_facts(facts_file, _text(folder / "entry.toml", facts_file) or "")
    editions = {}
    for lang in LANGUAGES:
        written = _language(folder / f"{lang}.md", File(f"{name}/{lang}.md", faults), lang)
        if written is not None:
            editions[lang] = written
    return (facts, editions) if DEFAULT in editions else None


def _text(path: Path, file: File) -> str | None:
    """The file's text; None where it is missing or not UTF-8."""
    try:
        return path.read_text("utf-8").replace("\r\n", "\n").removeprefix("\ufeff")
    except FileNotFoundError:
        file.note("is missing", "add this file; docs/add-an-entry.md says how")
    except UnicodeDecodeError:
        file.note("is not UTF-8", "save it as UTF-8")
    return None


def _language(path: Path, file: File, lang: str) -> _Written | None:
    """The checked front matter and the body of one language file."""
    text = _text(path, file)
    if text is None:
        return None
    front = FRONT.match(text)
    if not front:
        file.note("has no front matter", "begin it with +++, TOML, and +++ on a line of its own")
        return None
    facts = edition_facts(file, front[1], lang)
    return None if facts is None else (facts, text[front.end() :])


def _entry(slug: str, facts: Facts, written: dict[str, _Written], titles: dict[str, dict[str, str]]) -> Entry:
    labs = {lab["id"]: lab["preset"] for lab in facts["labs"]}
    return Entry(
        slug=slug,
        category=facts["category"],
        level=facts["level"],
        related=tuple(facts["related"]),
        labs=labs,
        claims=tuple(facts["claims"]),
        sources=tuple(Source(**source) for source in facts["sources"]),
        former=tuple(facts["former"]),
        editions={lang: _edition(lang, *edition, labs, titles[lang]) for lang, edition in written.items()},
    )


def _edition(lang: str, facts: Facts, body: str, labs: Mapping[str, str], titles: Mapping[str, str]) -> Edition:
    return Edition(
        lang=lang,
        title=typography(facts["title"], lang),
        aliases=tuple(typography(alias, lang) for alias in facts["aliases"]),
        summary=typography(" ".join(facts["summary"].split()), lang),
        pronunciation=facts["pronunciation"],
        roman=facts["roman"],
        term_status=facts["term_status"],
        term_source=typography(facts["term_source"], lang),
        sections=tuple(markdown.section(key, text, lang, labs, titles) for key, text in split_sections(body)),
        written_from={key: str(value) for key, value in facts["source"].items()},
    )


def split_sections(body: str) -> list[tuple[str, str]]:
    """(id, Markdown) of each `## id`; what stands before the first one has the id ""."""
    masked = _FENCE.sub(lambda fence: re.sub(r"^## ", "   ", fence[0], flags=re.MULTILINE), body)
    heads = list(_SECTION.finditer(masked))
    ends = [head.start() for head in heads[1:]] + [len(body)]
    sections = [(head[1], body[head.end() : end].strip()) for head, end in zip(heads, ends, strict=True)]
    preface = body[: heads[0].start()] if heads else body
    return ([("", preface.strip())] if preface.strip() else []) + sections
