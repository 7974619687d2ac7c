"""The engine: checks orders, and speaks them one after the other with the stock model."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import numpy as np

from audiobook_runner.engines.chatterbox.conditionals import DEFAULT
from audiobook_runner.engines.chatterbox.identity import implementation_of
from audiobook_runner.engines.chatterbox.languages import language_id
from audiobook_runner.engines.chatterbox.opened_model import ENGINE, empty_cache, open_model, read_choices
from audiobook_runner.engines.chatterbox.orders import check_order, own_voices
from audiobook_runner.engines.chatterbox.parameters import complete_parameters
from audiobook_runner.engines.engine import EngineContext, Poisoned, SpeechOrder, Spoken, Voice
from audiobook_runner.engines.option_reader import OptionReader
from audiobook_runner.refusal import Refusal

log = logging.getLogger(__name__)

WARM_UP_TOKENS = 10


class StockEngine:
    """`Engine` over chatterbox-tts; batch 1, because the package has no other way."""

    name = ENGINE
    batch = 1
    clones = True
    identity = ""
    implementation = ""
    device = ""

    def __init__(self, context: EngineContext) -> None:
        if context.batch not in (None, 1):
            raise ValueError(f"chatterbox speaks one text at a time; batch {context.batch} was asked for")
        options = OptionReader(context.options)
        self._choices = read_choices(options)
        options.finish()
        self._context = context

    def load(self, report: Callable[[str], None]) -> None:
        """See `Engine.load`."""
        self._opened = open_model(self._choices, self._context, report)
        self.model = self._opened.package

        from audiobook_runner.engines.chatterbox.watched_inference import WatchedInference

        self.watched = WatchedInference(self.model.t3)
        self._warm_up(report)
        self.device = self._opened.device
        self.identity = self._opened.identity
        self.implementation = implementation_of("stock, float32", self.device)

    def _warm_up(self, report: Callable[[str], None]) -> None:
        """Lets libraries compile and choose what they choose at the first text, before someone waits."""
        report("speaking a first word")
        self.watched.limit, limit = WARM_UP_TOKENS, self.watched.limit
        (answer,) = self.speak([SpeechOrder("One.", "en", DEFAULT)])
        self.watched.limit = limit
        if isinstance(answer, Refusal):
            log.warning("the first word was not spoken: %s", answer.message)

    def voices(self) -> list[Voice]:
        """See `Engine.voices`."""
        return own_voices()

    def check(self, order: SpeechOrder) -> Refusal | None:
        """See `Engine.check`."""
        return check_order(order)

    def speak(self, orders: list[SpeechOrder]) -> list[Spoken | Refusal]:
        """See `Engine.speak`."""
        return [self._speak_safely(order) for order in orders]

    def sample_changed(self, digest: str) -> None:
        """See `Engine.sample_changed`."""
        self._opened.voices.forget(digest)

    def _speak_safely(self, order: SpeechOrder) -> Spoken | Refusal:
        from audiobook_runner.engines.chatterbox.faults import is_out_of_memory, is_poisonous

        for last in (False, True):
            try:
                return self._speak(order)
            except Exception as error:
                if is_out_of_memory(error) and not last:
                    log.warning("out of GPU memory; emptying the cache and trying once more")
                elif is_out_of_memory(error) or is_poisonous(error):
                    raise Poisoned(f"Speaking failed for good: {error}") from error
                else:
                    log.exception("speaking %d characters failed", len(order.text))
                    return Refusal("failed", f"Speaking failed: {type(error).__name__}: {error}")
            # Behind the except clause, whose error holds the frames that hold the memory.
            empty_cache()
        raise AssertionError("unreachable")

    def _speak(self, order: SpeechOrder) -> Spoken | Refusal:
        from audiobook_runner.engines.chatterbox.seeded import seeded

        began = time.monotonic()
        language = language_id(order.language)
        if isinstance(language, Refusal):
            return language
        tokens = self._opened.text_tokens(order.text, language, self.model.t3.hp.max_text_tokens)
        if isinstance(tokens, Refusal):
            return tokens
        params = complete_parameters(order.params)
        # Computed before the seed is set: it must not matter to the sound whether they were there already.
        self.model.conds = self._opened.voices.of(order.voice, order.sample, params["exaggeration"])
        with seeded(order.seed, self._opened.kind):
            wave = self.model.generate(order.text, language, **params)
        samples = np.clip(wave.squeeze(0).numpy().astype(np.float32, copy=False), -1.0, 1.0)
        return Spoken(samples, self.model.sr, time.monotonic() - began, self.watched.truncated)
