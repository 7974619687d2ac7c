"""How long each stage has worked, for those who look for the slowest."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class StageClock:
    """Adds up seconds by stage; any thread. Stages work at the same time, so the sum may exceed the time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds: dict[str, float] = defaultdict(float)

    def add(self, stage: str, seconds: float) -> None:
        with self._lock:
            self._seconds[stage] += seconds

    @contextmanager
    def during(self, stage: str) -> Iterator[None]:
        """Adds what is done inside, as the host sees it."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add(stage, time.perf_counter() - began)

    def seconds(self) -> dict[str, float]:
        """Of each stage, so far."""
        with self._lock:
            return dict(self._seconds)
