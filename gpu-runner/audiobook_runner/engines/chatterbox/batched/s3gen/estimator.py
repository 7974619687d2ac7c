"""The network that says where each frame moves in a solver's step: the stock's U-Net without its detours.

Frames come before channels all the way, so that nothing is transposed; a causal convolution is a product with
three frames side by side; the three projections of an attention are one; and nothing is masked but attention:
all else looks back only, and what is behind a row's end reaches none of its frames.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional


class Estimator(nn.Module):
    """Made from the stock's ConditionalDecoder, whose weights are copied in `precision`."""

    def __init__(self, stock: Any, precision: torch.dtype) -> None:
        super().__init__()
        ((first, first_blocks, down),) = stock.down_blocks
        ((last, last_blocks, up),) = stock.up_blocks
        self.first = _Stage(first, first_blocks)
        self.down = _CausalConvolution(down)
        self.middle = nn.ModuleList(_Stage(resnet, blocks) for resnet, blocks in stock.mid_blocks)
        self.last = _Stage(last, last_blocks)
        self.up = _CausalConvolution(up)
        self.final = _Block(stock.final_block.block)
        self.projection = _pointwise(stock.final_proj)
        self.to(precision).requires_grad_(False).eval()

    def forward(self, x: torch.Tensor, bias: torch.Tensor, shifts: torch.Tensor) -> torch.Tensor:
        """`x` (rows, T, 320), `bias` (rows, 1, 1, T) added to attention scores, `shifts` of this step
        (stages, 256) from `time_shifts`, all of the estimator's precision; to (rows, T, 80)."""
        first, *middle, last = shifts.unbind()
        x = skipped = self.first(x, bias, first)
        x = self.down(x)
        for stage, shift in zip(self.middle, middle, strict=True):
            x = stage(x, bias, shift)
        x = self.last(torch.cat([x, skipped], dim=-1), bias, last)
        return self.projection(self.final(self.up(x)))


def time_shifts(stock: Any, times: torch.Tensor) -> torch.Tensor:
    """What each stage adds to all frames at each of `times` (steps,), 0 to 1: (steps, stages, 256).

    All rows are at the same time in every call, so this is computed when the model is loaded.
    """
    moments = stock.time_mlp(stock.time_embeddings(times))
    stages = [*stock.down_blocks, *stock.mid_blocks, *stock.up_blocks]
    return torch.stack([stage[0].mlp(moments) for stage in stages], dim=1)


class _Stage(nn.Module):
    def __init__(self, resnet: Any, blocks: Any) -> None:
        super().__init__()
        self.before = _Block(resnet.block1.block)
        self.after = _Block(resnet.block2.block)
        self.beside = _pointwise(resnet.res_conv)
        self.blocks = nn.ModuleList(_Transformer(block) for block in blocks)

    def forward(self, x: torch.Tensor, bias: torch.Tensor, shift: torch.Tensor) -> torch.Tensor:
        x = self.after(self.before(x) + shift) + self.beside(x)
        for block in self.blocks:
            x = block(x, bias)
        return x


class _Block(nn.Module):
    def __init__(self, stock: Any) -> None:
        super().__init__()
        convolution, _, norm, _, _ = stock
        self.convolution = _CausalConvolution(convolution)
        self.norm = _copied_norm(norm)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.mish(self.norm(self.convolution(x)))


class _CausalConvolution(nn.Module):
    """Of three frames: the one before the last, the last, and this one."""

    def __init__(self, stock: nn.Conv1d) -> None:
        super().__init__()
        weight = stock.weight.detach().transpose(1, 2).flatten(1)
        self.product = _linear(weight, stock.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        width = x.shape[1]
        padded = functional.pad(x, (0, 0, 2, 0))
        return self.product(torch.cat([padded[:, :width], padded[:, 1 : width + 1], x], dim=-1))


class _Transformer(nn.Module):
    def __init__(self, stock: Any) -> None:
        super().__init__()
        attention = stock.attn1
        projections = [attention.to_q.weight, attention.to_k.weight, attention.to_v.weight]
        self.heads = attention.heads
        self.norm1 = _copied_norm(stock.norm1)
        self.projections = _linear(torch.cat(projections), None)
        self.out = _linear(attention.to_out[0].weight, attention.to_out[0].bias)
        self.norm2 = _copied_norm(stock.norm3)
        self.widen = _linear(stock.ff.net[0].proj.weight, stock.ff.net[0].proj.bias)
        self.narrow = _linear(stock.ff.net[2].weight, stock.ff.net[2].bias)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        rows, width, _ = x.shape
        three = self.projections(self.norm1(x)).view(rows, width, 3, self.heads, -1)
        query, key, value = three.permute(2, 0, 3, 1, 4).unbind()
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        x = x + self.out(mixed.transpose(1, 2).reshape(rows, width, -1))
        return x + self.narrow(functional.gelu(self.widen(self.norm2(x))))


def _linear(weight: torch.Tensor, bias: torch.Tensor | None) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0], bias is not None, device="meta")
    made.weight = nn.Parameter(weight.detach().clone())
    if bias is not None:
        made.bias = nn.Parameter(bias.detach().clone())
    return made


def _pointwise(convolution: nn.Conv1d) -> nn.Linear:
    return _linear(convolution.weight[..., 0], convolution.bias)


def _copied_norm(norm: nn.LayerNorm) -> nn.LayerNorm:
    made = nn.LayerNorm(norm.normalized_shape, norm.eps, device="meta")
    made.weight = nn.Parameter(norm.weight.detach().clone())
    made.bias = nn.Parameter(norm.bias.detach().clone())
    return made
