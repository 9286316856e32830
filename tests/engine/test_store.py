"""What is kept in memory, and what is let go."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass

from lexiscope.engine.local_store import Models, Recent


@dataclass(eq=False)
class Weights:
    bytes: int


def test_the_least_recently_used_model_goes_first() -> None:
    """Over the budget the model that was not used for longest is dropped, and its memory with it."""
    models = Models(budget=10)
    a = weakref.ref(models.get("a", lambda: Weights(4)))
    models.get("b", lambda: Weights(4))
    models.get("a", lambda: Weights(99))  # used again, not loaded again
    b = weakref.ref(models.get("b", lambda: Weights(99)))
    models.get("a", lambda: Weights(99))
    models.get("c", lambda: Weights(4))
    assert "a" in models and "b" not in models and "c" in models
    assert a() is not None and b() is None


def test_built_in_models_stay_and_one_too_large_is_kept_alone() -> None:
    """Pinned models are never dropped; a model above the whole budget still runs, and the others make room."""
    models = Models(budget=10)
    models.get("built-in", lambda: Weights(2), pinned=True)
    models.get("hub", lambda: Weights(5))
    models.get("huge", lambda: Weights(50))
    assert "built-in" in models and "huge" in models and "hub" not in models


def test_loading_takes_what_is_alive_out_of_the_collectors_sight() -> None:
    """After a load a full collection has almost nothing to look at: Streamlit runs one after each script run."""
    ballast = [[i] for i in range(1000)]
    gc.unfreeze()
    Models(budget=10).get("a", lambda: Weights(1))
    assert gc.get_freeze_count() > 1000
    assert len(ballast) == 1000
    gc.unfreeze()


def test_only_what_is_missing_is_computed_and_once() -> None:
    """Known keys are not asked for, a key that comes twice is computed once, and the order is that of the question."""
    recent: Recent[str, str] = Recent(3)
    asked: list[list[str]] = []

    def compute_for(keys: list[str]) -> list[str]:
        def compute(missing: list[int]) -> list[str]:
            asked.append([keys[i] for i in missing])
            return [keys[i].upper() for i in missing]

        return recent.all(keys, compute)

    assert compute_for(["a", "b", "a"]) == ["A", "B", "A"]
    assert compute_for(["b", "c"]) == ["B", "C"]
    assert compute_for(["c", "b"]) == ["C", "B"]
    assert asked == [["a", "b"], ["c"]]
    compute_for(["d", "e", "f"])
    assert len(recent) == 3  # bounded
    assert compute_for(["a"]) == ["A"] and asked[-1] == ["a"]
