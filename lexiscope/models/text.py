"""Text models, encoder and decoder alike: what each token attends to, and its vector after every layer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers import AutoModel, AutoTokenizer

from lexiscope.engine.face import Attended, TextTooLong
from lexiscope.models.device import DEVICE, bytes_of, use_threads
from lexiscope.models.tokens import readable

LIMIT = 128  # tokens; a pattern grows with its square


class TextModel:
    """A transformer and its tokenizer. Built-in and hub models are loaded by the same call."""

    def __init__(self, folder: Path) -> None:
        # "eager" because the fused attention of SDPA returns no pattern.
        self.model = (
            AutoModel.from_pretrained(
                folder, attn_implementation="eager", dtype=torch.float32, use_safetensors=True, local_files_only=True
            )
            .to(DEVICE)
            .eval()
            .requires_grad_(False)
        )
        self.model.config.use_cache = False
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, use_fast=True)
        # The Rust tokenizer itself: the Python layer around it costs more than the encoding.
        self.tokenizer = tokenizer.backend_tokenizer
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.pad_id = next((i for i in (tokenizer.pad_token_id, tokenizer.eos_token_id) if i is not None), 0)
        positions = getattr(self.model.config, "max_position_embeddings", None) or LIMIT
        self.limit = min(LIMIT, positions)
        self.usual = float(getattr(self.model.config, "usual_perplexity", 0.0))  # see Attended
        self.bytes = bytes_of(self.model)

    def attend(self, texts: tuple[str, ...]) -> tuple[Attended, ...]:
        """Pattern and hidden states of each text; see `lexiscope.engine.face.Engine.attend`.

        All texts are padded to one length and run in batches of one: the same shapes go through the same kernels, so
        that what a decoder computes left of an exchanged word is the same to the last bit.
        """
        # A lone surrogate cannot be UTF-8; "?" keeps the offsets.
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        codes = self.tokenizer.encode_batch(clean)
        length = max((len(code.ids) for code in codes), default=0)
        if length > self.limit:
            raise TextTooLong(tokens=length, limit=self.limit)
        if any(not code.ids for code in codes):
            raise ValueError("attend: a text gives no tokens; ask for at least one character")
        use_threads(self.bytes)
        return tuple(self._one(text, code, length) for text, code in zip(clean, codes, strict=True))

    def _one(self, text: str, code: object, length: int) -> Attended:
        ids: list[int] = code.ids  # type: ignore[attr-defined]
        n, padding = len(ids), length - len(ids)
        with torch.inference_mode():
            out = self.model(
                input_ids=torch.tensor([ids + [self.pad_id] * padding], device=DEVICE),  # (1, length)
                attention_mask=torch.tensor([[1] * n + [0] * padding], device=DEVICE),
                output_attentions=True,
                output_hidden_states=True,
            )
            pattern = torch.cat(out.attentions)[:, :, :n, :n]  # (n_layers, n_heads, n, n)
            hidden = torch.cat(out.hidden_states)[:, :n]  # (n_layers + 1, n, d_model)
            perplexity = self._perplexity(hidden[-1], ids) if self.usual else 0.0
        tokens = readable(text, code.offsets, code.special_tokens_mask, code.tokens)  # type: ignore[attr-defined]
        return Attended(tokens, as_floats(pattern), as_floats(hidden), perplexity, self.usual)

    def _perplexity(self, last: torch.Tensor, ids: list[int]) -> float:
        """exp of the mean cross-entropy of each next piece, from the last layer (n, d_model) and the tied embedding."""
        logits = last[:-1] @ self.model.get_input_embeddings().weight.T  # (n - 1, vocab)
        return float(cross_entropy(logits, torch.tensor(ids[1:], device=DEVICE)).exp()) if len(ids) > 1 else 0.0


def as_floats(tensor: torch.Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return tensor.float().contiguous().cpu().numpy()
