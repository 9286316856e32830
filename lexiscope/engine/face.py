"""What the engine promises: requests, results and errors. Arrays are NumPy, so a call can cross machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Role = Literal["encoder", "decoder", "match", "autoencode"]
Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class ModelInfo:
    """One model of the catalogue, known without loading it."""

    id: str  # "built-in/encoder" or a hub repository "google-bert/bert-base-uncased"
    role: Role
    name: str  # what a visitor reads, e.g. "Lexiscope small encoder", "BERT base, uncased"
    languages: tuple[str, ...]  # ISO 639 codes, or ("multi",)
    licence: str  # SPDX
    parameters: int
    megabytes: float  # size of the download or of the shipped file
    origin: Literal["built-in", "hub"]
    revision: str  # pinned commit for the hub, content hash of the weights for built-in ones
    n_layers: int = 0  # 0 where the role has no attention view
    n_heads: int = 0
    ready: bool = False  # its files are on this machine


@dataclass(frozen=True)
class Token:
    """One token as the model sees it, and where it stands in the text."""

    text: str  # readable graphemes, never raw byte-level pieces
    start: int  # character offsets into the source text; start == end for special tokens
    end: int
    special: bool = False


@dataclass(frozen=True)
class AttendRequest:
    """One or two texts through a text model; two texts are padded to one length and run one by one."""

    model: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Attended:
    """What a text model computed for one text of T tokens."""

    tokens: tuple[Token, ...]  # length T
    pattern: Floats  # (n_layers, n_heads, T, T) attention after softmax; rows are queries
    hidden: Floats  # (n_layers + 1, T, d_model) residual stream; index 0 is the embedding
    # A built-in decoder tells how well it knows a text: its perplexity a token, and `usual`, below which 99 in 100
    # held-out sentences of its own world stay. Both are 0 where a model does not say.
    perplexity: float = 0.0
    usual: float = 0.0


@dataclass(frozen=True)
class PictureVectors:
    """Unit vectors of pictures, and how the model turns a cosine into a score."""

    vectors: Floats  # (n, d)
    logit_scale: float  # factor from cosine to logit
    logit_bias: float = 0.0  # SigLIP adds one


@dataclass(frozen=True)
class Relevance:
    """Which patches of a picture carry its score with a caption."""

    patches: Floats  # (rows, columns), >= 0, unnormalised: one scale for all captions of a picture
    cosine: float
    # What the model saw of the picture, as shares of its height and width: top, left, bottom, right (CLIP crops).
    frame: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class ImageLatents:
    """A picture as a VAE sees it. Latents are already multiplied by `scaling_factor`."""

    mean: Floats  # (channels, h, w)
    std: Floats  # (channels, h, w), also scaled
    scaling_factor: float
    height: int  # of the original picture, to crop the reconstruction back
    width: int


@dataclass(frozen=True)
class DownloadState:
    """Where a download from the hub stands."""

    state: Literal["absent", "running", "ready", "failed", "cancelled", "offline"]
    done_bytes: int = 0
    total_bytes: int = 0
    seconds: float = 0.0


class EngineError(Exception):
    """A fault that a visitor can be told; `code` picks the sentence, `fields` fill it."""

    code = "engine"

    def __init__(self, **fields: object) -> None:
        super().__init__(f"{self.code}: {fields}")
        self.fields = fields


class Busy(EngineError):
    """The queue is full. Fields: seconds."""

    code = "busy"


class ModelUnavailable(EngineError):
    """The model's files are not here and cannot be had now. Fields: model."""

    code = "model-unavailable"


class TextTooLong(EngineError):
    """More tokens than the limit. Fields: tokens, limit."""

    code = "text-too-long"


class Engine(Protocol):
    """Every call blocks until done, may be made from any thread, and raises EngineError."""

    def models(self, role: Role) -> tuple[ModelInfo, ...]:
        """The catalogue for one role, built-in first. Cheap: nothing is loaded."""
        ...

    def model(self, model_id: str) -> ModelInfo:
        """One model of the catalogue; raises ModelUnavailable(model=...) for an unknown id."""
        ...

    def warm(self) -> None:
        """Begin to import and load the built-in models in the background; returns at once."""
        ...

    def loaded(self) -> bool:
        """Whether the built-in models stand ready, so that a call answers in milliseconds."""
        ...

    def attend(self, request: AttendRequest) -> tuple[Attended, ...]:
        """Attention and hidden states of each text; at most 128 tokens (TextTooLong)."""
        ...

    def encode_captions(self, model: str, captions: tuple[str, ...]) -> Floats:
        """Unit vectors (n, d) of captions; each caption is cached on its own."""
        ...

    def encode_pictures(self, model: str, pictures: tuple[Pixels, ...]) -> PictureVectors:
        """Unit vectors of pictures, each (H, W, 3) uint8; each picture is cached on its own."""
        ...

    def relevance(self, model: str, picture: Pixels, caption: str) -> Relevance:
        """Relevance of the picture's patches for a caption (Chefer et al., 2021, gradient x attention)."""
        ...

    def encode_masked(self, model: str, picture: Pixels, masks: NDArray[np.bool_]) -> PictureVectors:
        """The picture with patches painted in its mean colour, once per mask (n, rows, columns), True = hidden."""
        ...

    def encode_image(self, model: str, picture: Pixels) -> ImageLatents:
        """A picture (H, W, 3) uint8 of any size up to 4096 x 4096 to latents; padded, tiled when large."""
        ...

    def decode_latents(self, model: str, latents: Floats, height: int, width: int) -> Pixels:
        """Scaled latents (channels, h, w) back to (height, width, 3) uint8; tiled when large."""
        ...

    def download(self, model_id: str) -> None:
        """Begin to fetch a hub model in the background; returns at once."""
        ...

    def cancel_download(self, model_id: str) -> None:
        """Stop a running download and delete what is incomplete."""
        ...

    def download_state(self, model_id: str) -> DownloadState:
        """Where the download stands now."""
        ...
