"""The one thread that speaks: it loads the engine, and gives it what waits in the queue."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from audiobook_runner.engines.engine import CannotLoad, Engine, Poisoned, RowEngine, SpeechOrder, Spoken
from audiobook_runner.metrics import Metrics
from audiobook_runner.pace import Pace
from audiobook_runner.refusal import Refusal
from audiobook_runner.speech_queue import Job, SpeechQueue

log = logging.getLogger("audiobook_runner")

EXIT_CANNOT_LOAD = 1
EXIT_POISONED = 70
"""EX_SOFTWARE of sysexits.h: whoever started the process starts it again."""

_GATHER_SECONDS = 0.01
"""How long an idle worker waits for company: requests that are sent together come within milliseconds."""

_LINE_SECONDS = 1.0
"""Loading is reported in no more than one line of the log in this time."""

_ENDS = Refusal("not_ready", "the runner ends; ask another one, or this one after its restart")


class SpeechWorker:
    """Runs an engine in a thread of its own. `ended` is told the exit code when it can't go on."""

    def __init__(
        self, engine: Engine, metrics: Metrics, waiting: int | None, ended: Callable[[int], None]
    ) -> None:
        self.engine = engine
        self.pace = Pace()
        self.queue = SpeechQueue(self.pace)
        self.loading = "begins to load"
        """How far loading is."""
        self._metrics = metrics
        self._most_waiting = waiting
        self._ended = ended
        self._is_ready = threading.Event()
        self._forgotten: list[str] = []
        self._next_line = 0.0
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)

    @property
    def is_ready(self) -> bool:
        return self._is_ready.is_set() and not self.queue.is_closed

    @property
    def has_loaded(self) -> bool:
        """Also when it ends."""
        return self._is_ready.is_set()

    def start(self) -> None:
        self._thread.start()

    def put(self, order: SpeechOrder) -> Job | Refusal:
        """Lets an order wait, or says why not."""
        if not self._is_ready.is_set():
            return Refusal("not_ready", f"the model is not loaded yet: {self.loading}", retry_after=1)
        return self.engine.check(order) or self.queue.put(order)

    def forget(self, sample: str) -> None:
        """Has the engine forget a sample before it speaks again."""
        self._forgotten.append(sample)
        self.queue.wake()

    def close(self) -> None:
        """Speaks what is under way, refuses the rest with 503, and ends."""
        self.queue.close(_ENDS)

    def join(self, seconds: float) -> None:
        """Waits so long at most for what is under way."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._load()
            if isinstance(self.engine, RowEngine):
                self._speak_rows(self.engine)
            else:
                self._speak_batches()
        except Poisoned as error:
            self._give_up(EXIT_POISONED, f"can't speak any more: {error}")
        except CannotLoad as error:
            self._give_up(EXIT_CANNOT_LOAD, f"{self.engine.name} can't be loaded: {error}")
        except BaseException:
            log.exception("%s failed", self.engine.name)
            self._give_up(EXIT_CANNOT_LOAD, "see above")

    def _load(self) -> None:
        began = time.monotonic()
        self.engine.load(self._report)
        batch = self.engine.batch
        self.queue.open(batch, 4 * batch + 64 if self._most_waiting is None else self._most_waiting)
        seconds = time.monotonic() - began
        self._metrics.load_seconds.set(seconds)
        self._is_ready.set()
        log.info("%s is ready after %.1f s: %s", self.engine.name, seconds, self.engine.implementation)

    def _report(self, progress: str) -> None:
        self.loading = progress
        if time.monotonic() >= self._next_line:
            self._next_line = time.monotonic() + _LINE_SECONDS
            log.info("%s", progress)

    def _give_up(self, code: int, why: str) -> None:
        print(f"audiobook_runner: {why}", file=sys.stderr, flush=True)
        self.queue.close(_ENDS)
        self._ended(code)

    def _forget_samples(self) -> None:
        while self._forgotten:
            self.engine.sample_changed(self._forgotten.pop(0))

    def _speak_batches(self) -> None:
        batch = self.engine.batch
        while not self.queue.is_closed:
            jobs = self.queue.take(batch)
            self._forget_samples()
            if 0 < len(jobs) < batch:
                until = jobs[0].since + _GATHER_SECONDS
                while len(jobs) < batch and time.monotonic() < until and not self.queue.is_closed:
                    jobs += self.queue.take(batch - len(jobs), until)
            if jobs:
                self._speak(jobs)

    def _speak(self, jobs: list[Job]) -> None:
        began = time.monotonic()
        self._metrics.had_rows(len(jobs))
        try:
            outcomes = self.engine.speak([job.order for job in jobs])
            if len(outcomes) != len(jobs):
                raise AssertionError(f"{len(outcomes)} outcomes for {len(jobs)} orders")
        except Poisoned as error:
            self._answer_all(jobs, _failure(error))
            raise
        except Exception as error:
            log.exception("speaking failed")
            outcomes = [_failure(error)] * len(jobs)
        self.pace.worked(time.monotonic() - began)
        self.queue.done(len(jobs))
        for job, outcome in zip(jobs, outcomes, strict=True):
            self._answer(job, outcome)

    def _speak_rows(self, engine: RowEngine) -> None:
        rows: dict[Job, Callable[[], None]] = {}
        wake: float | None = None
        last = time.monotonic()
        while rows or not self.queue.is_closed:
            jobs = self.queue.take(self.engine.batch - len(rows), wake)
            self._forget_samples()
            now = time.monotonic()
            if rows:
                self.pace.worked(now - last)
            last = now
            try:
                self._drop_abandoned(rows)
                for job in jobs:
                    self._admit(engine, job, rows)
                wake = engine.advance(time.monotonic())
            except Poisoned as error:
                self._answer_all([*rows, *jobs], _failure(error))
                raise
            except Exception as error:
                log.exception("speaking failed")
                failed = {*rows, *(job for job in jobs if not job.answer.done())}
                rows.clear()
                wake = None
                self.queue.done(len(failed))
                self._answer_all(list(failed), _failure(error))

    def _admit(self, engine: RowEngine, job: Job, rows: dict[Job, Callable[[], None]]) -> None:
        def done(outcome: Spoken | Refusal) -> None:
            rows.pop(job, None)
            self.queue.done()
            self._answer(job, outcome)

        rows[job] = lambda: None
        remove = engine.admit(job.order, done, job.since)
        if job in rows:
            rows[job] = remove
        self._metrics.had_rows(len(rows))

    def _drop_abandoned(self, rows: dict[Job, Callable[[], None]]) -> None:
        for job in [job for job in rows if job.abandoned]:
            rows.pop(job)()
            self.queue.done()
            job.finish(Refusal("failed", "its client has hung up"))

    def _answer(self, job: Job, outcome: Spoken | Refusal) -> None:
        if isinstance(outcome, Spoken):
            outcome = _sound(outcome)
        if isinstance(outcome, Spoken):
            self.pace.spoke(len(job.order.text))
            self._metrics.spoke(job.order, outcome)
        job.finish(outcome)

    def _answer_all(self, jobs: list[Job], outcome: Refusal) -> None:
        for job in jobs:
            job.finish(outcome)


def _sound(spoken: Spoken) -> Spoken | Refusal:
    """What was spoken, if it is audio at all."""
    samples = np.asarray(spoken.samples, np.float32).reshape(-1)
    if samples.size == 0:
        return Refusal("unspeakable", "nothing was spoken: the text has no sounds for this model")
    if not np.isfinite(samples).all():
        return Refusal("failed", "the model's audio is not made of numbers; ask again")
    return replace(spoken, samples=samples)


def _failure(error: Exception) -> Refusal:
    return Refusal("failed", f"speaking failed: {type(error).__name__}: {str(error)[:300]}")
