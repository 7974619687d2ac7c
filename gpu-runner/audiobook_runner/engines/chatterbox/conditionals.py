"""What the model computed from a sample, kept for the voices that are spoken with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

DEFAULT = "default"


class KnownVoices:
    """The conditionals of the `limit` samples used last, by digest, and of the built-in voice.

    How strong the emotion is doesn't belong to what costs time, so it isn't part of the key: `of` puts it
    into a copy. Nothing that is kept is ever changed, though the stock code changes what it is given.
    """

    def __init__(self, builtin: Any, compute: Callable[[Path], Any], limit: int) -> None:
        self._builtin = builtin
        self._compute = compute
        self._limit = limit
        self._known: OrderedDict[str, Any] = OrderedDict()

    def of(self, voice: str, sample: Path | None, exaggeration: float) -> Any:
        """Conditionals to speak with. `sample` is the file of a voice other than the default."""
        if voice == DEFAULT or sample is None:
            return _copy(self._builtin, exaggeration)
        if voice not in self._known:
            self._known[voice] = self._compute(sample)
        self._known.move_to_end(voice)
        while len(self._known) > self._limit:
            self._known.popitem(last=False)
        return _copy(self._known[voice], exaggeration)

    def forget(self, voice: str) -> None:
        """Drops what was computed from a sample."""
        self._known.pop(voice, None)


def _copy(kept: Any, exaggeration: float) -> Any:
    from chatterbox.models.t3.modules.cond_enc import T3Cond
    from chatterbox.mtl_tts import Conditionals
    from torch import full_like

    t3 = T3Cond(
        speaker_emb=kept.t3.speaker_emb,
        cond_prompt_speech_tokens=kept.t3.cond_prompt_speech_tokens,
        emotion_adv=full_like(kept.t3.emotion_adv, exaggeration),
    )
    return Conditionals(t3, dict(kept.gen))
