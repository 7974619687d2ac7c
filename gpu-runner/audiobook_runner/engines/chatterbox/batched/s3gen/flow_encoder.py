"""S3Gen's encoder for padded rows: from speech tokens to what the solver is led by."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch.nn import functional

from audiobook_runner.engines.chatterbox.batched.s3gen.row_ends import RowEnds

SCORES = 2**27
"""Attention scores in memory at once, 512 MiB: of more rows than have so many, some come after the others."""


class FlowEncoder:
    """The stock's conformer encoder with its own weights, and masks that know every row's end.

    Attention goes both ways: a prompt's hidden states depend on what is spoken after it, so they can't be
    kept for a voice. What doesn't depend on it, the prompt's embedded tokens, costs less than looking it up.
    """

    def __init__(self, flow: Any) -> None:
        self._flow = flow
        self._encoder = flow.encoder

    def encode(self, tokens: torch.Tensor, ends: RowEnds) -> torch.Tensor:
        """Tokens (rows, T) to float32 (rows, 2 T, 80). What is beyond a row's end has no meaning."""
        at_once = max(1, SCORES // (8 * (2 * ends.width) ** 2))
        beyond = None if ends.shared else ends.beyond()
        pieces = []
        for start in range(0, len(tokens), at_once):
            rows = slice(start, start + at_once)
            pieces.append(self._encode(tokens[rows], None if beyond is None else beyond[rows]))
        return torch.cat(pieces) if len(pieces) > 1 else pieces[0]

    def _encode(self, tokens: torch.Tensor, beyond: torch.Tensor | None) -> torch.Tensor:
        encoder = self._encoder
        x, positions = _embedded(encoder.embed, self._flow.input_embedding(tokens))
        if beyond is not None:
            # The look-ahead sees three tokens more: zeros, as behind the end of a row alone.
            x = x.masked_fill(beyond[..., None], 0)
        x = encoder.pre_lookahead_layer(x)
        for layer in encoder.encoders:
            x = _layer(layer, x, positions, beyond)
        if beyond is not None:
            beyond = beyond.repeat_interleave(encoder.up_layer.stride, dim=1)
        x, _ = encoder.up_layer(x.transpose(1, 2).contiguous(), 0)
        x, positions = _embedded(encoder.up_embed, x.transpose(1, 2))
        for layer in encoder.up_encoders:
            x = _layer(layer, x, positions, beyond)
        return self._flow.encoder_proj(encoder.after_norm(x))


def _embedded(embed: Any, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Numbers and the sines of all distances. Those are centred, so padding moves none of them."""
    return embed.pos_enc(embed.out(x))


def _layer(layer: Any, x: torch.Tensor, positions: torch.Tensor, beyond: torch.Tensor | None) -> torch.Tensor:
    x = x + _attention(layer.self_attn, layer.norm_mha(x), positions, beyond)
    return x + layer.feed_forward(layer.norm_ff(x))


def _attention(
    attention: Any, x: torch.Tensor, positions: torch.Tensor, beyond: torch.Tensor | None
) -> torch.Tensor:
    """Attention that looks at distances (Dai et al., "Transformer-XL", ACL 2019, section 3.3)."""
    rows, width, channels = x.shape
    query, key, value = attention.forward_qkv(x, x, x)
    distance = attention.linear_pos(positions).view(1, -1, attention.h, attention.d_k).transpose(1, 2)
    by_place = (query + attention.pos_bias_v[:, None]) @ distance.transpose(-2, -1)
    bias = _by_key(by_place) / math.sqrt(attention.d_k)
    if beyond is not None:
        bias = bias.masked_fill(beyond[:, None, None], -math.inf)
    query = query + attention.pos_bias_u[:, None]
    mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
    return attention.linear_out(mixed.transpose(1, 2).reshape(rows, width, channels))


def _by_key(by_distance: torch.Tensor) -> torch.Tensor:
    """(rows, heads, T, 2 T - 1), from T - 1 behind to T - 1 ahead of a query, to (rows, heads, T, T) by key.

    The key j of the query i is at T - 1 - i + j: each query starts one place before the one above it, which
    is another way of looking at the same memory.
    """
    rows, heads, width, distances = by_distance.shape
    per_head = width * distances
    return by_distance.contiguous().as_strided(
        (rows, heads, width, width), (heads * per_head, per_head, distances - 1, 1), width - 1
    )
