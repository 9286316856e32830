"""BertViz's head view and model view (Vig, 2019) as one HTML page that asks no other host for anything.

The drawing is BertViz's own script, read from the installed package. The page around it is ours, because BertViz's
takes its libraries from a CDN, embeds tokens unescaped, writes the weights twice and counts from 0. Weights travel
as 8-bit steps in base64: they are drawn as opacity, which has no finer steps on a screen.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib.metadata import version
from typing import Any, Literal

import numpy as np

from lexiscope.engine.face import Floats
from lexiscope.figures import Theme
from lexiscope.figures.palette import INK, PAPER, QUIET, RULE
from lexiscope.i18n import Language
from lexiscope.labs import vendor

Kind = Literal["head_view", "model_view"]

# Lines that one drawing may hold, one per weight. Measured in Chromium on two busy cores: 25 to 45 microseconds each,
# so that two drawings of this size take two to four seconds; at 390,000 the page no longer answered.
MOST_LINES = 40_000
# BertViz divides its width among the heads; models of few heads are drawn as if they had this many, not enlarged.
FEWEST_COLUMNS = 8
# Where BertViz's script writes English, and the name of the words that stand there instead.
_WORDS: dict[Kind, dict[str, str]] = {
    "head_view": {},
    "model_view": {'"Heads"': "heads", '"Layers"': "layers", "'Layer '": "layer", '", Head "': "head"},
}
# Stands in for require.js, and for the one name by which BertViz's model view asks d3 for what d3 3 calls otherwise.
_LOADER = """
function requirejs(names, draw) { draw(...names.map(name => ({jquery: jQuery, d3: d3})[name])); }
d3.schemeCategory10 = d3.schemeCategory10 || d3.scale.category10().range();
function weights(shape, base64) {
  const bytes = atob(base64);
  let at = 0;
  const nested = sizes => Array.from({length: sizes[0]}, () =>
    sizes.length > 1 ? nested(sizes.slice(1)) : bytes.charCodeAt(at++) / 255);
  return nested(shape);
}
"""
_START = """
for (const view of JSON.parse(document.getElementById("views").textContent)) {
  for (const part of view.attention) part.attn = weights(part.shape, part.weights);
  bertviz(view);
}
"""


@dataclass(frozen=True)
class Drawn:
    """One model's attention as the page is asked to draw it."""

    heading: str  # already in the visitor's language
    tokens: tuple[str, ...]  # length T
    pattern: Floats  # (n_layers, n_heads, T, T)


@dataclass(frozen=True)
class Part:
    """What of it is drawn: these layers and heads (numbers from 1), and the sentence that says what was left out."""

    drawn: Drawn  # its pattern holds only these layers and heads
    layers: tuple[int, ...]
    heads: tuple[int, ...]
    note: str


def page(kind: Kind, models: tuple[Drawn, ...], layer: int, head: int, language: Language, theme: Theme) -> str:
    """A whole HTML page with one drawing per model; `layer` and `head` count from 1, 0 stands for none chosen.

    A drawing of more than MOST_LINES weights is cut to the chosen layer (the last one when none is chosen), and
    where that is not enough to the chosen head, and the page says so.
    """
    parts = {f"bertviz-{i}": cut(kind, model, layer, head, language) for i, model in enumerate(models)}
    views = [_view(kind, root, part, layer, language, theme) for root, part in parts.items()]
    sections = "".join(_section(kind, root, part, language) for root, part in parts.items())
    scripts = "".join(f'<script src="/vendor/{name}"></script>' for name in vendor.files())
    if kind == "head_view":
        title = language.t("Head view (BertViz)")
        advice = language.t("Point at a token to see what it attends to; the coloured squares switch heads off and on.")
    else:
        title = language.t("Model view (BertViz)")
        advice = language.t("Each small picture is one head; click on one to enlarge it.")
    return (
        f'<!doctype html><html lang="{language.code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_style(theme)}</style></head>"
        f"<body><main><h1>{escape(title)}</h1><p>{escape(advice)}</p>"
        f'<div class="views">{sections}</div></main>{scripts}'
        f'<script type="application/json" id="views">{_json(views)}</script>'
        f"<script>{_LOADER}{script(kind)}{_START}</script></body></html>"
    )


def cut(kind: Kind, model: Drawn, layer: int, head: int, language: Language) -> Part:
    """The layers and heads of a model that a browser can draw without freezing."""
    n_layers, n_heads, n_tokens, _ = model.pattern.shape
    layers, heads, note = tuple(range(1, n_layers + 1)), tuple(range(1, n_heads + 1)), ""
    in_a_layer = n_heads * n_tokens**2
    at_once = in_a_layer if kind == "head_view" else n_layers * in_a_layer  # the head view draws layer by layer
    if at_once > MOST_LINES:
        only = min(layer or n_layers, n_layers)
        layers = (only,)
        note = language.t("All layers at once would freeze the browser: only layer {layer} is drawn.", layer=only)
    if in_a_layer > MOST_LINES:
        heads = (min(head or 1, n_heads),)
        note = language.t(
            "All heads at once would freeze the browser: only layer {layer}, head {head} is drawn.",
            layer=layers[0],
            head=heads[0],
        )
    picked = model.pattern[np.ix_([i - 1 for i in layers], [i - 1 for i in heads])]
    return Part(Drawn(model.heading, model.tokens, picked), layers, heads, note)


@lru_cache
def script(kind: Kind) -> str:
    """BertViz's script as a function of its parameters, in a visitor's words and without its CDN addresses.

    Raises ValueError when the installed BertViz is not the one that this was written for.
    """
    source = vendor.packaged("bertviz", f"bertviz/{kind}.js").read_text(encoding="utf-8")
    body = source[source.find("requirejs(") :]  # before it: its history, and where the CDN is
    for found in ("const params = PYTHON_PARAMS;", *_WORDS[kind]):
        if body.count(found) != 1:
            raise ValueError(f"bertviz/{kind}.js: {found} is not there once; install the pinned bertviz")
    for found, word in _WORDS[kind].items():
        body = body.replace(found, f"view.words.{word}")
    notice = f"/* BertViz {version('bertviz')}, Jesse Vig and others, Apache-2.0 */"
    return f"{notice}\nfunction bertviz(view) {{\n{body.replace('PYTHON_PARAMS', 'view')}\n}}\n"


def _view(kind: Kind, root: str, part: Part, layer: int, language: Language, theme: Theme) -> dict[str, Any]:
    """The parameters of one drawing, named as BertViz's scripts read them; to them, `include_layers` are labels."""
    steps = np.round(part.drawn.pattern * 255).astype(np.uint8)
    attention = {
        "shape": steps.shape,
        "weights": base64.b64encode(steps.tobytes()).decode("ascii"),
        "left_text": part.drawn.tokens,
        "right_text": part.drawn.tokens,
    }
    params = {"attention": [attention], "default_filter": "0", "root_div_id": root, "include_layers": part.layers}
    if kind == "head_view":
        return params | {"layer": min(max(layer, part.layers[0]), part.layers[-1]), "heads": None}
    words = {
        "heads": language.t("Heads"),
        "layers": language.t("Layers"),
        "layer": language.t("Layer") + " ",
        "head": ", " + language.t("Head") + " ",
    }
    columns = max(len(part.heads), FEWEST_COLUMNS)
    return params | {"include_heads": part.heads, "total_heads": columns, "display_mode": theme, "words": words}


def _section(kind: Kind, root: str, part: Part, language: Language) -> str:
    """The frame that one drawing fills; the ids inside it are those that BertViz looks for."""
    choice = f'<label>{escape(language.t("Layer"))} <select id="layer"></select></label>' if kind == "head_view" else ""
    note = f"<p>{escape(part.note)}</p>" if part.note else ""
    heading = escape(part.drawn.heading)
    return (
        f'<section aria-label="{heading}"><h2>{heading}</h2>{note}'
        f'<div id="{root}" class="view" tabindex="0" role="group" aria-label="{heading}">{choice}'
        '<div id="vis"></div></div></section>'
    )


def _json(value: object) -> str:
    """JSON that cannot end the script element that holds it, whatever the tokens are."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _style(theme: Theme) -> str:
    """Our paper and ink over BertViz's fixed black and white."""
    paper, ink, quiet, rule = PAPER[theme], INK[theme], QUIET[theme], RULE[theme]
    return (
        f":root{{color-scheme:{theme}}}body{{margin:0;padding:8px 12px;background:{paper};color:{ink};"
        "font:16px/1.6 system-ui,'Segoe UI','Noto Sans','Noto Sans Devanagari','Nirmala UI','Kohinoor Devanagari',"
        "'Lohit Devanagari',Mangal,sans-serif}"
        "h1{font-size:19px;margin:0}h2{font-size:17px;margin:12px 0 4px}p{margin:2px 0 6px}"
        f"p{{color:{quiet}}}.views{{display:flex;flex-wrap:wrap;gap:8px 32px}}"
        ".views>section{flex:0 1 auto;min-width:min(100%,350px);max-width:100%}"
        f".view{{overflow-x:auto;max-width:100%}}.view:focus-visible{{outline:2px solid {ink}}}#vis{{min-width:345px}}"
        f"select{{font:inherit;color:{ink};background:{paper};border:1px solid {quiet};border-radius:4px}}"
        f"svg{{font-family:inherit}}svg text{{fill:{ink}}}.background{{fill:{rule}}}"
        f'svg[fill="white"],svg[fill="black"]{{fill:{paper}}}'
        f'.attn_background[fill="white"],.attn_background[fill="black"]{{fill:{paper}}}'
    )
