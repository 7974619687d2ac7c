"""The line in which requests wait for the worker: bounded, in the order of asking, listeners before all."""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

from audiobook_runner.engines.engine import SpeechOrder, Spoken
from audiobook_runner.pace import Pace
from audiobook_runner.refusal import Refusal


@dataclass(eq=False)
class Job:
    """One order and its answer. `since` is when it came, in seconds of `time.monotonic`."""

    order: SpeechOrder
    answer: Future[Spoken | Refusal] = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)
    abandoned: bool = False
    """Its client has hung up while it was spoken."""

    def finish(self, outcome: Spoken | Refusal) -> None:
        """Answers it, unless it was answered already."""
        if not self.answer.done():
            self.answer.set_result(outcome)


class SpeechQueue:
    """Any thread puts, one worker takes."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._under_way = 0
        self._places = 0
        self._closed: Refusal | None = None

    def open(self, batch: int, waiting: int) -> None:
        """From now on `batch` jobs may be under way and `waiting` more may wait."""
        with self._changed:
            self._places = batch + waiting

    def put(self, order: SpeechOrder) -> Job | Refusal:
        """Lets an order wait. Refuses with 429 when the line is full.

        Whoever is refused is told to come back when half of the line will have been spoken: the rest keeps
        the worker busy until then.
        """
        job = Job(order)
        with self._changed:
            if self._closed is not None:
                return self._closed
            # Who has hung up takes no place.
            self._waiting = deque(each for each in self._waiting if not each.answer.cancelled())
            if len(self._waiting) + self._under_way >= self._places:
                return self._full()
            self._waiting.append(job)
            if order.interactive:
                self._waiting = deque(sorted(self._waiting, key=lambda each: not each.order.interactive))
            self._changed.notify_all()
        return job

    def hang_up(self, job: Job) -> None:
        """The job's client is gone: it is not begun, and a row that is under way is ended."""
        job.answer.cancel()
        with self._changed:
            job.abandoned = True
            self._changed.notify_all()

    def wake(self) -> None:
        """Lets `take` return at once, perhaps with nothing."""
        with self._changed:
            self._changed.notify_all()

    def take(self, most: int, until: float | None = None) -> list[Job]:
        """Up to `most` jobs, which count as under way until `done`. Waits for one.

        Returns with none after `until` (seconds of `time.monotonic`; None: no limit), after something else
        has happened, and when the queue is closed.
        """
        with self._changed:
            if not self._pick_waits(most, until):
                self._changed.wait(None if until is None else max(0.0, until - time.monotonic()))
            jobs: list[Job] = []
            while self._waiting and len(jobs) < most:
                job = self._waiting.popleft()
                if job.answer.set_running_or_notify_cancel():
                    jobs.append(job)
            self._under_way += len(jobs)
            return jobs

    def done(self, jobs: int = 1) -> None:
        """So many jobs are no longer under way."""
        with self._changed:
            self._under_way -= jobs

    def close(self, reason: Refusal) -> None:
        """Refuses everything that waits and that comes; what is under way goes on."""
        with self._changed:
            self._closed = self._closed or reason
            waiting, self._waiting = self._waiting, deque()
            self._changed.notify_all()
        for job in waiting:
            if job.answer.set_running_or_notify_cancel():
                job.finish(reason)

    @property
    def is_closed(self) -> bool:
        return self._closed is not None

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def under_way(self) -> int:
        """How many are spoken at this moment."""
        return self._under_way

    def _pick_waits(self, most: int, until: float | None) -> bool:
        """Whether `take` need not wait."""
        is_late = until is not None and until <= time.monotonic()
        return is_late or self._closed is not None or (most > 0 and len(self._waiting) > 0)

    def _full(self) -> Refusal:
        waiting = len(self._waiting)
        characters = sum(len(job.order.text) for job in self._waiting) // 2
        after = self._pace.seconds_for(characters)
        found = f"the queue is full: {waiting} requests wait"
        return Refusal("queue_full", f"{found}; ask again in {after} s", retry_after=after)
