"""T3 with continuous batching: a request begins when there is a slot, and ends by itself."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import torch

from audiobook_runner.engines.chatterbox.batched.graphs import Graphs
from audiobook_runner.engines.chatterbox.batched.stage_clock import StageClock
from audiobook_runner.engines.chatterbox.batched.t3.token_rows import BROKEN, SPEAKING, Beginning, TokenRows
from audiobook_runner.engines.chatterbox.batched.t3.transformer import Transformer
from audiobook_runner.engines.chatterbox.batched.to_device import to_device

BUCKETS = (1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
"""How many requests a step is made for: each has its CUDA graphs."""
KEYS = 128
"""A step looks back at a multiple of so many positions."""
STEPS = 4
"""On a card, so many are begun before the host reads what came of those before: it would only wait."""

Name = TypeVar("Name")


@dataclass(frozen=True)
class Room:
    """`slots` requests go on together, in `positions` places each, of which speech takes `most` at most."""

    slots: int
    positions: int
    most: int


@dataclass(frozen=True)
class Ended(Generic[Name]):
    """What a request spoke: its tokens (int64), without the end; `truncated` when it came to its limit.

    `broken`: its numbers went bad, and the tokens mean nothing.
    """

    name: Name
    tokens: np.ndarray
    truncated: bool
    broken: bool


@dataclass
class _Place(Generic[Name]):
    """Who has a slot: since which snapshot, and the most positions that it may have by now."""

    name: Name
    since: int
    positions: int
    with_top_p: bool


@dataclass(frozen=True)
class _Snapshot:
    """State of all rows as it was after some steps, on its way to the host.

    CUDA events say when the steps began and when it came, or without a card times of the host.
    """

    number: int
    state: torch.Tensor
    count: torch.Tensor
    tokens: torch.Tensor
    began: Any
    came: Any


class TokenLoop(Generic[Name]):
    """Speaks requests, which their owner names. All calls come from one thread."""

    def __init__(self, t3: Any, dtype: torch.dtype, room: Room, clock: StageClock, *, graphs: bool) -> None:
        self._transformer = Transformer(t3, dtype, room.slots, room.positions)
        self._device = self._transformer.device
        self._end = t3.hp.stop_speech_token
        self._rows = TokenRows(t3.hp, room.slots, room.most, self._device)
        self._speech, self._steps = t3.speech_emb.weight.detach(), t3.speech_pos_emb.emb.weight.detach()
        self._places: list[_Place[Name] | None] = [None] * room.slots
        self._snapshots: deque[_Snapshot] = deque()
        self._number = 0
        self._graphs = Graphs(graphs)
        self._clock = clock
        self._began: Any = None
        self._is_cuda = self._device.type == "cuda"
        self.bytes_read = 0
        """What all steps so far had to read from the card's memory."""
        self.steps = 0

    @property
    def free(self) -> int:
        """How many requests can begin."""
        return self._places.count(None)

    @property
    def speaking(self) -> int:
        """How many requests have a slot."""
        return len(self._places) - self.free

    @torch.inference_mode()
    def admit(self, named: Sequence[tuple[Name, Beginning]]) -> None:
        """Begins requests, `free` at most, and draws the first token of each."""
        self._begin_clock()
        slots = [slot for slot, place in enumerate(self._places) if place is None][: len(named)]
        beginnings = [beginning for _, beginning in named]
        embeds = torch.nn.utils.rnn.pad_sequence(
            [row for beginning in beginnings for row in beginning.embeds], batch_first=True
        )
        lengths = torch.tensor([beginning.embeds.shape[1] for beginning in beginnings])
        at, lengths = (to_device(each, self._device) for each in (torch.tensor(slots), lengths))
        self._rows.admit(at, beginnings)
        with_top_p = any(beginning.sampling.top_p < 1 for beginning in beginnings)
        self._rows.draw(at, self._transformer.prefill(embeds, lengths, at), with_top_p)
        for slot, (name, beginning) in zip(slots, named, strict=True):
            self._places[slot] = _Place(
                name, self._number, beginning.embeds.shape[1], beginning.sampling.top_p < 1
            )

    @torch.inference_mode()
    def remove(self, name: Name) -> None:
        """Ends a request that nobody waits for any more."""
        for slot, place in enumerate(self._places):
            if place is not None and place.name == name:
                self._rows.stop(slot)
                self._places[slot] = None

    def forget_all(self) -> None:
        """Frees all slots without a word to the card; what is in them is written over by who comes next."""
        self._places = [None] * len(self._places)
        self._snapshots.clear()

    @torch.inference_mode()
    def advance(self) -> list[Ended[Name]]:
        """Draws the next tokens of all requests, and returns those that have ended."""
        if self.speaking > 0:
            self._begin_clock()
            for _ in range(STEPS if self._is_cuda else 1):
                self._begin_step()
            self._snapshots.append(self._snapshot())
        # One snapshot stays under way, so that the card has work while the host reads.
        keep = 1 if self._is_cuda and self.speaking > 0 else 0
        ended: list[Ended[Name]] = []
        while len(self._snapshots) > keep:
            ended += self._read(self._snapshots.popleft())
        return ended

    def _begin_step(self) -> None:
        places = [(slot, place) for slot, place in enumerate(self._places) if place is not None]
        slots = len(self._places)
        requests = min(slots, next(size for size in (*BUCKETS, slots) if size > places[-1][0]))
        for _, place in places:
            place.positions = min(place.positions + 1, self._transformer.positions)
        furthest = max(place.positions for _, place in places)
        keys = min(self._transformer.positions, -(-furthest // KEYS) * KEYS)
        with_top_p = any(place.with_top_p for _, place in places)
        key = (requests, keys, with_top_p)
        self._graphs.run(key, lambda: self.step(*key))
        self.bytes_read += self._transformer.bytes_of_a_step(requests, keys)
        self.steps += 1

    def step(self, requests: int, keys: int, with_top_p: bool) -> None:
        """What a CUDA graph is made of: one token for the first `requests` slots, looking back at `keys`."""
        at = torch.arange(requests, device=self._device)
        rows = self._rows
        embeds = self._speech[rows.last[:requests]] + self._steps[rows.count[:requests]]
        positions = rows.positions[:requests].clamp(max=keys - 1)
        rows.draw(at, self._transformer.step(embeds, positions, keys), with_top_p)

    def _snapshot(self) -> _Snapshot:
        self._number += 1
        rows = self._rows
        found = [each.to("cpu", non_blocking=True) for each in (rows.state, rows.count, rows.tokens)]
        snapshot = _Snapshot(self._number, *found, self._began, self._now())
        self._began = None
        return snapshot

    def _read(self, snapshot: _Snapshot) -> list[Ended[Name]]:
        if self._is_cuda:
            snapshot.came.synchronize()
            self._clock.add("t3", snapshot.began.elapsed_time(snapshot.came) / 1000)
        else:
            self._clock.add("t3", snapshot.came - snapshot.began)
        ended = []
        for slot, place in enumerate(self._places):
            # A snapshot that is older than the request tells of the slot's last one.
            if place is None or snapshot.number <= place.since or snapshot.state[slot] == SPEAKING:
                continue
            broken = bool(snapshot.state[slot] == BROKEN)
            tokens = snapshot.tokens[slot, : snapshot.count[slot]].numpy().astype(np.int64)
            is_whole = len(tokens) > 0 and tokens[-1] == self._end
            ended.append(Ended(place.name, tokens[:-1] if is_whole else tokens, not is_whole, broken))
            self._places[slot] = None
        return ended

    def _begin_clock(self) -> None:
        if self._began is None:
            self._began = self._now()

    def _now(self) -> Any:
        """A moment: of the card's work where there is one, else of the host."""
        if not self._is_cuda:
            return time.perf_counter()
        moment = torch.cuda.Event(enable_timing=True)
        moment.record()
        return moment
