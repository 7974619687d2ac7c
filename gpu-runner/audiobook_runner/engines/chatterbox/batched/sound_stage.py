"""S3Gen and the watermark beside T3: threads that take rows whose tokens are there, and give their sound."""

from __future__ import annotations

import logging
import os
import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from audiobook_runner.engines.chatterbox.batched.graphs import nothing_captured
from audiobook_runner.engines.chatterbox.batched.rows import Row
from audiobook_runner.engines.chatterbox.batched.s3gen import BatchedS3Gen, Sounds, length_groups
from audiobook_runner.engines.chatterbox.batched.stage_clock import StageClock
from audiobook_runner.engines.chatterbox.faults import is_out_of_memory, is_poisonous
from audiobook_runner.engines.chatterbox.opened_model import empty_cache
from audiobook_runner.engines.engine import Poisoned, Spoken
from audiobook_runner.refusal import Refusal

log = logging.getLogger(__name__)

MOST_ROWS = 16
MOST_FRAMES = 4_096
"""Of one batch: enough work for a card, and soon enough over for a row that comes meanwhile."""

Outcome = Spoken | Refusal | Poisoned


@dataclass(frozen=True, eq=False)
class _Waiting:
    row: Row
    sounds: Sounds


class SoundStage:
    """`put` rows; their outcomes come out of `finished`, in any order.

    The watermark takes about 25 ms of a core for each second of sound, so it has `markers` threads: at twenty
    times real time it would hold the card up otherwise.
    """

    def __init__(self, s3gen: BatchedS3Gen, package: Any, clock: StageClock, device: str) -> None:
        self._s3gen = s3gen
        self._watermarker, self._sample_rate = package.watermarker, package.sr
        self._clock = clock
        self._device = device
        self._waiting: list[_Waiting] = []
        self._changed = threading.Condition()
        self.finished: queue.SimpleQueue[tuple[Row | None, Outcome]] = queue.SimpleQueue()
        self._markers = ThreadPoolExecutor(_markers(), "watermark", initializer=self._prepare_marker)
        threading.Thread(target=self._run, name="sound", daemon=True).start()

    def put(self, row: Row, tokens: np.ndarray) -> None:
        """Has a row sound; `tokens` (n,) are sounds alone."""
        with self._changed:
            self._waiting.append(_Waiting(row, Sounds(torch.from_numpy(tokens), row.voice, row.noise)))
            self._changed.notify()

    def _run(self) -> None:
        try:
            stream = torch.cuda.Stream() if self._device == "cuda" else None
            with torch.inference_mode(), torch.cuda.stream(stream):
                while True:
                    self._sound_safely(self._take())
        except BaseException as error:
            # Without this thread no row would ever be answered.
            log.exception("S3Gen's thread ends")
            self.finished.put((None, Poisoned(f"Speaking failed for good: {error}")))

    def _sound_safely(self, together: list[_Waiting]) -> None:
        try:
            self._sound(together)
        except Exception as error:
            for each in together:
                self.finished.put((each.row, _outcome(error)))

    def _take(self) -> list[_Waiting]:
        """The row that waits longest, and those that are about as long; listeners' rows before the rest."""
        with self._changed:
            while not self._waiting:
                self._changed.wait()
            first = [each for each in self._waiting if each.row.order.interactive] or self._waiting
            groups = length_groups([each.sounds.frames for each in first], MOST_ROWS, MOST_FRAMES)
            together = [first[index] for index in next(group for group in groups if 0 in group)]
            self._waiting = [each for each in self._waiting if each not in together]
        return [each for each in together if not each.row.removed]

    def _sound(self, together: list[_Waiting]) -> None:
        """A row that fails in company is tried alone, so that it takes no other with it."""
        if not together:
            return
        try:
            with self._clock.during("s3gen"):
                waves = [wave.cpu() for wave in self._s3gen.speak([each.sounds for each in together])]
        except Exception as error:
            is_memory = is_out_of_memory(error)
            if len(together) == 1 or (is_poisonous(error) and not is_memory):
                raise
            log.warning("%d rows failed together, and are tried apart: %s", len(together), error)
        else:
            for each, wave in zip(together, waves, strict=True):
                self._markers.submit(self._mark, each.row, wave)
            return
        # Behind the except clause, whose error holds the frames that hold the memory.
        with nothing_captured:
            empty_cache()
        middle = len(together) // 2 if is_memory else 1
        for begin in range(0, len(together), middle):
            self._sound_safely(together[begin : begin + middle])

    def _mark(self, row: Row, wave: torch.Tensor) -> None:
        try:
            with self._clock.during("watermark"), torch.inference_mode():
                marked = self._watermarker.apply_watermark(wave.numpy(), sample_rate=self._sample_rate)
            self.finished.put((row, row.spoken(marked, self._sample_rate)))
        except BaseException as error:
            self.finished.put((row, _outcome(error)))

    def _prepare_marker(self) -> None:
        if self._device == "cuda":
            # The processor has nothing else to do for PyTorch; each row has a thread already.
            torch.set_num_threads(1)


def _markers() -> int:
    return max(1, min(8, (os.cpu_count() or 1) - 2))


def _outcome(error: BaseException) -> Refusal | Poisoned:
    if is_poisonous(error) or is_out_of_memory(error):
        return Poisoned(f"Speaking failed for good: {error}")
    log.error("a row could not be made to sound", exc_info=error)
    return Refusal("failed", f"Speaking failed: {type(error).__name__}: {error}")
