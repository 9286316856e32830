"""Model cards of the text models, written from measured numbers."""

from __future__ import annotations

import json
import math
from typing import Any

from smallworld.lexicon import LANGUAGES
from smallworld.meaning import HELD_OUT
from smallworld.senses import HELD_OUT as HELD_OUT_CUES
from smallworld.tokenizer import WEIGHTS

NAMES = {"en": "English", "fr": "French", "hi": "Hindi"}
COMMAND = "python -m smallworld.measure_text"
WHAT = {
    "tokenizer": "One trilingual tokenizer for both text models: pieces of characters, Unigram, byte fallback.",
    "encoder": "A small BERT (`BertForMaskedLM`): every position sees every other, both ways.",
    "decoder": "A small GPT-2 (`GPT2LMHeadModel`): every position sees only itself and what stands before it.",
}
PAIR = (
    "Encoder and decoder are a fair pair: same tokenizer, texts, batches, width, layers, heads and steps. "
    "They differ in the mask and the objective "
    "(and in what their classes fix: BERT normalises after each block, GPT-2 before)."
)
LIMITS = """## Limits

- It knows only its small world: about 1,300 concepts and the sentences of `smallworld/words/`, in three languages. On
  other text its pieces get short and its vectors and guesses mean little.
- It is no source of facts. What it completes is grammar and habit, not knowledge.
- Sentences are made by a generator; nobody wrote them. Real text is richer, and held-out sentences here combine
  words, starts and cues that training has seen apart."""


def card(name: str, metrics: dict[str, Any]) -> str:
    """The README.md of weights/<name>, in Markdown."""
    parts = [
        _front(name),
        f"# Lexiscope {name}\n\n{WHAT[name]}",
        _data(name, metrics),
        _table(name, metrics),
        LIMITS,
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _front(name: str) -> str:
    return f"---\nlicense: apache-2.0\nlanguage: [{', '.join(LANGUAGES)}]\ntags: [lexiscope, small-world, {name}]\n---"


def _data(name: str, metrics: dict[str, Any]) -> str:
    data = (
        "Data: sentences of `smallworld/sentences.py` in English, French and Hindi. By a checksum of their letters, "
        f"one triple of words in {HELD_OUT} (say a subject, a verb and an object) and one pair of ambiguous word and "
        f"cue in {HELD_OUT_CUES} are held out: a sentence with one of these is never trained on, and every held-out "
        "sentence has one."
    )
    if name == "tokenizer":
        return f"{data}\n\nVocabulary: {metrics['vocabulary']} pieces. Made by `python -m smallworld.tokenizer`."
    training = json.loads((WEIGHTS / name / "training.json").read_text(encoding="utf-8"))
    size = (WEIGHTS / name / "model.safetensors").stat().st_size
    loss = list(training["losses"].values())[-1]
    return f"""{PAIR}

{data}

| | |
|---|---|
| parameters | {metrics["parameters"]:,} |
| file (float16) | {size / 1e6:.1f} MB |
| steps | {training["steps"]:,}{f" ({training['schedule']})" if "schedule" in training else ""} |
| seconds of training (wall clock, shared processor) | {training["seconds"]:,} |
| last training loss (smoothed) | {loss} |
| made by | `python -m smallworld.{name}` |"""


def _table(name: str, metrics: dict[str, Any]) -> str:
    rows = [["measured on held-out sentences", *(NAMES[language] for language in LANGUAGES)]]
    per = [metrics[language] for language in LANGUAGES]
    if name == "tokenizer":
        rows.append(["pieces per word, sentences", *(f"{m['sentences']:.2f}" for m in per)])
        rows.append(["pieces per word, entries of the glossary", *(f"{m['entries']:.2f}" for m in per)])
        rows.append(["bytes per word there, where GPT-2's scheme begins", *(f"{m['bytes']:.2f}" for m in per)])
    if name == "encoder":
        rows.append(["masked word, first guess", *(f"{m['masked']['top1']:.1%}" for m in per)])
        rows.append(["masked word, within five", *(f"{m['masked']['top5']:.1%}" for m in per)])
    if name == "decoder":
        rows.append(["perplexity a piece", *(f"{m['perplexity']:.2f}" for m in per)])
        rows.append(["perplexity of a 5-gram model on the same texts", *(f"{m['five_gram']:.2f}" for m in per)])
    if name != "tokenizer":
        rows.append(["sense, cue on the right: probe at the word", *(f"{m['probe']['word']:.1%}" for m in per)])
        rows.append(["the same, probe at the last piece", *(f"{m['probe']['end']:.1%}" for m in per)])
        rows.append(["movement of the focus word, last layer", *(f"{m['movement'][-1]:.3f}" for m in per)])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---|" + "---:|" * len(LANGUAGES))
    error = 50 / math.sqrt(metrics.get("sentences", 1))
    note = "" if name == "tokenizer" else NOTE.format(n=metrics["sentences"], error=error)
    return f"## Measured\n\nBy `{COMMAND}`:\n\n" + "\n".join(lines) + note


NOTE = """

Masked words and perplexity: {n} sentences a language; a rate has a standard error of up to {error:.1f} points.

Probe: a logistic regression a word on the last layer's vector, tested on pairs of word and cue that neither it nor the
model has seen; chance is 50 %. Movement: |v' - v| / |v| of the focus
word's vector when a word to its right is exchanged (fishing -> money, mûre -> interdite, थका -> अमीर), both
sentences padded to one length and run alone."""
