"""What the worker does when an engine misbehaves, with engines that take whole batches."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from audiobook_runner.engines.engine import Poisoned, SpeechOrder, Spoken, Voice
from audiobook_runner.metrics import Metrics
from audiobook_runner.refusal import Refusal
from audiobook_runner.speech_queue import Job
from audiobook_runner.speech_worker import EXIT_CANNOT_LOAD, EXIT_POISONED, SpeechWorker


class BatchEngine:
    """Speaks what its tests tell it to."""

    name = "batch"
    batch = 4
    clones = False
    identity = "batch:1"
    implementation = "batch 1"
    device = "cpu"

    def __init__(self, speak: Callable[[list[SpeechOrder]], list[Spoken | Refusal]]) -> None:
        self._speak = speak
        self.batches: list[list[str]] = []
        self.forgotten: list[str] = []

    def load(self, report: Callable[[str], None]) -> None:
        report("loading")

    def voices(self) -> list[Voice]:
        return []

    def check(self, order: SpeechOrder) -> Refusal | None:
        return None

    def speak(self, orders: list[SpeechOrder]) -> list[Spoken | Refusal]:
        self.batches.append([order.text for order in orders])
        return self._speak(orders)

    def sample_changed(self, digest: str) -> None:
        self.forgotten.append(digest)


def spoken(orders: list[SpeechOrder]) -> list[Spoken | Refusal]:
    return [Spoken(np.full(240, 0.1, np.float32), 24_000, 0.01) for _ in orders]


def work(engine: BatchEngine, ended: Callable[[int], None] = lambda _: None) -> SpeechWorker:
    worker = SpeechWorker(engine, Metrics(), None, ended)
    worker.start()
    assert worker._is_ready.wait(10)
    return worker


def put(worker: SpeechWorker, *texts: str) -> list[Job]:
    jobs = [worker.put(SpeechOrder(text, "en", "x")) for text in texts]
    assert all(isinstance(job, Job) for job in jobs)
    return jobs


def test_what_somebody_listens_for_goes_before_what_waits_already():
    begun, go_on = threading.Event(), threading.Event()

    def speak(orders):
        begun.set()
        assert go_on.wait(10)
        return spoken(orders)

    engine = BatchEngine(speak)
    engine.batch = 1
    worker = work(engine)
    jobs = put(worker, "a")
    assert begun.wait(10)
    jobs += put(worker, "b", "c")
    jobs += [worker.put(SpeechOrder(text, "en", "x", interactive=True)) for text in ("d", "e")]
    jobs += put(worker, "f")
    go_on.set()
    for job in jobs:
        assert isinstance(job.answer.result(10), Spoken)
    assert engine.batches == [["a"], ["d"], ["e"], ["b"], ["c"], ["f"]]
    worker.close()


def test_what_comes_together_is_spoken_together_up_to_the_batch():
    begun, go_on = threading.Event(), threading.Event()

    def speak(orders):
        begun.set()
        assert go_on.wait(10)
        return spoken(orders)

    engine = BatchEngine(speak)
    worker = work(engine)
    first = put(worker, "a")
    assert begun.wait(10)
    rest = put(worker, "b", "c", "d", "e", "f")
    rest[1].answer.cancel()
    go_on.set()
    for job in [*first, rest[0], *rest[2:]]:
        assert isinstance(job.answer.result(10), Spoken)
    assert engine.batches == [["a"], ["b", "d", "e", "f"]]
    worker.close()


def test_an_exception_fails_its_batch_and_nothing_else():
    def speak(orders):
        if orders[0].text == "bad":
            raise RuntimeError("a bug")
        return spoken(orders)

    worker = work(BatchEngine(speak))
    (bad,) = put(worker, "bad")
    refusal = bad.answer.result(10)
    assert isinstance(refusal, Refusal)
    assert (refusal.status, "a bug" in refusal.message) == (500, True)
    (good,) = put(worker, "good")
    assert isinstance(good.answer.result(10), Spoken)
    worker.close()


@pytest.mark.parametrize(
    ("samples", "status"),
    [(np.zeros(0, np.float32), 422), (np.array([0.1, np.nan], np.float32), 500)],
)
def test_audio_that_is_none_is_refused(samples, status):
    worker = work(BatchEngine(lambda orders: [Spoken(samples, 24_000, 0.1)] * len(orders)))
    (job,) = put(worker, "x")
    assert job.answer.result(10).status == status
    worker.close()


def test_an_engine_that_loses_an_order_fails_the_batch():
    worker = work(BatchEngine(lambda orders: spoken(orders)[1:]))
    (job,) = put(worker, "x")
    assert job.answer.result(10).status == 500
    worker.close()


def test_a_poisoned_process_fails_what_is_under_way_and_ends_with_70():
    codes: list[int] = []
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def speak(orders):
        begun.set()
        assert go_on.wait(10)
        raise Poisoned("device-side assert triggered")

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    worker = work(BatchEngine(speak), end)
    (under_way,) = put(worker, "x")
    assert begun.wait(10)
    (waiting,) = put(worker, "y")
    go_on.set()
    assert under_way.answer.result(10).status == 500
    assert waiting.answer.result(10).status == 503
    assert ended.wait(10)
    assert codes == [EXIT_POISONED]
    assert not worker.is_ready


def test_a_bug_in_loading_ends_the_process():
    codes: list[int] = []
    ended = threading.Event()
    engine = BatchEngine(spoken)
    engine.load = lambda report: 1 / 0

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    SpeechWorker(engine, Metrics(), None, end).start()
    assert ended.wait(10)
    assert codes == [EXIT_CANNOT_LOAD]


def test_a_deleted_sample_is_forgotten_before_the_next_batch():
    engine = BatchEngine(spoken)
    worker = work(engine)
    worker.forget("sha256:1")
    (job,) = put(worker, "x")
    job.answer.result(10)
    assert engine.forgotten == ["sha256:1"]
    worker.close()
