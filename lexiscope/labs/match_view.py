"""How the lab *match* draws and explains what it computed."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

import numpy as np

from lexiscope.engine.face import Floats
from lexiscope.figures import Bars, Heatmap, Panel, Picture, Table, Theme
from lexiscope.figures.model import Unit
from lexiscope.figures.overlay import overlay
from lexiscope.i18n import N_, Language
from lexiscope.labs.pictures import sample_ids, samples

if TYPE_CHECKING:
    from lexiscope.labs.match import Result, View

NOTICED = 0.02  # of the cosine; a smaller loss says nothing
MODES = ("cosine", "scaled", "over-captions", "over-pictures")


def scores(result: Result, mode: str) -> Floats:
    """The matrix (P, C) as a visitor asked to read it."""
    if mode == "cosine":
        return result.cosine
    logits = result.cosine * result.logit_scale + result.logit_bias
    if mode == "scaled":
        return logits
    axis = 1 if mode == "over-captions" else 0
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    shares: Floats = powers / powers.sum(axis=axis, keepdims=True)
    return shares


# What is drawn


def figures(result: Result, view: View, language: Language, theme: Theme) -> tuple[Panel, ...]:
    """The matrix; the chosen picture with its captions in order; where its score comes from."""
    return (
        Panel((matrix(result, view.mode, language),)),
        Panel((chosen_picture(result, language), ranking(result, view.mode, language))),
        Panel(tuple(relevance_map(result, i, language, theme) for i in range(min(2, len(result.mapped))))),
    )


def matrix(result: Result, mode: str, language: Language) -> Heatmap:
    values = scores(result, mode)
    shares = mode.startswith("over-")
    best = np.unravel_index(int(values.argmax()), values.shape)
    return Heatmap(
        key="matrix",
        title=finding(result, mode, language),
        alt=language.t(
            "Table of pictures ({pictures}) by captions ({captions}); the highest value, {value}, is that of "
            "picture {picture} with “{caption}”.",
            pictures=language.number(values.shape[0], 0),
            captions=language.number(values.shape[1], 0),
            value=written(float(values[best]), mode, language),
            picture=language.number(int(best[0]) + 1, 0),
            caption=result.captions[best[1]],
        ),
        values=values,
        rows=tuple(picture_name(result, p, language) for p in range(len(result.pictures))),
        columns=tuple(caption_name(result, c, language, 22) for c in range(len(result.captions))),
        row_title=language.t("picture"),
        column_title=language.t("caption"),
        scale="picture",
        limits=(0.0, 1.0) if shares else (float(values.min()), float(values.max())),
        unit=unit_of(mode),
        focus_row=result.picture if len(result.pictures) > 1 else None,
        show_values=len(result.captions) <= 8,
    )


def chosen_picture(result: Result, language: Language) -> Picture:
    name = picture_name(result, result.picture, language)
    return Picture("chosen", name, language.t("The chosen picture: {name}.", name=name), result.shown)


def ranking(result: Result, mode: str, language: Language) -> Bars:
    row = scores(result, mode)[result.picture]
    order = ranked(row)
    name = picture_name(result, result.picture, language)
    first = result.captions[order[0]]
    return Bars(
        key="ranking",
        title=language.t("{name}: “{caption}” comes first.", name=name, caption=first),
        alt=language.t(
            "{name}, its captions in order: {captions}.",
            name=name,
            captions="; ".join(f"{result.captions[c]} {written(float(row[c]), mode, language)}" for c in order),
        ),
        labels=tuple(caption_name(result, c, language, 28) for c in order),
        values=tuple(float(row[c]) for c in order),
        value_title=mode_label(mode, language),
        scale="picture",
        unit=unit_of(mode),
        highlight=order.index(result.caption),
    )


def relevance_map(result: Result, index: int, language: Language, theme: Theme) -> Picture:
    """The picture under the relevance of one caption; all captions of the picture share one scale."""
    caption = result.captions[result.mapped[index]]
    weights = result.relevance[index] / (float(result.relevance.max()) or 1.0)  # (rows, columns), 0..1
    strongest = np.sort(result.relevance[index], axis=None)[::-1][: result.hidden].sum()
    share = float(strongest / (result.relevance[index].sum() or 1.0))
    fields = {
        "caption": caption,
        "share": language.percent(share),
        "n": language.number(result.hidden, 0),
        "all": language.number(weights.size, 0),
    }
    return Picture(
        key=f"relevance-{index + 1}",
        title=language.t("“{caption}”: {n} of {all} patches carry {share} of the relevance.", **fields),
        alt=language.t(
            "The picture, coloured where “{caption}” finds its score: {n} of {all} patches carry {share} of it.",
            **fields,
        ),
        pixels=overlay(result.shown, weights, "picture", theme, result.frame),
        table=Table(
            ("", *(language.number(c + 1, 0) for c in range(weights.shape[1]))),
            tuple(
                (language.number(r + 1, 0), *(language.percent(float(w)) for w in line))
                for r, line in enumerate(weights)
            ),
            language.t(
                "Relevance of each patch for “{caption}”; 100% is the strongest patch of any caption.", caption=caption
            ),
        ),
    )


# What is said


def explain(result: Result, view: View, language: Language) -> tuple[str, ...]:
    """The finding, the first captions of the chosen picture, how to read the numbers, and the deletion test."""
    said = [
        finding(result, view.mode, language),
        leaders(result, view.mode, language),
        reading(result, view.mode, language),
    ]
    if result.logit_bias:
        said.append(
            language.t(
                "This model was trained with a sigmoid: it judged each pair by itself, and no softmax was used. "
                "Softmax still ranks, but its percentages are not what the model learnt."
            )
        )
    said += deletion(result, language)
    if result.frame != (0.0, 0.0, 1.0, 1.0):
        name = picture_name(result, result.picture, language)
        said.append(language.t("{name}: this model sees the square in the middle only.", name=name))
    if result.built_in and any(name not in sample_ids(drawn=True) for name in result.pictures):
        said.append(
            language.t(
                "The small built-in model has seen drawn scenes only, never a photograph: "
                "choose another model under “Model” to match photographs."
            )
        )
    return tuple(said)


def finding(result: Result, mode: str, language: Language) -> str:
    """Who comes first, by rows; by columns where softmax goes over the pictures."""
    values = scores(result, mode)
    pictures, captions = values.shape
    if mode == "over-pictures" and pictures == 1:
        return language.t(
            "With a single picture, softmax over pictures gives 100% everywhere: it has nothing to compare."
        )
    if mode == "over-captions" and captions == 1:
        return language.t(
            "With a single caption, softmax over captions gives 100% everywhere: it has nothing to compare."
        )
    if mode == "over-pictures":
        total = min(pictures, captions)
        right = sum(int(values[:, c].argmax()) == c for c in range(total))
        return language.n(
            "{n} of {total} captions puts the picture of its own number first.",
            "{n} of {total} captions put the picture of their own number first.",
            right,
            total=language.number(total, 0),
        )
    if pictures == 1 or captions < pictures:
        best = int(values[result.picture].argmax())
        fields = {"name": picture_name(result, result.picture, language), "caption": result.captions[best]}
        return language.t("{name}: “{caption}” comes first.", **fields)
    right = sum(int(values[p].argmax()) == p for p in range(pictures))
    return language.n(
        "{n} of {total} pictures puts the caption of its own number first.",
        "{n} of {total} pictures put the caption of their own number first.",
        right,
        total=language.number(pictures, 0),
    )


def leaders(result: Result, mode: str, language: Language) -> str:
    """The first three captions of the chosen picture, with their values."""
    row = scores(result, mode)[result.picture]
    listed = [
        language.t("“{caption}” ({value})", caption=result.captions[c], value=written(float(row[c]), mode, language))
        for c in ranked(row)[:3]
    ]
    name = picture_name(result, result.picture, language)
    return language.t("{name}, in order: {captions}.", name=name, captions=", ".join(listed))


def reading(result: Result, mode: str, language: Language) -> str:
    """One sentence on how the numbers of a mode are to be read."""
    scale = language.number(result.logit_scale, 1)
    return {
        "cosine": language.t(
            "Cosine says how closely picture and caption point the same way, from −1 to 1; compare within a row, "
            "for no value makes a pair right by itself."
        ),
        "scaled": language.t(
            "The cosine times the model's logit scale, here {scale}, is what softmax works on; only differences count, "
            "and 1 more means about 2.7 times the weight.",
            scale=scale,
        ),
        "over-captions": language.t(
            "Each row adds up to 100%: one picture is shared out among the captions of this list, so that a caption "
            "more or less changes every number of the row."
        ),
        "over-pictures": language.t(
            "Each column adds up to 100%: one caption is shared out among these pictures, so that a picture more or "
            "less changes every number of the column."
        ),
    }[mode]


def deletion(result: Result, language: Language) -> list[str]:
    """The deletion test in numbers, and what it allows to say about the map."""
    before = float(result.cosine[result.picture, result.caption])
    measured = language.t(
        "Deletion test for “{caption}”: with its {n} most relevant patches of {all} hidden, the cosine goes from "
        "{before} to {after}; with as many hidden at random, to {random} (mean of {draws} draws).",
        caption=result.captions[result.caption],
        n=language.number(result.hidden, 0),
        all=language.number(result.relevance[0].size, 0),
        before=language.fixed(before, 3),
        after=language.fixed(result.masked, 3),
        random=language.fixed(float(result.masked_at_random.mean()), 3),
        draws=language.number(result.masked_at_random.size, 0),
    )
    if supported(result):
        return [measured, language.t("That is clearly more than chance: the map points at what this score rests on.")]
    return [measured, language.t("That is not clearly more than chance: do not trust this map.")]


def supported(result: Result) -> bool:
    """Whether the deletion test speaks for the map: what is hidden is missed, twice as much as at random, and more
    than in any single random draw."""
    before = float(result.cosine[result.picture, result.caption])
    lost, at_random = before - result.masked, before - result.masked_at_random
    return bool(lost > NOTICED and lost > 2 * at_random.mean() and lost > at_random.max())


def ranked(row: Floats) -> list[int]:
    """Caption numbers from the highest value to the lowest; equal ones in the order written."""
    return [int(c) for c in np.argsort(-row, kind="stable")]


def unit_of(mode: str) -> Unit:
    return "percent" if mode.startswith("over-") else "decimal"


def written(value: float, mode: str, language: Language) -> str:
    return language.percent(value, 1) if mode.startswith("over-") else language.fixed(value, 3)


def picture_name(result: Result, index: int, language: Language) -> str:
    """ "Picture 2", and the title of a photograph; a drawn scene's title would give its caption away."""
    sample = samples().get(result.pictures[index])
    number = language.number(index + 1, 0)
    if sample is None or sample.drawn:
        return language.t("Picture {n}", n=number)
    return language.t("Picture {n} ({title})", n=number, title=sample.titles[language.code])


def caption_name(result: Result, index: int, language: Language, most: int) -> str:
    """The number and the beginning of a caption, for an axis."""
    caption = result.captions[index]
    return f"{language.number(index + 1, 0)} · {shorten(caption, most, placeholder='…')}"


def mode_label(mode: str, language: Language) -> str:
    return language.t(
        {
            "cosine": N_("cosine"),
            "scaled": N_("cosine × logit scale"),
            "over-captions": N_("softmax over captions"),
            "over-pictures": N_("softmax over pictures"),
        }[mode]
    )
