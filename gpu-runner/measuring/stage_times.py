"""Where an engine's time goes, measured from outside: what the engines' own clocks don't tell."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any

import torch

from audiobook_runner.engines.chatterbox.batched.stage_clock import StageClock

CONDITIONING = 34
"""Positions of a voice before the text: speaker, 32 of its prompt, emotion."""


class DeviceTimes:
    """Adds up how long calls of watched methods keep the device, without waiting for it.

    On a card these are CUDA events in the caller's stream; a call counts when the card has done it.
    """

    def __init__(self, kind: str) -> None:
        self._is_cuda = kind == "cuda"
        self._clock = StageClock()
        self._under_way: deque[tuple[str, torch.cuda.Event, torch.cuda.Event]] = deque()

    def watch(self, owner: Any, method: str, stage: str) -> None:
        """Counts every call of a method from now on."""
        original = getattr(owner, method)

        def watched(*arguments: Any, **named: Any) -> Any:
            if not self._is_cuda:
                with self._clock.during(stage):
                    return original(*arguments, **named)
            begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            begin.record()
            result = original(*arguments, **named)
            end.record()
            self._under_way.append((stage, begin, end))
            return result

        setattr(owner, method, watched)

    def seconds(self) -> dict[str, float]:
        """By stage, so far."""
        while self._under_way and self._under_way[0][2].query():
            stage, begin, end = self._under_way.popleft()
            self._clock.add(stage, begin.elapsed_time(end) / 1000)
        return self._clock.seconds()


class BatchedStages:
    """Of a loaded BatchedEngine: its own clock, and S3Gen's parts on the device."""

    def __init__(self, engine: Any, kind: str) -> None:
        self._engine = engine
        self._is_cuda = kind == "cuda"
        self._device = DeviceTimes(kind)
        self._device.watch(engine.s3gen, "mels", "mels")
        self._device.watch(engine.s3gen.solver, "solve", "solver")
        self._device.watch(engine.s3gen, "voiced", "vocoder")

    def seconds(self) -> dict[str, float]:
        """Of t3, s3gen, encoder, solver, vocoder and watermark. Stages work at the same time."""
        parts = self._device.seconds()
        mels, solver = parts.pop("mels", 0.0), parts.get("solver", 0.0)
        return self._engine.clock.seconds() | parts | {"encoder": max(0.0, mels - solver)}

    def bytes_read(self) -> int:
        """What T3's steps had to read so far."""
        return self._engine.loop.bytes_read

    def without_graphs(self) -> list[str]:
        """The stages whose CUDA graphs could not be captured: they are slower then."""
        stages = {"t3": self._engine.loop, "s3gen": self._engine.s3gen.solver}
        return [name for name, stage in stages.items() if self._is_cuda and not stage._graphs.enabled]


class StockStages:
    """Of a loaded StockEngine, whose stages come one after the other; the device is waited for after each."""

    def __init__(self, engine: Any, kind: str) -> None:
        self._clock = StageClock()
        self._is_cuda = kind == "cuda"
        self._bytes = 0
        self._engine = engine
        model = engine.model
        self._config = model.t3.cfg
        weights = [*model.t3.tfmr.layers.parameters(), model.t3.speech_head.weight]
        self._weights = sum(each.nbytes for each in weights)
        self._number_bytes = model.t3.speech_head.weight.element_size()
        model.t3.inference = self._counted(self._timed("t3", model.t3.inference))
        model.s3gen.inference = self._timed("s3gen", model.s3gen.inference)
        marker = model.watermarker
        marker.apply_watermark = self._timed("watermark", marker.apply_watermark)

    def seconds(self) -> dict[str, float]:
        """Of t3, s3gen and watermark."""
        return self._clock.seconds()

    def bytes_read(self) -> int:
        """What T3's steps had to read so far: all weights, and keys and values of both rows."""
        return self._bytes

    def _timed(self, stage: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            result = original(*arguments, **named)
            if self._is_cuda:
                torch.cuda.synchronize()
            self._clock.add(stage, time.perf_counter() - began)
            return result

        return timed

    def _counted(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def counted(**named: Any) -> Any:
            speech = original(**named)
            # The start of speech is there twice; the first token comes from the beginning, not from a step.
            beginning, steps = CONDITIONING + named["text_tokens"].shape[-1] + 2, speech.shape[1] - 1
            keys = steps * beginning + steps * (steps + 1) // 2
            numbers = 2 * self._config.num_attention_heads * self._config.head_dim
            row = self._config.num_hidden_layers * numbers * self._number_bytes
            self._bytes += steps * self._weights + 2 * keys * row
            return speech

        return counted
