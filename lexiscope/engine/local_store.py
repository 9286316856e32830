"""What the engine keeps in memory: loaded models under a budget, and vectors of captions and pictures."""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, Protocol, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Loaded(Protocol):
    bytes: int  # of its parameters


class Models:
    """Loaded models, least recently used out first. Only the worker thread touches them."""

    def __init__(self, budget: int) -> None:
        self.budget = budget  # bytes of parameters, built-in models included
        self._kept: OrderedDict[str, Loaded] = OrderedDict()
        self._pinned: set[str] = set()

    def __contains__(self, model_id: str) -> bool:
        return model_id in self._kept

    def get(self, model_id: str, load: Callable[[], Loaded], *, pinned: bool = False) -> Loaded:
        """The model, loaded if need be. A pinned one is never let go; one above the budget is kept alone."""
        if model_id in self._kept:
            self._kept.move_to_end(model_id)
            return self._kept[model_id]
        model = load()
        if pinned:
            self._pinned.add(model_id)
        self._kept[model_id] = model
        for other in [name for name in self._kept if name not in self._pinned and name != model_id]:
            if sum(kept.bytes for kept in self._kept.values()) <= self.budget:
                break
            del self._kept[other]
        settle()
        return model


def settle() -> None:
    """Takes everything alive out of the garbage collector's sight.

    Streamlit calls gc.collect() after each script run; with torch and transformers loaded it would hold the
    interpreter for 200 ms every time. Unfreezing first lets go of the models that have just been dropped.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Recent(Generic[K, V]):
    """The most recently used values; safe to use from any thread."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def all(self, keys: Sequence[K], compute: Callable[[list[int]], Sequence[V]]) -> list[V]:
        """The value of each key; `compute` is asked once, for the positions of those that are missing."""
        with self._lock:
            known = {key: self._values[key] for key in keys if key in self._values}
        missing: dict[K, int] = {}
        for i, key in enumerate(keys):
            if key not in known:
                missing.setdefault(key, i)  # a key that comes twice is computed once
        if missing:
            known.update(zip(missing, compute(list(missing.values())), strict=True))
        with self._lock:
            for key in keys:
                self._values[key] = known[key]
                self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)
        return [known[key] for key in keys]
