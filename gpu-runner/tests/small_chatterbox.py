"""What tests of both Chatterbox engines share: how they are opened, orders, and a voice's sample."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from audiobook_runner.engines.engine import EngineContext, SpeechOrder


def context(weights: Path, **options: object) -> EngineContext:
    """For an engine that loads the fixture `chatterbox_weights`."""
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
