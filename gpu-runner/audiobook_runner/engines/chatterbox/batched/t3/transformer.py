"""T3's Llama over keys and values that stay where they are, for all rows at once.

Every request is two rows, with the text and without it, whose difference guides what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import linear, rms_norm, scaled_dot_product_attention, silu

ROWS = 2
"""Of each request: guided by the text, and not."""

ALIGNED_HEADS = ((12, 15), (13, 11), (9, 2))
"""(layer, head) of the stock's alignment: where these look is the place in the text that is being spoken."""

Attend = Callable[[int, torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Layer:
    """One layer's weights, those that read the same input put together."""

    attention_norm: torch.Tensor
    qkv: torch.Tensor
    out: torch.Tensor
    mlp_norm: torch.Tensor
    gate_up: torch.Tensor
    down: torch.Tensor


@dataclass(frozen=True)
class Heard:
    """What one pass gives: `logits` float32 (2 requests, vocabulary) of each row's last position, and
    `looks` float32 (requests, keys), how much the aligned heads look at each position from there."""

    logits: torch.Tensor
    looks: torch.Tensor


class Transformer:
    """Weights in `dtype`, and keys and values of `slots` requests with `positions` each.

    Nothing in `step` depends on a number that only the card knows, so it can be a CUDA graph.
    """

    def __init__(self, t3: Any, dtype: torch.dtype, slots: int, positions: int) -> None:
        llama, head = t3.tfmr, t3.speech_head.weight
        config = llama.config
        self.slots, self.positions = slots, positions
        self.heads = config.num_attention_heads
        self.width = config.head_dim
        self._scale = self.width**-0.5
        self._eps = config.rms_norm_eps
        self._layers = [_layer(layer, dtype) for layer in llama.layers]
        self._norm = llama.norm.weight.detach().to(dtype)
        # In float32: guidance multiplies differences of what comes out.
        self._head = head.detach().float()
        self.device, self.dtype = head.device, dtype
        layers = sum(each.nbytes for layer in self._layers for each in vars(layer).values())
        self._weights = layers + self._head.nbytes
        steps = torch.arange(positions, device=self.device)[None]
        cos, sin = llama.rotary_emb(torch.empty(0, dtype=dtype, device=self.device), steps)
        self._cos, self._sin = cos[0], sin[0]
        shape = (len(self._layers), 2, ROWS * slots, positions, self.heads, self.width)
        self._kept = torch.zeros(shape, dtype=dtype, device=self.device)
        self._columns = steps[0]

    @staticmethod
    def bytes_of_a_slot(config: Any, positions: int, dtype: torch.dtype) -> int:
        """What the keys and values of one request take."""
        numbers = (
            config.num_hidden_layers * 2 * ROWS * positions * config.num_attention_heads * config.head_dim
        )
        return numbers * dtype.itemsize

    def bytes_of_a_step(self, requests: int, keys: int) -> int:
        """What a step has to read: all weights, and the keys and values of its bucket."""
        row = len(self._layers) * 2 * self.heads * self.width * self.dtype.itemsize
        return self._weights + ROWS * requests * keys * row

    def prefill(self, embeds: torch.Tensor, lengths: torch.Tensor, slots: torch.Tensor) -> Heard:
        """Reads the beginnings of requests into their slots.

        `embeds` (2 requests, longest, channels), each request's two rows one behind the other, padded at the
        end; `lengths` (requests,) says where each ends.
        """
        longest = embeds.shape[1]
        rows = _both_rows(slots)
        # What is hidden is multiplied by zero, which is no help where numbers of a request before went bad.
        self._kept.index_fill_(2, rows, 0)
        last = lengths.repeat_interleave(ROWS) - 1
        each = torch.arange(len(last), device=self.device)
        visible = self._columns[:longest] < lengths[:, None]
        looks: list[torch.Tensor] = []

        def attend(layer: int, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
            self._kept[layer, 0, rows, :longest] = k
            self._kept[layer, 1, rows, :longest] = v
            looks.extend(self._looks(layer, q[each, last], k, visible))
            # What is padded lies behind, so that being causal hides it.
            return _attend(q, k, v, is_causal=True)

        x = self._run(embeds, self._cos[:longest], self._sin[:longest], attend)
        return self._heard(x[each, last], looks)

    def step(self, embeds: torch.Tensor, positions: torch.Tensor, keys: int) -> Heard:
        """One more position for the requests of the first slots.

        `embeds` (requests, channels) is the same for both rows; `positions` (requests,) is where each is
        written, below `keys`, of which nothing further back is looked at.
        """
        requests = embeds.shape[0]
        place = positions.repeat_interleave(ROWS)
        rows = torch.arange(ROWS * requests, device=self.device)
        visible = self._columns[:keys] <= positions[:, None]
        mask = torch.zeros(visible.shape, dtype=self.dtype, device=self.device)
        mask = mask.masked_fill(~visible, -torch.inf).repeat_interleave(ROWS, 0)[:, None, None]
        looks: list[torch.Tensor] = []

        def attend(layer: int, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
            self._kept[layer, 0].index_put_((rows, place), k[:, 0])
            self._kept[layer, 1].index_put_((rows, place), v[:, 0])
            k, v = self._kept[layer, 0, : len(rows), :keys], self._kept[layer, 1, : len(rows), :keys]
            looks.extend(self._looks(layer, q[:, 0], k, visible))
            return _attend(q, k, v, attn_mask=mask)

        x = embeds.to(self.dtype).repeat_interleave(ROWS, 0)[:, None]
        cos, sin = self._cos[place][:, None], self._sin[place][:, None]
        return self._heard(self._run(x, cos, sin, attend)[:, 0], looks)

    def _run(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor, attend: Attend) -> torch.Tensor:
        x = x.to(self.dtype)
        # Beside the dimension of heads, which comes last but one.
        cos, sin = cos[..., None, :], sin[..., None, :]
        for index, layer in enumerate(self._layers):
            y = self._normal(x, layer.attention_norm)
            q, k, v = linear(y, layer.qkv).unflatten(-1, (3, self.heads, self.width)).unbind(-3)
            attended = attend(index, _turned(q, cos, sin), _turned(k, cos, sin), v)
            x = x + linear(attended.flatten(-2), layer.out)
            gate, up = linear(self._normal(x, layer.mlp_norm), layer.gate_up).chunk(2, -1)
            x = x + linear(silu(gate) * up, layer.down)
        return self._normal(x, self._norm)

    def _normal(self, x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        return rms_norm(x, weight.shape, weight, self._eps)

    def _looks(
        self, layer: int, q: torch.Tensor, k: torch.Tensor, visible: torch.Tensor
    ) -> list[torch.Tensor]:
        """Where the layer's aligned heads look from `q` (rows, heads, width), in the rows with text."""
        found = []
        for head in (head for at, head in ALIGNED_HEADS if at == layer):
            scores = torch.einsum("rd,rkd->rk", q[::ROWS, head], k[::ROWS, :, head]) * self._scale
            found.append(scores.float().masked_fill(~visible, -torch.inf).softmax(-1))
        return found

    def _heard(self, x: torch.Tensor, looks: list[torch.Tensor]) -> Heard:
        return Heard(linear(x.float(), self._head), torch.stack(looks).mean(0))


def _layer(layer: Any, dtype: torch.dtype) -> Layer:
    attention, mlp = layer.self_attn, layer.mlp

    def together(*parts: Any) -> torch.Tensor:
        return torch.cat([part.weight.detach() for part in parts]).to(dtype)

    return Layer(
        attention_norm=together(layer.input_layernorm),
        qkv=together(attention.q_proj, attention.k_proj, attention.v_proj),
        out=together(attention.o_proj),
        mlp_norm=together(layer.post_attention_layernorm),
        gate_up=together(mlp.gate_proj, mlp.up_proj),
        down=together(mlp.down_proj),
    )


def _attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, **how: Any) -> torch.Tensor:
    """Attention over (rows, positions, heads, width), as keys and values are kept."""
    q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
    return scaled_dot_product_attention(q, k, v, **how).transpose(1, 2)


def _turned(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Rotary positions: the first half of the channels turns against the second."""
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat((-second, first), -1) * sin


def _both_rows(slots: torch.Tensor) -> torch.Tensor:
    return (slots[:, None] * ROWS + torch.arange(ROWS, device=slots.device)).flatten()
