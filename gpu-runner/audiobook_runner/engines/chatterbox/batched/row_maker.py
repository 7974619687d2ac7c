"""From an order to the row that T3 can begin: its text read, its voice prepared."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import torch

from audiobook_runner.engines.chatterbox.batched.noise import RowNoise
from audiobook_runner.engines.chatterbox.batched.rows import Done, Row
from audiobook_runner.engines.chatterbox.batched.t3.beginnings import beginning_of, conditioning_of
from audiobook_runner.engines.chatterbox.batched.t3.token_rows import Beginning, Sampling
from audiobook_runner.engines.chatterbox.batched.to_device import to_device
from audiobook_runner.engines.chatterbox.languages import language_id
from audiobook_runner.engines.chatterbox.opened_model import OpenedModel
from audiobook_runner.engines.chatterbox.parameters import complete_parameters
from audiobook_runner.engines.engine import SpeechOrder
from audiobook_runner.refusal import Refusal


class RowMaker:
    """Texts have `most_text` tokens at most. What T3 reads of a voice is kept for `kept_voices` of them."""

    def __init__(self, opened: OpenedModel, most_text: int, kept_voices: int) -> None:
        self._opened = opened
        self._t3 = opened.package.t3
        self._most_text = most_text
        self._kept_voices = kept_voices
        self._voices: OrderedDict[tuple[str, float], tuple[torch.Tensor, dict[str, Any]]] = OrderedDict()

    @torch.inference_mode()
    def row(self, order: SpeechOrder, done: Done, tokens: int) -> Row | Refusal:
        """A row that speaks `tokens` tokens at most. Raises what a sample that can't be read raises."""
        language = language_id(order.language)
        if isinstance(language, Refusal):
            return language
        words = self._opened.text_tokens(order.text, language, self._most_text)
        if isinstance(words, Refusal):
            return words
        params = complete_parameters(order.params)
        conditioning, voice = self._voice(order, params["exaggeration"])
        hp = self._t3.hp
        start, stop = torch.tensor([[hp.start_text_token], [hp.stop_text_token]]).split(1)
        text = to_device(torch.cat((start, words, stop), 1), self._t3.device)
        noise = RowNoise(order.seed)
        beginning = Beginning(
            beginning_of(self._t3, conditioning, text, params["cfg_weight"]),
            text_begin=conditioning.shape[1],
            text_tokens=text.shape[1],
            draws=noise.tokens(tokens),
            sampling=Sampling(
                params["cfg_weight"],
                params["temperature"],
                params["repetition_penalty"],
                params["min_p"],
                params["top_p"],
            ),
        )
        return Row(order, done, beginning, voice, noise)

    def forget(self, sample: str) -> None:
        """Drops what was computed from a sample (`sha256:<hex>`)."""
        self._opened.voices.forget(sample)
        for key in [key for key in self._voices if key[0] == sample]:
            del self._voices[key]

    def _voice(self, order: SpeechOrder, exaggeration: float) -> tuple[torch.Tensor, dict[str, Any]]:
        """What T3 and S3Gen read of a voice: the same for every row that has it."""
        key = (order.voice, exaggeration)
        if key not in self._voices:
            conditionals = self._opened.voices.of(order.voice, order.sample, exaggeration)
            self._voices[key] = (conditioning_of(self._t3, conditionals.t3), conditionals.gen)
        self._voices.move_to_end(key)
        while len(self._voices) > self._kept_voices:
            self._voices.popitem(last=False)
        return self._voices[key]
