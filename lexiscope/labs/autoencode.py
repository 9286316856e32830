"""The lab *autoencode*: a picture through a variational autoencoder and back (Kingma & Welling, 2013)."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lexiscope.engine import Engine, ImageLatents
from lexiscope.engine.face import Floats, Pixels
from lexiscope.i18n import CODES, N_, Language
from lexiscope.labs.autoencode_view import explain, figures
from lexiscope.labs.checks import model_of, one_of, within
from lexiscope.labs.likeness import Likeness, error_map, likeness
from lexiscope.labs.pictures import Given, given, sample_ids, sample_label, shrunk
from lexiscope.labs.spec import BadInput, Choice, Claim, Lab, Model, Number, Pictures, Preset, Values

Grey = NDArray[np.uint8]  # (H, W)

MODEL = "built-in/autoencode"
SAMPLINGS = ("mean", "sample")
NONE = "none"
CHANNELS = (NONE, "1", "2", "3", "4")  # every autoencoder of the catalogue has four
LAST_SEED = 9999


# What is asked


@dataclass(frozen=True)
class Inputs:
    """What compute needs."""

    picture: Given
    model: str
    sampled: bool  # draw from the cloud of each latent, instead of taking its mean
    seed: int
    noise: float  # in units of the latents' own standard deviation
    channel_off: int | None  # counted from 0


@dataclass(frozen=True)
class View:
    """Nothing: every input of this lab changes what is computed."""


def check(values: Values, engine: Engine) -> tuple[Inputs, View]:
    """What the browser sent, or BadInput."""
    (picture,) = given(values.get("picture"), 1, "picture")
    model = model_of(values, "model", engine, "autoencode")
    off = one_of(values, "channel_off", CHANNELS)
    inputs = Inputs(
        picture,
        model,
        one_of(values, "sampling", SAMPLINGS) == "sample",
        int(within(values, "seed", 0, LAST_SEED)),
        within(values, "noise", 0, 1),
        None if off == NONE else int(off) - 1,
    )
    return inputs, View()


# What is computed


@dataclass(frozen=True)
class Result:
    """A picture, its latents and what the decoder made of them.

    All numbers are measured at full size; the pictures are kept at the size they are shown in, at most 768 pixels on
    the longer side.
    """

    sample: str  # sample id, or "" for an upload
    height: int  # of the picture as it was computed
    width: int
    original: Pixels  # (H, W, 3), as shown
    reconstruction: Pixels  # (H, W, 3), as shown
    error: Grey  # (H, W), as shown: mean absolute error of the three colours, in levels 0..255
    latents: Floats  # (channels, h, w) as decoded, scaled by scaling_factor
    scaling_factor: float
    spread: float  # standard deviation of the unaltered latents, the unit of the noise
    cloud: float  # mean standard deviation that the encoder gives a latent; 0 for a model without one
    sampled: bool
    noise: float
    channel_off: int | None
    likeness: Likeness  # of picture and reconstruction
    unaltered: Likeness  # the same for the plain latents: means, no noise, every channel on
    moved: float  # mean absolute difference of the two reconstructions, 0..1; 0 where nothing was altered

    @property
    def numbers(self) -> tuple[int, int]:
        """How many numbers the picture has, and how many its latents have."""
        return self.height * self.width * 3, self.latents.size

    @property
    def altered(self) -> bool:
        return self.sampled or self.noise > 0 or self.channel_off is not None


def compute(engine: Engine, inputs: Inputs) -> Result:
    """Encode, alter the latents as asked, decode, and measure what is left of the picture."""
    pixels = inputs.picture.pixels
    encoded = engine.encode_image(inputs.model, pixels)
    latents = altered(encoded, inputs)
    plain = engine.decode_latents(inputs.model, encoded.mean, encoded.height, encoded.width)
    changed = not np.array_equal(latents, encoded.mean)
    decoded = engine.decode_latents(inputs.model, latents, encoded.height, encoded.width) if changed else plain
    unaltered = likeness(pixels, plain)
    return Result(
        sample=inputs.picture.sample,
        height=encoded.height,
        width=encoded.width,
        original=shrunk(pixels),
        reconstruction=shrunk(decoded),
        error=shrunk(np.rint(error_map(pixels, decoded) * 255).astype(np.uint8)),
        latents=latents,
        scaling_factor=encoded.scaling_factor,
        spread=float(encoded.mean.std()),
        cloud=float(encoded.std.mean()),
        sampled=inputs.sampled,
        noise=inputs.noise,
        channel_off=inputs.channel_off,
        likeness=likeness(pixels, decoded) if changed else unaltered,
        unaltered=unaltered,
        moved=float(error_map(plain, decoded).mean(dtype=np.float64)) if changed else 0.0,
    )


def altered(encoded: ImageLatents, inputs: Inputs) -> Floats:
    """The latents (channels, h, w) to decode: drawn or mean, then noise, then one channel set to 0.

    Noise is normal, with `noise` times the standard deviation of all latents of the picture. Both draws have a
    stream of their own, so that one does not change with the other. Raises BadInput for a channel there is not.
    """
    latents = encoded.mean.copy()
    if inputs.sampled:
        latents += encoded.std * _normal(latents.shape, inputs.seed, 0)
    if inputs.noise:
        latents += inputs.noise * encoded.mean.std() * _normal(latents.shape, inputs.seed, 1)
    if inputs.channel_off is not None:
        if inputs.channel_off >= len(latents):
            message = N_("This model has {n} latent channels: choose one of them.")
            raise BadInput(message, about="channel_off", n=len(latents))
        latents[inputs.channel_off] = 0
    return latents


def _normal(shape: tuple[int, ...], seed: int, stream: int) -> Floats:
    return np.random.default_rng((seed, stream)).standard_normal(shape, dtype=np.float32)


def data(result: Result) -> dict[str, Any]:
    """The result for the JSON download: what was measured, and each channel in four numbers."""
    before, after = result.numbers
    return {
        "sample": result.sample,
        "shape": [result.height, result.width, 3],
        "latent_shape": list(result.latents.shape),
        "numbers": {"picture": before, "latents": after, "ratio": before / after},
        "scaling_factor": result.scaling_factor,
        "latents_std": result.spread,
        "mean_posterior_std": result.cloud,
        "altered": {"sampled": result.sampled, "noise": result.noise, "channel_off": result.channel_off},
        "channels": [
            {"mean": float(c.mean()), "std": float(c.std()), "min": float(c.min()), "max": float(c.max())}
            for c in result.latents
        ],
        "likeness": _finite(result.likeness),
        "unaltered": _finite(result.unaltered),
        "moved": result.moved,
    }


def _finite(measured: Likeness) -> dict[str, float | None]:
    """JSON knows no infinity: the PSNR of equal pictures is null."""
    return {
        name: value if value is not None and math.isfinite(value) else None for name, value in asdict(measured).items()
    }


# What is claimed


def default_result(engine: Engine, **changes: Any) -> Result:
    inputs, _ = check({**LAB.preset("photograph", "en"), **changes}, engine)
    found: Result = compute(engine, inputs)
    return found


def ratio(engine: Engine) -> float:
    before, after = default_result(engine).numbers
    return before / after


def noise_cost(engine: Engine) -> float:
    """Decibels that noise of half the latents' spread takes from the PSNR of the sample photograph."""
    noisy = default_result(engine, noise=0.5)
    return noisy.unaltered.psnr - noisy.likeness.psnr


CLAIMS = (
    Claim(
        "autoencode.ratio",
        N_("The latents of a 512 by 512 picture hold one number where the picture holds 48."),
        ratio,
        lambda value: value == 48,
        "= 48",
        "integer",
    ),
    Claim(
        "autoencode.psnr",
        N_("The sample photograph comes back recognisably."),
        lambda engine: default_result(engine).likeness.psnr,
        lambda value: value >= 22,
        "≥ 22 dB",
        "decibel",
    ),
    Claim(
        "autoencode.noise-cost",
        N_("Noise of half the latents' own spread takes the reconstruction further from the photograph."),
        noise_cost,
        lambda value: value > 1,
        "> 1 dB",
        "decibel",
    ),
)


# What is offered


def preset(preset_id: str, title: str, picture: str, **changes: Any) -> Preset:
    """The same values in every language: nothing in this lab is written."""
    plain = {"model": MODEL, "sampling": "mean", "seed": 0, "noise": 0.0, "channel_off": NONE}
    values = {"picture": (picture,), **plain, **changes}
    return Preset(preset_id, title, dict.fromkeys(CODES, values))


def sampling_label(option: str, language: Language) -> str:
    return language.t({"mean": N_("mean"), "sample": N_("sample")}[option])


def channel_label(option: str, language: Language) -> str:
    return language.t("none") if option == NONE else language.number(int(option), 0)


LAB = Lab(
    id="autoencode",
    title=N_("Send a picture through an autoencoder"),
    invitation=N_("Choose a picture, change its latents, and see what the decoder gives back."),
    caution=N_(
        "PSNR and SSIM compare pixels, not meaning: a picture can score well and have lost a face or a line of print. "
        "The colours of the latent maps are ours; the model has no colours there."
    ),
    entries=("vae", "latent-space", "encoder"),
    inputs=(
        Pictures(
            "picture", N_("Picture"), 1, sample_ids, sample_label, N_("Any size and shape up to 4096 × 4096 pixels."), 2
        ),
        Number(
            "noise",
            N_("Noise"),
            0,
            1,
            0.05,
            N_("Random numbers added to the latents; 100 % is as strong as the latents' own spread."),
            percent=True,
            width=2,
        ),
        Choice(
            "channel_off",
            N_("Channel switched off"),
            lambda engine, values: CHANNELS,
            channel_label,
            N_("All its values become 0."),
            width=2,
        ),
        Choice(
            "sampling",
            N_("Latents"),
            lambda engine, values: SAMPLINGS,
            sampling_label,
            N_("The encoder gives a mean and a spread for each latent: take the mean, or draw within the spread."),
            details=True,
        ),
        Number(
            "seed",
            N_("Seed"),
            0,
            LAST_SEED,
            1,
            N_("The same seed draws the same random numbers."),
            box=True,
            details=True,
        ),
        Model("model", N_("Model"), "autoencode"),
    ),
    presets=(
        preset("photograph", N_("A photograph"), "astronaut"),
        preset("scene", N_("A drawn scene"), sample_ids(drawn=True)[0]),
        preset("noisy", N_("With noise"), "astronaut", noise=0.5),
        preset("channel", N_("One channel off"), "astronaut", channel_off="1"),
    ),
    check=check,
    compute=compute,
    figures=figures,
    explain=explain,
    claims=CLAIMS,
    data=data,
)
