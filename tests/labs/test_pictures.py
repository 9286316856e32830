"""Uploaded pictures are read without trusting them; samples need no network."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from lexiscope.i18n import CODES, language
from lexiscope.labs.pictures import given, read_picture, sample_ids, sample_label, sample_pixels, samples, shrunk
from lexiscope.labs.spec import BadInput

RED = (200, 30, 40)


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that announces a size and holds almost nothing: a decompression bomb."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


NOISE = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"not a picture at all", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "not a picture"),
        (saved(Image.new("RGB", (20, 20)), "PPM"), "not a picture"),
        (saved(Image.fromarray(NOISE))[:2000], "damaged"),
        (saved(Image.fromarray(NOISE), "JPEG")[:1200], "damaged"),
        (png_header(20000, 10), "4096 pixels"),
        (png_header(10, 4097), "4096 pixels"),
        (png_header(60000, 60000), "4096 pixels"),
        (b"\x89PNG" + bytes(20 * 2**20), "20 MB"),
    ],
    ids=["empty", "text", "signature", "svg", "ppm", "cut-png", "cut-jpeg", "long", "tall", "bomb", "heavy"],
)
def test_refuses_what_is_no_usable_picture(data: bytes, sentence: str) -> None:
    """Each hostile upload gets one sentence that names the fault, and the input it is about."""
    with pytest.raises(BadInput, match=sentence) as caught:
        read_picture(data, "picture")
    assert caught.value.about == "picture"


def test_every_refusal_is_translated() -> None:
    """No English sentence is left for a French or Hindi visitor."""
    for data in (b"", b"text", png_header(20000, 10), saved(Image.fromarray(NOISE))[:2000], bytes(20 * 2**20 + 1)):
        with pytest.raises(BadInput) as caught:
            read_picture(data)
        english = caught.value.message.format(**caught.value.fields)
        for code in ("fr", "hi"):
            assert language(code).t(caught.value.message, **caught.value.fields) != english


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_reads_every_format(kind: str) -> None:
    """A red picture comes out red, in the shape (H, W, 3)."""
    pixels = read_picture(saved(Image.new("RGB", (30, 20), RED), kind))
    assert pixels.shape == (20, 30, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels.astype(int) - RED).max() <= 3


def test_reads_cmyk_grey_palette_and_bilevel() -> None:
    """Colour modes other than RGB keep their colours."""
    cmyk = read_picture(saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "TIFF"))
    assert (cmyk == (255, 0, 0)).all()
    assert (read_picture(saved(Image.new("L", (8, 8), 77))) == 77).all()
    assert (read_picture(saved(Image.new("RGB", (8, 8), RED).quantize())) == RED).all()
    assert (read_picture(saved(Image.new("1", (8, 8), 1))) == 255).all()


def test_scales_sixteen_bits_to_eight() -> None:
    """The full range of 16 bits becomes the full range of 8, and is not cut to white."""
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(4, 0)
    pixels = read_picture(saved(Image.fromarray(ramp)))
    assert (pixels[0, :, 0] == np.arange(256)).all()


def test_stretches_real_numbers() -> None:
    """A picture of real numbers has no agreed range: its darkest is black, its lightest white, NaN no accident."""
    values = np.array([[-3.0, 0.0], [np.nan, 5.0]], np.float32)
    pixels = read_picture(saved(Image.fromarray(values), "TIFF"))
    assert pixels[0, 0, 0] == 0
    assert pixels[1, 1, 0] == 255


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P"])
def test_lays_transparency_over_white(mode: str) -> None:
    """What is clear in a picture is white, in every mode that can be clear."""
    image = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    image.putpixel((0, 0), (0, 0, 0, 255))
    options = {}
    if mode == "P":
        image = Image.new("P", (4, 4), 1)
        image.putpalette([0, 0, 0, 9, 9, 9])
        image.putpixel((0, 0), 0)
        options = {"transparency": 1}
    elif mode == "PA":
        image = image.convert("PA")
    else:
        image = image.convert(mode)
    pixels = read_picture(saved(image, "TIFF" if mode == "PA" else "PNG", **options))
    assert (pixels[0, 0] == 0).all()
    assert (pixels[1:] == 255).all()


def test_turns_a_picture_upright() -> None:
    """The EXIF note of a camera held sideways is obeyed."""
    image = Image.new("RGB", (40, 20), "white")
    image.paste((255, 0, 0), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise
    pixels = read_picture(saved(image, "JPEG", exif=exif))
    assert pixels.shape == (40, 20, 3)
    assert pixels[5, 10, 1] < 50  # the red left half is on top now
    assert pixels[35, 10, 1] > 200


def test_survives_broken_exif() -> None:
    """Broken EXIF data do not cost the picture."""
    pixels = read_picture(saved(Image.new("RGB", (8, 8), RED), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"))
    assert pixels.shape == (8, 8, 3)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_takes_the_first_frame(kind: str) -> None:
    """Of a moving picture, or of several pages, the first one counts."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    pixels = read_picture(saved(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert pixels[4, 4, 0] > 200
    assert pixels[4, 4, 2] < 60


def test_reads_a_single_pixel() -> None:
    """The smallest picture is a picture."""
    assert read_picture(saved(Image.new("RGB", (1, 1), RED))).tolist() == [[list(RED)]]


def test_shrinks_and_keeps_proportions() -> None:
    """Only pictures over the limit are shrunk; none gets a side of 0."""
    assert shrunk(np.zeros((300, 600, 3), np.uint8), 200).shape == (100, 200, 3)
    assert shrunk(np.zeros((1, 4096, 3), np.uint8), 100).shape == (1, 100, 3)
    small = np.zeros((10, 20, 3), np.uint8)
    assert shrunk(small, 20) is small


@pytest.mark.parametrize("value", [None, (), [], "astronaut", b"\x89PNG", 3, (3,), (None,), ("no-such-sample",)])
def test_refuses_a_tampered_choice(value: object) -> None:
    """A value that is no sequence of sample ids and bytes is answered, not believed."""
    with pytest.raises(BadInput) as caught:
        given(value, 8, "pictures")
    assert caught.value.about == "pictures"


def test_refuses_too_many() -> None:
    """A ninth picture is refused by number."""
    with pytest.raises(BadInput, match="9 pictures, more than 8"):
        given(("cat",) * 9, 8, "pictures")


def test_equal_sources_are_equal_inputs() -> None:
    """Results are cached by inputs, so the same file must give equal and hashable inputs, another file others."""
    one, other = saved(Image.new("RGB", (8, 8), RED)), saved(Image.new("RGB", (8, 8), "blue"))
    assert given((one, "cat"), 8, "pictures") == given([bytes(one), "cat"], 8, "pictures")
    assert hash(given((one,), 8, "p")) == hash(given((bytes(bytearray(one)),), 8, "p"))
    assert given((one,), 8, "p") != given((other,), 8, "p")


def test_samples_are_there_without_a_network() -> None:
    """Every sample opens, at most 512 pixels a side, and is described in every language."""
    assert {"astronaut", "cat", "coffee"} == set(sample_ids(drawn=False))
    assert len(sample_ids(drawn=True)) >= 5
    for sample_id in sample_ids():
        pixels = sample_pixels(sample_id)
        assert pixels.ndim == 3
        assert 64 <= max(pixels.shape[:2]) <= 512
        for code in CODES:
            assert samples()[sample_id].captions[code].strip()
            assert sample_label(sample_id, language(code)).strip()
        assert len({samples()[sample_id].captions[code] for code in CODES}) == len(CODES)


def test_samples_cannot_be_painted_over() -> None:
    """A sample is shared by all sessions and therefore read-only."""
    with pytest.raises(ValueError, match="read-only"):
        sample_pixels("cat")[0, 0] = 0
