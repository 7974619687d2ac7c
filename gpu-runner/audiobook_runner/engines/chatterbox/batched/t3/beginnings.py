"""What T3 reads before it speaks: voice, text, and the start of speech."""

from __future__ import annotations

from typing import Any

import torch


def conditioning_of(t3: Any, conditionals: Any) -> torch.Tensor:
    """The voice as T3 reads it: (1, 34, channels). The stock code changes the T3Cond that it is given."""
    with torch.inference_mode():
        return t3.prepare_conditioning(conditionals)


def beginning_of(t3: Any, conditioning: torch.Tensor, text: torch.Tensor, guidance: float) -> torch.Tensor:
    """Both rows of a request's beginning: (2, positions, channels). `text` (1, tokens) has start and stop.

    As the stock loop has it: the second row's text is blank unless nothing is made of the difference, and the
    start of speech is there twice.
    """
    words = t3.text_emb(text)
    blank = torch.zeros_like(words) if guidance > 0 else words
    start = torch.full((2, 1), t3.hp.start_speech_token, device=text.device)
    speech = t3.speech_emb(start) + t3.speech_pos_emb.emb.weight[0]
    texts = torch.cat((words, blank)) + t3.text_pos_emb(text)
    return torch.cat((conditioning.expand(2, -1, -1), texts, speech, speech), 1)
