"""The built-in encoder: a small BERT (Devlin et al., 2019), trained to fill in masked pieces.

    python -m smallworld.encoder            trains weights/encoder, or goes on from the last checkpoint

It and `decoder.py` are a fair pair: same tokenizer, texts, batches, size and number of steps. The only differences are
the mask (every position sees every other) and the objective.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from torch import nn
from transformers import BertConfig, BertForMaskedLM, PreTrainedModel

from smallworld import tokenizer as tokens
from smallworld.batches import batches, cached_rows
from smallworld.loop import RUNS, Batch, History, Settings, train
from smallworld.tokenizer import MAX_LENGTH, WEIGHTS

SIZE = {"d_model": 192, "n_layers": 6, "n_heads": 8}
SETTINGS = Settings(steps=10_000, learning_rate=1.5e-3, warmup=300, checkpoint_every=500)
MASKED = 0.3  # share of positions to predict (Wettig et al., "Should you mask 15 %?", 2023)


def build(vocab_size: int, d_model: int = 192, n_layers: int = 6, n_heads: int = 8) -> BertForMaskedLM:
    return BertForMaskedLM(
        BertConfig(
            vocab_size=vocab_size,
            hidden_size=d_model,
            num_hidden_layers=n_layers,
            num_attention_heads=n_heads,
            intermediate_size=4 * d_model,
            max_position_embeddings=MAX_LENGTH,
            type_vocab_size=1,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            pad_token_id=tokens.SPECIAL.index("[PAD]"),
        )
    )


def masked(batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Hides pieces as BERT does: of the chosen, 80 % [MASK], 10 % a random piece, 10 % left. -> ids, chosen (B, T)."""
    token_ids = batch["token_ids"].clone()  # (B, T)
    ordinary = token_ids >= len(tokens.SPECIAL)
    chosen = (torch.rand(token_ids.shape, device=token_ids.device) < MASKED) & ordinary
    dice = torch.rand(token_ids.shape, device=token_ids.device)
    anything = torch.randint_like(token_ids, len(tokens.SPECIAL), int(token_ids.max()) + 1)
    hidden = torch.full_like(token_ids, tokens.SPECIAL.index("[MASK]"))
    token_ids = torch.where(chosen & (dice < 0.8), hidden, token_ids)
    return torch.where(chosen & (dice >= 0.9), anything, token_ids), chosen


def loss_of(model: nn.Module, batch: Batch) -> torch.Tensor:
    """Cross-entropy of the chosen pieces; only their positions pass through the head."""
    assert isinstance(model, BertForMaskedLM)
    token_ids, chosen = masked(batch)
    states = model.bert(input_ids=token_ids, position_ids=batch["position_ids"]).last_hidden_state  # (B, T, d_model)
    logits = model.cls(states[chosen])  # (n_chosen, vocab)
    return nn.functional.cross_entropy(logits.float(), batch["token_ids"][chosen])


def save(model: PreTrainedModel, name: str, settings: Settings, history: History) -> None:
    """float16 weights, the tokenizer beside them, and what the training was."""
    folder = WEIGHTS / name
    model.eval().to(torch.device("cpu"), torch.float16).save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    tokens.save(tokens.load().backend_tokenizer, folder)
    facts = {
        "steps": settings.steps,
        "learning_rate": settings.learning_rate,
        "seconds": round(history.seconds),
        "losses": dict(zip(history.steps[4::5], [round(loss, 3) for loss in history.losses[4::5]], strict=True)),
    }
    (folder / "training.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def run(name: str, model: PreTrainedModel, loss: object, settings: Settings) -> None:
    """Trains one text model on the shared batches and writes weights/<name>."""
    parser = argparse.ArgumentParser(description=f"Train weights/{name}.")
    parser.add_argument("--fresh", action="store_true", help="forget the last checkpoint")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    run_dir: Path = RUNS / name
    if arguments.fresh:
        (run_dir / "checkpoint.pt").unlink(missing_ok=True)
    model.set_attn_implementation("eager")  # faster than SDPA on rows this short (bf16, CPU)
    batch_at = batches(cached_rows(tokens.load()))
    history = train(model, batch_at, loss, settings, run_dir)  # type: ignore[arg-type]
    save(model, name, settings, history)


def main() -> None:
    torch.manual_seed(SETTINGS.seed)
    run("encoder", build(len(tokens.load()), **SIZE), loss_of, SETTINGS)


if __name__ == "__main__":
    main()
