"""Text models: patterns, hidden states, limits."""

from __future__ import annotations

import numpy as np
import pytest

from lexiscope.engine.face import TextTooLong
from lexiscope.labs.minimal_pair import FAR
from lexiscope.models.catalogue import WEIGHTS, read_catalogue
from lexiscope.models.text import TextModel
from tests.models import tiny

ENCODERS = [entry.info.id for entry in read_catalogue() if entry.info.role == "encoder" and entry.info.origin == "hub"]
DECODERS = [entry.info.id for entry in read_catalogue() if entry.info.role == "decoder" and entry.info.origin == "hub"]


@pytest.mark.parametrize("model_id", ENCODERS + DECODERS)
def test_every_class_gives_patterns_and_hidden_states(model_id: str) -> None:
    """Shapes are as promised, each row of a pattern sums to one, and only decoders are causal."""
    (result,) = TextModel(tiny.repository(model_id)).attend(("A man is fishing, नदी",))
    length = len(result.tokens)
    assert result.pattern.shape == (tiny.LAYERS, tiny.HEADS, length, length)
    assert result.hidden.shape == (tiny.LAYERS + 1, length, tiny.WIDTH)
    assert result.pattern.dtype == result.hidden.dtype == np.float32
    np.testing.assert_allclose(result.pattern.sum(-1), 1, rtol=1e-5)
    future = np.triu(np.ones((length, length), bool), 1)
    assert (result.pattern[..., future] == 0).all() == (model_id in DECODERS)


@pytest.mark.parametrize("model_id", DECODERS)
def test_a_decoder_is_the_same_to_the_last_bit_left_of_an_exchanged_word(model_id: str) -> None:
    """Exchanging a later word for one of another length changes nothing before it: exactly 0, not about 0."""
    texts = ("I sat on the bank fishing by the river", "I sat on the bank counting my money")
    a, b = TextModel(tiny.repository(model_id)).attend(texts)
    left = next(i for i, (one, other) in enumerate(zip(a.tokens, b.tokens, strict=False)) if one.text != other.text)
    assert left > 5 and len(a.tokens) != len(b.tokens)
    assert (a.hidden[:, :left] == b.hidden[:, :left]).all()
    assert (a.pattern[:, :, :left, :left] == b.pattern[:, :, :left, :left]).all()
    assert (a.hidden[:, left:][:, 0] != b.hidden[:, left:][:, 0]).any()


def test_an_encoder_changes_left_of_an_exchanged_word_and_not_by_padding() -> None:
    """An encoder sees both sides; and padding to the longer text leaves the shorter one as it is alone."""
    model = TextModel(tiny.repository("google-bert/bert-base-uncased"))
    texts = ("the bank fishing", "the bank, a red ball, under the tree")
    a, b = model.attend(texts)
    assert (a.hidden[1:, 1] != b.hidden[1:, 1]).any()
    (alone,) = model.attend(texts[:1])
    np.testing.assert_allclose(a.hidden, alone.hidden, atol=1e-5)


def test_too_long_a_text_says_how_long() -> None:
    """Beyond 128 tokens nothing is computed; the error carries the count and the limit, for 10,000 words too."""
    model = TextModel(tiny.repository("google-bert/bert-base-uncased"))
    with pytest.raises(TextTooLong) as error:
        model.attend(("the " * 10_000,))
    assert error.value.fields == {"tokens": 10_002, "limit": 128}


def test_odd_text_is_taken() -> None:
    """NUL, lone surrogates, joiners and markup are text like any other; a text of no tokens is refused in words."""
    model = TextModel(tiny.repository("openai-community/gpt2"))
    for text in ("\x00", "\ud800 a", "\u200d", "</script><img onerror>", "سلام"):
        assert model.attend((text,))[0].tokens
    with pytest.raises(ValueError, match="no tokens"):
        model.attend(("",))


@pytest.mark.parametrize(
    "known, foreign",
    [
        ("The farmer sells rice in the market.", "Photosynthesis converts sunlight via chlorophyll pigments."),
        ("Le fermier vend du riz au marché.", "La photosynthèse convertit la lumière en énergie chimique."),
        ("किसान बाज़ार में चावल बेचता है।", "प्रकाश-संश्लेषण सूर्य की ऊर्जा को रासायनिक ऊर्जा में बदलता है।"),
    ],
)
def test_the_built_in_decoder_knows_its_own_world(known: str, foreign: str) -> None:
    """A sentence of words of the small world is not far from what is usual there, one from a biology book is."""
    decoder = TextModel(WEIGHTS / "decoder")
    a, b = (decoder.attend((text,))[0] for text in (known, foreign))
    assert a.usual == b.usual > 1.0
    assert 1.0 < a.perplexity < FAR * a.usual < b.perplexity


def test_a_model_that_does_not_say_what_is_usual_measures_nothing() -> None:
    """A hub model has no world of its own here: both numbers are 0."""
    (found,) = TextModel(tiny.repository(DECODERS[0])).attend(("a bank",))
    assert found.perplexity == found.usual == 0.0
