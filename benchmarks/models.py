"""Work of the models without a browser: one typed sentence, BertViz's page of it, a picture through the VAE."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from bertviz import head_view
from diffusers import AutoencoderKL
from skimage import data
from skimage.metrics import peak_signal_noise_ratio
from transformers import AutoModel, AutoTokenizer

from benchmarks.serving import WEIGHTS
from benchmarks.table import Row, median
from lexiscope.engine import Engine, connect
from lexiscope.figures import Heatmap
from lexiscope.figures.plot import plotly
from lexiscope.i18n import language
from lexiscope.labs import lab

TEXT_MODELS = ("encoder", "decoder")


@dataclass(frozen=True)
class Bare:
    """A text model as transformers loads it."""

    tokenizer: Any
    model: Any

    def attentions(self, text: str) -> tuple[torch.Tensor, ...]:
        """One forward pass: per layer (1, n_heads, T, T)."""
        with torch.inference_mode():
            inputs = self.tokenizer(text, return_tensors="pt")
            found: tuple[torch.Tensor, ...] = self.model(**inputs, output_attentions=True).attentions
            return found


def bare(name: str) -> Bare:
    """The text model of weights/<name>, in float32, with the attention that returns its pattern."""
    folder = WEIGHTS / name
    model = AutoModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    return Bare(AutoTokenizer.from_pretrained(folder), model)


def engine() -> Engine:
    """Our engine in this process, with its models loaded."""
    found = connect()
    found.warm()
    while not found.loaded():
        time.sleep(0.1)
    return found


def timed(*works: Callable[[], object], rounds: int = 1) -> tuple[float, ...]:
    """Median milliseconds of each work, measured in turn so that a busy machine slows all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for times, work in zip(taken, works, strict=True):
            began = time.perf_counter()
            work()
            times.append((time.perf_counter() - began) * 1000)
    return tuple(median(times) for times in taken)


def sentence_work(ours: Engine, sentences: tuple[str, ...]) -> list[Row]:
    """What the server does for one typed sentence, against the two forward passes alone."""
    attention, english = lab("attention"), language("en")
    models = [bare(name) for name in TEXT_MODELS]
    values = dict(attention.preset("river", "en")) | {"focus": "", "swap": "", "swap_for": ""}

    def compute(text: str) -> tuple[Any, Any]:
        inputs, view = attention.check(values | {"text": text}, ours)
        return attention.compute(ours, inputs), view

    def whole(text: str) -> None:
        result, view = compute(text)
        for panel in attention.figures(result, view, english, "light"):
            for figure in panel.figures:
                if isinstance(figure, Heatmap):  # the grids of all heads are folded away, and drawn on request
                    plotly(figure, english, "light")
        attention.explain(result, view, english)

    def passes(text: str) -> None:
        for model in models:
            model.attentions(text)

    for text in sentences[:3]:
        compute(text), whole(text), passes(text)
    taken = [timed(*(lambda f=f, t=t: f(t) for f in (compute, whole, passes))) for t in sentences * 2]  # type: ignore[misc]
    computed, drawn, two = (median([times[i] for times in taken]) for i in range(3))
    peer = "two bare forward passes"
    return [
        Row("One typed sentence: check, both models, figures, sentences", drawn, "ms", two, peer, ratio_at_most=1.3),
        Row("… of it, check and both models", computed, "ms", two, peer),
    ]


def bertviz_page(ours: Engine, sentence: str) -> list[Row]:
    """Our page of BertViz's head view, both models and all their heads, against BertViz's own pages."""
    attention, english = lab("attention"), language("en")
    values = dict(attention.preset("river", "en")) | {"text": sentence, "focus": "", "swap": "", "swap_for": ""}
    inputs, view = attention.check(values, ours)
    extra = next(one for one in attention.extras if one.id == "bertviz-head")
    page = extra.render(attention.compute(ours, inputs), view, english, "light")
    peer = "BertViz's head views"
    return [Row("… all layers and heads, as our page for BertViz's view", len(page.encode()) / 1000, "KB",
                bertviz_kilobytes(sentence), peer)]  # fmt: skip


def bertviz_kilobytes(sentence: str) -> float:
    """Size of the pages that BertViz's head view makes of both models' attention, in KB (1000 bytes)."""
    whole = 0
    for name in TEXT_MODELS:
        one = bare(name)
        tokens = one.tokenizer.convert_ids_to_tokens(one.tokenizer(sentence)["input_ids"])
        page = head_view(list(one.attentions(sentence)), tokens, html_action="return")
        whole += len(page.data.encode())
    return whole / 1000


def picture_work(ours: Engine, rounds: int = 5) -> list[Row]:
    """A picture of 512 x 512 there and back, against the plain diffusers call on the same weights."""
    vae = AutoencoderKL.from_pretrained(WEIGHTS / "autoencode").eval()
    picture = data.astronaut()  # (512, 512, 3) uint8

    def plain() -> np.ndarray[Any, Any]:
        with torch.no_grad():
            pixels = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 127.5 - 1  # (1, 3, H, W)
            sample = vae.decode(vae.encode(pixels).latent_dist.mode()).sample[0]
        shown = (sample.permute(1, 2, 0) / 2 + 0.5).clamp(0, 1) * 255
        return shown.round().to(torch.uint8).numpy()  # type: ignore[no-any-return]

    def lexiscope() -> np.ndarray[Any, Any]:
        latents = ours.encode_image("built-in/autoencode", picture)
        return ours.decode_latents("built-in/autoencode", latents.mean, latents.height, latents.width)

    qualities = [float(peak_signal_noise_ratio(picture, work())) for work in (lexiscope, plain)]
    fast, slow = timed(lexiscope, plain, rounds=rounds)
    peer = "diffusers, float32"
    return [
        Row("VAE, 512 x 512 there and back", fast, "ms", slow, peer, ratio_at_most=0.5),
        Row("… its PSNR", qualities[0], "dB", qualities[1], peer, difference_at_most=0.1),
    ]
