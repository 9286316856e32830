"""What the lab *attention* draws: two heatmaps on one scale, the change per layer, all heads, and BertViz's views."""

from __future__ import annotations

import numpy as np

from lexiscope.engine.face import Floats, Role
from lexiscope.figures import HeadGrid, Heatmap, Lines, Panel, Series, Theme
from lexiscope.i18n import Language
from lexiscope.labs import bertviz_page
from lexiscope.labs.attention_sentences import View, chosen, distance, percent, place
from lexiscope.labs.minimal_pair import Result, Side, blocked, right_of_focus, right_share, special

ROLES: tuple[Role, Role] = ("encoder", "decoder")


def figures(result: Result, view: View, language: Language, theme: Theme) -> tuple[Panel, ...]:
    """Two heatmaps on one scale; the change per layer; folded, all heads of each model."""
    del theme  # the drawing code paints; nothing here depends on it
    maps = [shown(side, view) for side in (result.encoder, result.decoder)]
    highest = max(float(np.nanmax(values)) for values in maps) or 1.0
    heatmaps = tuple(
        _heatmap(role, side, result, values, highest, view, language)
        for role, side, values in zip(ROLES, (result.encoder, result.decoder), maps, strict=True)
    )
    panels = [Panel(heatmaps)]
    if result.swap is not None:
        panels.append(Panel(_lines(result, language)))
    grids = (_grid("encoder", result.encoder, view, language), _grid("decoder", result.decoder, view, language))
    folds = (language.t("All heads of the encoder"), language.t("All heads of the decoder"))
    return (*panels, *(Panel((grid,), fold) for grid, fold in zip(grids, folds, strict=True)))


def kept(side: Side, view: View) -> list[int]:
    """The positions that are drawn."""
    hidden = special(side) if view.hide_special else np.zeros(len(side.tokens), bool)
    return [int(i) for i in np.flatnonzero(~hidden)]


def shown(side: Side, view: View) -> Floats:
    """(T', T') the chosen pattern of the drawn positions, NaN where the model cannot see."""
    values = np.where(blocked(side), np.float32(np.nan), chosen(side, view))
    here = kept(side, view)
    return values[np.ix_(here, here)]


def labels(side: Side, view: View) -> tuple[str, ...]:
    """The drawn tokens; a token of nothing but spaces is still to be seen."""
    return tuple(side.tokens[i].text.strip() or "␣" for i in kept(side, view))


def _heatmap(
    role: Role, side: Side, result: Result, values: Floats, highest: float, view: View, language: Language
) -> Heatmap:
    tokens, word = labels(side, view), result.focus.word
    share = percent(right_share(side, chosen(side, view)), language)
    if not right_of_focus(side).any():
        told = language.t("nothing stands on the right of “{word}”", word=word)
    elif blocked(side).any():
        told = language.t("“{word}” gives {share} to its right, which it cannot see", word=word, share=share)
    else:
        told = language.t("“{word}” gives {share} to its right", word=word, share=share)
    query, key = np.unravel_index(int(np.nanargmax(values)), values.shape)
    alt = language.t(
        "Heatmap of attention in {model} ({place}): queries are rows, keys are columns, tokens: {n}. "
        "The largest weight is {weight}, from “{query}” to “{key}”.",
        model=language.t(side.name),
        place=place(view, language),
        n=len(tokens),
        weight=percent(float(values[query, key]), language),
        query=tokens[query],
        key=tokens[key],
    )
    return Heatmap(
        key=role,
        title=titled(role, told, language),
        alt=alt,
        values=values,
        rows=tokens,
        columns=tokens,
        row_title=language.t("Query: the token that looks"),
        column_title=language.t("Key: the token it looks at"),
        scale="encoder" if role == "encoder" else "decoder",
        limits=(0.0, highest),
        cannot_see=language.t("cannot see"),
        focus_row=kept(side, view).index(max(side.focus)),  # the last piece of a word has read all of it
    )


def titled(role: Role, told: str, language: Language) -> str:
    if role == "encoder":
        return language.t("Encoder: {finding}", finding=told)
    return language.t("Decoder: {finding}", finding=told)


def _lines(result: Result, language: Language) -> tuple[Lines, ...]:
    """One figure with both models; one figure each when they differ in depth, so that no line has gaps."""
    encoder = Series(language.t("Encoder"), "encoder", tuple(map(float, result.encoder.change)))
    decoder = Series(language.t("Decoder"), "decoder", tuple(map(float, result.decoder.change)))
    if len(encoder.values) == len(decoder.values):
        return (_line("change", (encoder, decoder), result, language),)
    return tuple(_line(f"change-{series.scale}", (series,), result, language) for series in (encoder, decoder))


def _line(key: str, series: tuple[Series, ...], result: Result, language: Language) -> Lines:
    word, n_layers = result.focus.word, len(series[0].values) - 1
    sides = {"encoder": result.encoder, "decoder": result.decoder}
    told = ", ".join(f"{line.name} {distance(sides[line.scale], language)}" for line in series)
    return Lines(
        key=key,
        title=language.t("How far the exchange moved “{word}” by the last layer: {told}", word=word, told=told),
        alt=language.t(
            "Line chart, layer by layer: how far the vector of “{word}” moved. After the last layer ({n}): {told}.",
            n=n_layers,
            word=word,
            told=told,
        ),
        x=(language.t("embedding"), *(str(i) for i in range(1, n_layers + 1))),
        series=series,
        x_title=language.t("Layer"),
        y_title=language.t("Change, in lengths of the vector"),
    )


def _grid(role: Role, side: Side, view: View, language: Language) -> HeadGrid:
    here = kept(side, view)
    n_layers, n_heads = side.pattern.shape[:2]
    numbers = {"model": language.t(side.name), "layers": n_layers, "heads": n_heads}
    alt = language.t(
        "One small heatmap per head of {model}: {layers} in each column, one per layer; {heads} in each row, one per "
        "head.",
        **numbers,
    )
    return HeadGrid(
        key=f"{role}-heads",
        title=language.t("{model}, layers: {layers}, heads in each: {heads}", **numbers),
        alt=alt,
        pattern=side.pattern[:, :, here][:, :, :, here],
        scale="encoder" if role == "encoder" else "decoder",
        layer_title=language.t("Layer"),
        head_title=language.t("Head"),
        picks=("layer", "head"),
        hidden=blocked(side)[np.ix_(here, here)],
    )


def _bertviz(kind: bertviz_page.Kind, result: Result, view: View, language: Language, theme: Theme) -> str:
    drawn = tuple(
        bertviz_page.Drawn(
            titled(role, language.t(side.name), language),
            labels(side, view),
            side.pattern[:, :, kept(side, view)][:, :, :, kept(side, view)],
        )
        for role, side in zip(ROLES, (result.encoder, result.decoder), strict=True)
    )
    return bertviz_page.page(kind, drawn, view.layer, view.head, language, theme)


def head_view(result: Result, view: View, language: Language, theme: Theme) -> str:
    return _bertviz("head_view", result, view, language, theme)


def model_view(result: Result, view: View, language: Language, theme: Theme) -> str:
    return _bertviz("model_view", result, view, language, theme)
