"""Flow matching for padded rows: Euler's method from noise to mel spectrograms, with guidance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from audiobook_runner.engines.chatterbox.batched.graphs import Graphs
from audiobook_runner.engines.chatterbox.batched.noise import MELS
from audiobook_runner.engines.chatterbox.batched.s3gen.estimator import Estimator, time_shifts
from audiobook_runner.engines.chatterbox.batched.to_device import to_device

ROWS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""How many rows a graph has: at most a third of them are there only to fill it."""

FRAMES = 128
"""Lengths of graphs are multiples of this many frames, 2.6 s."""

MASKED = -1e10
"""What the stock adds to the attention scores of padding. Finite, so a row of nothing else is fine."""


class Solver:
    """The stock's solve_euler in steps that are the same for all: one CUDA graph for each size of a batch.

    One step is captured and not all of them: the ten differ in 16 kB of numbers, which are copied in, so a
    graph of a tenth of the kernels does, is captured in a tenth of the time, and serves any number of steps.
    `stock` is the flow's decoder, `precision` the estimator's; what is integrated stays float32.
    """

    def __init__(self, stock: Any, device: str, precision: torch.dtype, steps: int, graphs: Graphs) -> None:
        self._device = device
        self._precision = precision
        self._graphs = graphs
        self._guidance = stock.inference_cfg_rate
        times = _times(steps, stock.t_scheduler, device)
        self._strides = times.diff()
        self._shifts = time_shifts(stock.estimator, times[:-1]).to(precision)
        self._estimator = Estimator(stock.estimator, precision)
        self._states: dict[tuple[int, int], _State] = {}

    def solve(
        self,
        noise: torch.Tensor,
        encoded: torch.Tensor,
        voices: torch.Tensor,
        known: torch.Tensor,
        lengths: Sequence[int],
    ) -> torch.Tensor:
        """The spectrograms (rows, T, 80) of rows of `lengths` frames; what is beyond has no meaning.

        `noise`, `encoded` and `known` (the voices' own frames, then zeros) are (rows, T, 80), `voices`
        (rows, 80), all float32 on the device.
        """
        rows, width = noise.shape[:2]
        state = self._state(rows, width)
        state.fill(noise, encoded, voices, known, lengths)
        for stride, shifts in zip(self._strides, self._shifts, strict=True):
            state.stride.copy_(stride)
            state.shifts.copy_(shifts)
            self._graphs.run(("flow", *state.x.shape[:2]), lambda: self._step(state))
        return state.x[:rows, :width].clone()

    def _state(self, rows: int, width: int) -> _State:
        """Memory of one size stays where it is, as graphs want it: 1.3 kB a frame in bfloat16.

        With what `sound_stage` lets together there are about a hundred sizes, of half a gigabyte.
        """
        if not self._graphs.enabled:
            return self._made(rows, width)
        size = _filled(rows), -(-width // FRAMES) * FRAMES
        if size not in self._states:
            self._states[size] = self._made(*size)
        return self._states[size]

    def _made(self, rows: int, width: int) -> _State:
        shape = self._shifts.shape[1:]
        kind = {"dtype": self._precision, "device": self._device}
        return _State(
            x=torch.zeros(rows, width, MELS, device=self._device),
            given=torch.zeros(2 * rows, width, 3 * MELS, **kind),
            bias=torch.zeros(2 * rows, 1, 1, width, **kind),
            shifts=torch.zeros(shape, **kind),
            stride=torch.zeros((), device=self._device),
        )

    def _step(self, state: _State) -> None:
        """Moves x on. Nothing here looks at a number on the host's side, so it can be captured."""
        x = state.x.to(self._precision)
        moves = self._estimator(torch.cat([torch.cat([x, x]), state.given], dim=-1), state.bias, state.shifts)
        guided, unguided = moves.float().chunk(2)
        state.x.add_(state.stride * ((1 + self._guidance) * guided - self._guidance * unguided))


@dataclass(frozen=True)
class _State:
    """What a step works on. The second half of `given` is zero: the rows without what they are led by."""

    x: torch.Tensor
    given: torch.Tensor
    bias: torch.Tensor
    shifts: torch.Tensor
    stride: torch.Tensor

    def fill(
        self,
        noise: torch.Tensor,
        encoded: torch.Tensor,
        voices: torch.Tensor,
        known: torch.Tensor,
        lengths: Sequence[int],
    ) -> None:
        """Writes all of a batch, zeros where it has nothing, so that nothing is left of the batch before."""
        rows, width = noise.shape[:2]
        most, frames = self.x.shape[:2]
        around = (0, 0, 0, frames - width, 0, most - rows)
        self.x.copy_(functional.pad(noise, around))
        given = [encoded, voices[:, None].expand(-1, width, -1), known]
        self.given[:most].copy_(functional.pad(torch.cat(given, dim=-1), around))
        ends = to_device(torch.tensor([*lengths, *[frames] * (most - rows)]), self.x.device)
        beyond = torch.arange(frames, device=self.x.device) >= ends[:, None]
        self.bias.copy_((MASKED * beyond).repeat(2, 1)[:, None, None])


def _times(steps: int, schedule: str, device: str) -> torch.Tensor:
    """Where the steps start and the last one ends, 0 to 1, computed as the stock computes them."""
    times = torch.linspace(0, 1, steps + 1, device=device)
    return 1 - torch.cos(times * 0.5 * torch.pi) if schedule == "cosine" else times


def _filled(rows: int) -> int:
    return next((size for size in ROWS if size >= rows), rows)
