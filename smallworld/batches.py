"""Token batches for the text models. Encoder and decoder read the very same ones, in the same order.

Texts of exactly one length share a batch, so that nothing is padded and no attention mask is needed. Most texts are one
sentence; some are several, and some batches start at a later position, so that every position is trained.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
import torch
from transformers import PreTrainedTokenizerFast

from smallworld.lexicon import LANGUAGES
from smallworld.loop import RUNS, Batch
from smallworld.sentences import sentences
from smallworld.tokenizer import MAX_LENGTH, prose

TOKENS_PER_BATCH = 1024
PER_LANGUAGE = 240_000  # texts
LONG_SHARE = 0.03  # of texts: several sentences
PROSE_SHARE = 0.01  # of texts: a paragraph of the glossary, whose vocabulary visitors type too
SHIFTED_SHARE = 0.25  # of batches: do not start at position 0


def texts(language: str, n: int, seed: int) -> Iterator[str]:
    """`n` training texts of one language."""
    stream, rng = sentences(language, "train", seed), random.Random(f"texts/{seed}/{language}")
    paragraphs = list(prose(language))
    for _ in range(n):
        kind = rng.random()
        if kind < PROSE_SHARE:
            yield rng.choice(paragraphs)
        elif kind < PROSE_SHARE + LONG_SHARE:
            yield " ".join(islice(stream, rng.randint(2, 12)))
        else:
            yield next(stream)


def token_rows(tokenizer: PreTrainedTokenizerFast, per_language: int, seed: int = 0) -> dict[int, np.ndarray]:
    """length -> (n, length) token ids; a long text is cut to a multiple of 8, so that lengths meet."""
    rows: dict[int, list[list[int]]] = {}
    for language in LANGUAGES:
        for row in tokenizer(list(texts(language, per_language, seed)))["input_ids"]:
            if len(row) > 32:
                row = row[: min(len(row), MAX_LENGTH) // 8 * 8]
            rows.setdefault(len(row), []).append(row)
    return {length: np.array(found, dtype=np.int16) for length, found in sorted(rows.items())}


def cached_rows(tokenizer: PreTrainedTokenizerFast, per_language: int = PER_LANGUAGE) -> dict[int, np.ndarray]:
    """`token_rows`, kept under runs/ beside the vocabulary size that it was made with."""
    path = RUNS / f"tokens-{len(tokenizer)}-{per_language}.npz"
    if not path.exists():
        rows = token_rows(tokenizer, per_language)
        RUNS.mkdir(exist_ok=True)
        np.savez(path, **{str(length): found for length, found in rows.items()})  # type: ignore[arg-type]
    with np.load(path) as stored:
        return {int(length): stored[length] for length in stored.files}


def batches(rows: dict[int, np.ndarray], seed: int = 0, tokens: int = TOKENS_PER_BATCH) -> Callable[[int], Batch]:
    """`batch_at(step)`: {"token_ids": (B, T), "position_ids": (1, T)}, B * T about `tokens`; pure in the step."""
    rng = np.random.default_rng(seed)
    plan: list[tuple[int, np.ndarray]] = []
    for length, found in rows.items():
        order = rng.permutation(len(found))
        size = max(1, tokens // length)
        plan += [(length, order[i : i + size]) for i in range(0, len(order), size) if len(order) - i >= size // 4]
    plan = [plan[i] for i in rng.permutation(len(plan))]

    def batch_at(step: int) -> Batch:
        length, chosen = plan[step % len(plan)]
        token_ids = torch.from_numpy(rows[length][chosen].astype(np.int64))  # (B, T)
        here = random.Random(f"{seed}/{step}")
        first = here.randrange(MAX_LENGTH - length + 1) if here.random() < SHIFTED_SHARE else 0
        return {"token_ids": token_ids, "position_ids": torch.arange(first, first + length)[None]}  # (1, T)

    return batch_at
