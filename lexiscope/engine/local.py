"""The engine of this process. Importing it is cheap: torch comes in the worker thread, on the first request."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from concurrent.futures import Future
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from lexiscope.engine.face import (
    Attended,
    AttendRequest,
    DownloadState,
    Floats,
    ImageLatents,
    ModelInfo,
    ModelUnavailable,
    PictureVectors,
    Pixels,
    Relevance,
    Role,
)
from lexiscope.engine.local_store import Loaded, Models, Recent, settle
from lexiscope.engine.local_worker import Steps, Worker
from lexiscope.models.catalogue import Catalogue, read_catalogue
from lexiscope.models.fetch import Downloads, import_hub

if TYPE_CHECKING:
    from lexiscope.models.autoencode import AutoencodeModel
    from lexiscope.models.match import MatchModel
    from lexiscope.models.text import TextModel

T = TypeVar("T")
BUDGET = 3_000_000_000  # bytes of parameters


class LocalEngine:
    """The models of the catalogue, in this process; see `lexiscope.engine.face.Engine` for what each call gives."""

    def __init__(self, catalogue: Catalogue, budget: int = BUDGET, most_waiting: int = 32) -> None:
        self.catalogue = catalogue
        self._worker = Worker(most_waiting)
        self._models = Models(budget)
        self._downloads = Downloads(catalogue, lambda: self._worker.start(import_hub, own=True).result())
        self._captions: Recent[tuple[str, str, str], Floats] = Recent(4096)
        self._pictures: Recent[tuple[str, str, bytes], Floats] = Recent(1024)
        self._scores: dict[str, tuple[float, float]] = {}  # logit scale and bias of each match model used so far
        self._warming = False
        self._warm = False

    # -- the catalogue ---------------------------------------------------------------------------------------------

    def models(self, role: Role) -> tuple[ModelInfo, ...]:
        return tuple(self.model(entry.info.id) for entry in self.catalogue if entry.info.role == role)

    def model(self, model_id: str) -> ModelInfo:
        return self.catalogue.info(model_id)

    def download(self, model_id: str) -> None:
        self._downloads.start(model_id)

    def cancel_download(self, model_id: str) -> None:
        self._downloads.cancel(model_id)

    def download_state(self, model_id: str) -> DownloadState:
        return self._downloads.state(model_id)

    # -- warming up ------------------------------------------------------------------------------------------------

    def warm(self) -> None:
        if not self._warming:
            self._warming = True
            self._worker.start(self._warm_up, own=True).add_done_callback(_report)

    def loaded(self) -> bool:
        return self._warm

    def _warm_up(self) -> Steps[None]:
        """Loads the built-in models, one step each, and runs each once: the first pass through a kernel is slow."""
        built_in = [entry.info for entry in self.catalogue if entry.info.origin == "built-in"]
        square = np.full((64, 64, 3), 128, np.uint8)
        for info in built_in:
            if self.catalogue.folder(info.id) is None:
                continue
            if info.role == "match":
                self._match(info.id).caption_vectors(("a",))
                self._match(info.id).picture_vectors((square,))
            elif info.role == "autoencode":
                latents = yield from self._autoencode(info.id).encode(square)
                yield from self._autoencode(info.id).decode(latents.mean, 64, 64)
            else:
                self._text(info.id).attend(("a",))
            yield
        settle()  # the first passes too left much behind
        self._warm = all(info.id in self._models for info in built_in)

    # -- text ------------------------------------------------------------------------------------------------------

    def attend(self, request: AttendRequest) -> tuple[Attended, ...]:
        return self._ask(request.model, lambda: self._text(request.model).attend(request.texts))

    # -- pictures and captions -------------------------------------------------------------------------------------

    def encode_captions(self, model: str, captions: tuple[str, ...]) -> Floats:
        revision = self.model(model).revision

        def compute(missing: list[int]) -> list[Floats]:
            some = tuple(captions[i] for i in missing)
            return list(self._ask(model, lambda: self._match(model).caption_vectors(some)))

        return np.stack(self._captions.all([(model, revision, caption) for caption in captions], compute))

    def encode_pictures(self, model: str, pictures: tuple[Pixels, ...]) -> PictureVectors:
        revision = self.model(model).revision

        def compute(missing: list[int]) -> list[Floats]:
            some = tuple(pictures[i] for i in missing)
            return list(self._scored(model, lambda match: match.picture_vectors(some)).vectors)

        keys = [(model, revision, _fingerprint(picture)) for picture in pictures]
        vectors = np.stack(self._pictures.all(keys, compute))
        return PictureVectors(vectors, *self._scores[model])

    def encode_masked(self, model: str, picture: Pixels, masks: NDArray[np.bool_]) -> PictureVectors:
        return self._scored(model, lambda match: match.masked_vectors(picture, masks))

    def relevance(self, model: str, picture: Pixels, caption: str) -> Relevance:
        return self._ask(model, lambda: self._match(model).relevance(picture, caption))

    def _scored(self, model: str, vectors_of: Callable[[MatchModel], Floats]) -> PictureVectors:
        """Vectors with the model's scale and bias, which are kept: cached vectors must not load the model again."""

        def work() -> PictureVectors:
            match = self._match(model)
            self._scores[model] = (match.logit_scale, match.logit_bias)
            return PictureVectors(vectors_of(match), *self._scores[model])

        return self._ask(model, work)

    # -- pictures and latents --------------------------------------------------------------------------------------

    def encode_image(self, model: str, picture: Pixels) -> ImageLatents:
        return self._worker.ask_steps(self._here(model, lambda: self._autoencode(model).encode(picture)))

    def decode_latents(self, model: str, latents: Floats, height: int, width: int) -> Pixels:
        return self._worker.ask_steps(self._here(model, lambda: self._autoencode(model).decode(latents, height, width)))

    # -- in the worker thread --------------------------------------------------------------------------------------

    def _ask(self, model: str, work: Callable[[], T]) -> T:
        return self._worker.ask(self._here(model, work))

    def _here(self, model: str, work: Callable[[], T]) -> Callable[[], T]:
        """`work`, if the model's files are on this machine: a missing model must not wait in the queue."""
        if self.catalogue.folder(model) is None:
            raise ModelUnavailable(model=model)
        return work

    def _text(self, model_id: str) -> TextModel:
        return cast("TextModel", self._load(model_id, "encoder", "decoder"))

    def _match(self, model_id: str) -> MatchModel:
        return cast("MatchModel", self._load(model_id, "match"))

    def _autoencode(self, model_id: str) -> AutoencodeModel:
        return cast("AutoencodeModel", self._load(model_id, "autoencode"))

    def _load(self, model_id: str, *roles: Role) -> Loaded:
        entry, folder = self.catalogue.entry(model_id), self.catalogue.folder(model_id)
        if folder is None or entry.info.role not in roles:
            raise ModelUnavailable(model=model_id)

        def load() -> Loaded:
            from lexiscope.models.load import load_model

            return load_model(entry, folder)

        return self._models.get(model_id, load, pinned=entry.info.origin == "built-in")


def _report(warmed: Future[None]) -> None:
    if error := warmed.exception():  # nobody waits for this one
        logging.getLogger(__name__).error("the built-in models could not be loaded", exc_info=error)


def _fingerprint(picture: Pixels) -> bytes:
    digest = hashlib.blake2b(np.ascontiguousarray(picture).data, digest_size=16)
    digest.update(str(picture.shape).encode())
    return digest.digest()


@lru_cache(maxsize=1)
def local_engine() -> LocalEngine:
    """The engine of this process, made once. LEXISCOPE_MODEL_BYTES bounds the memory of loaded models."""
    return LocalEngine(read_catalogue(), budget=int(os.environ.get("LEXISCOPE_MODEL_BYTES") or BUDGET))
