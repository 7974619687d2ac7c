"""How far bfloat16 takes T3's logits from float32's, while both read the same tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from audiobook_runner.engines.chatterbox.batched.noise import RowNoise
from audiobook_runner.engines.chatterbox.batched.t3.beginnings import beginning_of, conditioning_of
from audiobook_runner.engines.chatterbox.batched.t3.sampling import Settings, drawn, guided, probabilities
from audiobook_runner.engines.chatterbox.batched.t3.transformer import Transformer
from audiobook_runner.engines.chatterbox.opened_model import OpenedModel
from audiobook_runner.engines.chatterbox.parameters import complete_parameters
from audiobook_runner.engines.engine import SpeechOrder
from audiobook_runner.refusal import Refusal

KEYS = 128
"""A step looks back at a multiple of so many positions."""


@dataclass(frozen=True)
class LogitError:
    """Of guided logits. `spread` is the standard deviation of the exact ones at a step, the mean of all;
    `most` and `mean` are absolute errors; `other_likeliest` is the share of steps whose likeliest token is
    another one."""

    rows: int
    steps: int
    spread: float
    most: float
    mean: float
    other_likeliest: float


@dataclass(frozen=True)
class _Asked:
    """`beginnings` by row, and `draws` (steps, rows), what tokens are drawn with."""

    beginnings: list[torch.Tensor]
    draws: torch.Tensor


@torch.inference_mode()
def logit_error(
    opened: OpenedModel, orders: Sequence[SpeechOrder], steps: int, precision: torch.dtype
) -> LogitError:
    """Of T3 in `precision` against float32, over `steps` tokens of each order.

    The tokens are those that float32 draws, as the engine draws them; the other one is made to read them.
    """
    t3 = opened.package.t3
    draws = torch.stack([torch.from_numpy(RowNoise(order.seed).tokens(steps)) for order in orders], 1)
    asked = _Asked([_beginning(opened, order) for order in orders], draws.to(t3.device))
    exact, tokens = _read(t3, torch.float32, asked, None)
    rough, _ = _read(t3, precision, asked, tokens)
    error = (rough - exact).abs()
    return LogitError(
        rows=len(orders),
        steps=steps,
        spread=exact.std(-1).mean().item(),
        most=error.max().item(),
        mean=error.mean().item(),
        other_likeliest=(rough.argmax(-1) != exact.argmax(-1)).float().mean().item(),
    )


def _beginning(opened: OpenedModel, order: SpeechOrder) -> torch.Tensor:
    t3 = opened.package.t3
    tokens = opened.text_tokens(order.text, order.language.partition("-")[0], t3.hp.max_text_tokens)
    if isinstance(tokens, Refusal):
        raise ValueError(f"Comparing logits: a text can't be read: {tokens.message}")
    start, stop = torch.tensor([[t3.hp.start_text_token], [t3.hp.stop_text_token]]).split(1)
    text = torch.cat((start, tokens, stop), 1).to(t3.device)
    params = complete_parameters(order.params)
    voice = opened.voices.of(order.voice, order.sample, params["exaggeration"])
    return beginning_of(t3, conditioning_of(t3, voice.t3), text, params["cfg_weight"])


def _read(
    t3: Any, dtype: torch.dtype, asked: _Asked, forced: torch.Tensor | None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Guided logits float32 (steps, rows, vocabulary) on the host, and the tokens (steps, rows) after each:
    those that are `forced`, or else drawn."""
    (steps, rows), device = asked.draws.shape, t3.device
    lengths = torch.tensor([each.shape[1] for each in asked.beginnings], device=device)
    longest = max(each.shape[1] for each in asked.beginnings)
    model = Transformer(t3, dtype, rows, _keys(longest + steps))
    embeds = [row for each in asked.beginnings for row in each]
    embeds = torch.nn.utils.rnn.pad_sequence(embeds, batch_first=True)
    settings = _settings(rows, device)
    seen = torch.zeros(rows, t3.hp.speech_tokens_dict_size, dtype=torch.bool, device=device)
    each_row = torch.arange(rows, device=device)
    heard = model.prefill(embeds, lengths, each_row)
    found, tokens = [], []
    for step in range(steps):
        logits = guided(heard.logits, settings.guidance)
        found.append(logits.cpu())
        if forced is None:
            chances = probabilities(logits, seen, settings, with_top_p=False)
            tokens.append(drawn(chances, asked.draws[step]))
            seen[each_row, tokens[-1]] = True
        else:
            tokens.append(forced[step])
        if step < steps - 1:
            embed = t3.speech_emb.weight[tokens[-1]] + t3.speech_pos_emb.emb.weight[step + 1]
            heard = model.step(embed, lengths + step, _keys(longest + step + 1))
    return torch.stack(found), torch.stack(tokens)


def _settings(rows: int, device: torch.device) -> Settings:
    """The engine's defaults for each row."""
    params = complete_parameters({})
    names = ("cfg_weight", "temperature", "repetition_penalty", "min_p", "top_p")
    return Settings(*(torch.full((rows,), params[name], device=device) for name in names))


def _keys(positions: int) -> int:
    return -(-positions // KEYS) * KEYS
