"""The engine of this process, on tiny random models of the real classes."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from lexiscope.engine import AttendRequest, Engine, EngineError, ModelUnavailable, TextTooLong
from lexiscope.engine.local import LocalEngine
from lexiscope.models.catalogue import Catalogue, read_catalogue
from lexiscope.models.match import MatchModel
from tests.models import tiny
from tests.models.hub import Hub

GREY = np.full((40, 60, 3), 120, np.uint8)


def counting(monkeypatch: pytest.MonkeyPatch, method: str) -> list[int]:
    """How many items each call of a MatchModel method encodes."""
    counts: list[int] = []
    real = getattr(MatchModel, method)

    def counted(self: MatchModel, items: tuple[object, ...]) -> object:
        counts.append(len(items))
        return real(self, items)

    monkeypatch.setattr(MatchModel, method, counted)
    return counts


def test_importing_the_engine_imports_no_torch() -> None:
    """A page is painted before torch: the engine, its catalogue and its models' states come without it."""
    code = (
        "import sys; from lexiscope.engine import connect; e = connect();"
        "e.models('encoder'); e.download_state('openai-community/gpt2'); e.loaded();"
        "print([m for m in ('torch', 'transformers', 'diffusers', 'huggingface_hub') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_first_visitors_of_a_cold_process_all_get_an_answer() -> None:
    """Several threads ask at once before anything was imported: nobody meets a half-imported module."""
    code = """
import threading, numpy as np
from lexiscope.engine import AttendRequest, connect
engine, answers = connect(), []
asks = [
    lambda: engine.attend(AttendRequest("built-in/encoder", ("a bank",)))[0].hidden.shape[0],
    lambda: engine.attend(AttendRequest("built-in/decoder", ("a bank",)))[0].hidden.shape[0],
    lambda: len(engine.encode_captions("built-in/match", ("a bank",))) + 2,
    lambda: engine.decode_latents("built-in/autoencode", np.zeros((4, 1, 1), np.float32), 3, 8).shape[0],
]
threads = [threading.Thread(target=lambda ask=ask: answers.append(ask())) for ask in asks]
engine.warm()
[thread.start() for thread in threads]
[thread.join(120) for thread in threads]
print(answers, engine.loaded() or "warming")
"""
    environment = {**os.environ, "LEXISCOPE_WEIGHTS": str(tiny.weights())}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert out.stdout.startswith("[3, 3, 3, 3]") and out.stderr == ""


def test_it_keeps_the_faces_promises(catalogue: Catalogue) -> None:
    """Every call of the face exists with the same parameters."""
    for name in [name for name in vars(Engine) if not name.startswith("_")]:
        ours, theirs = getattr(LocalEngine, name), getattr(Engine, name)
        count = theirs.__code__.co_argcount
        assert ours.__code__.co_varnames[: ours.__code__.co_argcount] == theirs.__code__.co_varnames[:count], name


def test_warming_loads_the_built_in_models_and_freezes_them(catalogue: Catalogue) -> None:
    """After warm() the built-in models stand ready, and the collector has let go of them."""
    engine = LocalEngine(catalogue)
    assert not engine.loaded()
    engine.warm()
    until = time.monotonic() + 120
    while not engine.loaded():
        assert time.monotonic() < until
        time.sleep(0.02)
    assert gc.get_freeze_count() > 10_000


def test_without_weights_nothing_is_loaded_and_a_call_says_so(tmp_path: object) -> None:
    """A missing model is named at once, and so is one of another role."""
    engine = LocalEngine(read_catalogue(weights=tmp_path, cache=tmp_path))  # type: ignore[arg-type]
    for model in ("built-in/encoder", "openai-community/gpt2", "no/such"):
        with pytest.raises(ModelUnavailable) as error:
            engine.attend(AttendRequest(model, ("a",)))
        assert error.value.fields == {"model": model}
    engine.warm()
    assert not engine.loaded()


def test_a_model_of_another_role_is_refused(catalogue: Catalogue) -> None:
    """A tampered address cannot send a sentence into an image model."""
    with pytest.raises(ModelUnavailable):
        LocalEngine(catalogue).attend(AttendRequest("built-in/match", ("a",)))


def test_changing_one_caption_encodes_one_caption(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Captions and pictures are cached apart, each on its own."""
    captions, pictures = counting(monkeypatch, "caption_vectors"), counting(monkeypatch, "picture_vectors")
    engine = LocalEngine(catalogue)
    first = engine.encode_captions("built-in/match", ("a cat", "a dog", "a ball"))
    engine.encode_pictures("built-in/match", (GREY, GREY + 9))
    second = engine.encode_captions("built-in/match", ("a cat", "a tree", "a ball"))
    engine.encode_pictures("built-in/match", (GREY + 9, GREY, GREY + 7))
    assert captions == [3, 1] and pictures == [2, 1]
    np.testing.assert_array_equal(first[[0, 2]], second[[0, 2]])


def test_pictures_of_other_shapes_are_not_confused(catalogue: Catalogue) -> None:
    """The same bytes in another shape are another picture."""
    engine = LocalEngine(catalogue)
    bytes_ = np.arange(40 * 60 * 3, dtype=np.uint32).astype(np.uint8)
    wide = engine.encode_pictures("built-in/match", (bytes_.reshape(40, 60, 3),))
    tall = engine.encode_pictures("built-in/match", (bytes_.reshape(60, 40, 3),))
    assert np.abs(wide.vectors - tall.vectors).max() > 1e-4
    assert wide.logit_scale == tall.logit_scale > 0


def test_relevance_and_masks_go_together(catalogue: Catalogue) -> None:
    """The grid of relevance is the grid of masks, and hiding patches gives another vector."""
    engine = LocalEngine(catalogue)
    picture = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    grid = engine.relevance("built-in/match", picture, "a cat").patches
    hidden = engine.encode_masked("built-in/match", picture, np.stack([grid >= 0, grid < 0]))
    whole = engine.encode_pictures("built-in/match", (picture,))
    assert np.abs(hidden.vectors[0] - whole.vectors[0]).max() > 1e-4
    np.testing.assert_allclose(hidden.vectors[1], whole.vectors[0], atol=1e-5)


def test_a_picture_goes_there_and_back(catalogue: Catalogue) -> None:
    """Encode and decode through the face, odd size included."""
    engine = LocalEngine(catalogue)
    latents = engine.encode_image("built-in/autoencode", GREY[:33, :21])
    assert latents.mean.shape == (4, 5, 3) and latents.scaling_factor == 0.5
    assert engine.decode_latents("built-in/autoencode", latents.mean, 33, 21).shape == (33, 21, 3)


def test_errors_of_the_model_reach_the_visitor(catalogue: Catalogue) -> None:
    """A text beyond the limit comes back as the face's error, and the engine goes on."""
    engine = LocalEngine(catalogue)
    with pytest.raises(TextTooLong):
        engine.attend(AttendRequest("built-in/encoder", ("the " * 200,)))
    assert engine.attend(AttendRequest("built-in/encoder", ("the",)))[0].tokens


def test_a_hub_model_is_downloaded_and_then_used(hub: Hub, catalogue: Catalogue) -> None:
    """Absent, running, ready, and then the same call as for a built-in model; the sentence before it is an error."""
    engine, model = LocalEngine(catalogue), "distilbert/distilbert-base-multilingual-cased"
    with pytest.raises(EngineError):
        engine.attend(AttendRequest(model, ("a bank",)))
    hub.hold = "model.safetensors"
    engine.download(model)
    assert hub.half_sent.wait(120) and engine.download_state(model).state == "running"
    engine.attend(AttendRequest("built-in/encoder", ("meanwhile",)))  # a download does not occupy the models' thread
    hub.go_on.set()
    until = time.monotonic() + 120
    while engine.download_state(model).state == "running":
        assert time.monotonic() < until
        time.sleep(0.01)
    assert engine.model(model).ready
    assert engine.attend(AttendRequest(model, ("a bank",)))[0].pattern.shape[0] == tiny.LAYERS


def test_many_threads_get_the_same_answer(catalogue: Catalogue) -> None:
    """Twenty readers at once: one result, nobody refused."""
    engine, results = LocalEngine(catalogue), []
    request = AttendRequest("built-in/decoder", ("a man is fishing",))
    threads = [threading.Thread(target=lambda: results.append(engine.attend(request)[0].hidden)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == 20 and all((result == results[0]).all() for result in results)
