"""The engine: checks orders, and speaks them one after the other with the stock model."""

from __future__ import annotations

import logging
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from audiobook_runner.engines.chatterbox.conditionals import DEFAULT, KnownVoices
from audiobook_runner.engines.chatterbox.identity import identity_of, implementation_of
from audiobook_runner.engines.chatterbox.languages import language_id
from audiobook_runner.engines.chatterbox.load_model import load_model, prepare_imports
from audiobook_runner.engines.chatterbox.parameters import check_parameters, complete_parameters
from audiobook_runner.engines.engine import EngineContext, Poisoned, SpeechOrder, Spoken, Voice
from audiobook_runner.engines.option_reader import OptionReader
from audiobook_runner.refusal import Refusal
from audiobook_runner.weights import ensure_weights, read_pins
from audiobook_runner.weights.pins import PINS_FILE

log = logging.getLogger(__name__)

DEFAULT_CHECKPOINT = "chatterbox-multilingual"
WARM_UP_TOKENS = 10
KEPT_VOICES = 32
"""Each takes about 3 MB on the card."""


class StockEngine:
    """`Engine` over chatterbox-tts; batch 1, because the package has no other way."""

    name = "chatterbox"
    batch = 1
    clones = True
    identity = ""
    implementation = ""
    device = ""

    def __init__(self, context: EngineContext) -> None:
        if context.batch not in (None, 1):
            raise ValueError(f"chatterbox speaks one text at a time; batch {context.batch} was asked for")
        options = OptionReader(context.options)
        self._checkpoint = options.text("checkpoint", DEFAULT_CHECKPOINT)
        self._pins = Path(options.text("pins", str(PINS_FILE)))
        self._kept_voices = options.integer("voices", KEPT_VOICES, 1, 10_000)
        options.finish()
        self._context = context

    def load(self, report: Callable[[str], None]) -> None:
        """See `Engine.load`."""
        prepare_imports()
        checkpoint = read_pins(self._pins).of(self.name, self._checkpoint)
        files = ensure_weights(checkpoint, self._context.weights, report)
        self._kind = _kind_of(self._context.device)
        self.model = load_model(files, self._kind, report)

        from audiobook_runner.engines.chatterbox.watched_inference import WatchedInference

        self.watched = WatchedInference(self.model.t3)
        self._voices = KnownVoices(self.model.conds, self._conditionals, self._kept_voices)
        self._warm_up(report)
        self.device = _name_of(self._kind)
        self.identity = identity_of(files)
        self.implementation = implementation_of(self.device)

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
        return [Voice(DEFAULT, "Chatterbox's own voice")]

    def check(self, order: SpeechOrder) -> Refusal | None:
        """See `Engine.check`."""
        language = language_id(order.language)
        if isinstance(language, Refusal):
            return language
        return _check_voice(order) or check_parameters(order.params) or _check_text(order.text)

    def speak(self, orders: list[SpeechOrder]) -> list[Spoken | Refusal]:
        """See `Engine.speak`."""
        return [self._speak_safely(order) for order in orders]

    def sample_changed(self, digest: str) -> None:
        """See `Engine.sample_changed`."""
        self._voices.forget(digest)

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
            _empty_cache()
        raise AssertionError("unreachable")

    def _speak(self, order: SpeechOrder) -> Spoken | Refusal:
        from audiobook_runner.engines.chatterbox.seeded import seeded

        began = time.monotonic()
        language = language_id(order.language)
        if isinstance(language, Refusal):
            return language
        if refusal := self._check_tokens(order.text, language):
            return refusal
        params = complete_parameters(order.params)
        # Computed before the seed is set: it must not matter to the sound whether they were there already.
        self.model.conds = self._voices.of(order.voice, order.sample, params["exaggeration"])
        with seeded(order.seed, self._kind):
            wave = self.model.generate(order.text, language, **params)
        samples = np.clip(wave.squeeze(0).numpy().astype(np.float32, copy=False), -1.0, 1.0)
        return Spoken(samples, self.model.sr, time.monotonic() - began, self.watched.truncated)

    def _check_tokens(self, text: str, language: str) -> Refusal | None:
        from chatterbox.mtl_tts import punc_norm

        tokens = len(self.model.tokenizer.encode(punc_norm(text), language_id=language))
        most = self.model.t3.hp.max_text_tokens
        if tokens > most:
            # Behind the table of positions the GPU would be poisoned.
            return Refusal(
                "too_long", f"The text is {tokens} tokens long; chatterbox takes {most}. Send less."
            )
        return None

    def _conditionals(self, sample: Path) -> Any:
        import torch

        with torch.inference_mode():
            self.model.prepare_conditionals(str(sample))
        return self.model.conds


def _check_voice(order: SpeechOrder) -> Refusal | None:
    if order.voice == DEFAULT or (order.voice.startswith("sha256:") and order.sample is not None):
        return None
    if order.voice.startswith("sha256:"):
        return Refusal(
            "unknown_voice", f'The sample "{order.voice}" isn\'t here. Upload it to /v1/audio/voices.'
        )
    return Refusal(
        "unknown_voice",
        f'chatterbox has no voice "{order.voice}". It has "{DEFAULT}", and any sample that was uploaded.',
        status_override=400,
    )


def _check_text(text: str) -> Refusal | None:
    """The stock model says a sentence of its own for an empty text, and mumbles at bare punctuation."""
    if any(letter.isalnum() for letter in unicodedata.normalize("NFKD", text)):
        return None
    return Refusal("unspeakable", f"The text {text[:40]!r} has no letter and no digit to speak.")


def _kind_of(wanted: str | None) -> str:
    import torch

    if wanted is not None:
        return wanted.split(":")[0]
    return "cuda" if torch.cuda.is_available() else "cpu"


def _name_of(kind: str) -> str:
    import torch

    return torch.cuda.get_device_name() if kind == "cuda" else "cpu"


def _empty_cache() -> None:
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
