"""The port behind which every recogniser stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Heard:
    """A stretch of speech; `start` and `end` in seconds. The last three say how sure the model is.

    `average_log_probability` is per token; `compression_ratio` of the text is high for loops;
    `no_speech_probability` is from 0 to 1.
    """

    start: float
    end: float
    text: str
    average_log_probability: float
    compression_ratio: float
    no_speech_probability: float


@dataclass(frozen=True)
class Transcript:
    """`language` is ISO 639-1; `seconds` is the length of the audio."""

    text: str
    language: str
    seconds: float
    segments: list[Heard]


class BadAudio(Exception):
    """The audio can't be read, or the language is unknown; the message is for the client."""


class Recogniser(Protocol):
    """Listens. Both methods are called by one thread only."""

    def load(self) -> None:
        """Raises CannotLoad of the engines' port for expected failures."""

    def transcribe(self, audio: Path, language: str | None) -> Transcript:
        """`language` is ISO 639-1, None: found out by listening. Raises BadAudio."""
