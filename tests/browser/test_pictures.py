"""Pictures from a visitor's disk, in the labs *match* and *autoencode*."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from skimage import data

from lexiscope.labs.pictures import sample_ids
from tests.browser.instruments import box, fault, finding, lab, live, plot, take_back_uploads, type_into, upload
from tests.browser.visitor import Visitor, settle


def encoded(pixels: np.ndarray | Image.Image, kind: str, **options: object) -> bytes:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Scikit-image's real photographs as files of three kinds."""
    folder = tmp_path_factory.mktemp("photographs")
    for name, kind in (("astronaut", "png"), ("coffee", "jpeg"), ("chelsea", "webp")):
        (folder / f"{name}.{kind}").write_bytes(encoded(getattr(data, name)(), kind.upper()))
    return {path.stem: path for path in folder.iterdir()}


def test_photographs_are_matched(visitor: Visitor, photographs: dict[str, Path]) -> None:
    """Three uploads stand beside the five samples of the matrix, and the captions stay as they were."""
    page = visitor.settled("/encoder?lang=fr")
    captions = box(page, "match_captions").input_value()
    before = plot(page, "match-now-matrix")
    upload(page, "match", *photographs.values())
    page.wait_for_function(
        "n => document.querySelector('.st-key-plot-match-now-matrix .js-plotly-plot')?.data?.[0]?.y.length === n",
        arg=len(before["y"]) + 3,
    )
    expect(live(page, "match")).to_be_visible()
    assert box(page, "match_captions").input_value() == captions
    assert plot(page, "match-now-matrix")["x"] == before["x"]


def test_one_changed_caption_changes_one_column(visitor: Visitor) -> None:
    """A caption of the visitor's own gets its own scores; those of the others stay the same to the last digit."""
    page = visitor.settled("/clip?lang=en")
    before = plot(page, "match-now-matrix")
    lines = box(page, "match_captions").input_value().split("\n")
    type_into(page, "match_captions", "\n".join(["a penguin on a bicycle", *lines[1:]]))
    page.wait_for_function(
        "() => document.querySelector('.st-key-plot-match-now-matrix .js-plotly-plot')"
        "?.data?.[0]?.x[0].includes('penguin')"
    )
    now = plot(page, "match-now-matrix")
    assert [row[1:] for row in now["z"]] == [row[1:] for row in before["z"]]
    assert [row[0] for row in now["z"]] != [row[0] for row in before["z"]]


@pytest.mark.parametrize("name", ["astronaut", "chelsea"])
def test_a_photograph_goes_through_the_autoencoder(visitor: Visitor, photographs: dict[str, Path], name: str) -> None:
    """An upload takes the sample's place, keeps its size, and is measured now."""
    page = visitor.settled("/vae?lang=en")
    said = finding(page, "autoencode").inner_text()
    upload(page, "autoencode", photographs[name])
    height, width = getattr(data, name)().shape[:2]
    expect(lab(page, "autoencode").get_by_text(f"Original: {width} × {height} pixels")).to_be_visible()
    expect(live(page, "autoencode")).to_be_visible()
    if name != "astronaut":  # which is also the sample
        expect(finding(page, "autoencode")).not_to_have_text(said)
    for picture in lab(page, "autoencode").locator("[data-testid=stImage] img").all():
        assert picture.get_attribute("alt")


def test_a_sample_is_chosen_from_the_list(visitor: Visitor) -> None:
    """A click in the list chooses a sample in place of the one before, and the page stays."""
    page = visitor.settled("/vae?lang=fr")
    chosen = lab(page, "autoencode").locator(".st-key-autoencode_picture")
    before = chosen.inner_text()
    chosen.scroll_into_view_if_needed()
    chosen.locator("input").click()
    page.get_by_role("option", name="trois étoiles jaunes").click()
    expect(chosen).to_contain_text("trois étoiles jaunes")
    expect(chosen).not_to_contain_text(before.split("\n")[-1])
    expect(live(page, "autoencode")).to_be_visible()
    assert page.url.endswith("/vae?lang=fr&autoencode_picture=three-yellow-stars")


def test_more_samples_than_the_lab_takes(visitor: Visitor) -> None:
    """Nine samples from an address get one sentence, where eight are read."""
    query = "".join(f"&match_pictures={name}" for name in sample_ids()[:9])
    page = visitor.settled(f"/clip?lang=en{query}")
    expect(fault(page, "match")).to_contain_text("8")


def hostile() -> dict[str, tuple[FilePayload, bool]]:
    """Files that a browser can send, and whether they hold a picture that can be used."""
    photograph = data.chelsea()
    png = encoded(photograph, "PNG")
    turned = Image.Exif()
    turned[0x0112] = 6  # held upright
    grey = (np.arange(64 * 48, dtype=np.uint16).reshape(48, 64) * 21).astype(np.uint16)
    small = Image.fromarray(photograph).resize((96, 64))
    clear = small.convert("RGBA")
    clear.putalpha(80)
    frames = [small, small.rotate(90), small.rotate(180)]
    files: dict[str, tuple[str, bytes, bool]] = {
        "no picture": ("a.png", b"This is a letter, not a picture.\n" * 50, False),
        "truncated": ("b.png", png[: len(png) // 2], False),
        "zero bytes": ("c.png", b"", False),
        "too wide": ("d.png", encoded(np.zeros((10, 20_000, 3), np.uint8), "PNG"), False),
        "a script": ("e.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>top.hit=1</script></svg>", False),
        "one pixel": ("f.png", encoded(photograph[:1, :1], "PNG"), True),
        "cmyk": ("g.jpg", encoded(small.convert("CMYK"), "JPEG"), True),
        "16 bit": ("h.png", encoded(grey, "PNG"), True),
        "palette": ("i.gif", encoded(small.convert("P"), "GIF"), True),
        "alpha": ("j.png", encoded(clear, "PNG"), True),
        "rotated by EXIF": ("k.jpg", encoded(small, "JPEG", exif=turned), True),
        "animated": ("l.gif", encoded(small, "GIF", save_all=True, append_images=frames, duration=50), True),
    }
    return {
        kind: ({"name": name, "mimeType": "image/png", "buffer": content}, good)
        for kind, (name, content, good) in files.items()
    }


def test_hostile_files_get_a_result_or_one_sentence(visitor: Visitor) -> None:
    """In Hindi, one after the other: what holds a picture is computed, what does not is told, the rest stays."""
    page = visitor.settled("/encoder?lang=hi")
    expect(box(page, "attention_text")).not_to_have_value("")
    kept = inputs(page)
    for kind, (file, good) in hostile().items():
        upload(page, "autoencode", file)
        if good:
            expect(live(page, "autoencode"), kind).to_be_visible()
            expect(fault(page, "autoencode"), kind).to_have_count(0)
        else:
            expect(fault(page, "autoencode"), kind).to_have_count(1)
            told = fault(page, "autoencode").inner_text()
            assert any("\u0900" <= letter <= "\u097f" for letter in told), kind
        assert inputs(page) == kept, kind
        settle(page)
        take_back_uploads(page, "autoencode")
        expect(fault(page, "autoencode"), kind).to_have_count(0)
    assert page.evaluate("window.hit") is None


def test_a_picture_held_upright_is_shown_upright(visitor: Visitor) -> None:
    """EXIF says how the camera was held: 96 × 64 becomes 64 × 96."""
    page = visitor.settled("/vae?lang=en")
    upload(page, "autoencode", hostile()["rotated by EXIF"][0])
    expect(lab(page, "autoencode").get_by_text("Original: 64 × 96 pixels")).to_be_visible()


def test_a_second_photograph_takes_the_place_of_the_first(visitor: Visitor, photographs: dict[str, Path]) -> None:
    """Where one picture is wanted, the one that was given last is the one that counts."""
    page = visitor.settled("/vae?lang=en")
    for name in ("chelsea", "coffee"):
        upload(page, "autoencode", photographs[name])
        height, width = getattr(data, name)().shape[:2]
        expect(lab(page, "autoencode").get_by_text(f"Original: {width} × {height} pixels")).to_be_visible()


def test_too_many_pictures(visitor: Visitor, photographs: dict[str, Path]) -> None:
    """Nine pictures are one too many for the lab match: one sentence says so, and the matrix stays."""
    page = visitor.settled("/clip?lang=en")
    before = plot(page, "match-now-matrix")
    many = [photographs["coffee"], photographs["chelsea"]] * 2
    upload(page, "match", *many)
    expect(fault(page, "match")).to_contain_text("9")
    assert plot(page, "match-now-matrix") == before


def inputs(page: Page) -> dict[str, str]:
    return {key: box(page, key).input_value() for key in ("attention_text", "attention_focus", "match_captions")}
