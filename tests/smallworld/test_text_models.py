"""The shipped encoder and decoder, and the loop that trained them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, PreTrainedModel, PreTrainedTokenizerFast

from smallworld import decoder, encoder
from smallworld import tokenizer as tokens
from smallworld.batches import batches, token_rows
from smallworld.lexicon import LANGUAGES
from smallworld.loop import Settings, train
from smallworld.measure_text import PAIRS, load, measured, movement
from smallworld.tokenizer import WEIGHTS


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Models this small wait longer for a second thread than it saves."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module", params=["encoder", "decoder"])
def shipped(request: pytest.FixtureRequest) -> tuple[str, PreTrainedModel, PreTrainedTokenizerFast]:
    return request.param, load(request.param), tokens.load(WEIGHTS / request.param)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_encoder_sees_what_follows(shipped, language: str) -> None:  # type: ignore[no-untyped-def]
    """Exchanging a word to its right leaves the decoder's focus word exactly as it was and moves the encoder's."""
    name, model, tokenizer = shipped
    moved = movement(model, tokenizer, PAIRS[language])
    if name == "decoder":
        assert moved == [0.0] * len(moved)
    else:
        assert moved[-1] > MOVED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["encoder", "decoder"])
def test_the_card_tells_what_the_shipped_weights_do(name: str, language: str) -> None:
    """Measured again on all held-out sentences, every number of the card comes out, but for rounding."""
    said = json.loads((WEIGHTS / name / "metrics.json").read_text(encoding="utf-8"))[language]
    for key, value in measured(name, language).items():
        assert value == pytest.approx(said[key], abs=0.005, rel=0.02), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_encoder_knows_the_sense_at_the_word(language: str) -> None:
    """The cue stands after the word: at the word the decoder's probe only guesses, and the encoder's does not; at the
    end of the sentence, where the decoder has read the cue, its probe does not guess either."""
    encoder, decoder = (
        json.loads((WEIGHTS / name / "metrics.json").read_text(encoding="utf-8"))[language]["probe"]
        for name in ("encoder", "decoder")
    )
    assert abs(decoder["word"] - 0.5) <= 0.05
    assert encoder["word"] > decoder["word"] + 0.3 and decoder["end"] > decoder["word"] + 0.2


MOVED = 0.01  # the bound of the claim attention.encoder-moves; rounding stays below 0.00001


@pytest.mark.parametrize("name", ["encoder", "decoder"])
def test_shipped_models_are_small_and_alike(name: str) -> None:
    """Half precision, under 12 MB, same width, layers, heads and positions; attention comes out in eager mode."""
    assert (WEIGHTS / name / "model.safetensors").stat().st_size < 12_000_000
    model = AutoModel.from_pretrained(WEIGHTS / name, attn_implementation="eager", local_files_only=True)
    config = model.config
    assert next(model.parameters()).dtype == torch.float16
    assert (config.hidden_size, config.num_hidden_layers, config.num_attention_heads) == (192, 6, 8)
    ids = tokens.load(WEIGHTS / name)("The bank.", return_tensors="pt")
    attentions = model.float()(**ids, output_attentions=True).attentions
    assert len(attentions) == 6 and attentions[0].shape[:2] == (1, 8)


@pytest.mark.parametrize("module", [encoder, decoder])
def test_the_loop_learns_and_a_resumed_run_gives_the_same_numbers(module, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The loss falls within seconds; stopping half-way and going on ends at the same loss and weights."""
    tokenizer = tokens.load()
    batch_at = batches(token_rows(tokenizer, 200), tokens=256)
    settings = Settings(steps=40, learning_rate=3e-3, warmup=4, checkpoint_every=1000)

    def fresh() -> PreTrainedModel:
        torch.manual_seed(0)
        return module.build(len(tokenizer), d_model=32, n_layers=2, n_heads=2)

    whole, parts, again = fresh(), fresh(), fresh()
    history = train(whole, batch_at, module.loss_of, settings)
    assert history.losses[-1] < history.losses[0] - 0.3
    train(parts, batch_at, module.loss_of, settings, tmp_path, stop_after=20)
    resumed = train(again, batch_at, module.loss_of, settings, tmp_path)
    assert resumed.losses == history.losses
    assert all(torch.equal(a, b) for a, b in zip(whole.parameters(), again.parameters(), strict=True))


def test_other_settings_do_not_resume(tmp_path: Path) -> None:
    """A checkpoint made with other settings is refused in one line that names it."""
    model = torch.nn.Linear(2, 2)
    loss_of = lambda model, batch: model(batch["x"]).square().mean()  # noqa: E731
    batch_at = lambda step: {"x": torch.ones(1, 2)}  # noqa: E731
    train(model, batch_at, loss_of, Settings(steps=3, warmup=1), tmp_path)
    with pytest.raises(ValueError, match="other settings"):
        train(model, batch_at, loss_of, Settings(steps=4, warmup=1), tmp_path)
