"""The shipped autoencoder and CLIP: they load as anyone would load them, keep their promise, and can be made again."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from skimage import data

from smallworld import autoencode, match
from smallworld.loop import Settings, train
from smallworld.measure_vision import (
    PHOTOGRAPHS,
    Matcher,
    autoencode_card,
    binding,
    fidelity,
    load_autoencoder,
    match_card,
    retrieval,
    there_and_back,
)
from smallworld.pictures import dead_leaves, draw_picture, pool, power_noise
from smallworld.scenes import LANGUAGES, draw

LARGEST = 10_000_000  # bytes of one file
FLOOR_RETRIEVAL, FLOOR_BINDING = 0.9, 0.75  # of 50 captions; of pairs with colours exchanged (chance: 0.02, 0.5)


@pytest.fixture(scope="module")
def vae() -> object:
    return load_autoencoder()


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher()


@pytest.mark.parametrize("folder", [autoencode.WEIGHTS, match.WEIGHTS], ids=lambda folder: folder.name)
def test_weights_are_small_and_in_half_precision(folder: Path) -> None:
    """No shipped file is over 10 MB, and weights are safetensors only."""
    assert all(path.stat().st_size < LARGEST for path in folder.iterdir())
    assert [path.name for path in folder.iterdir() if path.suffix in (".bin", ".pt", ".safetensors")] == [
        path.name for path in folder.glob("*.safetensors")
    ]


def test_photographs_come_back(vae: object) -> None:
    """Photographs that the autoencoder never saw return at 24 dB or more on average, in their own size."""
    values = [fidelity(vae, getattr(data, name)()) for name in PHOTOGRAPHS]
    assert np.mean([value["psnr"] for value in values]) >= 24.0
    assert np.mean([value["ssim"] for value in values]) >= 0.65


def test_any_size_comes_back_in_its_size(vae: object) -> None:
    """Sides that are no multiple of 8 are padded on the way in and cropped on the way out."""
    assert there_and_back(vae, data.chelsea()[:61, :107]).shape == (61, 107, 3)


def test_metrics_of_the_card_are_those_of_the_weights(vae: object) -> None:
    """The PSNR on file is the PSNR of the weights beside it, and the card prints it."""
    metrics = json.loads((autoencode.WEIGHTS / "metrics.json").read_text(encoding="utf-8"))
    today = fidelity(vae, data.chelsea())
    assert today["psnr"] == pytest.approx(metrics["photographs"]["chelsea"]["psnr"], abs=0.05)
    card = (autoencode.WEIGHTS / "README.md").read_text(encoding="utf-8")
    assert card == autoencode_card(metrics, json.loads((autoencode.WEIGHTS / "training.json").read_text()))


def test_the_card_of_match_prints_its_metrics() -> None:
    """The card of the built-in CLIP is written from its metrics, not by hand."""
    metrics = json.loads((match.WEIGHTS / "metrics.json").read_text(encoding="utf-8"))
    facts = json.loads((match.WEIGHTS / "training.json").read_text(encoding="utf-8"))
    assert (match.WEIGHTS / "README.md").read_text(encoding="utf-8") == match_card(metrics, facts)


def test_scaled_latents_are_near_one(vae: object) -> None:
    """`scaling_factor` brings the latents of drawn pictures near a deviation of 1."""
    scaled = autoencode.latent_std(vae, pool(16, seed=5), 16) * vae.config.scaling_factor  # type: ignore[attr-defined]
    assert 0.7 < scaled < 1.4


def test_captions_find_their_pictures(matcher: Matcher) -> None:
    """Among 50 new scenes, captions find their picture first and pictures their caption, in each language."""
    found = retrieval(matcher, "train", galleries=1, size=50)
    assert len(found) == 2 * len(LANGUAGES)
    assert min(found.values()) >= FLOOR_RETRIEVAL, found


def test_colours_belong_to_their_things(matcher: Matcher) -> None:
    """The true caption beats the one with colours exchanged more often than chance would."""
    assert min(binding(matcher, language, "train", 60)["colours"] for language in LANGUAGES) >= FLOOR_BINDING


def test_the_caption_vector_is_that_of_its_end(matcher: Matcher) -> None:
    """The text tower pools at [SEP], so that padding after it changes nothing."""
    config = matcher.model.config.text_config
    assert config.eos_token_id == matcher.tokenizer.sep_token_id != 2  # 2 would pool at the largest id
    alone = matcher.captions(["a red fish"])[0]
    padded = matcher.captions(["a red fish", "two yellow stars to the left of a large green house"])[0]
    assert np.allclose(alone, padded, atol=1e-4)


def test_the_autoencoder_learns_and_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few steps lower the loss, and a run that was stopped goes on to the same numbers."""
    monkeypatch.setattr(autoencode, "BATCH", 8)
    pictures = pool(4, seed=1, side=96)
    settings = Settings(steps=8, learning_rate=2e-3, warmup=2, checkpoint_every=4)
    source = partial(autoencode.batch_at, pictures=pictures, scenes=None, steps=10**6)
    losses = []
    for stops in ([8], [4, 8]):
        torch.manual_seed(0)
        model = autoencode.build()
        for stop in stops:
            train(model, source, autoencode.loss_of, settings, tmp_path / str(len(stops)), stop_after=stop)
        with torch.no_grad():
            torch.manual_seed(0)
            losses.append(float(autoencode.loss_of(model, source(0))))
    torch.manual_seed(0)
    assert losses[0] < float(autoencode.loss_of(autoencode.build(), source(0)).detach())
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)


def test_clip_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small CLIP brings its loss down on a dozen scenes within a few steps."""
    monkeypatch.setattr(match, "BATCH", 12)
    tokenizer = match.load_tokenizer()
    torch.manual_seed(0)
    model = match.build(tokenizer, width=64, vision_layers=1, text_layers=1)
    scenes = [match.scene_at(index) for index in range(12)]
    pictures = np.stack([np.asarray(draw(scene, match.SIDE)) for scene in scenes])
    source = partial(match.batch_at, scenes=scenes, pictures=pictures, tokenizer=tokenizer)
    before = float(match.loss_of(model, source(0)).detach())
    train(model, source, match.loss_of, Settings(steps=15, learning_rate=3e-3, warmup=2))
    assert float(match.loss_of(model, source(0)).detach()) < 0.9 * before


def test_drawn_pictures_follow_their_seed() -> None:
    """The same seed draws the same picture; another seed draws another."""
    first, again, other = (draw_picture(np.random.default_rng(seed), 64) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert dead_leaves(np.random.default_rng(0), 64).shape == (64, 64, 3)


def test_noise_falls_with_frequency_as_asked() -> None:
    """The amplitude of 1/f noise at twice the frequency is half."""
    field = power_noise(np.random.default_rng(0), 256, 1.0)[..., 0]
    spectrum = np.abs(np.fft.fft2(field))
    assert spectrum[0, 4] / spectrum[0, 8] == pytest.approx(2.0, rel=0.01)
