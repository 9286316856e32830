"""What a caption tells of a scene, before any language; `grammar/captions.py` says it in all three.

    telling = tell(scene, rng)          some of the facts, in one of several phrasings
    say(telling, "en")                  "a red balloon to the left of two dogs"
    say(wrong(telling, scene, rng), "en")      nearly the same, and false: "a red balloon to the right of two dogs"

`wrong` changes one fact that is told, as Yuksekgonul et al. do (*When and why vision-language models behave like
bags-of-words, and what to do about it?*, 2023).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

from smallworld.meaning import PERSONS, is_held_out
from smallworld.scene import MOST, OPPOSITE, Group, Relation, Scene, can_be_sized, lies, pairs, world

Form = Literal["list", "picture", "there", "beside", "is beside", "sides", "coloured"]
Fact = Literal["colours", "colour", "relation", "count", "size", "thing"]

# Words for a whole family: never put in the place of another noun, of which they may be true as well.
FAMILIES = frozenset({"bird", "fish", "flower", "tree", "plant", "man", "woman", "boy", "girl"})


@dataclass(frozen=True)
class Telling:
    """What a caption says: groups (what is not told of them is empty), the relation of the first two, the phrasing."""

    groups: tuple[Group, ...]
    relation: Relation | None = None
    form: Form = "list"
    wording: int = 0  # which of several words for the same relation


def full(scene: Scene) -> Telling:
    """All facts, in the plainest phrasing."""
    return Telling(scene.groups, scene.relation, "beside" if scene.relation else "list")


def tell(scene: Scene, rng: random.Random) -> Telling:
    """A caption as training sees them: most facts, in any phrasing. All of it is true."""
    groups = list(scene.groups)
    if rng.random() < 0.1:
        groups = [replace(group, colour=None) for group in groups]
    if rng.random() < 0.3:
        groups = [replace(group, size=None) for group in groups]
    form: Form = rng.choices(("list", "picture", "there"), (6, 2, 2))[0]
    if scene.relation is None or rng.random() < 0.4:
        rng.shuffle(groups)
        if all(group.colour for group in groups) and len(groups) < 3 and rng.random() < 0.25:
            form = "coloured"
        return Telling(tuple(groups), None, form)
    relation = scene.relation
    if rng.random() < 0.5:
        groups[:2], relation = groups[1::-1], OPPOSITE[relation]
    form = rng.choices(("beside", "is beside", "sides"), (6, 2, 2))[0]
    if form != "beside" or rng.random() < 0.3:
        groups = groups[:2]
    return Telling(tuple(groups), relation, form, rng.choice((0, 0, 1)))


def is_true(telling: Telling, scene: Scene) -> bool:
    """Whether the scene shows what is told: each noun in its number, colour and size, and the relation."""
    shown = {group.noun.id: group for group in scene.groups}
    for told in telling.groups:
        group = shown.get(told.noun.id)
        if group is None or group.count != told.count:
            return False
        if (told.colour and told.colour is not group.colour) or (told.size and told.size is not group.size):
            return False
    if telling.relation is None:
        return True
    first, second = (shown[told.noun.id] for told in telling.groups[:2])
    return lies(first, telling.relation, second)


def wrong(telling: Telling, scene: Scene, rng: random.Random, fact: Fact | None = None) -> Telling:
    """The telling with one fact turned false: the fact that is named, else any; ValueError where it is not told.

    A telling without a held-out pair is never turned into one with such a pair: training must not see it either.
    """
    facts = [fact] if fact else list(CHANGES)
    rng.shuffle(facts)
    held = any(map(is_held_out, pairs(telling.groups)))
    for one in facts:
        changed = [
            other for other in CHANGES[one](telling, rng) if held or not any(map(is_held_out, pairs(other.groups)))
        ]
        changed = [other for other in changed if not is_true(other, scene)]
        if changed:
            return rng.choice(changed)
    raise ValueError(f"the caption tells no {fact or 'fact'} that can be changed")


def _with(telling: Telling, index: int, **changes: Any) -> Telling:
    """One group changed."""
    changed = tuple(replace(group, **changes) if i == index else group for i, group in enumerate(telling.groups))
    return replace(telling, groups=changed)


def _colours(telling: Telling, rng: random.Random) -> list[Telling]:
    """Two groups exchange their colours."""
    coloured = [(i, group.colour) for i, group in enumerate(telling.groups) if group.colour]
    return [
        _with(_with(telling, i, colour=second), j, colour=first)
        for (i, first), (j, second) in combinations(coloured, 2)
        if first is not second
    ]


def _colour(telling: Telling, rng: random.Random) -> list[Telling]:
    told = [i for i, group in enumerate(telling.groups) if group.colour]
    return [_with(telling, i, colour=colour) for i in told for colour in world().colours]


def _relation(telling: Telling, rng: random.Random) -> list[Telling]:
    return [replace(telling, relation=OPPOSITE[telling.relation])] if telling.relation else []


def _count(telling: Telling, rng: random.Random) -> list[Telling]:
    """One more or one less."""
    counted = [(i, group.count) for i, group in enumerate(telling.groups) if not group.noun.mass]
    return [_with(telling, i, count=n) for i, count in counted for n in (count - 1, count + 1) if 1 <= n <= MOST]


def _size(telling: Telling, rng: random.Random) -> list[Telling]:
    small, big = world().small, world().big
    sized = [(i, group.size) for i, group in enumerate(telling.groups) if group.size]
    return [_with(telling, i, size=big if size is small else small) for i, size in sized]


def _thing(telling: Telling, rng: random.Random) -> list[Telling]:
    """A noun becomes another one of another kind, so that not both are true of the picture; some out of hundreds."""
    i = rng.randrange(len(telling.groups))
    group, told = telling.groups[i], {other.noun.id for other in telling.groups}
    fitting = [
        noun
        for noun in (world().coloured if group.colour else world().plain)
        if noun.id not in told | FAMILIES and noun.kind != group.noun.kind and noun.kind not in PERSONS
        if noun.mass == group.noun.mass and (group.size is None or can_be_sized(noun))
    ]
    return [_with(telling, i, noun=noun) for noun in rng.sample(fitting, 8)]


CHANGES: dict[Fact, Callable[[Telling, random.Random], list[Telling]]] = {
    "colours": _colours,
    "colour": _colour,
    "relation": _relation,
    "count": _count,
    "size": _size,
    "thing": _thing,
}
