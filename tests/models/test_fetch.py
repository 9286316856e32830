"""Downloads from a real hub on loopback, by the real client."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from lexiscope.engine.face import DownloadState
from lexiscope.models.catalogue import Catalogue, read_catalogue
from lexiscope.models.fetch import Downloads, import_hub
from lexiscope.models.load import load_model
from tests.models import tiny
from tests.models.hub import Hub, Revision, commit_of

BERT, MURIL = "google-bert/bert-base-uncased", "google/muril-base-cased"
HUB = [entry.info.id for entry in read_catalogue() if entry.info.origin == "hub"]


def wait(downloads: Downloads, model_id: str) -> DownloadState:
    until = time.monotonic() + 120
    while (state := downloads.state(model_id)).state == "running":
        assert time.monotonic() < until, "the download does not end"
        time.sleep(0.01)
    return state


def unfinished(catalogue: Catalogue) -> list[Path]:
    return list(catalogue.cache.glob("models--*/blobs/*.incomplete"))


@pytest.mark.parametrize("model_id", HUB)
def test_each_model_of_the_catalogue_arrives_and_loads(model_id: str, hub: Hub, catalogue: Catalogue) -> None:
    """From nothing to a loaded model, by its pinned revision; all its bytes are counted."""
    downloads = Downloads(catalogue, import_hub)
    assert downloads.state(model_id).state == "absent"
    downloads.start(model_id)
    state = wait(downloads, model_id)
    assert state.state == "ready" and state.done_bytes == state.total_bytes > 0
    entry, folder = catalogue.entry(model_id), catalogue.folder(model_id)
    assert folder is not None and catalogue.info(model_id).ready
    assert load_model(entry, folder).bytes > 0


def test_only_needed_files_are_fetched_the_weights_last(hub: Hub, catalogue: Catalogue) -> None:
    """What the loaders do not read stays on the hub, and weights on the disk mean that all is there."""
    downloads = Downloads(catalogue, import_hub)
    downloads.start("openai-community/gpt2")
    wait(downloads, "openai-community/gpt2")
    assert "generation_config.json" in Revision("", tiny.repository("openai-community/gpt2")).files()
    assert hub.fetched == ["config.json", "tokenizer_config.json", "tokenizer.json", "model.safetensors"]


def test_progress_is_seen_while_it_runs_and_cancelling_leaves_nothing_half(hub: Hub, catalogue: Catalogue) -> None:
    """In the middle of the weights the state shows some bytes of all; after cancelling no part of a file remains."""
    hub.hold = "model.safetensors"
    downloads = Downloads(catalogue, import_hub)
    downloads.start(BERT)
    assert hub.half_sent.wait(120)
    state = downloads.state(BERT)
    assert state.state == "running" and 0 < state.done_bytes < state.total_bytes and state.seconds > 0
    assert unfinished(catalogue)
    downloads.cancel(BERT)
    assert downloads.state(BERT).state == "cancelled"
    hub.go_on.set()
    until = time.monotonic() + 120
    while unfinished(catalogue):
        assert time.monotonic() < until, "a half file remains"
        time.sleep(0.01)
    assert not catalogue.info(BERT).ready
    downloads.start(BERT)  # and it can be had again
    assert wait(downloads, BERT).state == "ready"


def test_without_network_the_state_is_offline(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nobody answers at the hub's address: offline, not failed, and soon."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    downloads = Downloads(catalogue, import_hub)
    downloads.start(BERT)
    state = wait(downloads, BERT)
    assert state.state == "offline" and state.seconds < 60


def test_a_model_that_the_hub_does_not_have_has_failed(hub: Hub, catalogue: Catalogue) -> None:
    """A refusal of the hub is another matter than no network."""
    hub.revisions.clear()
    downloads = Downloads(catalogue, import_hub)
    downloads.start(BERT)
    assert wait(downloads, BERT).state == "failed"


def test_pickled_weights_are_never_fetched(hub: Hub, catalogue: Catalogue) -> None:
    """Without safetensors a repository is not used at all."""
    entry = catalogue.entry(BERT)
    files = Revision(entry.info.revision, tiny.repository(BERT), frozenset({"model.safetensors"}))
    hub.add(BERT, entry.info.revision, files)
    downloads = Downloads(catalogue, import_hub)
    downloads.start(BERT)
    assert wait(downloads, BERT).state == "failed" and hub.fetched == []


@pytest.mark.parametrize(
    ("bot", "parent", "expected"),
    [("SFconvertbot", "pinned", "ready"), ("someone", "pinned", "failed"), ("SFconvertbot", "other", "failed")],
)
def test_converted_weights_come_from_the_hubs_bot_on_the_pinned_commit_only(
    bot: str, parent: str, expected: str, hub: Hub, catalogue: Catalogue
) -> None:
    """MuRIL has no safetensors of its own: the bot's pull request is used, nobody else's, and on no other commit."""
    pinned = catalogue.entry(MURIL).info.revision
    folder = tiny.repository(MURIL)
    hub.add(MURIL, pinned, Revision(pinned, folder, frozenset({"model.safetensors"})))
    base = pinned if parent == "pinned" else "0" * 40
    hub.add(MURIL, "refs/pr/1", Revision(commit_of("converted"), folder, parent=base))
    hub.bot = bot
    downloads = Downloads(catalogue, import_hub)
    downloads.start(MURIL)
    assert wait(downloads, MURIL).state == expected
    assert catalogue.info(MURIL).ready == (expected == "ready")


def test_a_model_that_is_here_is_not_fetched_again(hub: Hub, catalogue: Catalogue) -> None:
    """Starting twice, or for a model in the cache, asks the hub for nothing."""
    downloads = Downloads(catalogue, import_hub)
    downloads.start(BERT)
    wait(downloads, BERT)
    asked = len(hub.fetched)
    again = Downloads(dataclasses.replace(catalogue), import_hub)
    again.start(BERT)
    assert again.state(BERT).state == "ready" and len(hub.fetched) == asked
