"""The lexicon of the small world: concepts with their words in English, French and Hindi.

It lies in `words/`, in files that a translator can read and correct: `nouns/*.csv`, `verbs.csv`, `adjectives.csv`, and
`classes.toml`, the tree of kinds that says which verb goes with which noun. The first lines of each file say how its
cells are written. `python -m smallworld.lexicon` checks everything and counts.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("en", "fr", "hi")
Gender = Literal["m", "f"]
AFTER = ("", "को", "(को)", "से", "पर", "में", "की ओर", "के लिए")  # Hindi postpositions of an object
Frame = Literal["intransitive", "transitive", "to"]
T = TypeVar("T")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LATIN = re.compile(r"[a-zà-ÿœæ][a-zà-ÿœæ' -]*", re.IGNORECASE)
_DEVANAGARI = re.compile(r"[\u0900-\u097F\u200c\u200d -]+")


class LexiconFault(ValueError):
    """One line: file, line, fault and remedy."""


@dataclass(frozen=True)
class Noun:
    """A thing. French and Hindi give it a gender; `aspirated`: no elision before its h; `mass`: it is not counted."""

    id: str
    kind: str  # a leaf of the tree of classes
    en: str
    en_plural: str
    fr: str
    fr_plural: str
    fr_gender: Gender
    hi: str
    hi_gender: Gender
    hi_fixed: bool  # a masculine in -ा that never changes: राजा
    mass: bool
    aspirated: bool
    emoji: str


@dataclass(frozen=True)
class Verb:
    """What a subject does, to an object or towards a place; the forms that no rule gives."""

    id: str
    frame: Frame
    en: tuple[str, str, str, str]  # eat, eats, ate, eating
    fr: tuple[str, str, str, str]  # manger, mange, mangent, mangé
    fr_etre: bool  # its past takes être
    hi: tuple[str, str]  # stem खा, perfective masculine singular खाया
    hi_object: str  # the postposition of its object; "(को)": a living object has को only where it is known
    hi_ne: bool  # its subject takes ने in the past
    stative: bool  # a state, not an event: "sees", never "is seeing"
    motion: bool  # a way of moving that takes no further place
    once: bool  # nothing that is done every day
    subjects: frozenset[str]  # leaves of the tree of classes
    objects: frozenset[str]


@dataclass(frozen=True)
class Adjective:
    """A property, and what may have it."""

    id: str
    kind: str
    en: str
    fr: str
    fr_feminine: str
    fr_vowel: str  # the masculine before a vowel: bel
    fr_before: bool  # stands before its noun
    hi: str
    hi_fixed: bool
    nouns: frozenset[str]  # leaves of the tree of classes


@dataclass(frozen=True)
class Lexicon:
    """All concepts by their names."""

    nouns: dict[str, Noun]
    verbs: dict[str, Verb]
    adjectives: dict[str, Adjective]

    def __len__(self) -> int:
        return len(self.nouns) + len(self.verbs) + len(self.adjectives)


@cache
def load(folder: Path = WORDS) -> Lexicon:
    """Reads and checks all files. Raises LexiconFault, one line for each fault found."""
    tree = Tree.read(folder / "classes.toml")
    faults: list[str] = []

    def read(paths: list[Path], parse: Callable[[dict[str, str], Tree], T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for place, row in (place_row for path in paths for place_row in _rows(path, faults)):
            try:
                if row["id"] in found:
                    raise ValueError(f'the name "{row["id"]}" stands twice; choose another one')
                found[row["id"]] = parse(row, tree)
            except ValueError as fault:
                faults.append(f"{place}: {fault}")
        return found

    nouns = read(sorted((folder / "nouns").glob("*.csv")), _noun)
    verbs, adjectives = read([folder / "verbs.csv"], _verb), read([folder / "adjectives.csv"], _adjective)
    if faults:
        raise LexiconFault("\n".join(faults))
    return Lexicon(nouns, verbs, adjectives)


@dataclass(frozen=True)
class Tree:
    """The kinds of things: a class -> the leaves below it."""

    leaves: dict[str, frozenset[str]]

    @classmethod
    def read(cls, path: Path) -> Tree:
        below: dict[str, list[str]] = tomllib.loads(path.read_text("utf-8"))["classes"]

        def under(name: str) -> frozenset[str]:
            return frozenset().union(*map(under, below[name])) if below.get(name) else frozenset({name})

        names = {*below, *(child for children in below.values() for child in children)}
        return cls({name: under(name) for name in names})

    def leaf(self, name: str) -> str:
        if self.leaves.get(name) != frozenset({name}):
            raise ValueError(f'"{name}" is no class of nouns; see classes.toml')
        return name

    def under(self, names: str) -> frozenset[str]:
        """All leaves below some classes, separated by spaces."""
        unknown = [name for name in names.split() if name not in self.leaves]
        if unknown:
            raise ValueError(f'"{unknown[0]}" is no class; see classes.toml')
        return frozenset().union(*(self.leaves[name] for name in names.split()))


def _rows(path: Path, faults: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(place, cells by column) of each row; lines that begin with # are notes."""
    lines = path.read_text("utf-8").splitlines()
    begin = next((i for i, line in enumerate(lines) if not line.startswith("#")), 0)
    columns = next(csv.reader([lines[begin]]))
    for number, line in enumerate(lines[begin + 1 :], begin + 2):
        cells = next(csv.reader([line]), [])
        place = f"{path.name}, line {number}"
        if len(cells) != len(columns):
            faults.append(f"{place}: {len(cells)} cells; give {len(columns)}: {', '.join(columns)}")
            continue
        row = {name: unicodedata.normalize("NFC", cell.strip()) for name, cell in zip(columns, cells, strict=True)}
        empty = [language for language in LANGUAGES if not row[language]]
        if empty or not _ID.fullmatch(row["id"]):
            faults.append(f"{place}: {f'no word in {empty[0]}' if empty else 'the id is not like-this'}; write one")
            continue
        yield place, row


def _words(cell: str, language: str, count: int, what: str) -> list[str]:
    """The forms in a cell, in the language's letters."""
    forms = [form.strip() for form in cell.split("|")]
    if len(forms) != count:
        raise ValueError(f'"{cell}" has {len(forms)} forms; give {count}: {what}')
    letters = _DEVANAGARI if language == "hi" else _LATIN
    wrong = [form for form in forms if not letters.fullmatch(form)]
    if wrong:
        raise ValueError(f'"{wrong[0]}" is not written in the letters of {language}')
    return forms


def _gendered(cell: str) -> tuple[str, Gender]:
    word, _, gender = cell.rpartition(" ")
    if gender not in ("m", "f") or not word:
        raise ValueError(f'"{cell}" has no gender; write "{cell} m" or "{cell} f"')
    return word, "m" if gender == "m" else "f"


def _noun(row: dict[str, str], tree: Tree) -> Noun:
    en, _, en_plural = row["en"].partition("|")
    french, _, fr_plural = row["fr"].partition("|")
    fr, fr_gender = _gendered(french.strip().removeprefix("*"))
    hi, hi_gender = _gendered(row["hi"].replace("=", "").strip())
    traits = set(row["traits"].split())
    if traits - {"mass"}:
        raise ValueError(f'"{row["traits"]}" is no trait; leave it empty or write mass')
    _words(en, "en", 1, "the word"), _words(fr, "fr", 1, "the word"), _words(hi, "hi", 1, "the word")
    return Noun(
        id=row["id"],
        kind=tree.leaf(row["class"]),
        en=en,
        en_plural=en_plural or english_plural(en),
        fr=fr,
        fr_plural=fr_plural or (fr if fr[-1] in "sxz" else fr + "s"),
        fr_gender=fr_gender,
        hi=hi,
        hi_gender=hi_gender,
        hi_fixed="=" in row["hi"],
        mass="mass" in traits,
        aspirated=french.strip().startswith("*"),
        emoji=row["emoji"],
    )


def _verb(row: dict[str, str], tree: Tree) -> Verb:
    frames: dict[str, Frame] = {"intransitive": "intransitive", "transitive": "transitive", "to": "to"}
    name, *marks = row["frame"].split() or [""]
    if name not in frames or set(marks) - {"stative", "motion", "once"}:
        raise ValueError(f'"{row["frame"]}" is no frame; write {", ".join(frames)}, then stative, motion or once')
    frame = frames[name]
    if (frame == "intransitive") == bool(row["object"]):
        raise ValueError("a transitive verb and a verb with “to” have classes of objects, an intransitive one has none")
    a, b, c, d = _words(row["en"], "en", 4, "eat|eats|ate|eating")
    e, f, g, h = _words(row["fr"].replace("*", ""), "fr", 4, "manger|mange|mangent|mangé")
    stem, perfective = _words(row["hi"].replace("-ने", "").replace("+ने", ""), "hi", 2, "खा|खाया")
    if not perfective.endswith(("ा", "आ")):
        raise ValueError(f'"{perfective}" is not the masculine singular of a perfective; it ends in ा or आ')
    if row["hi_object"] not in AFTER:
        raise ValueError(f'"{row["hi_object"]}" is no postposition; leave it empty or write {", ".join(AFTER[1:])}')
    return Verb(
        id=row["id"],
        frame=frame,
        en=(a, b, c, d),
        fr=(e, f, g, h),
        fr_etre="*" in row["fr"],
        hi=(stem, perfective),
        hi_object=row["hi_object"],
        hi_ne="+ने" in row["hi"] or (frame == "transitive" and "-ने" not in row["hi"]),
        stative="stative" in marks,
        motion="motion" in marks,
        once="once" in marks,
        subjects=tree.under(row["subject"]),
        objects=tree.under(row["object"]),
    )


def _adjective(row: dict[str, str], tree: Tree) -> Adjective:
    french = [form.strip() for form in row["fr"].removeprefix("*").split("|")]
    if len(french) not in (2, 3):
        raise ValueError(f'"{row["fr"]}": give masculine and feminine, "vert|verte", and a form before a vowel if any')
    _words(row["en"], "en", 1, "the word"), _words(row["hi"].replace("=", ""), "hi", 1, "the word")
    return Adjective(
        id=row["id"],
        kind=row["class"],
        en=row["en"],
        fr=french[0],
        fr_feminine=french[1],
        fr_vowel=french[-1] if len(french) == 3 else french[0],
        fr_before=row["fr"].startswith("*"),
        hi=row["hi"].replace("=", "").strip(),
        hi_fixed="=" in row["hi"] or not row["hi"].endswith(("ा", "आ")),
        nouns=tree.under(row["of"]),
    )


def english_plural(word: str) -> str:
    if re.search(r"(s|x|ch|sh)$", word):
        return word + "es"
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


if __name__ == "__main__":
    lexicon = load()
    nouns, kinds = lexicon.nouns.values(), Counter(noun.kind for noun in lexicon.nouns.values())
    print(
        f"{len(lexicon)} concepts: {len(nouns)} nouns, {len(lexicon.verbs)} verbs, {len(lexicon.adjectives)} adjectives"
    )
    print(f"{sum(bool(noun.emoji) for noun in nouns)} nouns have a picture")
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
