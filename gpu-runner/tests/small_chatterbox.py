"""What tests of both Chatterbox engines share: thin random weights, orders, and a voice's sample."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch

from audiobook_runner.engines.engine import EngineContext, SpeechOrder
from tests.random_chatterbox import small_models, write_random_weights


@contextmanager
def small_weights(folder: Path) -> Iterator[Path]:
    """Thin random weights in `folder`, which can be loaded inside, on one thread.

    Threads that wait for each other stand still for seconds where other programs want the cores too.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with small_models():
        write_random_weights(folder, seconds=1)
        yield folder
    torch.set_num_threads(threads)


def context(weights: Path, **options: object) -> EngineContext:
    """For an engine that speaks with `small_weights`."""
    own = {"pins": str(weights / "weights.json"), "checkpoint": "random", "voices": 2}
    return EngineContext(weights, options=own | options)


def order(text: str = "The river was high.", **fields: object) -> SpeechOrder:
    return SpeechOrder(**{"text": text, "language": "en-GB", "voice": "default", "seed": 7} | fields)


def write_sample(folder: Path, name: str = "sample.wav", hertz: int = 220, seconds: float = 1) -> Path:
    """A buzz, 16-bit mono at 24 kHz."""
    times = np.arange(round(24_000 * seconds)) / 24_000
    buzz = sum(np.sin(2 * np.pi * hertz * k * times) / k for k in range(1, 9)) / 4
    with wave.open(str(folder / name), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes((buzz * 32767).clip(-32767, 32767).astype("<i2").tobytes())
    return folder / name
