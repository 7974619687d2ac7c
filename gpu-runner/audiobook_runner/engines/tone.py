"""No model: speaks tones as fast as it is told to, for tests of whatever asks.

It does what the test rig's tone runner does, on the same clock and with the same bytes: up to `batch` rows
go on together, each more slowly the more there are. Everything happens on an ideal clock: a row that is
looked at late still ends when it should have, and the next in line begins at that moment, so that a run's
length has no error of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from audiobook_runner.contract import utf16_length
from audiobook_runner.engines.engine import EngineContext, SpeechOrder, Spoken, Voice
from audiobook_runner.engines.option_reader import OptionReader
from audiobook_runner.engines.tone_wave import SAMPLE_RATE, tone_of
from audiobook_runner.refusal import Refusal

_TOLERANCE_SECONDS = 1e-9
"""Rows that end so close together end at the same time: far above what rounding loses."""
_REPORT_SECONDS = 0.1


@dataclass(eq=False)
class _Row:
    order: SpeechOrder
    left: float
    """Characters."""
    began: float
    done: Callable[[Spoken | Refusal], None]


class ToneEngine:
    """A continuous-batching engine; options are named as the test rig's ToneRunnerSettings."""

    clones = True
    implementation = "tone runner 1"
    device = "cpu"

    def __init__(self, context: EngineContext) -> None:
        options = OptionReader(context.options)
        self.name = options.text("engine", "tone")
        self.identity = options.text("identity", "tone:1")
        own_batch = options.integer("batch", 4, 1, 4_096)
        self.batch = context.batch or own_batch
        self._speed = options.number("charactersPerSecond", 100_000, 1e-3, 1e12)
        self._growth = options.number("growth", 0, 0, 1_000)
        self._load_seconds = options.number("loadSeconds", 0, 0, 86_400)
        self._audio = options.number("audioSecondsPerCharacter", 1 / 16, 0, 10)
        self._scale = options.number("timeScale", 1, 1e-9, 1e3)
        self._failure_rate = options.number("failureRate", 0, 0, 1)
        self._random = options.integer("seed", 1, 0, 2**32 - 1)
        options.finish()
        self._rows: list[_Row] = []
        self._now = time.monotonic()

    def load(self, report: Callable[[str], None]) -> None:
        """Takes the seconds that it should."""
        began = time.monotonic()
        whole = self._load_seconds * self._scale
        while (passed := time.monotonic() - began) < whole:
            report(f"loading weights: {100 * passed / whole:.0f} %")
            time.sleep(min(_REPORT_SECONDS, whole - passed))

    def voices(self) -> list[Voice]:
        return [Voice("tone", "Tone")]

    def check(self, order: SpeechOrder) -> Refusal | None:
        """Speaks everything: any voice, any language, any parameter."""
        return None

    def sample_changed(self, digest: str) -> None:
        """Nothing is computed from a sample."""

    def admit(
        self, order: SpeechOrder, done: Callable[[Spoken | Refusal], None], since: float
    ) -> Callable[[], None]:
        if not self._rows:
            self._now = max(self._now, since)
        while self._rows and self._now < since:
            self._go_on(since)
        if self._draw() < self._failure_rate:
            done(Refusal("failed", "it fails now and then"))
            return lambda: None
        row = _Row(order, utf16_length(order.text), self._now, done)
        self._rows.append(row)
        return lambda: self._remove(row)

    def advance(self, until: float) -> float | None:
        self._go_on(until)
        return self._next_end()

    def _remove(self, row: _Row) -> None:
        self._work(max(self._now, time.monotonic()))
        self._rows.remove(row)

    def _go_on(self, until: float) -> None:
        """To `until`, or to the moment when a row ends."""
        end = self._next_end()
        if end is None or end > until:
            self._work(max(until, self._now))
            return
        self._work(end)
        nothing = _TOLERANCE_SECONDS * self._pace()
        least = min(row.left for row in self._rows)
        ended = [row for row in self._rows if row.left <= max(least, 0) + nothing]
        self._rows = [row for row in self._rows if row not in ended]
        for row in ended:
            row.done(self._outcome(row))

    def _outcome(self, row: _Row) -> Spoken:
        return Spoken(tone_of(row.order, self._audio), SAMPLE_RATE, self._now - row.began)

    def _work(self, until: float) -> None:
        characters = (until - self._now) * self._pace()
        for row in self._rows:
            row.left -= characters
        self._now = until

    def _pace(self) -> float:
        """Characters that each row speaks in a second."""
        step = 1 + self._growth * (len(self._rows) - 1)
        return self._speed / step / self._scale

    def _next_end(self) -> float | None:
        """When the first row ends if none comes."""
        if not self._rows:
            return None
        least = min(row.left for row in self._rows)
        return self._now + max(0.0, least) / self._pace()

    def _draw(self) -> float:
        """From 0 to 1, the same each time (a linear congruence; Numerical Recipes, 7.1)."""
        self._random = (self._random * 1_664_525 + 1_013_904_223) % 2**32
        return self._random / 2**32


def open_engine(context: EngineContext) -> ToneEngine:
    """Raises ValueError for an option that there isn't."""
    return ToneEngine(context)
