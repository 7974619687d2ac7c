"""From logits to the next token, by the stock's rules in its order, each row with its own settings."""

from __future__ import annotations

from dataclasses import dataclass

import torch

FORCED = 2.0**15
"""What the stock sets a logit to that must, or must not, be drawn."""


@dataclass(frozen=True)
class Settings:
    """Of each row, float32 (rows,) all of them."""

    guidance: torch.Tensor
    temperature: torch.Tensor
    repetition_penalty: torch.Tensor
    min_p: torch.Tensor
    top_p: torch.Tensor


def guided(logits: torch.Tensor, guidance: torch.Tensor) -> torch.Tensor:
    """Of (2 rows, vocabulary), with and without the text by turns: what the text changes, and more of it."""
    with_text, without = logits[0::2], logits[1::2]
    return with_text + guidance[:, None] * (with_text - without)


def with_end(logits: torch.Tensor, end: int, forbidden: torch.Tensor, forced: torch.Tensor) -> torch.Tensor:
    """Logits with the token `end` forbidden or forced (rows,) each; forced goes before forbidden."""
    is_end = torch.arange(logits.shape[1], device=logits.device) == end
    logits = torch.where(forbidden[:, None] & is_end, -FORCED, logits)
    return torch.where(forced[:, None], torch.where(is_end, FORCED, -FORCED), logits)


def probabilities(
    logits: torch.Tensor, seen: torch.Tensor, settings: Settings, with_top_p: bool
) -> torch.Tensor:
    """Float32 (rows, vocabulary) that add up to 1. `seen` marks the tokens that each row has drawn.

    `with_top_p` is False where every row's top_p is 1, which leaves out a sort.
    """
    penalty = settings.repetition_penalty[:, None]
    punished = torch.where(logits < 0, logits * penalty, logits / penalty)
    logits = torch.where(seen, punished, logits) / settings.temperature[:, None]
    chances = logits.softmax(-1)
    unlikely = chances < settings.min_p[:, None] * chances.amax(-1, keepdim=True)
    logits = logits.masked_fill(unlikely, -torch.inf)
    if with_top_p:
        logits = _likeliest(logits, settings.top_p)
    return logits.softmax(-1)


def drawn(chances: torch.Tensor, draws: torch.Tensor) -> torch.Tensor:
    """The token (rows,) that a number from 0 to 1 (rows,), float64, falls upon.

    The sums are float64: float32 ones would differ by card, and with them now and then the token.
    """
    upto = chances.double().cumsum(-1)
    token = (upto <= draws[:, None] * upto[:, -1:]).sum(-1)
    return token.clamp(max=chances.shape[1] - 1)


def _likeliest(logits: torch.Tensor, top_p: torch.Tensor) -> torch.Tensor:
    """Without the least likely ones, which together have 1 - top_p at most."""
    rising, order = logits.sort(-1)
    gone = rising.softmax(-1).cumsum(-1) <= 1 - top_p[:, None]
    gone[:, -1] = False
    return logits.masked_fill(torch.zeros_like(gone).scatter(1, order, gone), -torch.inf)
