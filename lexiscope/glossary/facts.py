"""TOML tables checked against what an entry needs: every missing, unknown or mistyped key is noted, none raises."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from lexiscope.glossary.model import CATEGORIES, LEVELS, TERM_STATUSES, Problem

Facts = dict[str, Any]
Shape = Mapping[str, tuple[Any, Any]]  # key -> (what it must be, the value that stands in for a faulty one)

ENTRY: Shape = {
    "category": (str, "fundamentals"),
    "level": (int, 1),
    "related": (list[str], ()),
    "labs": (list[Facts], ()),
    "claims": (list[str], ()),
    "sources": (list[Facts], ()),
    "former": (list[str], ()),
}
LAB: Shape = {"id": (str, ""), "preset": (str, "")}
SOURCE: Shape = {"title": (str, ""), "authors": (str, ""), "year": (int, 0), "url": (str, "")}
EDITION: Shape = {
    "title": (str, ""),
    "aliases": (list[str], ()),
    "summary": (str, ""),
    "pronunciation": (str, ""),
    "roman": (str, ""),
    "term_status": (str, "common"),
    "term_source": (str, ""),
    "source": (dict, {}),
}
_NAMES = {str: "a text", int: "a whole number", dict: "a table"}
_NAMES |= {list[str]: "a list of texts", list[Facts]: "a list of tables"}


@dataclass(frozen=True)
class File:
    """A file that is being read, and where its faults are noted."""

    name: str
    faults: list[Problem]

    def note(self, fault: str, remedy: str) -> None:
        self.faults.append(Problem(self.name, fault, remedy))

    def toml(self, text: str) -> Facts | None:
        """The parsed text, or None where it is no TOML."""
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            self.note(f"cannot be read as TOML ({fault})", "mend this line")
            return None

    def table(self, given: Facts, shape: Shape, *, where: str = "", optional: Collection[str] = ()) -> Facts:
        """The keys of `shape`, each of its type, whatever was given."""
        for key in given:
            if key not in shape:
                self.note(f'{where}key "{key}" is unknown', f"use one of {', '.join(shape)}")
        facts: Facts = {}
        for key, (kind, stand_in) in shape.items():
            facts[key] = stand_in
            if key not in given:
                if key not in optional:
                    self.note(f'{where}key "{key}" is missing', f"add it: {_NAMES[kind]}")
            elif _is(given[key], kind):
                facts[key] = given[key]
            else:
                self.note(f'{where}"{key}" is not {_NAMES[kind]}', f"write it as {_NAMES[kind]}")
        return facts

    def one_of(self, facts: Facts, key: str, known: Mapping[Any, str]) -> None:
        """Hold a key to the known ids; the first stands in for an unknown one."""
        if facts[key] not in known:
            choices = ", ".join(map(str, known))
            self.note(f'"{key}" is {facts[key]!r}, which is unknown', f"use one of {choices}, never translated")
            facts[key] = next(iter(known))


def entry_facts(file: File, text: str) -> Facts:
    """`entry.toml`: the facts that no language changes."""
    facts = file.table(file.toml(text) or {}, ENTRY, optional=["former"])
    facts["labs"] = [file.table(lab, LAB, where="labs: ") for lab in facts["labs"]]
    facts["sources"] = [file.table(source, SOURCE, where="sources: ") for source in facts["sources"]]
    file.one_of(facts, "category", CATEGORIES)
    file.one_of(facts, "level", LEVELS)
    for source in facts["sources"]:
        if not source["url"].startswith(("https://", "http://")):
            file.note(f'source "{source["title"]}" has no web address', "give url as https://...")
    return facts


def edition_facts(file: File, text: str, lang: str) -> Facts | None:
    """The front matter of one language; None where it is no TOML."""
    given = file.toml(text)
    if given is None:
        return None
    optional = ["pronunciation", "source"] + ["roman"] * (lang != "hi")  # `check` asks translations for `source`
    facts = file.table(given, EDITION, optional=optional)
    file.one_of(facts, "term_status", TERM_STATUSES)
    for key in ("title", "summary"):
        if key in given and not str(facts[key]).strip():
            file.note(f'"{key}" is empty', "write it")
    return facts


def _is(value: Any, kind: Any) -> bool:
    if kind in (list[str], list[Facts]):
        inner = str if kind == list[str] else dict
        return isinstance(value, list) and all(isinstance(item, inner) for item in value)
    return isinstance(value, kind) and not isinstance(value, bool)
