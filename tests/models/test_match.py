"""Match models: vectors, relevance, masks."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
import torch
from PIL import Image

from lexiscope.engine.face import TextTooLong
from lexiscope.models.match import MatchModel
from tests.models import tiny

IDS = ["openai/clip-vit-base-patch32", "google/siglip2-base-patch16-224"]
CAPTIONS = ("a cat on the table", "un homme", "नदी")
PICTURE = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)


@lru_cache(maxsize=2)
def model(model_id: str) -> MatchModel:
    return MatchModel(tiny.repository(model_id), lowercase="siglip" in model_id)


@pytest.mark.parametrize("model_id", IDS)
def test_vectors_are_those_of_the_models_own_forward_pass(model_id: str) -> None:
    """Vectors are of unit length, and cosine times scale plus bias is what transformers itself returns."""
    match = model(model_id)
    captions, pictures = match.caption_vectors(CAPTIONS), match.picture_vectors((PICTURE, PICTURE[::-1]))
    np.testing.assert_allclose(np.linalg.norm(captions, axis=1), 1, rtol=1e-5)
    codes = match.tokenizer(list(CAPTIONS), return_tensors="pt", **match.padding)
    if match.sigmoid:
        codes.pop("attention_mask")
    images = [Image.fromarray(PICTURE), Image.fromarray(PICTURE[::-1])]
    pixels = match.processor(images, return_tensors="pt")["pixel_values"]
    with torch.inference_mode():
        expected = match.model(**codes, pixel_values=torch.as_tensor(pixels)).logits_per_image.numpy()
    logits = pictures @ captions.T * match.logit_scale + match.logit_bias
    np.testing.assert_allclose(logits, expected, atol=1e-4)


@pytest.mark.parametrize("model_id", IDS)
def test_relevance_is_a_grid_of_patches_with_the_true_cosine(model_id: str) -> None:
    """Relevance is never negative, not all the same, and its cosine is that of the vectors."""
    match = model(model_id)
    relevance = match.relevance(PICTURE, CAPTIONS[0])
    assert relevance.patches.shape == (4, 4)
    assert relevance.patches.min() >= 0 and relevance.patches.std() > 0
    cosine = (match.picture_vectors((PICTURE,)) @ match.caption_vectors(CAPTIONS[:1]).T).item()
    assert relevance.cosine == pytest.approx(cosine, abs=1e-5)


@pytest.mark.parametrize("model_id", IDS)
def test_masked_patches_are_painted_and_the_others_left(model_id: str) -> None:
    """No mask changes nothing; a full mask makes any two pictures of one mean colour alike; part of it is between."""
    match = model(model_id)
    masks = np.zeros((3, 4, 4), bool)
    masks[1, 0], masks[2] = True, True
    none, some, full = match.masked_vectors(PICTURE, masks)
    np.testing.assert_allclose(none, match.picture_vectors((PICTURE,))[0], atol=1e-5)
    assert np.abs(some - none).max() > 1e-3
    flat = match.masked_vectors(np.ascontiguousarray(PICTURE[:, ::-1]), masks)[2]
    np.testing.assert_allclose(full, flat, atol=1e-3)  # resizing mirrors almost exactly
    with pytest.raises(ValueError, match="patches"):
        match.masked_vectors(PICTURE, np.zeros((1, 3, 3), bool))


def test_what_was_seen_of_a_picture_is_said() -> None:
    """CLIP sees the middle square of a wide picture, SigLIP the whole one."""
    assert model(IDS[0]).frame(PICTURE) == pytest.approx((0, 0.125, 1, 0.875))
    assert model(IDS[1]).frame(PICTURE) == (0, 0, 1, 1)


@pytest.mark.parametrize("model_id", IDS)
@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 7, 3), (20_000, 10, 3), (10, 20_000, 3)])
def test_pictures_of_any_shape_are_taken(model_id: str, shape: tuple[int, ...]) -> None:
    """One pixel, three rows (no channels), and a very long strip all give a unit vector."""
    vector = model(model_id).picture_vectors((np.full(shape, 90, np.uint8),))
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_caption_beyond_the_models_positions_is_refused_not_cut() -> None:
    """A caption that the model cannot read whole says so instead of being cut in silence."""
    with pytest.raises(TextTooLong) as error:
        model(IDS[1]).caption_vectors(("नदी के किनारे " * 40,))
    assert error.value.fields["limit"] == 64


def test_siglip_captions_are_lowered() -> None:
    """SigLIP 2 was trained on lower-cased captions, so capitals make no difference."""
    upper, lower = model(IDS[1]).caption_vectors(("A CAT", "a cat"))
    np.testing.assert_array_equal(upper, lower)
