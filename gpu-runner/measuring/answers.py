"""Drives an engine without a server: orders in, answers out, for both kinds of engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from audiobook_runner.engines.engine import SpeechOrder, Spoken
from audiobook_runner.refusal import Refusal

Answer = Spoken | Refusal


def each_answer(
    engine: Any,
    orders: Sequence[SpeechOrder],
    before: Callable[[Sequence[SpeechOrder]], None] = lambda _: None,
) -> Iterator[tuple[int, Answer]]:
    """An order's place and its answer, as soon as it is there, with as many under way as the engine takes.

    `before` is called with the orders of each `Engine.speak`; a `RowEngine` has no such moment. What the
    engine raises is passed on.
    """
    if hasattr(engine, "admit"):
        return _rows(engine, orders)
    return _batches(engine, orders, before)


def _batches(
    engine: Any, orders: Sequence[SpeechOrder], before: Callable[[Sequence[SpeechOrder]], None]
) -> Iterator[tuple[int, Answer]]:
    for begin in range(0, len(orders), engine.batch):
        some = orders[begin : begin + engine.batch]
        before(some)
        yield from enumerate(engine.speak(list(some)), begin)


def _rows(engine: Any, orders: Sequence[SpeechOrder]) -> Iterator[tuple[int, Answer]]:
    ended: list[tuple[int, Answer]] = []
    admitted = answered = 0
    while answered < len(orders):
        while admitted < len(orders) and admitted - answered - len(ended) < engine.batch:

            def done(answer: Answer, index: int = admitted) -> None:
                ended.append((index, answer))

            engine.admit(orders[admitted], done, time.monotonic())
            admitted += 1
        wake = engine.advance(time.monotonic())
        if not ended:
            _wait_until(wake)
        answered += len(ended)
        yield from ended
        ended.clear()


def _wait_until(wake: float | None) -> None:
    if wake is None:
        raise RuntimeError("the engine says that it has no rows, and some were not answered")
    time.sleep(max(0.0, wake - time.monotonic()))
