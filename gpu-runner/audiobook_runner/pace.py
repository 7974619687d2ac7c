"""How fast the runner speaks, measured while it does."""

from __future__ import annotations

import math
import threading

_HALF_LIFE_SECONDS = 60.0


class Pace:
    """Characters a second of working time; what was measured a minute of work ago counts half."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds = 0.0
        self._characters = 0.0

    def worked(self, seconds: float) -> None:
        """So long the worker had something under way."""
        with self._lock:
            kept = 0.5 ** (seconds / _HALF_LIFE_SECONDS)
            self._seconds = self._seconds * kept + seconds
            self._characters *= kept

    def spoke(self, characters: int) -> None:
        """So much was finished."""
        with self._lock:
            self._characters += characters

    def seconds_for(self, characters: int) -> int:
        """Whole seconds, 1 to 600, that so many characters take; 1 where nothing was measured yet."""
        with self._lock:
            if self._characters == 0 or self._seconds == 0:
                return 1
            seconds = characters * self._seconds / self._characters
        return min(600, max(1, math.ceil(seconds)))
