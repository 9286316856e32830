"""The one door to models: typed requests in, NumPy arrays out.

Nothing here imports torch. `connect()` gives the engine of this process; its models are imported and loaded in
one background thread, so that a page can be painted before torch is.
"""

from __future__ import annotations

from lexiscope.engine.face import (
    Attended,
    AttendRequest,
    Busy,
    DownloadState,
    Engine,
    EngineError,
    ImageLatents,
    ModelInfo,
    ModelUnavailable,
    PictureVectors,
    Relevance,
    TextTooLong,
    Token,
)

__all__ = [
    "AttendRequest",
    "Attended",
    "Busy",
    "DownloadState",
    "Engine",
    "EngineError",
    "ImageLatents",
    "ModelInfo",
    "ModelUnavailable",
    "PictureVectors",
    "Relevance",
    "TextTooLong",
    "Token",
    "connect",
]


def connect() -> Engine:
    """The engine of this process, made once; torch is imported later, in the engine's own thread."""
    from lexiscope.engine.local import local_engine

    return local_engine()
