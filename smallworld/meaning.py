"""What a sentence of the small world says, before any language: who does what to whom, where, when.

A meaning is drawn from the lexicon so that it makes sense (fish are caught, letters are written), and `grammar/` says
it in English, French and Hindi. Since all three say the same meaning, the words that translate each other are known.

    meaning = draw(random.Random(7))
    say(meaning, "hi")                  Sentence(text, words): words are spans with the part of the meaning they say

Held out by construction: some triples of words (subject, verb and object; property, noun and verb; verb, object and
place) never occur together in training. A sentence with such a triple is held out, all others are for training. Pairs
are not: a hidden word that was never seen beside its neighbour could not be guessed by anyone.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate, count
from typing import Any, Literal, TypeVar

from smallworld.lexicon import WORDS, Adjective, Lexicon, Noun, Tree, Verb, load

Some = TypeVar("Some", Noun, Adjective)
Tense = Literal["present", "progressive", "past", "future"]
Place = Literal["in", "near", "under", "behind", "in front of"]
When = Literal["", "today", "every day", "yesterday", "tomorrow", "now"]
Split = Literal["train", "held-out"]
Kind = Literal["statement", "question", "existence"]
KINDS: tuple[Kind, ...] = ("statement", "question", "existence")

WHEN: dict[Tense, tuple[When, ...]] = {
    "present": ("", "", "", "every day"),
    "progressive": ("", "", "now", "today"),
    "past": ("", "", "", "yesterday", "today"),
    "future": ("", "", "", "tomorrow", "today"),
}
HELD_OUT = 25  # one triple of words in 25 is held out
# Of the words that fit beside another, the r-th most usual comes with a weight of 1 / r ** ZIPF (Zipf, 1949).
ZIPF = 1.5
BEINGS = Tree.read(WORDS / "classes.toml").under("being")
PERSONS = Tree.read(WORDS / "classes.toml").under("person")
PASSING = frozenset({"mood", "state", "temperature"})  # kinds of properties that hold today and not tomorrow
GENERAL = frozenset({"sport", "subject", "idea", "feeling"})  # uncounted, these are spoken of as a whole: chess, joy
THINGS = ("object", "tool", "toy", "container", "pet", "fruit")
# Where something can be: a relation -> the kinds of places it goes with; first for events, then for things.
EVENTS_AT: dict[Place, str] = {
    "in": "room grounds area", "near": "building grounds water land tree",
    "behind": "building tree", "in front of": "building",
}  # fmt: skip
THINGS_AT: dict[Place, str] = {
    "near": "building tree furniture", "under": "tree seat", "behind": "building tree furniture",
    "in front of": "building furniture",
}  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """Some things: "the big dog", "three stars", "rice". `count` 1 is singular; `definite` the one that is known."""

    noun: Noun
    count: int = 1
    definite: bool = True
    adjective: Adjective | None = None

    @property
    def plural(self) -> bool:
        return self.count > 1


@dataclass(frozen=True)
class Clause:
    """A verb with its object, or a property (`verb` None) of the subject."""

    verb: Verb | None = None
    object: Phrase | None = None
    adjective: Adjective | None = None


@dataclass(frozen=True)
class Meaning:
    """One statement or question. `relative` says which subject ("the girl who reads"); `then` goes on about it."""

    kind: Kind
    tense: Tense
    subject: Phrase
    clause: Clause
    negative: bool = False
    place: tuple[Place, Phrase] | None = None
    when: When = ""
    relative: Clause | None = None
    then: Adjective | None = None  # a second sentence, whose pronoun stands for the subject


@dataclass(frozen=True)
class Spoken:
    """A word of a sentence: its letters from `start` to `end`, and what part of the meaning it says."""

    start: int
    end: int
    part: str  # "subject", "subject.adjective", "verb", "object", "place", ...


@dataclass(frozen=True)
class Sentence:
    text: str
    words: tuple[Spoken, ...]


def draw(rng: random.Random, lexicon: Lexicon | None = None) -> Meaning:
    """A meaning that makes sense."""
    world = _world(lexicon or load())
    kind: Kind = rng.choices(KINDS, (16, 2, 1))[0]
    if kind == "existence":
        thing = _phrase(rng, world, rng.choice(world.things), definite=False)
        return Meaning(kind, "present", thing, Clause(), place=_place(rng, world, world.things_at, thing.noun.id))
    negative = rng.random() < 0.12
    if rng.random() < 0.1:
        return _described(rng, world, kind, negative)
    verb, subjects, objects = rng.choices(world.acts, world.weights)[0]
    subject = _phrase(rng, world, _usual(rng, subjects))
    clause = Clause(verb, _object(rng, world, verb, objects, subject.noun))
    tense: Tense = rng.choices(("present", "progressive", "past", "future"), (3, 0 if verb.stative else 3, 3, 2))[0]
    relative = _relative(rng, world, subject, verb) if rng.random() < 0.12 and kind == "statement" else None
    place = None
    settled = verb.frame != "to" and not (verb.motion or verb.stative) and subject.noun.kind in BEINGS
    if settled and not (clause.object and clause.object.noun.kind in world.place_kinds) and rng.random() < 0.3:
        place = _place(rng, world, world.events_at, verb.id)
    when = rng.choice(WHEN[tense]) if kind == "statement" and relative is None else ""
    then = None
    alone = relative is None and kind == "statement" and subject.adjective is None and not subject.plural
    if alone and tense != "future" and rng.random() < 0.15:
        then = _mood(rng, world, subject)
    meaning = Meaning(
        kind=kind,
        tense=tense,
        subject=subject,
        clause=clause,
        place=place,
        when="" if when == "every day" and (verb.once or negative) else when,
        relative=relative,
        then=then,
    )
    return _denied(meaning) if negative and relative is None else meaning


def _denied(meaning: Meaning) -> Meaning:
    """The contrary: of one known subject, and of an object that is not counted."""
    thing = meaning.clause.object
    if thing and thing.plural:
        thing = replace(thing, definite=True)
    clause = replace(meaning.clause, object=thing)
    return replace(meaning, negative=True, subject=replace(meaning.subject, definite=True), clause=clause)


def _described(rng: random.Random, world: _World, kind: Kind, negative: bool) -> Meaning:
    """A property of something; only what passes has a time."""
    subject = _phrase(rng, world, rng.choice(world.describable), definite=True)
    adjective = _usual(rng, world.liked(subject.noun.id, world.adjectives_of[subject.noun.kind]))
    if subject.adjective and subject.adjective.kind == adjective.kind:  # the hot soup is not cold
        subject = replace(subject, adjective=None)
    tense: Tense = rng.choice(("present", "present", "past"))
    times: tuple[When, ...] = ("", "today", "now") if tense == "present" else ("", "yesterday")
    when = rng.choice(times) if adjective.kind in PASSING and kind == "statement" else ""
    return Meaning(kind, tense, subject, Clause(adjective=adjective), negative=negative, when=when)


@dataclass(frozen=True)
class _World:
    """The lexicon, sorted for drawing."""

    describable: list[Noun]  # those that some property goes with
    adjectives_of: dict[str, list[Adjective]]
    acts: list[tuple[Verb, list[Noun], list[Noun]]]
    weights: list[int]  # of each act: those with an object can say more
    things: list[Noun]
    events_at: dict[Place, list[Noun]]
    things_at: dict[Place, list[Noun]]
    place_kinds: frozenset[str]
    likings: dict[str, list[Any]] = field(default_factory=dict)  # what `liked` has sorted so far

    def liked(self, beside: str, words: list[Some]) -> list[Some]:
        """The words that fit beside another, the most usual first: an order of its own for each, the same anywhere."""
        if beside not in self.likings:
            self.likings[beside] = _liked(beside, words)
        return self.likings[beside]


@cache
def _sorted() -> _World:
    return _sort(load())


def _world(lexicon: Lexicon) -> _World:
    return _sorted() if lexicon is load() else _sort(lexicon)


def _sort(lexicon: Lexicon) -> _World:
    kinds: dict[str, list[Noun]] = {}
    for noun in lexicon.nouns.values():
        kinds.setdefault(noun.kind, []).append(noun)
    acts = []
    for verb in lexicon.verbs.values():
        subjects = [noun for kind in sorted(verb.subjects) for noun in kinds.get(kind, ()) if not noun.mass]
        objects = [noun for kind in sorted(verb.objects) for noun in kinds.get(kind, ())]
        subjects, objects = _liked(f"who {verb.id}", subjects), _liked(verb.id, objects)
        if subjects and (objects or verb.frame == "intransitive"):
            acts.append((verb, subjects, objects))
    tree = Tree.read(WORDS / "classes.toml")

    def found(table: dict[Place, str]) -> dict[Place, list[Noun]]:
        return {
            place: [noun for kind in sorted(tree.under(names)) for noun in kinds.get(kind, ()) if not noun.mass]
            for place, names in table.items()
        }

    adjectives_of = {kind: [a for a in lexicon.adjectives.values() if kind in a.nouns] for kind in kinds}
    return _World(
        describable=[noun for noun in lexicon.nouns.values() if adjectives_of[noun.kind]],
        adjectives_of=adjectives_of,
        acts=acts,
        weights=[3 if objects else 1 for _, _, objects in acts],
        things=[noun for kind in THINGS for noun in kinds.get(kind, ()) if not noun.mass],
        events_at=found(EVENTS_AT),
        things_at=found(THINGS_AT),
        place_kinds=tree.under("place"),
    )


def _liked(beside: str, words: list[Some]) -> list[Some]:
    return sorted(words, key=lambda word: zlib.crc32(f"{beside} {word.id}".encode()))


def _usual(rng: random.Random, liked: list[Some]) -> Some:
    """One of them: what is usual often, the others now and then. So a word can be guessed from those beside it."""
    return rng.choices(liked, cum_weights=_weights(len(liked)))[0]


@cache
def _weights(many: int) -> list[float]:
    return list(accumulate(rank**-ZIPF for rank in range(1, many + 1)))


def _place(rng: random.Random, world: _World, at: dict[Place, list[Noun]], beside: str) -> tuple[Place, Phrase]:
    relation = rng.choice(sorted(at))
    return relation, Phrase(_usual(rng, world.liked(f"{relation} {beside}", at[relation])))


def _phrase(rng: random.Random, world: _World, noun: Noun, definite: bool | None = None) -> Phrase:
    many = 1 if noun.mass or rng.random() < 0.75 else rng.choice((2, 2, 3, 4, 5, 6, 7, 8, 9, 10))
    known = rng.random() < 0.6 if definite is None else definite
    fitting = [] if noun.mass and noun.kind in GENERAL else world.adjectives_of[noun.kind]
    property_ = _usual(rng, world.liked(noun.id, fitting)) if fitting and rng.random() < 0.3 else None
    return Phrase(noun, many, known, property_)


def _object(rng: random.Random, world: _World, verb: Verb, objects: list[Noun], subject: Noun) -> Phrase | None:
    if verb.frame == "intransitive":
        return None
    noun = _usual(rng, objects)
    while noun is subject and len(objects) > 1:
        noun = _usual(rng, objects)
    return Phrase(noun) if verb.frame == "to" else _phrase(rng, world, noun, definite=True if verb.stative else None)


def _relative(rng: random.Random, world: _World, subject: Phrase, main: Verb) -> Clause | None:
    """Another thing that the subject does: only of one that is known and not described."""
    kind = subject.noun.kind
    acts = [act for act in world.acts if kind in act[0].subjects and act[0].frame != "to" and act[0] is not main]
    if not acts or not subject.definite or subject.adjective:
        return None
    verb, _, objects = rng.choice(acts)
    return Clause(verb, _object(rng, world, verb, objects, subject.noun))


def _mood(rng: random.Random, world: _World, subject: Phrase) -> Adjective | None:
    moods = [one for one in world.adjectives_of[subject.noun.kind] if one.kind == "mood"]
    return rng.choice(moods) if moods and subject.noun.kind in BEINGS else None


def triples(meaning: Meaning) -> Iterator[tuple[str, str, str]]:
    """The triples of words that decide the side of the split."""
    subject, clause = meaning.subject, meaning.clause
    said = clause.verb or clause.adjective  # what is said of the subject
    place = meaning.place[1].noun.id if meaning.place else None
    if subject.adjective and said:
        yield subject.adjective.id, subject.noun.id, said.id
    if place and not clause.object:
        yield subject.noun.id, said.id if said else "", place
    if said and meaning.then:
        yield subject.noun.id, said.id, meaning.then.id
    for each in (clause, meaning.relative or Clause()):
        if each.verb and each.object:
            yield subject.noun.id, each.verb.id, each.object.noun.id
            if each.object.adjective:
                yield each.verb.id, each.object.adjective.id, each.object.noun.id
            if place:
                yield each.verb.id, each.object.noun.id, place


def is_held_out(words: tuple[str, ...]) -> bool:
    """Follows from the letters of the words alone, the same on every machine."""
    return zlib.crc32("/".join(words).encode()) % HELD_OUT == 0


def split_of(meaning: Meaning) -> Split:
    return "held-out" if any(map(is_held_out, triples(meaning))) else "train"


def meaning_at(index: int, seed: int = 0) -> Meaning:
    """The same meaning on every machine."""
    return draw(random.Random(f"{seed}/{index}"))


def meanings(split: Split, seed: int = 0) -> Iterator[Meaning]:
    """An endless stream of one side of the split."""
    return (meaning for meaning in (meaning_at(index, seed) for index in count()) if split_of(meaning) == split)
