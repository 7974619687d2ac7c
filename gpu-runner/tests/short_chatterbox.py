"""The stock Chatterbox for tests: ends each text at once, and breaks where it is told to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from audiobook_runner.engines.chatterbox.stock_engine import StockEngine
from audiobook_runner.engines.engine import EngineContext, SpeechOrder, Spoken
from audiobook_runner.refusal import Refusal

TOKENS = 4
"""0.16 s. Random weights hardly ever end a text by themselves."""


class ShortEngine:
    """What it isn't told of here, the stock engine of the process does."""

    def __init__(self, context: EngineContext) -> None:
        options = dict(context.options)
        self._silent_every = int(options.pop("silentEvery", 0))
        self._stock = _stock(replace(context, options=options))

    def __getattr__(self, name: str):
        return getattr(self._stock, name)

    def load(self, report) -> None:
        if not self._stock.identity:
            self._stock.load(report)
        self._stock.watched.limit = TOKENS

    def speak(self, orders: list[SpeechOrder]) -> list[Spoken | Refusal]:
        (order,) = orders
        if self._silent_every > 0 and order.seed % self._silent_every == 0:
            return [Spoken(np.zeros(12_000, np.float32), 24_000, 0)]
        return self._stock.speak(orders)


_stocks: dict[str, StockEngine] = {}


def _stock(context: EngineContext) -> StockEngine:
    """One for all runs of a process: loading takes longer than speaking."""
    return _stocks.setdefault(repr(context), StockEngine(context))


def open_engine(context: EngineContext) -> ShortEngine:
    """Options: those of the stock engine, and `silentEvery`: seeds that are its multiples give silence."""
    return ShortEngine(context)
