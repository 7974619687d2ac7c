"""The state of all requests on the card, and the drawing of their next tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from audiobook_runner.engines.chatterbox.batched.t3.alignment import Alignment
from audiobook_runner.engines.chatterbox.batched.t3.sampling import (
    Settings,
    drawn,
    guided,
    probabilities,
    with_end,
)
from audiobook_runner.engines.chatterbox.batched.t3.transformer import Heard
from audiobook_runner.engines.chatterbox.batched.to_device import to_device

SPEAKING, ENDED, BROKEN = range(3)
"""What becomes of a row: it draws tokens; it drew the end, or as many as it may; its numbers went bad."""


class Sampling(NamedTuple):
    """Parameters of the engine, in the order of `Settings`. `guidance` is its cfg_weight."""

    guidance: float
    temperature: float
    repetition_penalty: float
    min_p: float
    top_p: float


@dataclass(frozen=True)
class Beginning:
    """A request for T3.

    `embeds` (2, positions, channels) is what it reads first, of which `text_tokens` from `text_begin` on
    are its text; `draws` one number from 0 to 1 for each token that it may speak, float64.
    """

    embeds: torch.Tensor
    text_begin: int
    text_tokens: int
    draws: np.ndarray
    sampling: Sampling


class TokenRows:
    """State of `slots` requests: tensors that stay in place, whose first dimension is the slot.

    A request speaks `most` tokens at most. `hp` is the model's T3Config.
    """

    def __init__(self, hp: Any, slots: int, most: int, device: torch.device) -> None:
        def zeros(*shape: int, dtype: torch.dtype) -> torch.Tensor:
            return torch.zeros((slots, *shape), dtype=dtype, device=device)

        self.end, self._start, self._most = hp.stop_speech_token, hp.start_speech_token, most
        self.device = device
        self.state = zeros(dtype=torch.uint8).fill_(ENDED)
        self.count = zeros(dtype=torch.long)
        self.tokens = zeros(most, dtype=torch.int16)
        self.positions = zeros(dtype=torch.long)
        self.last = zeros(dtype=torch.long)
        self._limit = zeros(dtype=torch.long)
        self._draws = zeros(most, dtype=torch.float64)
        self._seen = zeros(hp.speech_tokens_dict_size, dtype=torch.bool)
        self._settings = zeros(5, dtype=torch.float32)
        self._alignment = Alignment(slots, device)

    def admit(self, at: torch.Tensor, beginnings: Sequence[Beginning]) -> None:
        """New requests in the slots `at`."""
        each = [
            (one.text_begin, one.text_tokens, one.embeds.shape[1] - 1, len(one.draws)) for one in beginnings
        ]
        begin, tokens, position, limit = self._on_device(np.array(each, np.int64).T)
        self._alignment.admit(at, begin, tokens)
        # The position last written; the next token goes behind it.
        self.positions[at], self._limit[at] = position, limit
        self.state[at], self.count[at] = SPEAKING, 0
        self._seen[at] = False
        self._seen[at, self._start] = True
        settings = [one.sampling for one in beginnings]
        self._settings[at] = self._on_device(np.array(settings, np.float32))
        draws = np.zeros((len(beginnings), self._most))
        for row, one in zip(draws, beginnings, strict=True):
            row[: len(one.draws)] = one.draws
        self._draws[at] = self._on_device(draws)

    def stop(self, slot: int) -> None:
        """Its request speaks no further."""
        self.state[slot] = ENDED

    def draw(self, at: torch.Tensor, heard: Heard, with_top_p: bool) -> None:
        """The next token of the slots `at`. A row that speaks no more stays as it is."""
        settings = Settings(*self._settings[at].unbind(1))
        forbidden, forced = self._alignment.watch(at, heard.looks)
        logits = with_end(guided(heard.logits, settings.guidance), self.end, forbidden, forced)
        chances = probabilities(logits, self._seen[at], settings, with_top_p)
        count = self.count[at]
        place = count.clamp(max=self._most - 1)
        token = drawn(chances, self._draws[at, place])
        speaking = self.state[at] == SPEAKING
        self.tokens[at, place] = torch.where(speaking, token.to(torch.int16), self.tokens[at, place])
        self._seen[at, token] = True
        self._alignment.drew(at, token)
        self.last[at] = token
        count = count + speaking
        self.count[at] = count
        self.positions[at] = self.positions[at] + speaking
        is_over = (token == self.end) | (count >= self._limit[at])
        state = torch.where(chances.sum(-1).isfinite(), torch.where(is_over, ENDED, SPEAKING), BROKEN)
        self.state[at] = torch.where(speaking, state.to(torch.uint8), self.state[at])

    def _on_device(self, array: np.ndarray) -> torch.Tensor:
        return to_device(torch.from_numpy(np.ascontiguousarray(array)), self.device)
