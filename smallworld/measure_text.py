"""Measures the text models on held-out sentences, and writes their cards.

    python -m smallworld.measure_text       writes metrics.json and README.md of tokenizer, encoder and decoder

Every number on a card comes from here or from the training run (training.json); none is typed by hand.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from torch import nn
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, PreTrainedModel, PreTrainedTokenizerFast

from smallworld import cards
from smallworld import tokenizer as tokens
from smallworld.batches import PER_LANGUAGE, texts
from smallworld.lexicon import LANGUAGES
from smallworld.ngram import NGram
from smallworld.senses import Example, examples
from smallworld.sentences import sentences
from smallworld.tokenizer import WEIGHTS

SEED = 7  # of the held-out streams
N_SENTENCES = 1000  # a language
USUAL = 0.99  # of held-out sentences: their perplexity stays below `usual_perplexity`
N_PROBE = 3000, 1000  # sentences a language that the probe is trained and tested on


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
def losses(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, language: str, n: int) -> list[torch.Tensor]:
    """The cross-entropy of each piece after the first, of each of `n` held-out sentences, [SEP] at the end included."""
    found = []
    for text in islice(sentences(language, "held-out", SEED), n):
        ids = tokenizer(text, return_tensors="pt")["input_ids"]  # (1, T)
        logits = model(input_ids=ids).logits[0, :-1]  # (T - 1, vocab)
        found.append(nn.functional.cross_entropy(logits, ids[0, 1:], reduction="none"))
    return found


def five_gram(tokenizer: PreTrainedTokenizerFast, language: str, n: int) -> float:
    """Perplexity of a 5-gram model on the same sentences, counted on the very texts that the decoder reads."""
    shown = tokenizer(list(texts(language, PER_LANGUAGE, seed=0)))["input_ids"]
    held_out = tokenizer(list(islice(sentences(language, "held-out", SEED), n)))["input_ids"]
    return NGram(shown, len(tokenizer)).perplexity(held_out)


@torch.no_grad()
def last_vectors(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, found: list[Example], size: int = 64
) -> tuple[torch.Tensor, torch.Tensor]:
    """Last-layer vectors of each example: at its ambiguous word, and at the piece before [SEP]. (n, d_model) each"""
    at_word, at_end = [], []
    for i in range(0, len(found), size):
        here = found[i : i + size]
        inputs = tokenizer([e.text for e in here], return_tensors="pt", padding=True)
        states = model.base_model(**inputs).last_hidden_state  # (size, T, d_model)
        lengths = inputs["attention_mask"].sum(1).tolist()
        for state, example, length in zip(states, here, lengths, strict=True):
            at_word.append(state[word_positions(tokenizer, example.text, example.span)].mean(0))
            at_end.append(state[length - 2])
    return torch.stack(at_word), torch.stack(at_end)


def probe(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, language: str) -> dict[str, float]:
    """A linear probe of the sense; the only cue stands to the right of the word (Alain & Bengio, 2017).

    Trained on sentences of the training side, tested on pairs of word and cue that no model has seen. `word`: at the
    ambiguous word; `end`: at the last piece of the sentence. One logistic regression a word; the mean over words and
    senses of the accuracy, so that chance is 50 %.
    """
    shown = examples(language, N_PROBE[0], SEED, "right", held_out=False)
    tested = examples(language, N_PROBE[1], SEED, "right")
    vectors = zip(last_vectors(model, tokenizer, shown), last_vectors(model, tokenizer, tested), strict=True)
    return {place: _accuracy(shown, x, tested, y) for place, (x, y) in zip(("word", "end"), vectors, strict=True)}


def _accuracy(shown: list[Example], x: torch.Tensor, tested: list[Example], y: torch.Tensor) -> float:
    scores = []
    for word in sorted({e.word for e in tested}):
        of_shown = torch.tensor([e.word == word for e in shown])
        senses = sorted({e.sense for e in shown if e.word == word})
        labels = torch.tensor([float(e.sense == senses[-1]) for e in shown if e.word == word])
        mean, scale = x[of_shown].mean(0), x[of_shown].std(0) + 1e-3
        weights = _logistic((x[of_shown] - mean) / scale, labels)
        for sense in (0.0, 1.0):
            here = torch.tensor([e.word == word and (e.sense == senses[-1]) == sense for e in tested])
            logits = torch.cat([(y[here] - mean) / scale, torch.ones(int(here.sum()), 1)], 1) @ weights
            if here.any():
                scores.append(float(((logits > 0).float() == sense).float().mean()))
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


def pieces_per_word(tokenizer: PreTrainedTokenizerFast, texts: list[str]) -> float:
    pieces = sum(len(tokenizer(text, add_special_tokens=False)["input_ids"]) for text in texts)
    return pieces / sum(len(text.split()) for text in texts)


def fertility(tokenizer: PreTrainedTokenizerFast, language: str) -> dict[str, float]:
    """Pieces per word on held-out sentences and on the entries; bytes per word, which GPT-2's scheme begins with."""
    entries = list(tokens.prose(language))
    return {
        "sentences": pieces_per_word(tokenizer, list(islice(sentences(language, "held-out", SEED), 2000))),
        "entries": pieces_per_word(tokenizer, entries),
        "bytes": sum(len(text.encode()) for text in entries) / sum(len(text.split()) for text in entries),
    }


def measured(name: str, language: str) -> dict[str, Any]:
    """What the card of encoder or decoder says of one language. Rates are 0..1; `movement` has a value a layer."""
    model, tokenizer = load(name), tokens.load(WEIGHTS / name)
    found: dict[str, Any] = {
        "movement": movement(model, tokenizer, PAIRS[language]),
        "probe": probe(model, tokenizer, language),
    }
    if name == "encoder":
        found["masked"] = masked_accuracy(model, tokenizer, language, N_SENTENCES)
    else:
        each = losses(model, tokenizer, language, N_SENTENCES)
        found["perplexity"] = float(torch.cat(each).mean().exp())
        found["usual_perplexity"] = float(torch.stack([loss.mean() for loss in each]).exp().quantile(USUAL))
    return found


def measure(name: str) -> dict[str, Any]:
    """Everything on the card of encoder or decoder."""
    metrics: dict[str, Any] = {"parameters": sum(p.numel() for p in load(name).parameters()), "sentences": N_SENTENCES}
    for language in LANGUAGES:
        metrics[language] = measured(name, language)
        if name == "decoder":
            metrics[language]["five_gram"] = five_gram(tokens.load(), language, N_SENTENCES)
    return metrics


def main() -> None:
    torch.set_num_threads(1)  # one sentence a call: a second thread only waits
    tokenizer = tokens.load()
    sizes = {language: fertility(tokenizer, language) for language in LANGUAGES}
    found = {
        "tokenizer": {"vocabulary": len(tokenizer), **sizes},
        "encoder": measure("encoder"),
        "decoder": measure("decoder"),
    }
    config = WEIGHTS / "decoder" / "config.json"
    known = json.loads(config.read_text(encoding="utf-8"))
    usual = max(found["decoder"][language]["usual_perplexity"] for language in LANGUAGES)
    known["usual_perplexity"] = round(usual, 1)  # the app tells foreign text by it
    config.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    for name, metrics in found.items():
        text = json.dumps(metrics, indent=1, ensure_ascii=False) + "\n"
        (WEIGHTS / name / "metrics.json").write_text(text, encoding="utf-8")
        (WEIGHTS / name / "README.md").write_text(cards.card(name, metrics), encoding="utf-8")
    print(json.dumps(found, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
