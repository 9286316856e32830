"""The trilingual tokenizer, as shipped."""

import unicodedata
from itertools import islice

import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from smallworld import tokenizer as tokens
from smallworld.lexicon import LANGUAGES
from smallworld.sentences import sentences
from smallworld.tokenizer import WEIGHTS

ODD = [
    "🦊 👨‍👩‍👧 日本語 Ωμέγα שלום",
    "\x00\x01 tab\tline\nend",
    "क्षत्रिय ज्ञान श्रृंखला फ़ोन ॐ",
    "«Œuvre» n’est-ce pas ?",
    "cafe\u0301 x\u0301\u0302",
    "</script><img onerror=alert(1)>",
    "12,34,567.891",
]


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return AutoTokenizer.from_pretrained(WEIGHTS / "tokenizer", local_files_only=True)


@pytest.mark.parametrize("text", ODD)
def test_nothing_is_unknown_and_everything_comes_back(tokenizer: PreTrainedTokenizerFast, text: str) -> None:
    """Any text goes through without an unknown token and comes back in NFC."""
    ids = tokenizer(text)["input_ids"]
    assert tokenizer.unk_token_id not in ids
    assert tokenizer.decode(ids, skip_special_tokens=True) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_held_out_sentences_take_few_pieces(tokenizer: PreTrainedTokenizerFast, language: str) -> None:
    """Sentences of the world come back whole and need fewer than 1.4 pieces a word."""
    texts = list(islice(sentences(language, "held-out", seed=9), 200))
    ids = tokenizer(texts, add_special_tokens=False)["input_ids"]
    assert tokenizer.batch_decode(ids) == texts
    assert sum(map(len, ids)) < 1.4 * sum(len(text.split()) for text in texts)


def test_offsets_lie_on_the_original_text(tokenizer: PreTrainedTokenizerFast) -> None:
    """Offsets cut each piece out of the text as typed; a word is covered by its pieces."""
    text = "Au bord de la rivière, la pêche était mûre."
    encoded = tokenizer(text, return_offsets_mapping=True)
    pieces = tokenizer.convert_ids_to_tokens(encoded["input_ids"])
    for piece, (start, end) in zip(pieces[1:-1], encoded["offset_mapping"][1:-1], strict=True):
        assert piece.replace("▁", "") == text[start:end].strip()


def test_devanagari_signs_stay_with_their_letters(tokenizer: PreTrainedTokenizerFast) -> None:
    """Every vowel sign joins its consonant in one piece, also in words that were never seen."""
    text = "झूठी खिचड़ी घूमेगी ठिठोली ढूँढूँगी"
    pieces = tokenizer.tokenize(text)
    assert not [piece for piece in pieces if unicodedata.category(piece[0]) == "Mc"]


def test_the_template_and_the_models_agree() -> None:
    """[CLS] text [SEP] for all; the copies beside the models give the same ids, without token types."""
    text, copies = "The bank.", ("tokenizer", "encoder", "decoder")
    found = [AutoTokenizer.from_pretrained(WEIGHTS / name, local_files_only=True)(text) for name in copies]
    assert all(dict(one) == dict(found[0]) for one in found)
    assert set(found[0]) == {"input_ids", "attention_mask"}
    assert [found[0]["input_ids"][i] for i in (0, -1)] == [tokens.SPECIAL.index(name) for name in ("[CLS]", "[SEP]")]


def test_the_mask_hides_a_word_with_its_space(tokenizer: PreTrainedTokenizerFast) -> None:
    """A sentence with [MASK] has no stray piece for the space before the mask."""
    ids = tokenizer("the [MASK] is", add_special_tokens=False)["input_ids"]
    assert tokenizer.convert_ids_to_tokens(ids) == ["▁the", "[MASK]", "▁is"]


def test_a_missing_tokenizer_says_how_to_make_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The error names the file and the command."""
    with pytest.raises(FileNotFoundError, match=r"python -m smallworld\.tokenizer"):
        tokens.load(tmp_path)
