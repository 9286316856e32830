"""What the glossary holds: frozen values, read once at start and shared by every visitor."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from lexiscope.glossary.fold import fold, slugify
from lexiscope.i18n import DEFAULT, N_

LANGUAGES = ("en", "fr", "hi")
# Section ids in the order of the page, and the headings under which they are shown.
SECTIONS = {"why": N_("Why it matters"), "deep": N_("How it works"), "try": N_("Try it"), "pitfalls": N_("Pitfalls")}
CATEGORIES = {
    "fundamentals": N_("Fundamentals"),
    "architecture": N_("Architecture"),
    "text": N_("Text"),
    "representation": N_("Representation and search"),
    "training": N_("Training"),
    "models": N_("Models"),
    "vision": N_("Vision, audio, diffusion"),
    "generation": N_("Generation"),
    "society": N_("Tasks, evaluation, society"),
}
LEVELS = {1: N_("First steps"), 2: N_("Going further"), 3: N_("In depth")}
TERM_STATUSES = {
    "official": N_("Official term"),
    "common": N_("Common term"),
    "transliterated": N_("Transliterated term"),
}
WORDS_PER_MINUTE = 200  # technical prose; Brysbaert (2019) measures 238 for easy English non-fiction


@dataclass(frozen=True)
class Problem:
    """One fault of the content, in one line: which file, what is wrong, what to do."""

    file: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.fault}; {self.remedy}"


@dataclass(frozen=True)
class Prose:
    """Sanitised HTML without hrefs, definitions and claim values: `render` fills those per edition and language."""

    html: str
    key: str  # unique within the page, e.g. "deep-0"


@dataclass(frozen=True)
class LabSlot:
    """The place in the text where a lab stands."""

    lab: str
    preset: str


Block = Prose | LabSlot


@dataclass(frozen=True)
class Heading:
    """A sub-section, for "in this page"."""

    id: str
    title: str


@dataclass(frozen=True)
class Section:
    """One section of one edition. `source` is its Markdown; `text` is what a reader reads of it."""

    id: str
    source: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    headings: tuple[Heading, ...]
    links: tuple[str, ...]  # slugs, in the order of the text
    claims: tuple[str, ...]
    labs: tuple[str, ...]
    paragraphs: tuple[str, ...] = field(repr=False)  # plain text, without code and formulas

    @cached_property
    def text(self) -> str:
        """The section as plain text, one paragraph after another."""
        return "\n".join(self.paragraphs)

    @cached_property
    def hash(self) -> str:
        """Fingerprint of the source, by which a translation knows what it was written from."""
        return fingerprint(self.source)


@dataclass(frozen=True)
class Edition:
    """An entry in one language."""

    lang: str
    title: str
    aliases: tuple[str, ...]
    summary: str
    pronunciation: str
    roman: str  # hand-written Latin spelling, Hindi only
    term_status: str
    term_source: str
    sections: tuple[Section, ...] = field(repr=False)
    written_from: Mapping[str, str] = field(repr=False, default_factory=dict)  # section -> English hash

    def section(self, section_id: str) -> Section:
        """The section with this id; raises KeyError."""
        return {section.id: section for section in self.sections}[section_id]

    @cached_property
    def definition(self) -> str:
        """The first sentence of the summary: what a link or a card shows."""
        match = re.match(r".{30,}?[.!?।](?=\s|$)", self.summary)
        return match.group() if match else self.summary

    @cached_property
    def minutes(self) -> int:
        """Minutes to read, at least one."""
        words = count_words(self.summary) + sum(count_words(section.text) for section in self.sections)
        return max(1, round(words / WORDS_PER_MINUTE))

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Fingerprints of the summary and of every section."""
        return {"summary": fingerprint(self.summary)} | {section.id: section.hash for section in self.sections}


@dataclass(frozen=True)
class Source:
    """Where a statement of the entry comes from."""

    title: str
    authors: str
    year: int
    url: str


@dataclass(frozen=True)
class Entry:
    """One idea: the facts that no language changes, and its editions."""

    slug: str
    category: str
    level: int
    related: tuple[str, ...]
    labs: Mapping[str, str]  # lab id -> preset
    claims: tuple[str, ...]
    sources: tuple[Source, ...]
    former: tuple[str, ...]  # earlier slugs, which still lead here
    editions: Mapping[str, Edition] = field(repr=False)

    def edition(self, lang: str) -> Edition:
        """The edition in a language, else the English one. `check` lists every language that is missing."""
        return self.editions.get(lang) or self.editions[DEFAULT]


@dataclass(frozen=True, eq=False)
class Glossary:
    """All entries; `faults` are what could not be read and was replaced by an empty value. Compared by identity."""

    entries: Mapping[str, Entry]
    faults: tuple[Problem, ...] = ()

    def entry(self, slug: str) -> Entry:
        """The entry with this slug; raises KeyError."""
        return self.entries[slug]

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Slugs in learning order: level, then group, then the entry that most others lean on."""
        leaned_on = {slug: sum(slug in entry.related for entry in self.entries.values()) for slug in self.entries}
        groups = list(CATEGORIES)

        def place(slug: str) -> tuple[int, int, int, str]:
            entry = self.entries[slug]
            group = groups.index(entry.category) if entry.category in groups else len(groups)
            return entry.level, group, -leaned_on[slug], slug

        return tuple(sorted(self.entries, key=place))

    def previous_next(self, slug: str) -> tuple[Entry | None, Entry | None]:
        """The neighbours in learning order; None at either end. Raises ValueError for an unknown slug."""
        place = self.order.index(slug)
        before = self.entries[self.order[place - 1]] if place else None
        after = self.entries[self.order[place + 1]] if place + 1 < len(self.order) else None
        return before, after

    @cached_property
    def redirects(self) -> dict[str, str]:
        """Other addresses of an entry -> its slug: former slugs, titles, aliases and roman spellings."""
        found: dict[str, str] = {}
        for slug in self.order:
            entry = self.entries[slug]
            names = list(entry.former)
            for edition in entry.editions.values():
                names += [edition.title, *edition.aliases, edition.roman]
            for name in map(slugify, names):
                if name and name not in self.entries:
                    found.setdefault(name, slug)
        return found

    def resolve(self, address: str) -> str | None:
        """The slug that an address means ("Encoder", "feature-extractor", "एन्कोडर"), or None."""
        name = slugify(address[:200])
        return name if name in self.entries else self.redirects.get(name)

    def suggest(self, unknown: str, limit: int = 3) -> tuple[Entry, ...]:
        """The entries whose names come nearest to an unknown slug, best first; the first entries if none is near."""
        names = {slug: slug for slug in self.order} | self.redirects
        folded = {name: fold(name.replace("-", " ")) for name in names}
        wanted = fold(unknown[:100].replace("-", " "))
        near = process.extract(wanted, folded, scorer=fuzz.WRatio, score_cutoff=60, limit=20)
        slugs = dict.fromkeys(names[name] for _, _, name in near)
        return tuple(self.entries[slug] for slug in (list(slugs) or list(self.order))[:limit])


def count_words(text: str) -> int:
    """Words between white space; a lone quotation mark or question mark is none."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


def fingerprint(source: str) -> str:
    """A short hash of Markdown, blind to white space at the ends of lines."""
    lines = "\n".join(line.rstrip() for line in source.strip().splitlines())
    return hashlib.sha256(lines.encode()).hexdigest()[:12]
