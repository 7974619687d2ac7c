"""One row that S3Gen speaks, and how long it is on its way from tokens to samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from audiobook_runner.engines.chatterbox.batched.noise import RowNoise

SAMPLES = 480
"""Of one frame, at 24 kHz: a frame is 20 ms, a token two frames."""


@dataclass(frozen=True)
class Sounds:
    """What T3 spoke, and in whose voice.

    `tokens`: (n,) int64 on the processor, n >= 1, each below 6561: another number is outside of a table,
    which on a GPU ends the process. `voice`: the stock's conditionals for S3Gen (`Conditionals.gen`):
    prompt_token (1, P), prompt_feat (1, M, 80), embedding (1, 192).
    """

    tokens: torch.Tensor
    voice: Mapping[str, Any]
    noise: RowNoise

    @property
    def frames(self) -> int:
        """Of the prompt and the speech together: the length that the solver works on."""
        return 2 * (self.voice["prompt_token"].shape[1] + self.tokens.shape[0])

    @property
    def prompt_frames(self) -> int:
        """How many frames of the voice's sample are known. One more than two a token where M is odd."""
        return self.voice["prompt_feat"].shape[1]

    @property
    def spoken_frames(self) -> int:
        """How many frames are new: those that become sound."""
        return self.frames - self.prompt_frames

    @property
    def samples(self) -> int:
        """The length of the waveform at 24 kHz."""
        return SAMPLES * self.spoken_frames
