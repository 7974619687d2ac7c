"""An engine that is kept full: as soon as a row ends, the next begins."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from audiobook_runner.engines.engine import SpeechOrder, Spoken
from audiobook_runner.refusal import Refusal

MOST_REFUSED = 8
"""So many refusals, and more than there was sound, mean that there is nothing to measure."""
MOST_SECONDS = 600.0
"""For a single sound: what takes longer isn't measured."""


class NothingSpoken(Exception):
    """An engine under load gives no sound; the message says what came instead."""


@dataclass(frozen=True)
class Ended:
    """An order whose whole sound was there at `at` (`time.monotonic`), `waited` seconds after the asking."""

    at: float
    waited: float
    characters: int
    audio_seconds: float


class OneByOne:
    """An `Engine` of batch 1, driven as a `RowEngine` is. `before` gets each order before it is spoken."""

    def __init__(self, engine: Any, before: Callable[[SpeechOrder], None]) -> None:
        self.engine = engine
        self.batch = 1
        self._before = before
        self._waiting: deque[tuple[SpeechOrder, Callable[[Spoken | Refusal], None]]] = deque()

    def admit(
        self, order: SpeechOrder, done: Callable[[Spoken | Refusal], None], since: float
    ) -> Callable[[], None]:
        del since
        self._waiting.append((order, done))
        return self._waiting.clear

    def advance(self, until: float) -> float | None:
        if not self._waiting:
            return None
        order, done = self._waiting.popleft()
        self._before(order)
        (answer,) = self.engine.speak([order])
        done(answer)
        return until


class FullLoad:
    """Drives `engine`, a `RowEngine`, with `orders`, which may be changed at any time."""

    def __init__(self, engine: Any, orders: Iterator[SpeechOrder]) -> None:
        self.orders = orders
        self.ended: list[Ended] = []
        self.refused: list[Refusal] = []
        self._engine = engine
        self._first: deque[tuple[SpeechOrder, float, Callable[[Ended], None]]] = deque()
        self._removals: dict[int, Callable[[], None]] = {}
        self._admitted = 0

    def ask(self, order: SpeechOrder, then: Callable[[Ended], None]) -> None:
        """Somebody waits for this order: it gets the next place, before all others."""
        self._first.append((order, time.monotonic(), then))

    def advance(self) -> None:
        """Fills the engine and lets it work. Raises NothingSpoken, and what the engine raises."""
        while len(self._removals) < self._engine.batch:
            if self._first:
                self._admit(*self._first.popleft())
            else:
                self._admit(next(self.orders), time.monotonic(), lambda _: None)
        wake = self._engine.advance(time.monotonic())
        if wake is not None:
            time.sleep(max(0.0, wake - time.monotonic()))

    def run(self, seconds: float, at_least: int = 1, most_seconds: float = MOST_SECONDS) -> None:
        """Works for so long, and until `at_least` orders have ended meanwhile, the last just now.

        Raises NothingSpoken where that takes `most_seconds` more.
        """
        began, before = time.monotonic(), len(self.ended)
        while True:
            ended = len(self.ended)
            self.advance()
            passed = time.monotonic() - began
            if passed >= seconds and len(self.ended) - before >= at_least and len(self.ended) > ended:
                return
            if passed > seconds + most_seconds:
                why = f"{len(self.ended) - before} orders ended in {passed:.0f} s, and {at_least} were wanted"
                raise NothingSpoken(f"{why}; take a smaller batch, or a faster device")

    def wait_for(self, order: SpeechOrder, most_seconds: float = MOST_SECONDS) -> Ended:
        """Asks for an order amid the load, and works until its sound is there. Raises NothingSpoken."""
        answer: list[Ended] = []
        self.ask(order, answer.append)
        until = time.monotonic() + most_seconds
        while not answer:
            self.advance()
            if time.monotonic() > until:
                raise NothingSpoken(f"a short order got no answer within {most_seconds:.0f} s of full load")
        return answer[0]

    def stop(self) -> None:
        """Takes out all that is under way."""
        for remove in list(self._removals.values()):
            remove()
        self._removals.clear()

    def _admit(self, order: SpeechOrder, asked: float, then: Callable[[Ended], None]) -> None:
        number, self._admitted = self._admitted, self._admitted + 1

        def done(answer: Spoken | Refusal) -> None:
            self._removals.pop(number, None)
            if isinstance(answer, Refusal):
                self._refuse(answer)
                return
            now = time.monotonic()
            seconds = len(answer.samples) / answer.sample_rate
            self.ended.append(Ended(now, now - asked, len(order.text), seconds))
            then(self.ended[-1])

        self._removals[number] = lambda: None
        remove = self._engine.admit(order, done, asked)
        if number in self._removals:
            self._removals[number] = remove

    def _refuse(self, refusal: Refusal) -> None:
        self.refused.append(refusal)
        if len(self.refused) >= MOST_REFUSED and len(self.refused) > len(self.ended):
            of = len(self.refused) + len(self.ended)
            raise NothingSpoken(f"{len(self.refused)} of {of} orders were refused: {refusal.message}")
