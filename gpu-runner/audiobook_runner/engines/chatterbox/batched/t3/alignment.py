"""The stock's watch over where in the text the model is: no end before its end, no babble behind it.

The stock code keeps every row of its attention maps and asks them anew at each step. What it asks are sums
and maxima over what came since the text was complete, so running ones are enough.
"""

from __future__ import annotations

import torch

TAIL = 3
"""So many last tokens of the text count as its end: the very last ones are rarely looked at."""
BEFORE_TAIL = 5
"""Looking at a token further back than this, behind the end, means that text is spoken again."""
LONGEST = 5.0
"""Looks at the end, or back, that are too many when they add up to this: 200 ms, says the stock code."""


class Alignment:
    """State of `slots` requests, and what it says about their next token."""

    def __init__(self, slots: int, device: torch.device) -> None:
        def zeros(*shape: int, dtype: torch.dtype = torch.long) -> torch.Tensor:
            return torch.zeros(shape, dtype=dtype, device=device)

        self._begin, self._tokens = zeros(slots), zeros(slots)
        self._frame, self._place = zeros(slots), zeros(slots)
        self._complete = zeros(slots, dtype=torch.bool)
        self._at_end = zeros(slots, TAIL, dtype=torch.float)
        self._back = zeros(slots, dtype=torch.float)
        self._last, self._before = zeros(slots), zeros(slots)
        self._tail = torch.arange(TAIL, device=device) - TAIL

    def admit(self, at: torch.Tensor, begin: torch.Tensor, tokens: torch.Tensor) -> None:
        """New requests in the slots `at`, whose texts have `tokens` tokens from position `begin` on."""
        self._begin[at], self._tokens[at] = begin, tokens
        for state in (self._frame, self._place, self._complete, self._at_end, self._back):
            state[at] = 0

    def watch(self, at: torch.Tensor, looks: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Whether the end is forbidden and whether it is forced, (requests,) each, for the next token.

        `looks` (requests, keys): how much each position was looked at.
        """
        begin, tokens, frame = self._begin[at], self._tokens[at], self._frame[at]
        column = torch.arange(looks.shape[1], device=looks.device) - begin[:, None]
        # The stock hides what is further on in the text than steps were taken.
        visible = (column >= 0) & (column < tokens[:, None]) & (column <= frame[:, None])
        seen = torch.where(visible, looks, 0.0)
        here = (seen.argmax(-1) - begin).clamp(min=0)
        place = self._place[at]
        step = here - place
        place = torch.where((step > -4) & (step < 7), here, place)
        was_complete = self._complete[at]
        complete = was_complete | (place >= tokens - TAIL)
        # A slot where nobody speaks had no text yet, or one longer than what is looked at now.
        tail = ((begin + tokens)[:, None] + self._tail).clamp(0, looks.shape[1] - 1)
        at_end = self._at_end[at] + torch.where(was_complete[:, None], seen.gather(1, tail), 0.0)
        back = torch.where(column < tokens[:, None] - BEFORE_TAIL, seen, 0.0).amax(-1)
        back = self._back[at] + torch.where(was_complete, back, 0.0)
        repeats = (frame >= 2) & (self._last[at] == self._before[at])
        forced = repeats | (complete & ((at_end.amax(-1) >= LONGEST) | (back > LONGEST)))
        forbidden = (here < tokens - TAIL) & (tokens > BEFORE_TAIL)
        self._frame[at], self._place[at], self._complete[at] = frame + 1, place, complete
        self._at_end[at], self._back[at] = at_end, back
        return forbidden, forced

    def drew(self, at: torch.Tensor, token: torch.Tensor) -> None:
        """Remembers the tokens (requests,) that were drawn."""
        self._before[at], self._last[at] = self._last[at], token
