"""T3's token loop with what the stock call throws away: whether it came to its limit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

# What the stock generate() passes: 40 s at 25 speech tokens a second.
SPEECH_TOKENS = 1000


class WatchedInference:
    """Takes the place of `t3.inference`.

    `limit` is the most speech tokens of one text. `tokens` and `truncated` tell of the last call: how many
    came, and that no end of speech was among them.
    """

    def __init__(self, t3: Any, limit: int = SPEECH_TOKENS) -> None:
        self.t3 = t3
        self.inference = t3.inference
        self.limit = limit
        self.tokens = 0
        self.truncated = False
        t3.inference = self

    def __call__(self, **arguments: Any) -> torch.Tensor:
        self.tokens, self.truncated = 0, False
        with _hooks_removed(self.t3.tfmr):
            speech = self.inference(**arguments | {"max_new_tokens": self.limit})
        end = self.t3.hp.stop_speech_token
        if (speech > end).any():
            # The stock code would hand them to a table that doesn't have them, and poison the GPU.
            raise ValueError(f"the model drew tokens that mean no sound (above {end})")
        ended = speech.shape[1] > 0 and speech[0, -1].item() == end
        self.tokens = speech.shape[1] - ended
        self.truncated = not ended
        return speech


@contextmanager
def _hooks_removed(transformer: Any) -> Iterator[None]:
    """The stock loop hangs three hooks on attention layers at every call and never takes them off.

    Each holds what it saw, and all run at every later token: it gets slower and fatter with every text.
    """
    layers = [layer.self_attn for layer in transformer.layers]
    before = [dict(layer._forward_hooks) for layer in layers]
    try:
        yield
    finally:
        for layer, hooks in zip(layers, before, strict=True):
            layer._forward_hooks.clear()
            layer._forward_hooks.update(hooks)
