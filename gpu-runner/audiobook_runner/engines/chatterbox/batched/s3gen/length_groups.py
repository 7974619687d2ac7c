"""Which finished rows are spoken together: rows of near lengths, so that little is padding."""

from __future__ import annotations

from collections.abc import Sequence

START = 512
"""What a batch costs beside its frames, in frames, as assumed and not measured: two small ones become one."""


def length_groups(frames: Sequence[int], most: int, budget: int) -> list[list[int]]:
    """Groups of the rows' indexes, each row in one group, the groups of the longest rows first.

    `frames`: each row's `Sounds.frames`. A group has at most `most` rows, and its rows padded to its longest
    have at most `budget` frames together, except that a row longer than the budget is alone. Among all such
    groups of neighbours by length, these have the fewest padded frames, a group's start counted as 512.
    """
    if most < 1:
        raise ValueError(f"Grouping rows by length: at most {most} rows a group. Give at least 1.")
    order = sorted(range(len(frames)), key=lambda row: -frames[row])
    # cheapest[n]: the least cost of the n longest rows, and how many of them the last group has.
    cheapest: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(order) + 1):
        choices = []
        for size in range(1, min(most, end) + 1):
            padded = size * frames[order[end - size]]
            if size == 1 or padded <= budget:
                choices.append((cheapest[end - size][0] + padded + START, size))
        cheapest.append(min(choices))
    groups, end = [], len(order)
    while end:
        size = cheapest[end][1]
        groups.append(order[end - size : end])
        end -= size
    return groups[::-1]
