"""A runner that nobody asks ends by itself, so that none outlives its owner by more than a set time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOOK_SECONDS = 0.1


class IdleWatch:
    """Counts seconds since the last call of /v1/*, those under way left out.

    Loading may take long, since the first start fetches weights: as long as it gets on, or somebody asks
    whether it has, nothing is counted.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`seconds`: how long it may be idle; 0: for ever."""
        self._seconds = seconds
        self._clock = clock
        self._calls = 0
        self._since = clock()
        self._is_loading = True

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

    def asked_ready(self) -> None:
        """Somebody waits for the load; what has been loaded is not used by being asked about."""
        if self._is_loading:
            self.touch()

    @property
    def seconds_left(self) -> float:
        """How long it may still be idle."""
        if self._seconds == 0:
            return float("inf")
        if self._calls > 0:
            return self._seconds
        return self._since + self._seconds - self._clock()

    async def wait(self, loading: Callable[[], str | None]) -> None:
        """Returns when the limit has come; never without a limit.

        `loading` says how far loading is; None: it is done.
        """
        last = ""
        while True:
            if (now := loading()) != last:
                last = now
                self.touch()
            self._is_loading = now is not None
            if (left := self.seconds_left) <= 0:
                return
            await asyncio.sleep(min(left, _LOOK_SECONDS if self._is_loading else 3_600))
