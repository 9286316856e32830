"""What both peers share: a model with its tokenizer, and its mean attention on a sentence as a Plotly heatmap."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import plotly.express as px
import torch
from plotly.graph_objects import Figure
from transformers import AutoModel, AutoTokenizer

WEIGHTS = Path(os.environ["LEXISCOPE_WEIGHTS"])
SENTENCE = "Along the river, the bank is a good place for fishing."


def load(name: str) -> tuple[Any, Any]:
    """The tokenizer and the model in weights/<name>."""
    model = AutoModel.from_pretrained(WEIGHTS / name, attn_implementation="eager", dtype=torch.float32)
    return AutoTokenizer.from_pretrained(WEIGHTS / name), model.eval()


def heatmap(name: str, tokenizer: Any, model: Any, text: str) -> Figure:
    """Attention of one sentence, mean of all layers and heads; rows are queries."""
    inputs = tokenizer(text, return_tensors="pt")
    with torch.inference_mode():
        out = model(**inputs, output_attentions=True)
    weights = torch.cat(out.attentions).mean((0, 1)).numpy()  # (T, T)
    pieces = [tokenizer.decode([token_id]).strip() for token_id in inputs["input_ids"][0]]
    labels = [f"{i} {piece}" for i, piece in enumerate(pieces)]  # numbered: Plotly merges rows of one name
    return px.imshow(weights, x=labels, y=labels, zmin=0, title=name.title(), color_continuous_scale="Blues")
