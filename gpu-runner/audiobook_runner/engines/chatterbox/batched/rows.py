"""A row: one order on its way through the stages."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from audiobook_runner.engines.chatterbox.batched.noise import RowNoise
from audiobook_runner.engines.chatterbox.batched.t3.token_rows import Beginning
from audiobook_runner.engines.engine import SpeechOrder, Spoken
from audiobook_runner.refusal import Refusal

Done = Callable[[Spoken | Refusal], None]


@dataclass(eq=False)
class Row:
    """`voice` holds S3Gen's conditionals, as the stock code computes them."""

    order: SpeechOrder
    done: Done
    beginning: Beginning
    voice: dict[str, Any]
    noise: RowNoise
    began: float = field(default_factory=time.monotonic)
    """When it got a slot, in seconds of `time.monotonic`."""
    truncated: bool = False
    removed: bool = False
    """Nobody waits for it any more."""

    def spoken(self, wave: np.ndarray, sample_rate: int) -> Spoken:
        samples = np.clip(wave.astype(np.float32, copy=False), -1.0, 1.0)
        return Spoken(samples, sample_rate, time.monotonic() - self.began, self.truncated)
