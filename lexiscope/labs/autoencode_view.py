"""How the lab *autoencode* draws and explains what it computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lexiscope.figures import Panel, Picture, Table, Theme
from lexiscope.figures.overlay import painted
from lexiscope.i18n import Language
from lexiscope.labs.pictures import samples

if TYPE_CHECKING:
    from lexiscope.labs.autoencode import Result, View

FULL_COLOUR = 99.5  # percentile that gets the full colour, of latents and of errors: one outlier pales no map


# What is drawn


def figures(result: Result, view: View, language: Language, theme: Theme) -> tuple[Panel, ...]:
    """Original and reconstruction; the latent channels; the error map."""
    limit = float(np.percentile(np.abs(result.latents), FULL_COLOUR)) or 1.0
    channels = tuple(latent_map(result, c, limit, language, theme) for c in range(len(result.latents)))
    return (
        Panel((original(result, language), reconstruction(result, language))),
        Panel(channels),
        Panel((error_map(result, language, theme),)),
    )


def original(result: Result, language: Language) -> Picture:
    size = {"height": language.number(result.height, 0), "width": language.number(result.width, 0)}
    sample = samples().get(result.sample)
    name = sample.titles[language.code] if sample else language.t("your picture")
    return Picture(
        "original",
        language.t("Original: {width} × {height} pixels", **size),
        language.t("The original: {name}, {width} × {height} pixels.", name=name, **size),
        result.original,
    )


def reconstruction(result: Result, language: Language) -> Picture:
    psnr = decibels(result.likeness.psnr, language)
    return Picture(
        "reconstruction",
        language.t("Reconstruction: PSNR {psnr}", psnr=psnr),
        language.t("The picture as the decoder gives it back, with a PSNR of {psnr}.", psnr=psnr),
        result.reconstruction,
        likeness_table(result, language),
    )


def latent_map(result: Result, index: int, limit: float, language: Language, theme: Theme) -> Picture:
    """One channel, blue below 0 and orange above, on one scale for all channels."""
    channel = result.latents[index]  # (h, w)
    low, high = (language.fixed(float(v), 2) for v in (channel.min(), channel.max()))
    fields = {"n": language.number(index + 1, 0), "low": low, "high": high}
    off = index == result.channel_off
    title = (
        language.t("Channel {n}: off, all 0", **fields) if off else language.t("Channel {n}: {low} to {high}", **fields)
    )
    return Picture(
        key=f"channel-{index + 1}",
        title=title,
        alt=language.t("Map of latent channel {n}, from {low} to {high}.", **fields),
        pixels=painted(channel, (-limit, limit), "difference", theme),
        table=channel_table(result, index, limit, language),
        pixelated=True,
    )


def channel_table(result: Result, index: int, limit: float, language: Language) -> Table:
    channel = result.latents[index]
    rows = (
        (language.t("mean"), channel.mean()),
        (language.t("standard deviation"), channel.std()),
        (language.t("lowest"), channel.min()),
        (language.t("highest"), channel.max()),
    )
    return Table(
        ("", language.t("channel {n}", n=language.number(index + 1, 0))),
        tuple((name, language.fixed(float(value), 3)) for name, value in rows),
        language.t(
            "Latents of {height} × {width}, times the scaling factor {factor}; full colour at ±{limit}.",
            height=language.number(channel.shape[0], 0),
            width=language.number(channel.shape[1], 0),
            factor=language.number(result.scaling_factor, 5),
            limit=language.fixed(limit, 2),
        ),
    )


def error_map(result: Result, language: Language, theme: Theme) -> Picture:
    """Where the reconstruction errs, from paper to full colour."""
    measured = result.likeness
    strongest = float(np.percentile(result.error, FULL_COLOUR)) or 1.0
    fields = {"mean": language.percent(measured.mean_error, 1), "high": language.percent(measured.high_error, 1)}
    return Picture(
        key="error",
        title=language.t("Error: {mean} of the full range on average", **fields),
        alt=language.t(
            "Map of the error, {mean} of the full range on average; 95 of 100 pixels err by less than {high}.", **fields
        ),
        pixels=painted(result.error.astype(np.float32), (0.0, strongest), "picture", theme),
        table=Table(
            ("", language.t("share of the full range")),
            (
                (language.t("mean error"), fields["mean"]),
                (language.t("95 of 100 pixels err by less than"), fields["high"]),
                (language.t("largest error of a pixel"), language.percent(measured.most_error, 1)),
                (language.t("full colour"), language.percent(strongest / 255, 1)),
            ),
        ),
    )


def likeness_table(result: Result, language: Language) -> Table:
    """PSNR, SSIM and mean error; beside them those of the unaltered latents, where anything was altered."""
    measured = [result.likeness, result.unaltered] if result.altered else [result.likeness]
    heads = [language.t("as shown"), language.t("latents unaltered")]
    return Table(
        ("", *heads[: len(measured)]),
        (
            ("PSNR", *(decibels(m.psnr, language) for m in measured)),
            ("SSIM", *(language.fixed(m.ssim, 3) if m.ssim is not None else "–" for m in measured)),
            (language.t("mean error"), *(language.percent(m.mean_error, 1) for m in measured)),
        ),
    )


# What is said


def explain(result: Result, view: View, language: Language) -> tuple[str, ...]:
    """The finding, the shapes, what was altered and what that did."""
    said = [finding(result, language), shapes(result, language)]
    if result.altered:
        said += alterations(result, language)
    if result.moved:
        said.append(cost(result, language))
    if max(result.height, result.width) > max(result.original.shape[:2]):
        said.append(language.t("The pictures are shown smaller than they are; everything was computed at full size."))
    return tuple(said)


def finding(result: Result, language: Language) -> str:
    """How many numbers became how many, and what came back."""
    before, after = result.numbers
    fields = {
        "before": language.number(before, 0),
        "after": language.number(after, 0),
        "ratio": language.number(before / after, 1),
        "psnr": decibels(result.likeness.psnr, language),
    }
    if result.likeness.ssim is None:
        return language.t(
            "{before} numbers became {after}, {ratio} to 1; the picture that came back has a PSNR of {psnr}.", **fields
        )
    return language.t(
        "{before} numbers became {after}, {ratio} to 1; "
        "the picture that came back has a PSNR of {psnr} and an SSIM of {ssim}.",
        ssim=language.fixed(result.likeness.ssim, 3),
        **fields,
    )


def shapes(result: Result, language: Language) -> str:
    channels, height, width = result.latents.shape
    return language.t(
        "Shapes: {picture} → {latents}. PSNR is counted in decibels and is higher for a closer picture; "
        "SSIM is 1 for equal ones.",
        picture=_shape((result.height, result.width, 3), language),
        latents=_shape((height, width, channels), language),
    )


def alterations(result: Result, language: Language) -> list[str]:
    """One sentence for each thing that was done to the latents."""
    said = []
    if result.sampled and result.cloud > 0:
        said.append(
            language.t(
                "Each latent was drawn from its cloud, with a mean spread of {cloud}; "
                "the latents of this picture have a spread of {spread}.",
                cloud=language.fixed(result.cloud, 3),
                spread=language.fixed(result.spread, 3),
            )
        )
    elif result.sampled:
        said.append(
            language.t("This model gives no spread, only one value for each latent: a draw is the same as the mean.")
        )
    if result.noise:
        said.append(
            language.t(
                "Noise with {share} of the latents' own spread was added: a standard deviation of {noise}.",
                share=language.percent(result.noise),
                noise=language.fixed(result.noise * result.spread, 3),
            )
        )
    if result.channel_off is not None:
        said.append(
            language.t("Every value of channel {n} was set to 0.", n=language.number(result.channel_off + 1, 0))
        )
    return said


def cost(result: Result, language: Language) -> str:
    """What the alterations did, measured against the unaltered reconstruction."""
    return language.t(
        "With unaltered latents the PSNR is {unaltered}, with these it is {psnr}; "
        "between the two, a pixel changes by {moved} of the full range on average.",
        unaltered=decibels(result.unaltered.psnr, language),
        psnr=decibels(result.likeness.psnr, language),
        moved=language.percent(result.moved, 1),
    )


def decibels(value: float, language: Language) -> str:
    """25.1 dB; for equal pictures the sign of infinity."""
    return language.fixed(value, 1) + "\u00a0dB" if np.isfinite(value) else "∞\u00a0dB"


def _shape(shape: tuple[int, ...], language: Language) -> str:
    return " × ".join(language.number(side, 0) for side in shape)
