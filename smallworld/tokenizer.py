"""One trilingual tokenizer for every text model here: pieces of characters, bytes only where a character is new.

    python -m smallworld.tokenizer          trains it and writes weights/tokenizer

Pieces are found by byte-pair merges over characters (Sennrich et al., 2016) of NFC text in which a space is "▁"
(SentencePiece, Kudo & Richardson, 2018). They are then weeded so that a Devanagari vowel sign stays with its consonant
(no longer piece starts with a combining mark, every consonant-and-sign syllable is a piece) and given to a Unigram
model (Kudo, 2018) with a score that falls with rank: it cuts a word into the fewest, earliest-merged pieces.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import PreTrainedTokenizerFast

from smallworld.lexicon import LANGUAGES, WORDS
from smallworld.sentences import sentences

WEIGHTS = Path(__file__).parent.parent / "weights"
CONTENT = Path(__file__).parent.parent / "content"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCAB_SIZE = 12_000
MAX_LENGTH = 160
PER_LANGUAGE = 60_000  # sentences of the corpus
ALPHABET = (
    "".join(map(chr, range(33, 127)))
    + "àâäæçéèêëîïôœöùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛ«»“”‘’–—…€°·₹½×÷"
    + "".join(chr(c) for c in range(0x900, 0x980) if unicodedata.category(chr(c)) != "Cn")
)
CONSONANTS = [chr(c) for c in range(0x915, 0x93A) if chr(c) not in "ऩऱऴ"] + [c + "़" for c in "कखगजडढफ"]
SIGNS = "ािीुूृेैोौंँ"


def corpus() -> list[str]:
    """Sentences of the world, lists of common words, and the glossary's own prose, both many times over."""
    lines = [s for language in LANGUAGES for s in islice(sentences(language, "train", seed=11), PER_LANGUAGE)]
    return lines + [text for text in (*common(), *prose()) for _ in range(20)]


def common() -> Iterator[str]:
    """Every `words/extra/*.txt`, one text a line, comments left out."""
    for path in sorted((WORDS / "extra").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from (line for line in lines if line and not line.startswith("#"))


def prose(language: str = "*") -> Iterator[str]:
    """The paragraphs of the glossary's entries, without links, formulas, claims and other signs of their format."""
    for path in sorted(CONTENT.glob(f"*/{language}.md")):
        _, _, body = path.read_text(encoding="utf-8").split("+++\n", 2)
        body = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]", r"\1", body)  # [[slug|words]] -> words
        body = re.sub(r"\$\$?.+?\$\$?|\{[^}]*\}|[*#>`]|^\d+\. ", "", body, flags=re.DOTALL | re.MULTILINE)
        yield from (line.strip() for line in body.splitlines() if len(line) > 20)


def build(model: models.Model) -> Tokenizer:
    """The pipeline around a model."""
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
            pre_tokenizers.Split(Regex("['’]"), behavior="merged_with_previous"),  # l' + avocat
            pre_tokenizers.Split(Regex(r"[^\w\s▁'’\p{M}\x{200c}\x{200d}]|\d"), behavior="isolated"),
        ]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.ByteFallback(),
            decoders.Metaspace(replacement="▁", prepend_scheme="always"),
            decoders.Fuse(),
        ]
    )
    return tokenizer


def train(lines: list[str]) -> Tokenizer:
    merges = build(models.BPE())
    trainer = trainers.BpeTrainer(
        vocab_size=VOCAB_SIZE,
        initial_alphabet=list(ALPHABET),
        max_token_length=20,
        min_frequency=2,
        show_progress=False,
    )
    merges.train_from_iterator(lines, trainer)
    pieces = sorted(merges.get_vocab().items(), key=lambda item: item[1])  # earliest merge first
    vocabulary = vocabulary_of([piece for piece, _ in pieces])
    tokenizer = build(models.Unigram(vocabulary, unk_id=SPECIAL.index("[UNK]"), byte_fallback=True))
    # [MASK] takes the space before it along, as the piece that it hides would.
    tokenizer.add_special_tokens([AddedToken(name, lstrip=name == "[MASK]", normalized=False) for name in SPECIAL])
    ids = [(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=ids
    )
    return tokenizer


def vocabulary_of(learnt: list[str]) -> list[tuple[str, float]]:
    """Special tokens, 256 bytes, single characters, Devanagari syllables, then learnt pieces up to VOCAB_SIZE.

    A piece costs 10 + ln(rank), so fewer pieces always win; a lone combining mark or half letter costs more.
    """
    syllables = [unicodedata.normalize("NFC", c + sign) for c in CONSONANTS for sign in SIGNS]
    single = [piece for piece in learnt if len(piece) == 1 and unicodedata.normalize("NFC", piece) == piece]
    longer = [piece for piece in learnt if len(piece) > 1 and not _is_mark(piece[0]) and piece[-1] != "्"]
    pieces = list(dict.fromkeys([*single, *syllables, *longer]))
    rank = {piece: i for i, piece in enumerate(learnt)}
    vocabulary = [(piece, 0.0) for piece in SPECIAL]
    vocabulary += [(f"<0x{b:02X}>", -40.0) for b in range(256)]
    for piece in pieces[: VOCAB_SIZE - len(vocabulary)]:
        cost = 10 + math.log(2 + rank.get(piece, len(learnt)))
        vocabulary.append((piece, -cost - 15 if _is_mark(piece[0]) else -cost))
    return vocabulary


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc")


def save(tokenizer: Tokenizer, folder: Path) -> None:
    """Writes what AutoTokenizer reads."""
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token=AddedToken("[MASK]", lstrip=True, normalized=False),
        model_max_length=MAX_LENGTH,
        model_input_names=["input_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
    )
    folder.mkdir(parents=True, exist_ok=True)
    fast.save_pretrained(folder)


def load(folder: Path = WEIGHTS / "tokenizer") -> PreTrainedTokenizerFast:
    """Raises FileNotFoundError, naming the command that makes it, where there is none."""
    if not (folder / "tokenizer.json").exists():
        raise FileNotFoundError(f"{folder}/tokenizer.json is missing; make it with python -m smallworld.tokenizer")
    return PreTrainedTokenizerFast.from_pretrained(folder)


def main() -> None:
    lines = corpus()
    tokenizer = train(lines)
    save(tokenizer, WEIGHTS / "tokenizer")
    print(f"{tokenizer.get_vocab_size()} pieces from {len(lines)} lines: {WEIGHTS / 'tokenizer'}")


if __name__ == "__main__":
    main()
