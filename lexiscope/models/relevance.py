"""Relevance of picture patches by attention and its gradient.

H. Chefer, S. Gur, L. Wolf, *Generic Attention-model Explainability for Interpreting Bi-Modal and Encoder-Decoder
Transformers* (2021), the rule for self-attention: in each layer the pattern is weighted by the gradient of the score,
what is negative is dropped, heads are averaged, and the result is rolled out over the layers.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from lexiscope.engine.face import Floats


def patch_relevance(model: Any, pixels: torch.Tensor, caption: torch.Tensor) -> tuple[Floats, float]:
    """Relevance (patches,) >= 0 for the cosine of a picture (1, 3, side, side) with a caption's unit vector (1, d).

    Works on models with a class token (CLIP) and on those that pool by attention (SigLIP). Returns it with the cosine.
    """
    with torch.enable_grad():
        # The weights are frozen; the pixels carry the gradient through.
        out = model.vision_model(pixel_values=pixels.clone().requires_grad_(), output_attentions=True)
        patterns = list(out.attentions)  # n_layers x (1, n_heads, T, T)
        head = getattr(model.vision_model, "head", None)
        if head is None:
            vector = model.visual_projection(out.pooler_output)
        else:
            vector, pooling = _pool(head, out.last_hidden_state)
            patterns.append(pooling)  # (1, n_heads, 1, T)
        cosine = (functional.normalize(vector, dim=-1) * caption).sum()
        gradients = torch.autograd.grad(cosine, patterns)
    with torch.no_grad():
        weighted = [
            (gradient * pattern).clamp(min=0).mean(1)[0] for gradient, pattern in zip(gradients, patterns, strict=True)
        ]
        relevance = torch.eye(weighted[0].shape[-1], device=pixels.device)  # (T, T)
        for layer in weighted[: len(out.attentions)]:
            relevance = relevance + layer @ relevance
        row = relevance[0, 1:] if head is None else (weighted[-1] @ relevance)[0]  # class token, or the probe
    return row.float().cpu().numpy(), float(cosine.detach())


def _pool(head: Any, hidden: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """SigLIP's attention pooling, written out: PyTorch's own module gives no pattern that carries a gradient.

    Returns the pooled vector (1, d) and the pattern (1, n_heads, 1, T) of the probe over the patches.
    """
    attention: nn.MultiheadAttention = head.attention
    query_in, key_in, value_in = attention.in_proj_weight.chunk(3)  # each (d, d)
    query_bias, key_bias, value_bias = attention.in_proj_bias.chunk(3)

    def split(tensor: torch.Tensor) -> torch.Tensor:  # (1, T, d) -> (1, n_heads, T, d_head)
        return tensor.unflatten(-1, (attention.num_heads, -1)).transpose(1, 2)

    query = split(functional.linear(head.probe, query_in, query_bias))
    key = split(functional.linear(hidden, key_in, key_bias))
    value = split(functional.linear(hidden, value_in, value_bias))
    pattern = (query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5).softmax(-1)
    pooled = attention.out_proj((pattern @ value).transpose(1, 2).flatten(2))  # (1, 1, d)
    return (pooled + head.mlp(head.layernorm(pooled)))[:, 0], pattern
