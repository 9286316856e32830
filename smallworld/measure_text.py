"""Measures the text models on held-out sentences, and writes their cards.

    python -m smallworld.measure_text       writes metrics.json and README.md of tokenizer, encoder and decoder

Every number on a card comes from here or from the training run (training.json); none is typed by hand.
"""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from torch import nn
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, PreTrainedModel, PreTrainedTokenizerFast

from smallworld import cards
from smallworld import tokenizer as tokens
from smallworld.text import LANGUAGES, SenseExample, sense_examples, sentences
from smallworld.tokenizer import WEIGHTS

SEED = 7  # of the held-out streams
N_SENTENCES = 400  # a language
N_SENSES = 900  # a language


@dataclass(frozen=True)
class MinimalPair:
    """A sentence, its focus word, and the word to its right that is exchanged."""

    text: str
    focus: str
    old: str
    new: str


PAIRS = {
    "en": MinimalPair("Along the river, the bank is a good place for fishing.", "bank", "fishing", "money"),
    "fr": MinimalPair("Au bord de la rivière, la pêche était mûre.", "pêche", "mûre", "interdite"),
    "hi": MinimalPair("उसे सोना अच्छा लगता है क्योंकि वह बहुत थका है।", "सोना", "थका", "अमीर"),
}


def load(name: str) -> PreTrainedModel:
    """A shipped model, in float32 and in eager attention, as the app loads it."""
    auto = AutoModelForMaskedLM if name == "encoder" else AutoModelForCausalLM
    model: PreTrainedModel = auto.from_pretrained(
        WEIGHTS / name, attn_implementation="eager", dtype=torch.float32, local_files_only=True
    )
    return model.eval()


def word_positions(tokenizer: PreTrainedTokenizerFast, text: str, span: tuple[int, int]) -> list[int]:
    """Positions of the pieces that lie in `span` (characters of `text`)."""
    offsets = tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    return [i for i, (start, end) in enumerate(offsets) if start < span[1] and end > span[0] and end > start]


@torch.no_grad()
def word_vectors(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    text: str,
    span: tuple[int, int],
    length: int = 0,
) -> torch.Tensor:
    """The word's vector in each layer, embeddings first, mean over its pieces. (n_layers + 1, d_model)

    One text a call, padded to `length`: two texts of one padded length go through the same arithmetic.
    """
    padding: dict[str, Any] = {"padding": "max_length", "max_length": length} if length else {}
    inputs = tokenizer(text, return_tensors="pt", **padding)
    states = torch.stack(model(**inputs, output_hidden_states=True).hidden_states)[:, 0]  # (n_layers + 1, T, d_model)
    return states[:, word_positions(tokenizer, text, span)].mean(1)


def movement(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, pair: MinimalPair) -> list[float]:
    """|v' - v| / |v| of the focus word in each layer, when the word to its right is exchanged."""
    other = pair.text.replace(pair.old, pair.new)
    start = pair.text.index(pair.focus)
    span = (start, start + len(pair.focus))
    length = max(len(tokenizer(text)["input_ids"]) for text in (pair.text, other))
    v, w = (word_vectors(model, tokenizer, text, span, length) for text in (pair.text, other))
    return [float(x) for x in (w - v).norm(dim=1) / v.norm(dim=1)]


@torch.no_grad()
def masked_accuracy(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, language: str, n: int
) -> dict[str, float]:
    """One word of each held-out sentence is hidden. A hit within k: each of its pieces is within the first k."""
    rng, top1, top5 = random.Random(f"{SEED}/{language}"), 0, 0
    for text in islice(sentences(language, "held-out", SEED), n):
        inputs = tokenizer(text, return_tensors="pt", return_offsets_mapping=True)
        spans = inputs.pop("offset_mapping")[0].tolist()
        words = [w for w in set(inputs.word_ids()) if w is not None]
        groups = [[i for i, w in enumerate(inputs.word_ids()) if w == word] for word in words]
        groups = [g for g in sorted(groups) if any(c.isalpha() for c in text[spans[g[0]][0] : spans[g[-1]][1]])]
        chosen = rng.choice(groups)
        right = inputs["input_ids"][0, chosen].clone()  # (n_pieces,)
        inputs["input_ids"][0, chosen] = tokenizer.mask_token_id
        best = model(**inputs).logits[0, chosen].topk(5).indices  # (n_pieces, 5)
        top1 += bool((best[:, 0] == right).all())
        top5 += bool((best == right[:, None]).any(1).all())
    return {"top1": top1 / n, "top5": top5 / n}


@torch.no_grad()
def perplexity(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, language: str, n: int) -> float:
    """exp of the mean cross-entropy a piece, [SEP] at the end included."""
    loss, count = 0.0, 0
    for text in islice(sentences(language, "held-out", SEED), n):
        ids = tokenizer(text, return_tensors="pt")["input_ids"]  # (1, T)
        logits = model(input_ids=ids).logits[0, :-1]  # (T - 1, vocab)
        loss += float(nn.functional.cross_entropy(logits, ids[0, 1:], reduction="sum"))
        count += ids.shape[1] - 1
    return math.exp(loss / count)


@torch.no_grad()
def last_vectors(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, examples: list[SenseExample], size: int = 64
) -> torch.Tensor:
    """The ambiguous word's last-layer vector in each example, many a call. (n, d_model)"""
    found = []
    for i in range(0, len(examples), size):
        here = examples[i : i + size]
        inputs = tokenizer([e.text for e in here], return_tensors="pt", padding=True)
        states = model.base_model(**inputs).last_hidden_state  # (size, T, d_model)
        found += [
            state[word_positions(tokenizer, e.text, e.span)].mean(0) for state, e in zip(states, here, strict=True)
        ]
    return torch.stack(found)


def probe(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, language: str, n: int) -> dict[str, float]:
    """A linear probe of the sense at the ambiguous word; the only cue stands to its right (Alain & Bengio, 2017).

    `sentences`: tested on other sentences, cues shared. `cues`: tested on cues that the probe was not trained on.
    """
    examples = sense_examples(language, n, SEED, side="right")
    vectors = last_vectors(model, tokenizer, examples)  # (n, d_model)
    cues = sorted({e.cue for e in examples})
    by_cue = torch.tensor([cues.index(e.cue) % 2 == 0 for e in examples])
    by_sentence = torch.arange(len(examples)) % 2 == 0
    return {
        "sentences": _probe_accuracy(examples, vectors, by_sentence),
        "cues": _probe_accuracy(examples, vectors, by_cue),
    }


def _probe_accuracy(examples: list[SenseExample], vectors: torch.Tensor, train: torch.Tensor) -> float:
    """One logistic regression a word; the mean over words and senses of the accuracy, so that chance is 50 %."""
    scores = []
    for word in sorted({e.word for e in examples}):
        here = torch.tensor([e.word == word for e in examples])
        senses = sorted({e.sense for e in examples if e.word == word})
        labels = torch.tensor([float(e.sense == senses[-1]) for e in examples])
        x, y = vectors[here & train], labels[here & train]
        if len(senses) < 2 or len(set(y.tolist())) < 2:
            continue
        mean, scale = x.mean(0), x.std(0) + 1e-3
        weights = _logistic((x - mean) / scale, y)
        logits = torch.cat([(vectors - mean) / scale, torch.ones(len(vectors), 1)], 1) @ weights
        for sense in (0.0, 1.0):
            tested = here & ~train & (labels == sense)
            if tested.any():
                scores.append(float(((logits[tested] > 0).float() == sense).float().mean()))
    return sum(scores) / len(scores)


def _logistic(x: torch.Tensor, y: torch.Tensor, l2: float = 1e-2) -> torch.Tensor:
    """Weights and bias of a logistic regression by L-BFGS. (d_model + 1,)"""
    x = torch.cat([x, torch.ones(len(x), 1)], 1)
    weights = torch.zeros(x.shape[1], requires_grad=True)
    solver = torch.optim.LBFGS([weights], max_iter=60)

    def closure() -> torch.Tensor:
        solver.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(x @ weights, y) + l2 * weights.square().sum()
        loss.backward()
        return loss

    solver.step(closure)  # type: ignore[no-untyped-call]
    return weights.detach()


def pieces_per_word(tokenizer: PreTrainedTokenizerFast, language: str, n: int) -> float:
    texts = list(islice(sentences(language, "held-out", SEED), n))
    pieces = sum(len(tokenizer(text, add_special_tokens=False)["input_ids"]) for text in texts)
    return pieces / sum(len(text.split()) for text in texts)


def measure(name: str) -> dict[str, Any]:
    """Everything on the card of encoder or decoder. Rates are 0..1; `movement` has a value a layer."""
    model, tokenizer = load(name), tokens.load(WEIGHTS / name)
    metrics: dict[str, Any] = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "sentences": N_SENTENCES,
    }
    for language in LANGUAGES:
        found: dict[str, Any] = {"movement": movement(model, tokenizer, PAIRS[language])}
        if name == "encoder":
            found["masked"] = masked_accuracy(model, tokenizer, language, N_SENTENCES)
        else:
            found["perplexity"] = perplexity(model, tokenizer, language, N_SENTENCES)
        found["probe"] = probe(model, tokenizer, language, N_SENSES)
        metrics[language] = found
    return metrics


def main() -> None:
    torch.set_num_threads(1)  # one sentence a call: a second thread only waits
    tokenizer = tokens.load()
    sizes = {language: {"pieces_per_word": pieces_per_word(tokenizer, language, 2000)} for language in LANGUAGES}
    found = {
        "tokenizer": {"vocabulary": len(tokenizer), **sizes},
        "encoder": measure("encoder"),
        "decoder": measure("decoder"),
    }
    for name, metrics in found.items():
        text = json.dumps(metrics, indent=1, ensure_ascii=False) + "\n"
        (WEIGHTS / name / "metrics.json").write_text(text, encoding="utf-8")
        (WEIGHTS / name / "README.md").write_text(cards.card(name, metrics), encoding="utf-8")
    print(json.dumps(found, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
