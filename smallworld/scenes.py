"""Scenes of the small world: one to three things on a calm background, with true boxes and true captions.

    scene = random_scene(np.random.default_rng(0))
    picture = draw(scene, 64)                        # PIL image, the same for the same scene, anywhere
    caption(scene, "fr")                             # 'un poisson rouge à gauche d'un bateau bleu'
    boxes(scene)                                     # one (left, top, right, bottom) per object, 0..1

Longer than other modules for one reason: a thing is its outline and its words, and both are better read in one place.
`python -m smallworld.scenes` draws the sample pictures of the labs anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

Language = Literal["en", "fr", "hi"]
Split = Literal["train", "colour", "pair"]  # what training sees; colours and pairs of things that it never sees
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom; 0..1
RGB = tuple[int, int, int]

LANGUAGES: tuple[Language, ...] = ("en", "fr", "hi")
SAMPLES = Path(__file__).parents[1] / "lexiscope" / "labs" / "samples"
INK, PAPER = (58, 54, 66), (253, 250, 243)
SMOOTH = 4  # pictures are drawn this many times larger, then reduced

# --- words -----------------------------------------------------------------------------------------------------------
# thing: en singular, plural | fr gender, singular, plural | hi gender, direct singular, direct plural, oblique
# singular, oblique plural. An oblique form stands before a postposition: तारा, but तारे के ऊपर (above the star).
WORDS = """
circle    | circle circles        | m cercle cercles             | m वृत्त वृत्त वृत्त वृत्तों
square    | square squares        | m carré carrés               | m वर्ग वर्ग वर्ग वर्गों
triangle  | triangle triangles    | m triangle triangles         | m त्रिभुज त्रिभुज त्रिभुज त्रिभुजों
star      | star stars            | f étoile étoiles             | m तारा तारे तारे तारों
heart     | heart hearts          | m cœur cœurs                 | m दिल दिल दिल दिलों
house     | house houses          | f maison maisons             | m घर घर घर घरों
tree      | tree trees            | m arbre arbres               | m पेड़ पेड़ पेड़ पेड़ों
fish      | fish fish             | m poisson poissons           | f मछली मछलियाँ मछली मछलियों
boat      | boat boats            | m bateau bateaux             | f नाव नावें नाव नावों
sun       | sun suns              | m soleil soleils             | m सूरज सूरज सूरज सूरजों
moon      | moon moons            | f lune lunes                 | m चाँद चाँद चाँद चाँदों
apple     | apple apples          | f pomme pommes               | m सेब सेब सेब सेबों
car       | car cars              | f voiture voitures           | f कार कारें कार कारों
flower    | flower flowers        | f fleur fleurs               | m फूल फूल फूल फूलों
cup       | cup cups              | f tasse tasses               | m प्याला प्याले प्याले प्यालों
cat       | cat cats              | m chat chats                 | f बिल्ली बिल्लियाँ बिल्ली बिल्लियों
bird      | bird birds            | m oiseau oiseaux             | f चिड़िया चिड़ियाँ चिड़िया चिड़ियों
cloud     | cloud clouds          | m nuage nuages               | m बादल बादल बादल बादलों
mountain  | mountain mountains    | f montagne montagnes         | m पहाड़ पहाड़ पहाड़ पहाड़ों
key       | key keys              | f clé clés                   | f चाबी चाबियाँ चाबी चाबियों
book      | book books            | m livre livres               | f किताब किताबें किताब किताबों
umbrella  | umbrella umbrellas    | m parapluie parapluies       | m छाता छाते छाते छातों
leaf      | leaf leaves           | f feuille feuilles           | m पत्ता पत्ते पत्ते पत्तों
ball      | ball balls            | f balle balles               | f गेंद गेंदें गेंद गेंदों
hat       | hat hats              | m chapeau chapeaux           | f टोपी टोपियाँ टोपी टोपियों
butterfly | butterfly butterflies | m papillon papillons         | f तितली तितलियाँ तितली तितलियों
kite      | kite kites            | m cerf-volant cerfs-volants  | f पतंग पतंगें पतंग पतंगों
balloon   | balloon balloons      | m ballon ballons             | m गुब्बारा गुब्बारे गुब्बारे गुब्बारों
"""
# colour: paint | en | fr masculine, feminine, plural masculine, plural feminine | hi masculine direct singular,
# masculine otherwise, feminine. One word: it never changes (orange, लाल).
COLOURS = """
red    | 206 68 58   | red    | rouge rouge rouges rouges          | लाल
orange | 231 139 58  | orange | orange                            | नारंगी
yellow | 236 197 74  | yellow | jaune jaune jaunes jaunes          | पीला पीले पीली
green  | 94 153 92   | green  | vert verte verts vertes            | हरा हरे हरी
blue   | 70 120 178  | blue   | bleu bleue bleus bleues            | नीला नीले नीली
purple | 132 96 166  | purple | violet violette violets violettes  | बैंगनी
pink   | 232 146 168 | pink   | rose rose roses roses              | गुलाबी
black  | 52 50 58    | black  | noir noire noirs noires            | काला काले काली
"""
SIZES = {
    "small": ("small", "petit petite petits petites", "छोटा छोटे छोटी"),
    "large": ("large", "grand grande grands grandes", "बड़ा बड़े बड़ी"),
}
NUMBERS = {2: ("two", "deux", "दो"), 3: ("three", "trois", "तीन")}
RELATIONS = {  # first group, seen from the second
    "left": ("to the left of", "à gauche de", "के बाईं ओर"),
    "right": ("to the right of", "à droite de", "के दाईं ओर"),
    "above": ("above", "au-dessus de", "के ऊपर"),
    "below": ("below", "au-dessous de", "के नीचे"),
}
OPPOSITE = {"left": "right", "right": "left", "above": "below", "below": "above"}


@dataclass(frozen=True)
class Thing:
    en: tuple[str, ...]
    fr_gender: str
    fr: tuple[str, ...]
    hi_gender: str
    hi: tuple[str, ...]


@dataclass(frozen=True)
class Colour:
    rgb: RGB
    en: str
    fr: tuple[str, ...]
    hi: tuple[str, ...]


def _things(table: str) -> dict[str, Thing]:
    things = {}
    for row in table.strip().splitlines():
        name, en, fr, hi = (cell.split() for cell in row.split("|"))
        things[name[0]] = Thing(tuple(en), fr[0], tuple(fr[1:]), hi[0], tuple(hi[1:]))
    return things


def _colours(table: str) -> dict[str, Colour]:
    colours = {}
    for row in table.strip().splitlines():
        name, rgb, en, fr, hi = (cell.split() for cell in row.split("|"))
        red, green, blue = map(int, rgb)
        colours[name[0]] = Colour((red, green, blue), en[0], tuple(fr), tuple(hi))
    return colours


THINGS, PAINTS = _things(WORDS), _colours(COLOURS)
NAMES, COLOUR_NAMES = tuple(THINGS), tuple(PAINTS)


# --- a scene and its split -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Place:
    """Where one object stands: centre and side of its square (0..1), mirrored or not, tilt in degrees."""

    x: float
    y: float
    side: float
    mirrored: bool
    tilt: float


@dataclass(frozen=True)
class Group:
    """One to three things of one kind, colour and size."""

    thing: str
    colour: str
    count: int = 1
    size: str = ""  # small, large, or nothing worth a word
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Scene:
    """One group, or two of which the first lies `relation` of the second."""

    groups: tuple[Group, ...]
    relation: str
    background: tuple[int, int]  # kind, seed of its details


def held_out_colour(thing: str, colour: str) -> bool:
    """Each thing has one colour in which training never sees it."""
    return (NAMES.index(thing) * 3 + COLOUR_NAMES.index(colour)) % len(COLOUR_NAMES) == 1


def held_out_pair(first: str, second: str) -> bool:
    """One pair of things in seven never meets in a training scene."""
    return (NAMES.index(first) + NAMES.index(second)) % 7 == 3


def in_split(groups: tuple[Group, ...], split: Split) -> bool:
    colour = any(held_out_colour(group.thing, group.colour) for group in groups)
    pair = len(groups) == 2 and held_out_pair(groups[0].thing, groups[1].thing)
    return {"train": not colour and not pair, "colour": colour and not pair, "pair": pair and not colour}[split]


def random_scene(rng: np.random.Generator, split: Split = "train", groups: int | None = None) -> Scene:
    """A scene of the split: one group or two, never more than three objects, never twice the same thing."""
    while True:
        number = 2 if split == "pair" else groups or int(rng.choice([1, 2], p=[0.45, 0.55]))
        chosen = []
        for index in rng.choice(len(NAMES), number, replace=False):
            count = int(rng.choice([1, 2, 3], p=[0.7, 0.18, 0.12] if number == 1 else [0.85, 0.15, 0]))
            size = str(rng.choice(["", "small", "large"])) if number == 1 and count == 1 else ""
            chosen.append(Group(NAMES[index], str(rng.choice(COLOUR_NAMES)), count, size))
        if sum(group.count for group in chosen) <= 3 and in_split(tuple(chosen), split):
            return compose(rng, tuple(chosen), str(rng.choice(list(RELATIONS))) if number == 2 else "")


def compose(rng: np.random.Generator, groups: tuple[Group, ...], relation: str = "") -> Scene:
    """Gives each object its place; the boxes of two objects never touch, and the relation is true by a margin."""
    zones, cut = [(0.0, 0.0, 1.0, 1.0)], rng.uniform(0.45, 0.55)
    if relation in ("left", "right"):
        zones = [(0.0, 0.0, cut, 1.0), (cut, 0.0, 1.0, 1.0)]
    elif relation:
        zones = [(0.0, 0.0, 1.0, cut), (0.0, cut, 1.0, 1.0)]
    if relation in ("right", "below"):
        zones.reverse()
    placed = tuple(replace(g, places=_places(rng, g, zone)) for g, zone in zip(groups, zones, strict=True))
    return Scene(placed, relation, (int(rng.integers(len(BACKGROUNDS))), int(rng.integers(1 << 30))))


def _places(rng: np.random.Generator, group: Group, zone: Box) -> tuple[Place, ...]:
    """Cuts the zone along its longer side into one cell per object, and sets each object somewhere in its cell."""
    left, top, right, bottom = zone
    width, height, n = right - left, bottom - top, group.count
    wide = rng.random() < 0.6 if width == height else width > height
    low, high = {"small": (0.24, 0.3), "large": (0.62, 0.74)}.get(group.size, (0.38, 0.48))
    places = []
    for i in range(n):
        if wide:
            cell = (left + width * i / n, top, left + width * (i + 1) / n, bottom)
        else:
            cell = (left, top + height * i / n, right, top + height * (i + 1) / n)
        room = min(cell[2] - cell[0], cell[3] - cell[1])
        side = min(rng.uniform(low, high), room * rng.uniform(0.82, 0.92))
        x = rng.uniform(cell[0] + side * 0.54, cell[2] - side * 0.54)
        y = rng.uniform(cell[1] + side * 0.54, cell[3] - side * 0.54)
        mirrored, tilt = bool(rng.random() < 0.5), float(np.clip(rng.normal(0, 3), -6, 6))
        places.append(Place(float(x), float(y), float(side), mirrored, tilt))
    return tuple(places)


# --- captions --------------------------------------------------------------------------------------------------------
def phrase(group: Group, language: Language, *, colour: bool = True, oblique: bool = False, article: str = "a") -> str:
    """The group in words: 'two red fish', 'une petite étoile verte', 'एक छोटे हरे तारे' (oblique).

    `article` is 'a' (numbers beyond one), 'the' or '' (bare; one object only).
    """
    if language == "en":
        return _english(group, colour, article)
    if language == "fr":
        return _french(group, colour, article)
    return _hindi(group, colour, oblique, article)


def _english(group: Group, colour: bool, article: str) -> str:
    thing = THINGS[group.thing]
    words = [SIZES[group.size][0]] if group.size else []
    words += [PAINTS[group.colour].en] if colour else []
    words.append(thing.en[group.count > 1])
    if group.count > 1:
        words.insert(0, NUMBERS[group.count][0])
    if article == "the" or (article == "a" and group.count == 1):
        words.insert(0, "the" if article == "the" else "an" if words[0][0] in "aeiou" else "a")
    return " ".join(words)


def _french(group: Group, colour: bool, article: str) -> str:
    """Size before the noun, colour after it, both agreeing; l' before a vowel."""
    thing = THINGS[group.thing]
    plural, feminine = group.count > 1, thing.fr_gender == "f"
    form = 2 * plural + feminine
    words = [SIZES[group.size][1].split()[form]] if group.size else []
    words.append(thing.fr[plural])
    if colour:
        shades = PAINTS[group.colour].fr
        words.append(shades[form] if len(shades) > 1 else shades[0])
    if plural:
        words.insert(0, NUMBERS[group.count][1])
    if article == "the":
        vowel = not plural and words[0][0] in "aeiouéo"
        words.insert(0, "les" if plural else "l'" if vowel else "la" if feminine else "le")
    elif article == "a" and not plural:
        words.insert(0, "une" if feminine else "un")
    return " ".join(words).replace("l' ", "l'")


def french_of(phrase_: str) -> str:
    """'de' before a phrase: d'un, de l', du, des."""
    for start, joined in (("un", "d'un"), ("le ", "du "), ("les ", "des ")):
        if phrase_.startswith(start):
            return joined + phrase_[len(start) :]
    return "de " + phrase_


def _hindi(group: Group, colour: bool, oblique: bool, article: str) -> str:
    """Adjectives in -ा turn to -ी before a feminine noun, to -े in the plural and before a postposition."""
    thing, plural = THINGS[group.thing], group.count > 1
    form = 2 if thing.hi_gender == "f" else int(plural or oblique)
    adjectives = [SIZES[group.size][2].split()] if group.size else []
    adjectives += [list(PAINTS[group.colour].hi)] if colour else []
    words = [shades[form] if len(shades) > 1 else shades[0] for shades in adjectives]
    words.append(thing.hi[2 * oblique + plural])
    if plural:
        words.insert(0, NUMBERS[group.count][2])
    elif article == "a":
        words.insert(0, "एक")
    return " ".join(words)


def templates(scene: Scene, language: Language, *, colour: bool = True) -> list[str]:
    """Every caption this scene has in a language, the plainest first; all of them are true."""
    if len(scene.groups) == 1:
        return _of_one(scene.groups[0], language, colour)
    first, second = scene.groups
    return _of_two(first, second, scene.relation, language, colour) + _of_two(
        second, first, OPPOSITE[scene.relation], language, colour
    )


def _of_one(group: Group, language: Language, colour: bool) -> list[str]:
    plain, many = phrase(group, language, colour=colour), group.count > 1
    if language == "en":
        return [plain, f"a picture of {plain}", f"there {'are' if many else 'is'} {plain}", f"{plain} on paper"]
    if language == "fr":
        return [plain, f"une image {french_of(plain)}", f"il y a {plain}", f"{plain} sur du papier"]
    oblique = phrase(group, language, colour=colour, oblique=True)
    return [plain, f"{oblique} की तस्वीर", f"यहाँ {plain} {'हैं' if many else 'है'}", f"काग़ज़ पर {plain}"]


def _of_two(first: Group, second: Group, relation: str, language: Language, colour: bool) -> list[str]:
    side = RELATIONS[relation][LANGUAGES.index(language)]
    a, b = (phrase(group, language, colour=colour) for group in (first, second))
    the_a, the_b = (phrase(group, language, colour=colour, article="the") for group in (first, second))
    many = first.count > 1
    if language == "en":
        return [f"{a} {side} {b}", f"{a} and {b}", f"{the_a} {'are' if many else 'is'} {side} {the_b}"]
    if language == "fr":
        side = side.removesuffix(" de")
        is_ = "sont" if many else "est"
        return [f"{a} {side} {french_of(b)}", f"{a} et {b}", f"{the_a} {is_} {side} {french_of(the_b)}"]
    b_oblique = phrase(second, language, colour=colour, oblique=True)
    the_b = phrase(second, language, colour=colour, oblique=True, article="the")
    return [f"{b_oblique} {side} {a}", f"{a} और {b}", f"{the_a} {the_b} {side} {'हैं' if many else 'है'}"]


def caption(scene: Scene, language: Language) -> str:
    """The plainest full caption."""
    return templates(scene, language)[0]


def without_sizes(scene: Scene) -> Scene:
    """The same scene, its captions silent on size."""
    return replace(scene, groups=tuple(replace(group, size="") for group in scene.groups))


def contradiction(scene: Scene, rng: np.random.Generator) -> Scene:
    """The scene with one fact changed, for a caption that is close and false; never to be drawn.

    Two groups swap their colours or their sides (Yuksekgonul et al., *When and why vision-language models behave
    like bags-of-words*, 2023), or, as a single group does, one takes another colour or becomes another thing.
    """
    if len(scene.groups) == 2 and rng.random() < 0.8:
        first, second = scene.groups
        if first.colour != second.colour and rng.random() < 0.65:
            swapped = (replace(first, colour=second.colour), replace(second, colour=first.colour))
            return replace(scene, groups=swapped)
        return replace(scene, relation=OPPOSITE[scene.relation])
    index = int(rng.integers(len(scene.groups)))
    group = scene.groups[index]
    others = [g.thing for g in scene.groups]
    if rng.random() < 0.5:
        changed = replace(group, colour=str(rng.choice([c for c in COLOUR_NAMES if c != group.colour])))
    else:
        changed = replace(group, thing=str(rng.choice([n for n in NAMES if n not in others])))
    return replace(scene, groups=tuple(changed if i == index else g for i, g in enumerate(scene.groups)))


def random_caption(scene: Scene, language: Language, rng: np.random.Generator) -> str:
    """A caption as training sees them: mostly plain, mostly with the colour, sometimes without the size."""
    if rng.random() < 0.3:
        scene = without_sizes(scene)
    choices = templates(scene, language, colour=bool(rng.random() < 0.92))
    if len(scene.groups) == 1:
        return choices[0] if rng.random() < 0.6 else str(rng.choice(choices))
    return choices[3 * int(rng.integers(2)) + int(rng.choice(3, p=[0.6, 0.15, 0.25]))]


# --- drawing ---------------------------------------------------------------------------------------------------------
class Pen:
    """Collects the polygons of one object, in a unit square with y downwards, and places them in the picture."""

    def __init__(self, place: Place, colour: RGB) -> None:
        self.place, self.main = place, colour
        self.light, self.dark = mix(colour, PAPER, 0.42), mix(colour, INK, 0.38)
        self.polygons: list[tuple[list[Point], RGB]] = []

    def polygon(self, points: list[Point], tone: RGB) -> None:
        place = self.place
        cos, sin = math.cos(math.radians(place.tilt)) * place.side, math.sin(math.radians(place.tilt)) * place.side
        out = []
        for x, y in points:
            dx, dy = (0.5 - x) if place.mirrored else (x - 0.5), y - 0.5
            out.append((place.x + dx * cos - dy * sin, place.y + dx * sin + dy * cos))
        self.polygons.append((out, tone))

    def arc(self, x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360) -> list[Point]:
        """Points of an ellipse, clockwise from 3 o'clock, in degrees."""
        angles = [math.radians(start + (end - start) * i / 40) for i in range(41)]
        return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]

    def disc(self, x: float, y: float, rx: float, tone: RGB, ry: float | None = None) -> None:
        self.polygon(self.arc(x, y, rx, rx if ry is None else ry), tone)

    def rect(self, left: float, top: float, right: float, bottom: float, tone: RGB) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], tone)

    def line(self, points: list[Point], width: float, tone: RGB) -> None:
        """A stroke with round joints."""
        for (x0, y0), (x1, y1) in pairwise(points):
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            nx, ny = -(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2
            self.polygon([(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)], tone)
        for x, y in points:
            self.disc(x, y, width / 2, tone)


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """`a` with a share of `b`."""
    return tuple(round(p + (q - p) * share) for p, q in zip(a, b, strict=True))  # type: ignore[return-value]


def circle(pen: Pen) -> None:
    pen.disc(0.5, 0.5, 0.46, pen.main)


def square(pen: Pen) -> None:
    pen.rect(0.08, 0.08, 0.92, 0.92, pen.main)


def triangle(pen: Pen) -> None:
    pen.polygon([(0.5, 0.06), (0.97, 0.9), (0.03, 0.9)], pen.main)


def star(pen: Pen) -> None:
    reach = [(0.5, 0.2)[i % 2] for i in range(10)]
    angles = [math.radians(-90 + 36 * i) for i in range(10)]
    pen.polygon([(0.5 + r * math.cos(a), 0.53 + r * math.sin(a)) for r, a in zip(reach, angles, strict=True)], pen.main)


def heart(pen: Pen) -> None:
    turns = [math.radians(6 * i) for i in range(60)]
    x = [0.5 + 0.48 * math.sin(t) ** 3 for t in turns]
    y = [0.46 - (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 34 for t in turns]
    pen.polygon(list(zip(x, y, strict=True)), pen.main)


def house(pen: Pen) -> None:
    pen.rect(0.68, 0.1, 0.78, 0.4, pen.dark)
    pen.rect(0.14, 0.46, 0.86, 0.95, pen.light)
    pen.polygon([(0.5, 0.05), (0.99, 0.48), (0.01, 0.48)], pen.main)
    pen.rect(0.42, 0.62, 0.6, 0.95, pen.main)
    pen.rect(0.21, 0.58, 0.34, 0.72, PAPER)
    pen.rect(0.67, 0.58, 0.8, 0.72, PAPER)


def tree(pen: Pen) -> None:
    pen.polygon([(0.44, 0.55), (0.56, 0.55), (0.6, 0.98), (0.4, 0.98)], (134, 98, 72))
    for x, y, r, tone in ((0.27, 0.47, 0.24, pen.main), (0.73, 0.47, 0.24, pen.main), (0.5, 0.3, 0.28, pen.main)):
        pen.disc(x, y, r, tone)
    pen.disc(0.44, 0.25, 0.11, pen.light)


def fish(pen: Pen) -> None:
    pen.polygon([(0.68, 0.5), (0.99, 0.24), (0.92, 0.5), (0.99, 0.76)], pen.dark)
    pen.polygon([(0.32, 0.32), (0.5, 0.1), (0.66, 0.36)], pen.dark)
    pen.disc(0.4, 0.5, 0.39, pen.main, 0.25)
    pen.polygon([(0.42, 0.52), (0.6, 0.44), (0.58, 0.64)], pen.light)
    pen.disc(0.18, 0.44, 0.055, PAPER)
    pen.disc(0.17, 0.44, 0.028, INK)


def boat(pen: Pen) -> None:
    pen.rect(0.48, 0.05, 0.52, 0.72, INK)
    pen.polygon([(0.55, 0.08), (0.92, 0.6), (0.55, 0.6)], pen.light)
    pen.polygon([(0.45, 0.18), (0.45, 0.6), (0.16, 0.6)], pen.main)
    pen.polygon([(0.03, 0.68), (0.97, 0.68), (0.8, 0.93), (0.2, 0.93)], pen.main)


def sun(pen: Pen) -> None:
    for index in range(12):
        a, w = math.radians(30 * index), math.radians(8)
        tip = (0.5 + 0.49 * math.cos(a), 0.5 + 0.49 * math.sin(a))
        pen.polygon([(0.5 + 0.33 * math.cos(a - w), 0.5 + 0.33 * math.sin(a - w)), tip,
                     (0.5 + 0.33 * math.cos(a + w), 0.5 + 0.33 * math.sin(a + w))], pen.main)  # fmt: skip
    pen.disc(0.5, 0.5, 0.29, pen.main)
    pen.disc(0.5, 0.5, 0.2, pen.light)


def moon(pen: Pen) -> None:
    outer, inner = pen.arc(0.5, 0.5, 0.46, 0.46, 55, 305), pen.arc(0.74, 0.5, 0.38, 0.38, 265, 95)
    pen.polygon(outer + inner, pen.main)


def apple(pen: Pen) -> None:
    pen.line([(0.5, 0.3), (0.54, 0.06)], 0.06, (118, 86, 64))
    pen.polygon([(0.56, 0.17), (0.7, 0.04), (0.88, 0.08), (0.74, 0.2)], (110, 150, 92))
    pen.disc(0.34, 0.58, 0.29, pen.main, 0.36)
    pen.disc(0.66, 0.58, 0.29, pen.main, 0.36)
    pen.disc(0.27, 0.48, 0.07, pen.light, 0.11)


def car(pen: Pen) -> None:
    pen.polygon([(0.2, 0.5), (0.32, 0.24), (0.68, 0.24), (0.84, 0.5)], pen.main)
    pen.polygon([(0.29, 0.48), (0.37, 0.31), (0.49, 0.31), (0.49, 0.48)], PAPER)
    pen.polygon([(0.54, 0.48), (0.54, 0.31), (0.65, 0.31), (0.74, 0.48)], PAPER)
    pen.polygon([(0.02, 0.52), (0.08, 0.48), (0.92, 0.48), (0.98, 0.56), (0.98, 0.72), (0.02, 0.72)], pen.main)
    for x in (0.25, 0.75):
        pen.disc(x, 0.72, 0.13, INK)
        pen.disc(x, 0.72, 0.055, PAPER)


def flower(pen: Pen) -> None:
    pen.line([(0.5, 0.4), (0.5, 0.96)], 0.05, (102, 142, 88))
    pen.polygon([(0.5, 0.84), (0.64, 0.64), (0.82, 0.62), (0.72, 0.78)], (102, 142, 88))
    for index in range(6):
        a = math.radians(60 * index + 30)
        pen.disc(0.5 + 0.19 * math.cos(a), 0.3 + 0.19 * math.sin(a), 0.125, pen.main)
    pen.disc(0.5, 0.3, 0.11, PAPER)


def cup(pen: Pen) -> None:
    pen.line(pen.arc(0.74, 0.52, 0.17, 0.17, -80, 90), 0.07, pen.main)
    pen.polygon([(0.1, 0.28), (0.76, 0.28), (0.68, 0.84), (0.18, 0.84)], pen.main)
    pen.disc(0.43, 0.28, 0.33, pen.dark, 0.06)
    pen.disc(0.43, 0.9, 0.4, pen.light, 0.06)


def cat(pen: Pen) -> None:
    pen.line([(0.68, 0.85), (0.9, 0.8), (0.93, 0.55)], 0.09, pen.main)
    pen.disc(0.48, 0.74, 0.27, pen.main, 0.23)
    pen.polygon([(0.14, 0.04), (0.36, 0.2), (0.16, 0.36)], pen.main)
    pen.polygon([(0.66, 0.04), (0.44, 0.2), (0.64, 0.36)], pen.main)
    pen.disc(0.4, 0.35, 0.27, pen.main, 0.24)
    for x in (0.3, 0.5):
        pen.disc(x, 0.33, 0.05, PAPER)
        pen.disc(x, 0.33, 0.024, INK)
    pen.polygon([(0.36, 0.42), (0.44, 0.42), (0.4, 0.47)], pen.light)


def bird(pen: Pen) -> None:
    pen.polygon([(0.66, 0.6), (0.99, 0.44), (0.97, 0.72)], pen.dark)
    pen.line([(0.42, 0.8), (0.42, 0.95)], 0.035, INK)
    pen.line([(0.54, 0.8), (0.54, 0.95)], 0.035, INK)
    pen.polygon([(0.1, 0.24), (0.1, 0.38), (0.0, 0.33)], (226, 160, 72))
    pen.disc(0.48, 0.6, 0.3, pen.main, 0.23)
    pen.disc(0.25, 0.33, 0.18, pen.main)
    pen.polygon([(0.36, 0.52), (0.74, 0.56), (0.56, 0.76)], pen.light)
    pen.disc(0.2, 0.3, 0.03, PAPER)


def cloud(pen: Pen) -> None:
    for x, y, r in ((0.22, 0.58, 0.2), (0.45, 0.42, 0.24), (0.7, 0.5, 0.21), (0.83, 0.62, 0.16)):
        pen.disc(x, y, r, pen.main)
    pen.rect(0.22, 0.58, 0.83, 0.78, pen.main)


def mountain(pen: Pen) -> None:
    pen.polygon([(0.68, 0.32), (1.0, 0.9), (0.36, 0.9)], pen.dark)
    pen.polygon([(0.38, 0.08), (0.8, 0.9), (0.0, 0.9)], pen.main)
    pen.polygon([(0.38, 0.08), (0.5, 0.31), (0.42, 0.27), (0.37, 0.36), (0.31, 0.27), (0.26, 0.33)], PAPER)


def key(pen: Pen) -> None:
    ring = pen.arc(0.24, 0.5, 0.15, 0.15)
    pen.line([(0.38, 0.5), (0.96, 0.5)], 0.09, pen.main)
    pen.rect(0.72, 0.5, 0.8, 0.7, pen.main)
    pen.rect(0.87, 0.5, 0.95, 0.74, pen.main)
    pen.line(ring, 0.11, pen.main)


def book(pen: Pen) -> None:
    pen.polygon([(0.5, 0.2), (0.03, 0.14), (0.03, 0.84), (0.5, 0.92), (0.97, 0.84), (0.97, 0.14)], pen.main)
    pen.polygon([(0.48, 0.22), (0.1, 0.15), (0.1, 0.76), (0.48, 0.84)], PAPER)
    pen.polygon([(0.52, 0.22), (0.9, 0.15), (0.9, 0.76), (0.52, 0.84)], PAPER)
    for y in (0.3, 0.44, 0.58):
        pen.line([(0.17, y), (0.41, y + 0.04)], 0.03, pen.light)
        pen.line([(0.59, y + 0.04), (0.83, y)], 0.03, pen.light)


def umbrella(pen: Pen) -> None:
    pen.line([(0.5, 0.12), (0.5, 0.84), (0.54, 0.92), (0.62, 0.92), (0.66, 0.85)], 0.045, INK)
    pen.polygon(pen.arc(0.5, 0.52, 0.48, 0.44, 180, 360), pen.main)
    pen.polygon(pen.arc(0.5, 0.52, 0.17, 0.44, 180, 360), pen.light)


def leaf(pen: Pen) -> None:
    pen.line([(0.2, 0.8), (0.05, 0.95)], 0.05, pen.dark)
    spine = [(0.15 + 0.8 * t, 0.85 - 0.8 * t, 0.26 * math.sin(math.pi * t)) for t in (i / 20 for i in range(21))]
    left, right = [(x - w, y - w) for x, y, w in spine], [(x + w, y + w) for x, y, w in reversed(spine)]
    pen.polygon(left + right, pen.main)
    pen.line([(0.18, 0.82), (0.85, 0.15)], 0.03, pen.light)
    for t in (0.35, 0.55, 0.72):
        x, y = 0.15 + 0.8 * t, 0.85 - 0.8 * t
        pen.line([(x, y), (x, y - 0.17)], 0.022, pen.light)
        pen.line([(x, y), (x + 0.17, y)], 0.022, pen.light)


def ball(pen: Pen) -> None:
    pen.disc(0.5, 0.5, 0.46, pen.main)
    pen.polygon(pen.arc(0.5, 0.5, 0.46, 0.46, 152, 208) + pen.arc(0.1, 0.5, 0.22, 0.22, -70, 70), PAPER)
    pen.polygon(pen.arc(0.5, 0.5, 0.46, 0.46, -28, 28) + pen.arc(0.9, 0.5, 0.22, 0.22, 110, 250), PAPER)
    pen.polygon(pen.arc(0.5, 0.5, 0.09, 0.46), PAPER)


def hat(pen: Pen) -> None:
    pen.polygon([(0.26, 0.74), (0.3, 0.24), (0.4, 0.16), (0.5, 0.2), (0.6, 0.16), (0.7, 0.24), (0.74, 0.74)], pen.main)
    pen.rect(0.26, 0.56, 0.74, 0.68, pen.light)
    pen.disc(0.5, 0.74, 0.48, pen.main, 0.1)


def butterfly(pen: Pen) -> None:
    for side in (-1, 1):
        pen.disc(0.5 + side * 0.25, 0.34, 0.23, pen.main, 0.26)
        pen.disc(0.5 + side * 0.2, 0.7, 0.17, pen.main, 0.2)
        pen.disc(0.5 + side * 0.27, 0.33, 0.1, pen.light, 0.12)
        pen.line([(0.5, 0.24), (0.5 + side * 0.1, 0.05)], 0.03, INK)
    pen.disc(0.5, 0.52, 0.045, INK, 0.33)


def kite(pen: Pen) -> None:
    pen.line([(0.5, 0.66), (0.42, 0.76), (0.56, 0.84), (0.46, 0.97)], 0.03, INK)
    pen.polygon([(0.5, 0.02), (0.86, 0.34), (0.5, 0.72), (0.14, 0.34)], pen.main)
    pen.polygon([(0.5, 0.02), (0.86, 0.34), (0.5, 0.34)], pen.light)
    pen.polygon([(0.5, 0.72), (0.14, 0.34), (0.5, 0.34)], pen.light)


def balloon(pen: Pen) -> None:
    pen.line([(0.5, 0.7), (0.46, 0.8), (0.54, 0.88), (0.5, 0.98)], 0.025, INK)
    pen.polygon([(0.5, 0.64), (0.57, 0.74), (0.43, 0.74)], pen.dark)
    pen.disc(0.5, 0.36, 0.29, pen.main, 0.34)
    pen.disc(0.4, 0.26, 0.06, pen.light, 0.11)


OUTLINES: dict[str, Callable[[Pen], None]] = {
    outline.__name__: outline
    for outline in (
        *(circle, square, triangle, star, heart, house, tree, fish, boat, sun, moon, apple, car, flower),
        *(cup, cat, bird, cloud, mountain, key, book, umbrella, leaf, ball, hat, butterfly, kite, balloon),
    )
}


# --- backgrounds -----------------------------------------------------------------------------------------------------
TINTS: tuple[RGB, ...] = (
    (246, 240, 228), (226, 236, 242), (229, 239, 226), (245, 230, 228),
    (236, 231, 243), (240, 236, 214), (232, 232, 230),
)  # fmt: skip


def plain(canvas: ImageDraw.ImageDraw, side: int, rng: np.random.Generator, tint: RGB, other: RGB) -> None:
    """One sheet of paper."""


def horizon(canvas: ImageDraw.ImageDraw, side: int, rng: np.random.Generator, tint: RGB, other: RGB) -> None:
    canvas.rectangle((0, side * rng.uniform(0.55, 0.85), side, side), fill=mix(other, INK, 0.06))


def hills(canvas: ImageDraw.ImageDraw, side: int, rng: np.random.Generator, tint: RGB, other: RGB) -> None:
    for index in range(2):
        x, y, r = rng.uniform(0, side), side * rng.uniform(1.0, 1.25), side * rng.uniform(0.4, 0.7)
        canvas.ellipse((x - r * 1.5, y - r, x + r * 1.5, y + r), fill=mix(other, INK, 0.05 + 0.05 * index))


def dots(canvas: ImageDraw.ImageDraw, side: int, rng: np.random.Generator, tint: RGB, other: RGB) -> None:
    step, r = side / rng.integers(6, 11), side * rng.uniform(0.006, 0.014)
    for x in np.arange(step / 2, side, step):
        for y in np.arange(step / 2, side, step):
            canvas.ellipse((x - r, y - r, x + r, y + r), fill=mix(tint, INK, 0.12))


def bands(canvas: ImageDraw.ImageDraw, side: int, rng: np.random.Generator, tint: RGB, other: RGB) -> None:
    step = side / rng.integers(5, 10)
    for index, start in enumerate(np.arange(0, side, step)):
        if index % 2:
            canvas.rectangle((start, 0, start + step, side), fill=mix(tint, other, 0.7))


BACKGROUNDS = (plain, horizon, hills, dots, bands)


def pens(scene: Scene) -> list[Pen]:
    """One pen per object, its polygons collected, in the order of the groups."""
    drawn = []
    for group in scene.groups:
        for place in group.places:
            pen = Pen(place, PAINTS[group.colour].rgb)
            OUTLINES[group.thing](pen)
            drawn.append(pen)
    return drawn


def boxes(scene: Scene) -> list[Box]:
    """The true box of each object: left, top, right, bottom as shares of the picture's side."""
    found = []
    for pen in pens(scene):
        x, y = zip(*(point for points, _ in pen.polygons for point in points), strict=True)
        found.append((min(x), min(y), max(x), max(y)))
    return found


def draw(scene: Scene, side: int) -> Image.Image:
    """The scene as a square RGB picture, cut from paper: each object casts a faint shadow."""
    large = side * SMOOTH
    kind, seed = scene.background
    rng = np.random.default_rng(seed)
    tint, other = (TINTS[i] for i in rng.choice(len(TINTS), 2, replace=False))
    image = Image.new("RGB", (large, large), tint)
    canvas = ImageDraw.Draw(image, "RGBA")
    BACKGROUNDS[kind](canvas, large, rng, tint, other)
    objects = pens(scene)
    shade = Image.new("L", (large, large), 0)
    shadow, offset = ImageDraw.Draw(shade), 0.011
    for pen in objects:
        for points, _ in pen.polygons:
            shadow.polygon([((x + offset) * large, (y + offset * 1.4) * large) for x, y in points], fill=34)
    image.paste(Image.new("RGB", image.size, INK), mask=shade)
    canvas = ImageDraw.Draw(image)
    for pen in objects:
        for points, tone in pen.polygons:
            canvas.polygon([(x * large, y * large) for x, y in points], fill=tone)
    return image.resize((side, side), Image.Resampling.BOX)


# --- the samples of the labs -----------------------------------------------------------------------------------------
SAMPLE_SCENES: dict[str, tuple[tuple[Group, ...], str]] = {
    "red-fish": ((Group("fish", "red", size="large"),), ""),
    "green-house": ((Group("house", "green", size="large"),), ""),
    "three-yellow-stars": ((Group("star", "yellow", 3),), ""),
    "blue-boat-orange-sun": ((Group("boat", "blue"), Group("sun", "orange")), "below"),
    "black-cat-pink-balloon": ((Group("cat", "black"), Group("balloon", "pink")), "left"),
    "purple-umbrella-blue-cloud": ((Group("umbrella", "purple"), Group("cloud", "blue")), "below"),
    "two-yellow-birds-red-flower": ((Group("bird", "yellow", 2), Group("flower", "red")), "above"),
    "green-car-orange-tree": ((Group("car", "green"), Group("tree", "orange")), "right"),
}


def sample_scene(name: str) -> Scene:
    groups, relation = SAMPLE_SCENES[name]
    return compose(np.random.default_rng(list(name.encode())), groups, relation)


def write_samples(folder: Path = SAMPLES, side: int = 256) -> None:
    """One PNG per sample, in few colours so that it stays small, and samples.toml with the true captions."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["# Drawn by `python -m smallworld.scenes`; change them there."]
    for name in SAMPLE_SCENES:
        scene = sample_scene(name)
        draw(scene, side).quantize(128, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)
        lines += ["", "[[sample]]", f'file = "{name}.png"']
        scene = without_sizes(scene)
        lines += [f'{language} = "{caption(scene, language)}"' for language in LANGUAGES]
    (folder / "samples.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_samples()
