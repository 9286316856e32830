"""The lab *match*: pictures and captions in one space, by a model of the CLIP class (Radford et al., 2021)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lexiscope.engine import Engine
from lexiscope.engine.face import Floats, Pixels
from lexiscope.i18n import CODES, N_, Language
from lexiscope.labs.checks import model_of, one_of
from lexiscope.labs.match_view import MODES, explain, figures, mode_label, scores
from lexiscope.labs.pictures import SHOWN, Given, given, sample_ids, sample_label, sample_pixels, samples
from lexiscope.labs.spec import BadInput, Choice, Claim, Lab, Model, Pictures, Preset, Text, Values
from lexiscope.labs.words import clean

MODEL = "built-in/match"
MOST_PICTURES, MOST_CAPTIONS, CAPTION_CHARS = 8, 20, 200
HIDDEN_SHARE = 0.2  # of the patches, in the deletion test
RANDOM_DRAWS = 8
CHEAP = 30_000_000  # parameters times captions; up to this, maps for all captions cost less than a blink


# What is asked


@dataclass(frozen=True)
class Inputs:
    """What compute needs; `picture` and `caption` are the chosen pair, counted from 0."""

    pictures: tuple[Given, ...]
    captions: tuple[str, ...]
    model: str
    picture: int
    caption: int


@dataclass(frozen=True)
class View:
    """What only drawing needs."""

    mode: str


def lines_in(text: object) -> tuple[str, ...]:
    """The lines that are not blank; none for anything but a text."""
    return tuple(line for line in text.splitlines() if line.strip()) if isinstance(text, str) else ()


def captions_in(text: object) -> tuple[str, ...]:
    """One caption per line that is not blank, cleaned; raises BadInput for too many or too long ones."""
    lines = lines_in(text)
    if not lines:
        raise BadInput(N_("There is no caption: write one per line."), about="captions")
    if len(lines) > MOST_CAPTIONS:
        message = N_("These are {n} captions, more than {most}: remove some lines.")
        raise BadInput(message, about="captions", n=len(lines), most=MOST_CAPTIONS)
    for n, line in enumerate(lines, start=1):
        if len(line) > CAPTION_CHARS:
            message = N_("Caption {n} has {chars} characters, more than {most}: shorten it.")
            raise BadInput(message, about="captions", n=n, chars=len(line), most=CAPTION_CHARS)
    return tuple(clean(line, "captions", CAPTION_CHARS) for line in lines)


def numbers_up_to(count: int) -> tuple[str, ...]:
    return tuple(str(n + 1) for n in range(count))


def picture_numbers(_: Engine, values: Values) -> tuple[str, ...]:
    chosen = values.get("pictures")
    return numbers_up_to(min(len(chosen), MOST_PICTURES) if isinstance(chosen, (tuple, list)) else 0)


def caption_numbers(_: Engine, values: Values) -> tuple[str, ...]:
    return numbers_up_to(min(len(lines_in(values.get("captions"))), MOST_CAPTIONS))


def check(values: Values, engine: Engine) -> tuple[Inputs, View]:
    """What the browser sent, or BadInput."""
    pictures = given(values.get("pictures"), MOST_PICTURES, "pictures", SHOWN)
    captions = captions_in(values.get("captions"))
    model = model_of(values, "model", engine, "match")
    picture = int(one_of(values, "picture", numbers_up_to(len(pictures)))) - 1
    caption = int(one_of(values, "caption", numbers_up_to(len(captions)))) - 1
    return Inputs(pictures, captions, model, picture, caption), View(one_of(values, "mode", MODES))


# What is computed


@dataclass(frozen=True)
class Result:
    """P pictures and C captions matched, and one pair looked into."""

    pictures: tuple[str, ...]  # (P,) sample ids, "" for an upload
    captions: tuple[str, ...]  # (C,)
    cosine: Floats  # (P, C)
    logit_scale: float
    logit_bias: float  # other than 0 for models trained with a sigmoid (SigLIP)
    built_in: bool  # the small model of this repository, which has seen drawings only
    shown: Pixels  # (H, W, 3) the chosen picture
    picture: int  # the chosen pair, counted from 0
    caption: int
    mapped: tuple[int, ...]  # captions whose relevance was computed, the chosen one first, then by cosine
    relevance: Floats  # (len(mapped), rows, columns), >= 0, unnormalised
    frame: tuple[float, float, float, float]  # what the model sees of it: top, left, bottom, right, as shares
    hidden: int  # patches masked in the deletion test
    masked: float  # cosine of the chosen pair without its most relevant patches
    masked_at_random: Floats  # (RANDOM_DRAWS,) the same without as many patches drawn at random


def compute(engine: Engine, inputs: Inputs) -> Result:
    """Match every picture with every caption, then ask where the score of the chosen pair comes from.

    Deletion test after Petsiuk et al., *RISE* (2018): what is relevant must be missed when it is hidden.
    """
    info = engine.model(inputs.model)
    captions = engine.encode_captions(inputs.model, inputs.captions)  # (C, d)
    pictures = engine.encode_pictures(inputs.model, tuple(picture.pixels for picture in inputs.pictures))
    cosine = pictures.vectors @ captions.T  # (P, C)
    chosen = inputs.pictures[inputs.picture].pixels
    mapped = captions_to_map(cosine[inputs.picture], inputs.caption, info.parameters)
    relevances = [engine.relevance(inputs.model, chosen, inputs.captions[c]) for c in mapped]
    relevance = np.stack([found.patches for found in relevances])
    masks = deletion_masks(relevance[0])
    masked = engine.encode_masked(inputs.model, chosen, masks).vectors @ captions[inputs.caption]  # (1 + draws,)
    return Result(
        pictures=tuple(picture.sample for picture in inputs.pictures),
        captions=inputs.captions,
        cosine=cosine,
        logit_scale=pictures.logit_scale,
        logit_bias=pictures.logit_bias,
        built_in=info.origin == "built-in",
        shown=chosen,
        picture=inputs.picture,
        caption=inputs.caption,
        mapped=mapped,
        relevance=relevance,
        frame=relevances[0].frame,
        hidden=int(masks[0].sum()),
        masked=float(masked[0]),
        masked_at_random=masked[1:],
    )


def captions_to_map(row: Floats, chosen: int, parameters: int) -> tuple[int, ...]:
    """The chosen caption, then the others by cosine; where all maps would cost too much, only the first of them."""
    others = [int(c) for c in np.argsort(-row, kind="stable") if c != chosen]
    return (chosen, *(others if parameters * len(row) <= CHEAP else others[:1]))


def deletion_masks(relevance: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """(1 + RANDOM_DRAWS, rows, columns): True on the most relevant fifth, then on random fifths, the same each time."""
    hidden = max(1, round(HIDDEN_SHARE * relevance.size))
    masks = np.zeros((1 + RANDOM_DRAWS, relevance.size), bool)
    masks[0, np.argsort(-relevance.ravel(), kind="stable")[:hidden]] = True
    generator = np.random.default_rng(0)
    for mask in masks[1:]:
        mask[generator.choice(relevance.size, hidden, replace=False)] = True
    return masks.reshape(-1, *relevance.shape)


def data(result: Result) -> dict[str, Any]:
    """The result for the JSON download: matrices as lists, rows are pictures."""
    return {
        "pictures": list(result.pictures),
        "captions": list(result.captions),
        "logit_scale": result.logit_scale,
        "logit_bias": result.logit_bias,
        **{mode: scores(result, mode).tolist() for mode in MODES},
        "pair": {"picture": result.picture + 1, "caption": result.caption + 1},
        "relevance": {str(c + 1): grid.tolist() for c, grid in zip(result.mapped, result.relevance, strict=True)},
        "deletion": {
            "hidden_patches": result.hidden,
            "masked": result.masked,
            "masked_at_random": result.masked_at_random.tolist(),
        },
    }


# What is claimed


def caption_first(engine: Engine) -> float:
    """Share of drawn scenes that rank their own caption first among those of all scenes; mean of the languages."""
    scenes = sample_ids(drawn=True)
    pictures = engine.encode_pictures(MODEL, tuple(sample_pixels(scene) for scene in scenes))
    right = []
    for code in CODES:
        captions = [samples()[scene].captions[code] for scene in scenes]
        cosine = pictures.vectors @ engine.encode_captions(MODEL, tuple(captions)).T
        right += [captions[int(row.argmax())] == own for row, own in zip(cosine, captions, strict=True)]
    return float(np.mean(right))


def drops(engine: Engine) -> tuple[float, float]:
    """Mean loss of cosine over the drawn scenes, each with its own caption in one of the languages in turn:
    without the most relevant fifth of the patches, and without a random fifth."""
    lost = []
    for n, scene in enumerate(sample_ids(drawn=True)):
        pixels, caption = sample_pixels(scene), samples()[scene].captions[CODES[n % len(CODES)]]
        vector = engine.encode_captions(MODEL, (caption,))[0]  # (d,)
        before = float(engine.encode_pictures(MODEL, (pixels,)).vectors[0] @ vector)
        masks = deletion_masks(engine.relevance(MODEL, pixels, caption).patches)
        after = engine.encode_masked(MODEL, pixels, masks).vectors @ vector  # (1 + RANDOM_DRAWS,)
        lost.append((before - after[0], before - after[1:].mean()))
    relevant, at_random = np.mean(lost, axis=0)
    return float(relevant), float(at_random)


CLAIMS = (
    Claim(
        "match.caption-first",
        N_("A drawn scene ranks its own caption first among the captions of all scenes."),
        caption_first,
        lambda share: share >= 0.9,
        "≥ 90 %",
        "percent",
    ),
    Claim(
        "match.deletion-drop",
        N_("Without the most relevant 20% of its patches, the cosine of a scene and its caption falls."),
        lambda engine: drops(engine)[0],
        lambda drop: drop > 0.2,
        "> 0.2",
        "decimal",
    ),
    Claim(
        "match.random-drop",
        N_("Without a random 20% of its patches, the cosine of a scene and its caption hardly falls."),
        lambda engine: drops(engine)[1],
        lambda drop: drop < 0.15,
        "< 0.15",
        "decimal",
    ),
    Claim(
        "match.deletion-margin",
        N_("The most relevant 20% of the patches cost more of the cosine than a random 20%."),
        lambda engine: drops(engine)[0] - drops(engine)[1],
        lambda margin: margin > 0.1,
        "> 0.1",
        "decimal",
    ),
)


# What is offered


def preset(preset_id: str, title: str, pictures: tuple[str, ...], captions: Callable[[str], tuple[str, ...]]) -> Preset:
    """Pictures with the captions that each language gets."""
    values = {
        code: {
            "pictures": pictures,
            "captions": "\n".join(captions(code)),
            "model": MODEL,
            "mode": "cosine",
            "picture": "1",
            "caption": "1",
        }
        for code in CODES
    }
    return Preset(preset_id, title, values)


def own_captions(pictures: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    return lambda code: tuple(samples()[picture].captions[code] for picture in pictures)


def three_languages(scene: str, others: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """The caption of one scene in all languages, the visitor's first; then one wrong caption in each."""

    def captions(code: str) -> tuple[str, ...]:
        codes = (code, *(other for other in CODES if other != code))
        own = tuple(samples()[scene].captions[c] for c in codes)
        return own + tuple(samples()[other].captions[c] for other, c in zip(others, codes, strict=True))

    return captions


def number_label(option: str, language: Language) -> str:
    return language.number(int(option), 0)


SCENES = sample_ids(drawn=True)[:5]
PHOTOGRAPHS = sample_ids(drawn=False)

LAB = Lab(
    id="match",
    title=N_("Match pictures with captions"),
    invitation=N_("Choose pictures, write one caption per line, and see which of them the model brings together."),
    caution=N_(
        "A score says what is closer, not what is true: softmax depends on the other captions of the list, and a "
        "relevance map proves nothing without its deletion test. The small built-in model knows drawn scenes only."
    ),
    entries=("clip", "embedding", "encoder"),
    inputs=(
        Pictures(
            "pictures",
            N_("Pictures"),
            MOST_PICTURES,
            sample_ids,
            sample_label,
            N_("One to eight; upload your own or take samples."),
            width=3,
        ),
        Text(
            "captions",
            N_("Captions"),
            MOST_CAPTIONS * (CAPTION_CHARS + 1),
            lines=6,
            help=N_("One per line, up to twenty, in any of the three languages."),
            width=3,
        ),
        Choice(
            "mode",
            N_("Show"),
            lambda engine, values: MODES,
            mode_label,
            N_("Four ways to read the same scores."),
            width=2,
        ),
        Choice("picture", N_("Picture to look into"), picture_numbers, number_label, width=2),
        Choice("caption", N_("Caption to look for in it"), caption_numbers, number_label, width=2),
        Model("model", N_("Model"), "match"),
    ),
    presets=(
        preset("scenes", N_("Drawn scenes"), SCENES, own_captions(SCENES)),
        preset("photographs", N_("Photographs"), PHOTOGRAPHS, own_captions(PHOTOGRAPHS)),
        preset("languages", N_("One scene, three languages"), SCENES[:1], three_languages(SCENES[0], SCENES[1:4])),
    ),
    check=check,
    compute=compute,
    figures=figures,
    explain=explain,
    claims=CLAIMS,
    data=data,
)
