"""Pictures that a lab is given: uploads, read without trusting them, and the samples that ship with the app."""

from __future__ import annotations

import hashlib
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from lexiscope.i18n import CODES, N_, Language
from lexiscope.labs.spec import BadInput

Pixels = NDArray[np.uint8]  # (H, W, 3)

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
UPLOAD_MEGABYTES = 20
SIDE = 4096  # pixels, the most on one side
SHOWN = 768  # pixels, the longest side of a picture that is sent to a browser
REMEMBERED_BYTES = 4 * 2**20
SAMPLES = Path(__file__).parent / "samples"


@dataclass(frozen=True)
class Given:
    """One picture as a lab computes with it. Two are equal when their source is: `digest` stands for the pixels."""

    sample: str  # sample id, or "" for an upload
    digest: str
    pixels: Pixels = field(compare=False, repr=False)


@dataclass(frozen=True)
class Sample:
    """A picture that ships with the app: its title, and a caption that is true of it, by language code."""

    id: str
    source: str  # file name of a drawn scene, or name of a loader in skimage.data
    drawn: bool
    titles: Mapping[str, str]
    captions: Mapping[str, str]


def read_picture(data: bytes, about: str = "pictures") -> Pixels:
    """An uploaded file as (H, W, 3) uint8: first frame, upright, over white, 8 bits a channel.

    Raises BadInput, with the remedy, for anything else than a picture of at most 4096 x 4096 pixels and 20 MB.
    """
    if not data:
        raise BadInput(N_("The file is empty: choose one that holds a picture."), about=about)
    if len(data) > UPLOAD_MEGABYTES * 2**20:
        raise BadInput(
            N_("The file is larger than {limit} MB: choose a smaller one."), about=about, limit=UPLOAD_MEGABYTES
        )
    image = _opened(data, about)
    if max(image.size) > SIDE:
        raise _too_large(about)
    try:
        # The size in the header is checked by now, so that decoding cannot fill the memory.
        image.load()
        return _eight_bits(_upright(image))
    except Exception as error:  # Pillow's decoders raise whatever a damaged file provokes (OSError, zlib.error, ...)
        message = N_("The picture is damaged or incomplete: save it again as PNG or JPEG and upload that.")
        raise BadInput(message, about=about) from error


def _opened(data: bytes, about: str) -> Image.Image:
    """The file with its header read and nothing decoded."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(about) from error
    except Exception as error:  # as above: a hostile header fails in many ways
        message = N_("The file is not a picture that can be read: choose a PNG, JPEG, WebP, GIF, BMP or TIFF file.")
        raise BadInput(message, about=about) from error


def _too_large(about: str) -> BadInput:
    message = N_("The picture has more than {side} pixels on a side: make it smaller and upload it again.")
    return BadInput(message, about=about, side=SIDE)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; a picture whose EXIF data are broken stays as it is."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # EXIF is an attachment: its faults (struct.error, ValueError, ...) must not cost the picture
        return image


def _eight_bits(image: Image.Image) -> Pixels:
    """Any colour mode to (H, W, 3) uint8; transparent parts over white."""
    if image.mode.startswith(("I", "F")):
        grey = _grey(np.asarray(image), sixteen=image.mode.startswith("I;16"))
        return np.repeat(grey[..., None], 3, axis=2)
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return np.array(image.convert("RGB"))


def _grey(values: NDArray[np.generic], *, sixteen: bool) -> Pixels:
    """Grey of 16 or 32 bits or of real numbers (H, W) to 8 bits.

    Sixteen bits have a fixed range, 0..65535. For the others no range is agreed: darkest becomes 0, lightest 255.
    """
    numbers = np.nan_to_num(values.astype(np.float32), posinf=0.0, neginf=0.0)
    low, high = (0.0, 65535.0) if sixteen else (float(numbers.min()), float(numbers.max()))
    return np.rint((numbers - low) / ((high - low) or 1.0) * 255).astype(np.uint8)


def shrunk(pixels: Pixels, side: int = SHOWN) -> Pixels:
    """The picture, (H, W, 3) or (H, W), with at most `side` pixels on its longer side, its proportions kept."""
    height, width = pixels.shape[:2]
    if max(height, width) <= side:
        return pixels
    share = side / max(height, width)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return np.array(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def given(value: object, most: int, about: str, side: int = SIDE) -> tuple[Given, ...]:
    """The value of a pictures input, sample ids and uploads, as pictures of at most `side` pixels; raises BadInput."""
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)) or not value:
        raise BadInput(N_("No picture is chosen: upload one or take a sample."), about=about)
    if len(value) > most:
        message = N_("These are {n} pictures, more than {most}: remove some.")
        raise BadInput(message, about=about, n=len(value), most=most)
    return tuple(_given(item, about, side) for item in value)


def _given(item: object, about: str, side: int) -> Given:
    if isinstance(item, str):
        if item not in samples():
            message = N_("There is no sample “{sample}”: choose one from the list.")
            raise BadInput(message, about=about, sample=item[:60])
        return Given(item, item, sample_pixels(item))
    if not isinstance(item, bytes):
        raise BadInput(N_("No picture is chosen: upload one or take a sample."), about=about)
    # A small copy of a small file is remembered: pictures stay while their captions are edited, and decoding is slow.
    small = side <= SHOWN and len(item) <= REMEMBERED_BYTES
    return (_remembered if small else _upload)(item, about, side)


def _upload(data: bytes, about: str, side: int) -> Given:
    return Given("", hashlib.sha256(data).hexdigest(), shrunk(read_picture(data, about), side))


@lru_cache(maxsize=16)
def _remembered(data: bytes, about: str, side: int) -> Given:
    found = _upload(data, about, side)
    found.pixels.setflags(write=False)
    return found


@lru_cache
def samples() -> Mapping[str, Sample]:
    """Every sample by its id: the drawn scenes, then the photographs that scikit-image ships."""
    scenes = tomllib.loads((SAMPLES / "samples.toml").read_text("utf-8"))["sample"]
    photographs = tomllib.loads((Path(__file__).parent / "photographs.toml").read_text("utf-8"))["photograph"]
    found = [
        Sample(Path(entry["file"]).stem, entry["file"], True, _words(entry), _words(entry)) for entry in scenes
    ] + [Sample(entry["id"], entry["loader"], False, entry["title"], _words(entry)) for entry in photographs]
    return {sample.id: sample for sample in found}


def _words(entry: Mapping[str, str]) -> dict[str, str]:
    return {code: entry[code] for code in CODES}


def sample_ids(*, drawn: bool | None = None) -> tuple[str, ...]:
    """The ids of all samples, or of the drawn scenes or the photographs only."""
    return tuple(sample.id for sample in samples().values() if drawn is None or sample.drawn == drawn)


def sample_label(sample_id: str, language: Language) -> str:
    """What a visitor reads on a sample."""
    return samples()[sample_id].titles[language.code]


@lru_cache
def sample_pixels(sample_id: str) -> Pixels:
    """A sample as (H, W, 3) uint8, at most 512 pixels on its longer side, read-only; KeyError for an unknown id."""
    sample = samples()[sample_id]
    if sample.drawn:
        pixels = read_picture((SAMPLES / sample.source).read_bytes())
    else:
        from skimage import data  # late: it costs start-up time, and only these three names need no download

        pixels = np.array(getattr(data, sample.source)())
    pixels = shrunk(pixels, 512)
    pixels.setflags(write=False)
    return pixels
