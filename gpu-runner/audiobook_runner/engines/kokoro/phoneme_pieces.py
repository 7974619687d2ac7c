"""Cuts phonemes into pieces that the model takes."""

from __future__ import annotations

import re

_ENDS = (r"(?<=[.!?…])[”\")]*\s", r"(?<=[;:—])\s", r"(?<=[,])[”\")]*\s", r"\s")
"""Where to cut, best first: sentences, clauses, commas, words."""


def phoneme_pieces(phonemes: str, most: int) -> list[str]:
    """Pieces of at most `most` characters, cut at the latest of the best places; never empty."""
    pieces: list[str] = []
    rest = phonemes.strip()
    while len(rest) > most:
        at = _cut(rest, most)
        pieces.append(rest[:at].strip())
        rest = rest[at:].strip()
    pieces.append(rest)
    return [piece for piece in pieces if piece]


def _cut(text: str, most: int) -> int:
    for ends in _ENDS:
        places = [found.end() for found in re.finditer(ends, text[: most + 1])]
        # A cut in the first half would leave pieces so short that they sound rushed.
        late = [place for place in places if place > most // 2]
        if late:
            return late[-1]
    return most
