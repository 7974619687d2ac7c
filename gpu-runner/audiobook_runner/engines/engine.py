"""The port behind which every engine stands.

An engine module has a function `open_engine(context: EngineContext) -> Engine`, which does no work; the
catalogue finds the module by the engine's name. `load`, `speak` and `sample_changed` are called by the one
worker thread only, so an engine needs no locks; `check` and `voices` may be called by any thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from audiobook_runner.refusal import Refusal

ParameterValue = str | float | bool


@dataclass(frozen=True)
class SpeechOrder:
    """One text to speak.

    `voice` is a preset's name, or `sha256:<hex>` with `sample` the WAVE file of that digest. `language` is
    BCP 47, `und` where the client named none. `seed` is 0 where it named none. `params` holds the
    engine's own parameters as they were sent, unchecked until `Engine.check` has seen them.
    `interactive`: somebody listens for it, and it goes before those for whom nobody does.
    """

    text: str
    language: str
    voice: str
    sample: Path | None = None
    params: dict[str, ParameterValue] = field(default_factory=dict)
    seed: int = 0
    interactive: bool = False


@dataclass(frozen=True)
class Spoken:
    """What was spoken.

    `samples` is float32, mono, one dimension, from -1 to 1. `generation_seconds` is what this order took
    on the worker, its waiting not counted; where a batch was spoken together, the batch's seconds.
    `truncated`: the engine came to its limit before the end of the text.
    """

    samples: np.ndarray
    sample_rate: int
    generation_seconds: float
    truncated: bool = False


@dataclass(frozen=True)
class Voice:
    """A voice that an engine brings itself. `language` is BCP 47, None where it has none of its own."""

    id: str
    name: str
    language: str | None = None


@dataclass(frozen=True)
class EngineContext:
    """What an engine is opened with.

    `weights`: the folder of cached weights. `device`: `cuda`, `cpu`, or None for the best there is.
    `batch`: how many orders at the same time, None for the engine's own default. `options`: the engine's
    settings by name; an engine raises ValueError for those that it doesn't know.
    """

    weights: Path
    device: str | None = None
    batch: int | None = None
    options: dict[str, object] = field(default_factory=dict)


class Poisoned(Exception):
    """The process can't speak any more (a CUDA assert, an illegal access): it must end and be restarted."""


class CannotLoad(Exception):
    """An expected reason why an engine can't load: its message is shown as it is, without a traceback."""


class Engine(Protocol):
    """What speaks. Attributes are read after `load` has returned, `name` and `clones` before it too."""

    name: str
    """What clients call the model."""
    batch: int
    """How many orders `speak` takes at most (`RowEngine`: how many rows go on together)."""
    clones: bool
    """Whether it can sound like an uploaded sample."""
    identity: str
    """What books pin: weights, tokenizer and text front end, nothing of the card or of precision."""
    implementation: str
    """Provenance of a take: package, version, device, precision."""
    device: str
    """What it runs on: the card's name, or `cpu`."""

    def load(self, report: Callable[[str], None]) -> None:
        """Gets ready to speak; `report("loading weights: 38 %")` says how far it is.

        Raises CannotLoad for expected failures, such as weights that aren't there.
        """

    def voices(self) -> list[Voice]:
        """The voices that it brings."""

    def check(self, order: SpeechOrder) -> Refusal | None:
        """Refuses what can't be spoken, before it waits in line. Cheap; any thread; only after `load`."""

    def speak(self, orders: list[SpeechOrder]) -> list[Spoken | Refusal]:
        """Speaks 1 to `batch` orders and answers in their order.

        A text that can't be spoken is a Refusal of its own place. An exception fails all of them.
        Raises Poisoned when the process has to end.
        """

    def sample_changed(self, digest: str) -> None:
        """A sample (`sha256:<hex>`) was deleted: forget what was computed from it."""


@runtime_checkable
class RowEngine(Protocol):
    """An engine with continuous batching: a row begins as soon as there is place, and ends by itself.

    It has everything of `Engine` but `speak`. All calls come from the worker thread; `done` is called
    there too, inside `admit` or `advance`.
    """

    def admit(
        self, order: SpeechOrder, done: Callable[[Spoken | Refusal], None], since: float
    ) -> Callable[[], None]:
        """Begins a row. At most `batch` are under way. Returns what takes the row out again.

        `since` is when the order came, in seconds of `time.monotonic`.
        """

    def advance(self, until: float) -> float | None:
        """Works on the rows under way: one step, or whatever takes a few hundredths of a second.

        `until` is the present, in seconds of `time.monotonic`. Returns when it wants to be called next
        (the past: at once); None when there are no rows. It returns when a row has ended, so that the
        next can be admitted. An exception fails all rows under way, which the engine has forgotten then.
        """
