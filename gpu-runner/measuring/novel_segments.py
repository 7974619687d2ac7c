"""Orders as novels give them: texts as long as their segments are, and how long real speech of them is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from random import Random

from audiobook_runner.engines.engine import SpeechOrder

DECILES = (40, 58, 75, 90, 105, 120, 135, 153, 176, 206, 250)
"""Characters of the 28,231 segments of 40 or more that libs/text cuts six novels to: Great Expectations, The
Hound of the Baskervilles, Treasure Island, Tom Sawyer, Le Comte de Monte-Cristo I, Ménages militaires. The
longest tenth is 206 to 250 characters long. (A ninth of all segments is shorter than 40, mostly lines of
dialogue that are a paragraph of their own.)"""

CHARACTERS_A_SECOND = (15.0, 17.0)
"""Of narration."""
TOKENS_A_SECOND = 25
"""Of speech: the model's own rate."""

SENTENCES = (
    "The ferry had been late since the spring floods, and nobody on the landing looked at the clock now.",
    "She counted the boats twice.",
    "Behind the mill the road climbed in three long bends, each a little steeper than the one before.",
    "Was that the bell, or only the wind in the wires?",
    "What the old man had kept in the loft was neither gold nor letters, but forty years of tide tables.",
    "He wrote the number in the book, and drew a line under it with his thumbnail.",
    "By evening the wind had gone round to the north, and the gulls sat in rows along the customs house.",
    "Nobody answered.",
    "There were two lamps in the window of the inn, which meant that there was one bed left.",
)


def segment_length(draw: float) -> int:
    """The length that a share `draw` (0 to 1) of segments falls below, in characters."""
    tenth, within = divmod(draw * 10, 1)
    below, above = DECILES[int(tenth)], DECILES[min(int(tenth) + 1, 10)]
    return round(below + within * (above - below))


def segment_text(random: Random, characters: int) -> str:
    """Sentences one behind the other from any of them on, cut after the word that ends nearest."""
    first = random.randrange(len(SENTENCES))
    sentences = itertools.islice(itertools.cycle(SENTENCES), first, None)
    text = ""
    while len(text) <= characters:
        text = f"{text} {next(sentences)}".lstrip()
    before, after = text.rfind(" ", 0, characters), text.find(" ", characters)
    after = len(text) if after < 0 else after
    end = before if before > 0 and characters - before <= after - characters else after
    return text[:end].rstrip(",.?") + "."


def speech_tokens(order: SpeechOrder) -> int:
    """How many tokens real speech of the order's text takes: 25 a second, at 15 to 17 characters a second.

    Random weights end nothing by themselves, so they are made to end there. Always the same for an order.
    """
    return max(1, round(TOKENS_A_SECOND * len(order.text) / Random(order.seed).uniform(*CHARACTERS_A_SECOND)))


def novel_orders(voice: str, sample: Path | None, seed: int) -> Iterator[SpeechOrder]:
    """Orders without end, the same for a seed."""
    random = Random(seed)
    for number in itertools.count():
        text = segment_text(random, segment_length(random.random()))
        yield SpeechOrder(text, "en-GB", voice, sample, seed=number)


def short_orders(voice: str, sample: Path | None, characters: int = 60) -> Iterator[SpeechOrder]:
    """What somebody asks for who waits for it: texts of about so many characters, without end."""
    random = Random(characters)
    for number in itertools.count():
        text = segment_text(random, characters)
        yield SpeechOrder(text, "en-GB", voice, sample, seed=number, interactive=True)
