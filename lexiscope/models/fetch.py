"""Downloads from the hub: only the files a model needs, at its pinned revision, with progress, and to be cancelled.

Each download runs in a thread of its own; it shares nothing with the thread that runs models. `huggingface_hub`
is asked for one file at a time: small ones first, the weights last, so that weights on the disk mean a complete model.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from lexiscope.engine.face import DownloadState, EngineError
from lexiscope.models.catalogue import WEIGHT_FILES, Catalogue, Entry

# Plain HTTP counts bytes and can be stopped between two chunks; the chunk protocol ("xet") can do neither.
# Read when huggingface_hub is first imported.
os.environ.setdefault("HF_HUB_DISABLE_XET", "1")

CHUNK = 256 * 1024  # bytes between two looks at progress and at a wish to stop
SMALL_FILES = (
    "config.json",
    "preprocessor_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "tokenizer.json",
)
VOCABULARIES = ("vocab.txt", "vocab.json", "merges.txt", "sentencepiece.bpe.model", "spiece.model", "tokenizer.model")
CONVERSION_BOT = "SFconvertbot"  # the hub's own; it opens pull requests that add safetensors


class NoSafetensors(EngineError):
    """A repository without a safetensors file. Fields: model."""

    code = "no-safetensors"


class _Stopped(Exception):
    """Raised inside a download that was cancelled."""


@dataclass
class _Download:
    """One running or finished download. Written by its own thread, read by any."""

    state: Literal["absent", "running", "ready", "failed", "cancelled", "offline"] = "running"
    done_bytes: int = 0
    total_bytes: int = 0
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def seen(self) -> DownloadState:
        seconds = (self.ended or time.monotonic()) - self.began
        return DownloadState(self.state, self.done_bytes, self.total_bytes, seconds)


class Downloads:
    """Downloads of hub models, at most one at a time for each."""

    def __init__(self, catalogue: Catalogue, prepare: Callable[[], None]) -> None:
        self.catalogue = catalogue
        self._prepare = prepare  # imports what a download needs, in the thread where imports are safe
        self._lock = threading.Lock()
        self._known: dict[str, _Download] = {}

    def start(self, model_id: str) -> None:
        """Begins to fetch a model; does nothing when it is here, or already on its way."""
        entry = self.catalogue.entry(model_id)
        with self._lock:
            known = self._known.get(model_id)
            if self.catalogue.folder(model_id) is not None or (known and known.state == "running"):
                return
            download = self._known[model_id] = _Download()
        threading.Thread(target=self._run, args=(entry, download), name=f"fetch {model_id}", daemon=True).start()

    def cancel(self, model_id: str) -> None:
        """Stops a running download; its thread ends, and deletes its unfinished file, when the next bytes arrive."""
        download = self._known.get(model_id)
        if download is not None and download.state == "running":
            download.stop.set()
            download.state = "cancelled"

    def state(self, model_id: str) -> DownloadState:
        """Where a download stands. Looks at the disk, never at the network."""
        download = self._known.get(model_id)
        if download is not None and download.state == "running":
            return download.seen()
        if self.catalogue.folder(model_id) is not None:
            return DownloadState("ready", *((download.done_bytes, download.total_bytes) if download else ()))
        return download.seen() if download else DownloadState("absent")

    def _run(self, entry: Entry, download: _Download) -> None:
        try:
            self._prepare()
            _fetch(entry, self.catalogue, download)
            download.state = "ready"
        except Exception as error:  # whatever went wrong, the built-in model stays in use
            if not download.stop.is_set():
                download.state = "offline" if _is_offline(error) else "failed"
                logging.getLogger(__name__).warning("%s could not be fetched: %s", entry.info.id, error)
        finally:
            download.ended = time.monotonic()


def import_hub() -> None:
    """Imports huggingface_hub. Called in the one thread where imports happen: transformers imports it too."""
    import huggingface_hub.file_download
    import huggingface_hub.hf_api

    huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE = CHUNK  # 10 MB otherwise: minutes without a sign of life


def _fetch(entry: Entry, catalogue: Catalogue, download: _Download) -> None:
    from huggingface_hub import HfApi, constants, hf_hub_download

    endpoint = os.environ.get("HF_ENDPOINT") or constants.ENDPOINT
    api = HfApi(endpoint=endpoint)
    revision, sizes = _files(api, entry)
    download.total_bytes = sum(sizes.values())
    for name, size in sizes.items():
        if download.stop.is_set():
            raise _Stopped
        before = download.done_bytes
        hf_hub_download(
            entry.info.id,
            name,
            revision=revision,
            cache_dir=catalogue.cache,
            endpoint=endpoint,
            tqdm_class=_progress(download),
        )
        download.done_bytes = before + size  # also for a file that was there already


def _files(api: Any, entry: Entry) -> tuple[str, dict[str, int]]:
    """The revision to fetch, and its needed files with their sizes in bytes, the weights last."""
    revision = entry.info.revision
    sizes = _listing(api, entry.info.id, revision)
    if entry.conversion and not any(name in sizes for name in WEIGHT_FILES):
        revision = _converted(api, entry)
        sizes = _listing(api, entry.info.id, revision)
    weights = [name for name in WEIGHT_FILES if name in sizes][:1]
    if not weights:
        raise NoSafetensors(model=entry.info.id)
    vocabularies = () if "tokenizer.json" in sizes else VOCABULARIES  # tokenizer.json holds all of it
    wanted = [name for name in (*SMALL_FILES, *vocabularies) if name in sizes]
    return revision, {name: sizes[name] for name in [*wanted, *weights]}


def _listing(api: Any, repository: str, revision: str) -> dict[str, int]:
    info = api.model_info(repository, revision=revision, files_metadata=True, timeout=10)
    return {file.rfilename: file.size or 0 for file in info.siblings}


def _converted(api: Any, entry: Entry) -> str:
    """The bot's open pull request that adds safetensors to just the pinned commit: nobody else's will do."""
    repository, pinned = entry.info.id, entry.info.revision
    requests: Iterable[Any] = api.get_repo_discussions(
        repository, author=CONVERSION_BOT, discussion_type="pull_request"
    )
    for request in requests:
        if request.author != CONVERSION_BOT or request.status != "open":
            continue
        commits = [commit.commit_id for commit in api.list_repo_commits(repository, revision=request.git_reference)]
        parent = pinned if pinned != "main" else api.model_info(repository, revision=pinned, timeout=10).sha
        if parent in commits[1:2]:
            return commits[0]
    raise NoSafetensors(model=repository)


def _progress(download: _Download) -> Any:
    """A stand-in for tqdm's bar: adds what arrives to `download`, and stops the transfer when that is wished."""

    class Bar:
        def __init__(self, *_: Any, initial: int = 0, **__: Any) -> None:
            download.done_bytes += initial

        def update(self, n: float | None = 1) -> None:
            if download.stop.is_set():
                raise _Stopped
            download.done_bytes += int(n or 0)

        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def close(self) -> None:
            pass

        def set_description(self, *_: Any, **__: Any) -> None:
            pass

    return Bar


def _is_offline(error: BaseException | None) -> bool:
    """Whether the hub could not be reached at all, as opposed to a refusal; looks through chained errors."""
    from huggingface_hub.errors import OfflineModeIsEnabled
    from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # its own name for its HTTP client

    unreachable = (OfflineModeIsEnabled, httpx.TransportError, ConnectionError, TimeoutError)
    while error is not None:
        if isinstance(error, unreachable):
            return True
        error = error.__cause__ or error.__context__
    return False
