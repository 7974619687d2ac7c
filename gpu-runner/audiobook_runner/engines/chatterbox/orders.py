"""What can be spoken at all: the same for every way of running the model."""

from __future__ import annotations

import unicodedata

from audiobook_runner.engines.chatterbox.conditionals import DEFAULT
from audiobook_runner.engines.chatterbox.languages import language_id
from audiobook_runner.engines.chatterbox.parameters import check_parameters
from audiobook_runner.engines.engine import SpeechOrder, Voice
from audiobook_runner.refusal import Refusal


def own_voices() -> list[Voice]:
    """The voices that the model brings."""
    return [Voice(DEFAULT, "Chatterbox's own voice")]


def check_order(order: SpeechOrder) -> Refusal | None:
    """Refuses an order by what can be seen of it before the text is read."""
    language = language_id(order.language)
    if isinstance(language, Refusal):
        return language
    return _check_voice(order) or check_parameters(order.params) or _check_text(order.text)


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
