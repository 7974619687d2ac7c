"""A runner that nobody asks ends by itself, so that none outlives its owner by more than a set time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class IdleWatch:
    """Counts seconds since the last call of /v1/*, those under way and loading left out."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`seconds`: how long it may be idle; 0: for ever."""
        self._seconds = seconds
        self._clock = clock
        self._calls = 0
        self._since = clock()

    @contextmanager
    def call(self) -> Iterator[None]:
        """A call is under way in the block."""
        self._calls += 1
        try:
            yield
        finally:
            self._calls -= 1
            self.touch()

    def touch(self) -> None:
        """Begins to count again."""
        self._since = self._clock()

    @property
    def seconds_left(self) -> float:
        """How long it may still be idle."""
        if self._seconds == 0:
            return float("inf")
        if self._calls > 0:
            return self._seconds
        return self._since + self._seconds - self._clock()

    async def wait(self, is_ready: Callable[[], bool]) -> None:
        """Returns when the limit has come; never without a limit.

        Loading does not count, since the first start may fetch weights for a long time.
        """
        while (left := self.seconds_left) > 0:
            if not is_ready():
                self.touch()
                left = min(left, 0.1)
            await asyncio.sleep(min(left, 3_600))
