"""BertViz's views: painted in a real browser, in a frame, without any other host, whatever the tokens are."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import lru_cache
from html import escape

import numpy as np
import pytest
from playwright.sync_api import Browser, Frame, Route, sync_playwright

from lexiscope.i18n import CODES, language
from lexiscope.labs import vendor
from lexiscope.labs.bertviz_page import MOST_LINES, Drawn, Kind, cut, page, script

KINDS: tuple[Kind, ...] = ("head_view", "model_view")
HOSTILE = ("</script><img src=x onerror=alert(1)>", "<!--", "\u2028", "PYTHON_PARAMS", "सोना", "]]>")
POLICY = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'"


def drawn(shape: tuple[int, int, int] = (3, 4, 6), tokens: tuple[str, ...] = HOSTILE, causal: bool = False) -> Drawn:
    n_layers, n_heads, n_tokens = shape
    weights = np.random.default_rng(7).random((n_layers, n_heads, n_tokens, n_tokens)).astype(np.float32)
    weights = np.tril(weights) if causal else weights
    tokens = tokens if len(tokens) == n_tokens else tuple(f"t{i}" for i in range(n_tokens))
    return Drawn("Encoder: <small>", tokens, weights / weights.sum(axis=-1, keepdims=True))


@lru_cache
def written(kind: Kind, code: str = "en") -> str:
    return page(kind, (drawn(), drawn(causal=True)), 2, 0, language(code), "light")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        launched = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


def opened(browser: Browser, html: str) -> tuple[Frame, list[str], list[str]]:
    """The page in a frame of a host that has /vendor/ and nothing else; its complaints, and what it asked for."""
    complaints: list[str] = []
    asked: list[str] = []

    def answer(route: Route) -> None:
        address = route.request.url
        asked.append(address)
        name = address.rsplit("/", 1)[-1]
        if address == "http://lexiscope.test/":
            host = (
                f'<!doctype html><title>host</title><iframe srcdoc="{escape(html)}" width="340" height="600"></iframe>'
            )
            route.fulfill(body=host, content_type="text/html", headers={"content-security-policy": POLICY})
        elif name in vendor.files():
            route.fulfill(path=vendor.files()[name], content_type="text/javascript")
        else:
            route.abort()

    view = browser.new_page(viewport={"width": 360, "height": 700})
    view.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    view.on("pageerror", lambda error: complaints.append(str(error)))
    view.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    view.route("**/*", answer)
    view.goto("http://lexiscope.test/")
    return view.frames[1], complaints, asked


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_both_models_are_painted_without_another_host(browser: Browser, kind: Kind) -> None:
    """One SVG per model with a line per weight, hostile tokens as text, no complaint, no request but /vendor/."""
    view, complaints, asked = opened(browser, written(kind))
    lines = 4 * 6 * 6 * (1 if kind == "head_view" else 3)
    assert [view.locator(f"#bertviz-{i} svg line").count() for i in (0, 1)] == [lines, lines]
    if kind == "model_view":
        view.locator("#bertviz-0 svg").click(position={"x": 120, "y": 60})
    assert HOSTILE[0] in view.locator("#bertviz-0 svg text").all_text_contents()
    assert view.locator("img").count() == 0
    assert complaints == []
    assert {address.split("/", 3)[3] for address in asked} <= {"", *(f"vendor/{name}" for name in vendor.files())}
    assert not view.evaluate("document.documentElement.scrollWidth > innerWidth")
    view.page.close()


@pytest.mark.browser
def test_head_view_opens_on_the_chosen_layer_and_changes_it(browser: Browser) -> None:
    """Layers count from 1 as elsewhere in the lab; choosing another one draws other weights."""
    view, complaints, _ = opened(browser, written("head_view"))
    box = view.locator("#bertviz-0 #layer")
    assert (box.input_value(), box.locator("option").all_text_contents()) == ("2", ["1", "2", "3"])

    def opacity() -> float:
        return float(view.locator("#bertviz-0 svg line").first.get_attribute("stroke-opacity") or -1)

    weights = drawn().pattern
    assert opacity() == pytest.approx(weights[1, 0, 0, 0] / 4, abs=1 / 255 / 4)
    box.select_option("3")
    assert opacity() == pytest.approx(weights[2, 0, 0, 0] / 4, abs=1 / 255 / 4)
    view.locator("#bertviz-0 svg #left text").nth(4).hover()
    assert complaints == []
    view.page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_tokens_cannot_leave_the_data_they_stand_in(kind: Kind) -> None:
    """A token `</script>` stays inside its JSON, and comes out of it unchanged."""
    html = written(kind)
    data = re.search(r'<script type="application/json" id="views">(.*?)</script>', html, re.DOTALL)
    assert data and "<" not in data[1] and ">" not in data[1]
    assert tuple(json.loads(data[1])[0]["attention"][0]["left_text"]) == HOSTILE
    assert "<img" not in html and "<small>" not in html


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", CODES)
def test_page_names_no_host_and_its_language(kind: Kind, code: str) -> None:
    """No CDN is left, the document says its language, and BertViz's English words are gone from its script."""
    html = written(kind, code)
    assert not re.findall(r"(?:https?:)?//[a-z]", html) and "cdnjs" not in html
    assert html.startswith(f'<!doctype html><html lang="{code}">')
    assert not re.search(r"""["'](Heads|Layers|Layer |, Head )["']""", script(kind))
    if code != "en":
        assert "Layer" not in re.sub(r"<script>.*</script>", "", html, flags=re.DOTALL)


def test_page_is_a_fraction_of_what_bertviz_writes() -> None:
    """For 6 layers, 12 heads and 13 tokens BertViz's own page has 0.545 MB; one model takes less than a tenth here."""
    html = page("head_view", (drawn((6, 12, 13)),), 0, 0, language("en"), "light")
    assert len(html.encode()) < 0.0545e6


@pytest.mark.parametrize(
    ("kind", "shape", "layers", "heads"),
    [
        ("model_view", (12, 12, 16), 12, 12),
        ("model_view", (12, 12, 40), 1, 12),
        ("model_view", (12, 12, 128), 1, 1),
        ("head_view", (12, 12, 40), 12, 12),
        ("head_view", (12, 12, 128), 1, 1),
    ],
)
def test_what_would_freeze_a_browser_is_cut(kind: Kind, shape: tuple[int, int, int], layers: int, heads: int) -> None:
    """Over the limit only the chosen layer is drawn, then only the chosen head, and a sentence says so."""
    model = drawn(shape)
    part = cut(kind, model, 5, 3, language("en"))
    assert (len(part.layers), len(part.heads)) == (layers, heads)
    assert part.drawn.pattern.shape == (layers, heads, shape[2], shape[2])
    assert bool(part.note) == ((layers, heads) != (12, 12))
    if layers == 1:
        assert part.layers == (5,) and "layer 5" in part.note
        assert (part.drawn.pattern[0, 0] == model.pattern[4, 2 if heads == 1 else 0]).all()
    drawn_at_once = heads * shape[2] ** 2 * (layers if kind == "model_view" else 1)
    assert drawn_at_once <= MOST_LINES


def test_cut_takes_the_last_layer_when_none_is_chosen() -> None:
    """With the mean of all layers chosen, the last layer stands for them; a layer that is not there is clamped."""
    model = drawn((12, 12, 40))
    assert cut("model_view", model, 0, 0, language("en")).layers == (12,)
    assert cut("model_view", model, 40, 0, language("en")).layers == (12,)


def test_vendor_files_come_from_installed_packages() -> None:
    """Every script served at /vendor/ lies in an installed package and is the library that its name says."""
    files = vendor.files()
    assert set(files) == {"d3.js", "jquery.slim.min.js", "plotly.min.js"}
    assert all("site-packages" in str(path) and path.stat().st_size > 50_000 for path in files.values())
    assert 'version: "3.5' in files["d3.js"].read_text(encoding="utf-8")[:400]
    assert "plotly.js v" in files["plotly.min.js"].read_text(encoding="utf-8")[:400]
    assert "jQuery v3" in files["jquery.slim.min.js"].read_text(encoding="utf-8")[:400]


def test_missing_package_is_named_with_its_remedy() -> None:
    """A missing package or file is named in one line, with what to do."""
    with pytest.raises(FileNotFoundError, match="no-such-package is not installed; run `pip install"):
        vendor.packaged("no-such-package", "x.js")
    with pytest.raises(FileNotFoundError, match="missing from the package bertviz"):
        vendor.packaged("bertviz", "bertviz/none.js")
