"""Models that match pictures with captions: CLIP (Radford et al., 2021) and SigLIP 2 (Tschannen et al., 2025)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from transformers import AutoImageProcessor, AutoModel, AutoTokenizer

from lexiscope.engine.face import Floats, Pixels, Relevance, TextTooLong
from lexiscope.models.device import DEVICE, bytes_of, use_threads
from lexiscope.models.relevance import patch_relevance
from lexiscope.models.text import as_floats

BATCH = 8  # pictures or captions in one forward pass: bounds the memory of a long list
LONG = 4.0  # a picture longer than this is cropped before it is resized, not after


class MatchModel:
    """A picture encoder and a caption encoder that share one space of vectors."""

    def __init__(self, folder: Path, lowercase: bool = False) -> None:
        # The picture side is "eager": its pattern is what relevance is made of.
        self.model = (
            AutoModel.from_pretrained(
                folder,
                attn_implementation={"vision_config": "eager", "text_config": "sdpa"},
                dtype=torch.float32,
                use_safetensors=True,
                local_files_only=True,
            )
            .to(DEVICE)
            .eval()
            .requires_grad_(False)
        )
        self.processor = AutoImageProcessor.from_pretrained(folder, local_files_only=True, backend="pil")
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.lowercase = lowercase
        self.sigmoid = hasattr(self.model, "logit_bias")  # SigLIP
        vision, text = self.model.config.vision_config, self.model.config.text_config
        self.rows = self.columns = vision.image_size // vision.patch_size
        self.patch = vision.patch_size
        self.limit = text.max_position_embeddings
        # SigLIP was trained on captions padded on the right to full length; CLIP reads its end token wherever it is.
        self.padding: dict[str, Any] = {"padding": True}
        if self.sigmoid:
            self.padding = {"padding": "max_length", "max_length": self.limit}
        self.tokenizer.padding_side = "right"
        self.logit_scale = float(self.model.logit_scale.exp())
        self.logit_bias = float(self.model.logit_bias) if self.sigmoid else 0.0
        self.bytes = bytes_of(self.model)

    def caption_vectors(self, captions: tuple[str, ...]) -> Floats:
        """Unit vectors (n, d); raises TextTooLong for a caption beyond the model's positions."""
        with torch.inference_mode():
            parts = [self._captions(captions[i : i + BATCH]) for i in range(0, len(captions), BATCH)]
        return as_floats(torch.cat(parts))

    def _captions(self, captions: tuple[str, ...]) -> torch.Tensor:
        clean = [caption.encode("utf-8", "replace").decode() for caption in captions]
        if self.lowercase:
            clean = [caption.lower() for caption in clean]
        longest = max(len(ids) for ids in self.tokenizer(clean, verbose=False)["input_ids"])
        if longest > self.limit:
            raise TextTooLong(tokens=longest, limit=self.limit)
        use_threads(self.bytes)
        codes = self.tokenizer(clean, return_tensors="pt", **self.padding).to(DEVICE)
        mask = None if self.sigmoid else codes["attention_mask"]  # SigLIP attends to its padding, as in training
        out = self.model.get_text_features(input_ids=codes["input_ids"], attention_mask=mask)
        return torch.nn.functional.normalize(out.pooler_output, dim=-1)  # (n, d)

    def picture_vectors(self, pictures: tuple[Pixels, ...]) -> Floats:
        """Unit vectors (n, d) of pictures (H, W, 3) uint8."""
        with torch.inference_mode():
            parts = [self._pictures(self._prepare(pictures[i : i + BATCH])) for i in range(0, len(pictures), BATCH)]
        return as_floats(torch.cat(parts))

    def masked_vectors(self, picture: Pixels, masks: NDArray[np.bool_]) -> Floats:
        """Unit vectors (n, d) of one picture, with the patches of each mask (n, rows, columns) painted over.

        The paint is the mean colour of what the model sees, so that a hole is no new edge of black or white.
        """
        if masks.shape[1:] != (self.rows, self.columns):
            raise ValueError(f"masks are {masks.shape[1:]}, the model's patches ({self.rows}, {self.columns})")
        with torch.inference_mode():
            pixels = self._prepare((picture,))  # (1, 3, side, side)
            mean = pixels.mean((2, 3), keepdim=True)
            hidden = (
                torch.from_numpy(masks).to(DEVICE).repeat_interleave(self.patch, 1).repeat_interleave(self.patch, 2)
            )
            side = hidden.shape[-1]
            parts = []
            for some in hidden.split(BATCH):
                painted = torch.where(some[:, None], mean, pixels[..., :side, :side])  # (n, 3, side, side)
                parts.append(self._pictures(painted))
        return as_floats(torch.cat(parts))

    def relevance(self, picture: Pixels, caption: str) -> Relevance:
        """Which patches carry the score of a picture and a caption; see `lexiscope.models.relevance`."""
        with torch.inference_mode():
            wanted = self._captions((caption,))
        patches, cosine = patch_relevance(self.model, self._prepare((picture,)), wanted.clone())
        return Relevance(patches.reshape(self.rows, self.columns), cosine, self.frame(picture))

    def frame(self, picture: Pixels) -> tuple[float, float, float, float]:
        """The part of a picture that the model sees (top, left, bottom, right), as shares of its height and width."""
        height, width = picture.shape[:2]
        if not getattr(self.processor, "do_center_crop", False):
            return 0.0, 0.0, 1.0, 1.0  # squeezed to a square, whole
        tall, wide = (1 - min(height, width) / height) / 2, (1 - min(height, width) / width) / 2
        return tall, wide, 1 - tall, 1 - wide

    def _pictures(self, pixels: torch.Tensor) -> torch.Tensor:
        out = self.model.get_image_features(pixel_values=pixels)
        return torch.nn.functional.normalize(out.pooler_output, dim=-1)  # (n, d)

    def _prepare(self, pictures: tuple[Pixels, ...]) -> torch.Tensor:
        """Pictures as the model wants them: (n, 3, side, side), scaled and normalised by its own processor."""
        use_threads(self.bytes)
        images = [Image.fromarray(self._square(picture)) for picture in pictures]
        # The format is said, since a picture 3 pixels high would be taken for one with channels first.
        pixels = self.processor(images, return_tensors="pt", input_data_format="channels_last")["pixel_values"]
        return torch.as_tensor(pixels, dtype=torch.float32, device=DEVICE)

    def _square(self, picture: Pixels) -> Pixels:
        """The middle of a very long picture: resized first, 20000 x 10 would become 450000 x 224."""
        height, width = picture.shape[:2]
        side = min(height, width)
        if not getattr(self.processor, "do_center_crop", False) or max(height, width) <= LONG * side:
            return picture
        top, left = (height - side) // 2, (width - side) // 2
        return np.ascontiguousarray(picture[top : top + side, left : left + side])
