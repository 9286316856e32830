"""The built-in decoder: a small GPT-2 (Radford et al., 2019), trained to say the next piece.

    python -m smallworld.decoder            trains weights/decoder, or goes on from the last checkpoint

The other half of the fair pair; see `encoder.py`.
"""

from __future__ import annotations

import torch
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel

from smallworld import tokenizer as tokens
from smallworld.encoder import SETTINGS, SIZE, run
from smallworld.loop import Batch
from smallworld.tokenizer import MAX_LENGTH, SPECIAL


def build(vocab_size: int, d_model: int = 192, n_layers: int = 6, n_heads: int = 8) -> GPT2LMHeadModel:
    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=vocab_size,
            n_embd=d_model,
            n_layer=n_layers,
            n_head=n_heads,
            n_positions=MAX_LENGTH,
            activation_function="gelu_pytorch_tanh",  # the same curve as gelu_new, in one fused operation
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=SPECIAL.index("[CLS]"),
            eos_token_id=SPECIAL.index("[SEP]"),
            pad_token_id=SPECIAL.index("[PAD]"),
        )
    )


def loss_of(model: nn.Module, batch: Batch) -> torch.Tensor:
    """Cross-entropy of each next piece."""
    assert isinstance(model, GPT2LMHeadModel)
    token_ids = batch["token_ids"]  # (B, T)
    logits = model(input_ids=token_ids[:, :-1], position_ids=batch["position_ids"][:, :-1], use_cache=False).logits
    return nn.functional.cross_entropy(logits.float().flatten(0, 1), token_ids[:, 1:].flatten())  # (B*(T-1), vocab)


def main() -> None:
    torch.manual_seed(SETTINGS.seed)
    run("decoder", build(len(tokens.load()), **SIZE), loss_of, SETTINGS)


if __name__ == "__main__":
    main()
