"""A scene of the small world: some things in a picture, before any pixel and before any word.

`paint.py` paints it and `captions.py` tells it. A thing is a noun of the lexicon that has an emoji, or one of a few
plain shapes. Only what can be painted in every colour has a colour: the shapes, and emoji of one hue.

    scene = scene_at(7)                 the same on every machine
    scenes("held-out", seed=1)          an endless stream of one side of the split

Held out by construction: some pairs never occur in training: a colour with its noun, a number with its noun, two
nouns in one picture. A scene with such a pair is held out, all others are for training.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Literal, NamedTuple

from smallworld.lexicon import Adjective, Noun, load
from smallworld.meaning import GENERAL, PERSONS, Split, is_held_out

Relation = Literal["left", "right", "above", "below"]
Zone = tuple[float, float, float, float]  # left, top, right, bottom; 0..1

OPPOSITE: dict[Relation, Relation] = {"left": "right", "right": "left", "above": "below", "below": "above"}
COLOURS = ("red", "blue", "green", "yellow", "purple", "pink", "brown", "black", "white", "grey")
BACKGROUNDS = ("plain", "gradient", "noise", "land")
MOST = 5  # things of one kind


def _shape(name: str, fr: str, fr_gender: Literal["m", "f"], hi: str) -> Noun:
    """A shape whose name is no word of the lexicon."""
    return Noun(name, "toy", name, name + "s", fr, fr + "s", fr_gender, hi, "m", False, False, False, "")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Painted as plain shapes; ball, star and heart are words of the lexicon, whose emoji is not used.
SHAPES = _names("ball star heart cube cone circle square triangle")
NEW_WORDS = (
    _shape("cube", "cube", "m", "घन"),
    _shape("cone", "cône", "m", "शंकु"),
    _shape("circle", "cercle", "m", "वृत्त"),
    _shape("square", "carré", "m", "वर्ग"),
    _shape("triangle", "triangle", "m", "त्रिभुज"),
)
# Emoji of one hue, which stay themselves in every colour.
TINTED = _names("""
apple balloon barrel bell bell-pepper bird boat boot bucket bus butterfly cap car chair coat crown diary door dress
dustbin fish flag flip-flop flower gift guitar handbag helicopter helmet hibiscus key lantern padlock pen pencil puzzle
radio razor rose sandal scarf schoolbag scooter screwdriver shoe sofa suitcase swimsuit t-shirt teapot telephone thread
toolbox toothbrush train truck tulip umbrella
""")
# Emoji that a caption cannot name truly: several where the word says one, a blank, a crowd, or a near twin.
UNFIT = _names("""
cherry blueberry olive pea lung sock glove chain bag brick
night wedding number fog wind child blouse station
""")
# Writing, digits or a dial: never mirrored.
WRITTEN = _names("""
banknote calendar shop hotel email song newspaper ticket map elevator clock alarm-clock compass motorway receipt
piano tap keyboard shopping-centre taxi ambulance
""")


class Place(NamedTuple):
    """Where a thing stands: centre and side of its square (0..1), mirrored or not, tilt in degrees."""

    x: float
    y: float
    side: float
    mirrored: bool
    tilt: float


@dataclass(frozen=True)
class Group:
    """Some things of one kind: "three small red cubes". Without colour or size where there is none to tell."""

    noun: Noun
    count: int = 1
    colour: Adjective | None = None
    size: Adjective | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Scene:
    """One to four groups, all of different nouns; the first lies `relation` of the second."""

    groups: tuple[Group, ...]
    relation: Relation | None
    background: str  # one of BACKGROUNDS
    seed: int  # of the details of the background and the light


class World(NamedTuple):
    """What scenes are drawn from."""

    plain: tuple[Noun, ...]  # painted as the emoji is
    coloured: tuple[Noun, ...]  # painted in a colour
    colours: tuple[Adjective, ...]
    small: Adjective
    big: Adjective


@cache
def world() -> World:
    lexicon = load()
    shown = [n for n in lexicon.nouns.values() if n.emoji and n.kind not in GENERAL and n.id not in UNFIT | SHAPES]
    shapes = [noun for noun in lexicon.nouns.values() if noun.emoji and noun.id in SHAPES]
    return World(
        plain=tuple(noun for noun in shown if noun.id not in TINTED),
        coloured=(*(noun for noun in shown if noun.id in TINTED), *shapes, *NEW_WORDS),
        colours=tuple(lexicon.adjectives[name] for name in COLOURS),
        small=lexicon.adjectives["small"],
        big=lexicon.adjectives["big"],
    )


def draw(rng: random.Random) -> Scene:
    """A scene: about a third with one group, a few with four."""
    number = rng.choices((1, 2, 3, 4), (35, 40, 15, 10))[0]
    groups: list[Group] = []
    while len(groups) < number:
        group = _group(rng, number)
        if group.noun.id not in {other.noun.id for other in groups}:
            groups.append(group)
    if number == 2 and groups[0].size and groups[0].size is groups[1].size:
        groups[1] = replace(groups[1], size=None)  # two big ones have no room, two small ones nothing to differ from
    relation: Relation | None = rng.choice(tuple(OPPOSITE)) if number > 1 else None
    zones = _zones(rng, groups, relation)
    placed = tuple(
        replace(group, places=_places(rng, group, zone, number)) for group, zone in zip(groups, zones, strict=True)
    )
    return Scene(placed, relation, rng.choice(BACKGROUNDS), rng.getrandbits(32))


def _group(rng: random.Random, number: int) -> Group:
    drawn_from, colour = world(), None
    if rng.random() < 0.45:
        noun, colour = rng.choice(drawn_from.coloured), rng.choice(drawn_from.colours)
    else:
        noun = rng.choice(drawn_from.plain)
    weights = {1: (50, 15, 13, 12, 10), 2: (70, 18, 12, 0, 0)}.get(number, (90, 10, 0, 0, 0))
    count = 1 if noun.mass else rng.choices(range(1, MOST + 1), weights)[0]
    size = None
    if can_be_sized(noun) and number < 3 and rng.random() < 0.4:
        size = drawn_from.small if count > 1 or rng.random() < 0.5 else drawn_from.big
    return Group(noun, count, colour, size if count < 4 else None)


def can_be_sized(noun: Noun) -> bool:
    """A great man and an elder sister are no matter of size, nor is rice; a "petit pois" is small by name."""
    return not (noun.mass or noun.kind in PERSONS or noun.fr.startswith("petit "))


def _zones(rng: random.Random, groups: list[Group], relation: Relation | None) -> list[Zone]:
    """Where each group lies: the first two on either side of a cut, a third and a fourth above, below or beside."""
    if relation is None:
        return [(0.0, 0.0, 1.0, 1.0)]
    across = relation in ("left", "right")
    share = [{"small": 0.7, "big": 1.7}.get(group.size.id if group.size else "", 1.0) for group in groups[:2]]
    cut = share[0] / sum(share) + rng.uniform(-0.02, 0.02)
    if relation in ("right", "below"):
        cut = 1 - cut
    near, far = (0.0, 1.0) if len(groups) == 2 else rng.choice(((0.0, 0.5), (0.5, 1.0)))
    zones = [(0.0, near, cut, far), (cut, near, 1.0, far)]
    if relation in ("right", "below"):
        zones.reverse()
    rest = (0.5, 1.0) if near == 0.0 else (0.0, 0.5)
    if len(groups) == 3:
        zones.append((0.0, rest[0], 1.0, rest[1]))
    if len(groups) == 4:
        zones += [(0.0, rest[0], 0.5, rest[1]), (0.5, rest[0], 1.0, rest[1])]
    return zones if across else [(top, left, bottom, right) for left, top, right, bottom in zones]


def _places(rng: random.Random, group: Group, zone: Zone, number: int) -> tuple[Place, ...]:
    """One square per thing, each in its own cell of the zone, so that nothing covers anything."""
    left, top, right, bottom = zone
    width, height = right - left, bottom - top
    columns = max(range(1, group.count + 1), key=lambda n: min(width / n, height / math.ceil(group.count / n)))
    rows = math.ceil(group.count / columns)
    cell = (width / columns, height / rows)
    room = min(cell)
    medium = (0.38, 0.52) if number == 1 else (0.35, 0.46)
    big = (0.66, 0.95) if number == 1 else (0.51, 0.62)
    low, high = {"small": (0.24, 0.28), "big": big}.get(group.size.id if group.size else "", medium)
    side = min(rng.uniform(low, high), room * 0.98)
    places = []
    for index in rng.sample(range(rows * columns), group.count):
        own = side * rng.uniform(0.94, 1.0)
        x, y = left + cell[0] * (index % columns), top + cell[1] * (index // columns)
        x, y = (rng.uniform(at + own / 2, at + span - own / 2) for at, span in ((x, cell[0]), (y, cell[1])))
        mirrored = rng.random() < 0.5 and group.noun.id not in WRITTEN
        places.append(Place(x, y, own, mirrored, rng.uniform(-9, 9)))
    return tuple(places)


def lies(first: Group, relation: Relation, second: Group) -> bool:
    """Whether every square of the first group ends before any of the second begins, on that side."""
    if relation in ("right", "below"):
        return lies(second, OPPOSITE[relation], first)
    axis = 0 if relation == "left" else 1
    return max(p[axis] + p.side / 2 for p in first.places) <= min(p[axis] - p.side / 2 for p in second.places)


def pairs(groups: tuple[Group, ...]) -> Iterator[tuple[str, str]]:
    """The pairs that decide the side of the split: of a scene, or of what a caption tells."""
    for group in groups:
        if group.colour:
            yield group.colour.id, group.noun.id
        if group.count > 1:
            yield str(group.count), group.noun.id
    yield from combinations(sorted(group.noun.id for group in groups), 2)


def split_of(scene: Scene) -> Split:
    return "held-out" if any(map(is_held_out, pairs(scene.groups))) else "train"


def scene_at(index: int, seed: int = 0) -> Scene:
    """The same scene on every machine."""
    return draw(random.Random(f"{seed}/{index}"))


def scenes(split: Split, seed: int = 0) -> Iterator[Scene]:
    """An endless stream of one side of the split."""
    return (scene for scene in (scene_at(index, seed) for index in itertools.count()) if split_of(scene) == split)
