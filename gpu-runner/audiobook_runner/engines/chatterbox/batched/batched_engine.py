"""The engine: rows begin when T3 has a slot, and go on to S3Gen and the watermark while others speak."""

from __future__ import annotations

import logging
import math
import queue
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from audiobook_runner.engines.chatterbox.conditionals import DEFAULT
from audiobook_runner.engines.chatterbox.identity import implementation_of
from audiobook_runner.engines.chatterbox.opened_model import ENGINE, empty_cache, open_model, read_choices
from audiobook_runner.engines.chatterbox.orders import check_order, own_voices
from audiobook_runner.engines.engine import (
    CannotLoad,
    EngineContext,
    Poisoned,
    SpeechOrder,
    Spoken,
    Voice,
)
from audiobook_runner.engines.option_reader import OptionReader
from audiobook_runner.refusal import Refusal

if TYPE_CHECKING:
    import torch

    from audiobook_runner.engines.chatterbox.batched.rows import Done, Row
    from audiobook_runner.engines.chatterbox.batched.t3.token_loop import Ended

log = logging.getLogger(__name__)

SPEECH_TOKENS = 1000
"""What the stock generate() passes: 40 s at 25 speech tokens a second."""
BESIDE_TEXT = 38
"""Positions of the voice (speaker, 32 of its prompt, emotion), of text's start and stop, and of speech's
start, which the stock loop has twice."""
POSITIONS = 1_536
"""By default: room for 40 s of speech, and 498 tokens of text, which is twice the longest segment."""
BATCH = {"cuda": 48, "cpu": 6}
"""By default, where memory has room: more would let each wait longer, and T3 outruns S3Gen by far already."""
IN_T3 = 2 / 3
"""This share of what is under way has a slot of T3; the rest is behind it."""
BEGIN_TOGETHER = 8
"""A longer pause for those that are speaking would be heard about by whoever waits for the first sound."""
RESERVED = 5 << 30
"""Bytes of the card left for a copy of T3's weights and S3Gen's work."""
PRECISIONS = ("auto", "bfloat16", "float32")
"""Of T3 and the flow's estimator; auto is bfloat16 on a card."""
WAIT_SECONDS = 0.02
SOUNDS = 6561
"""Speech tokens below are sounds; above are marks."""
WARM_UP_TOKENS = 10
WARM_UP_SECONDS = 600


class BatchedEngine:
    """`RowEngine` over chatterbox-tts's weights.

    Options besides those of the stock engine: `positions`, how many places a row has for voice, text and
    speech; `precision`, one of PRECISIONS; `solverSteps` of flow matching, of which stock has 10; `graphs`,
    `auto` or `off`: without CUDA graphs a card is slower, and does nothing that couldn't be looked into.
    """

    name = ENGINE
    batch = 1
    clones = True
    identity = ""
    implementation = ""
    device = ""

    def __init__(self, context: EngineContext) -> None:
        options = OptionReader(context.options)
        self._choices = read_choices(options)
        self._positions = options.integer("positions", POSITIONS, 1_100, 4_096)
        self._precision = options.text("precision", "auto")
        self._graphs = options.text("graphs", "auto")
        self._solver_steps = options.integer("solverSteps", 10, 1, 100)
        options.finish()
        if self._precision not in PRECISIONS:
            raise ValueError(f'"precision" is {self._precision!r}; there is {", ".join(PRECISIONS)}')
        if self._graphs not in ("auto", "off"):
            raise ValueError(f'"graphs" is {self._graphs!r}; there is auto, off')
        self._context = context
        self._waiting: deque[Row] = deque()
        self._rows: set[Row] = set()
        self.tokens_of: Callable[[SpeechOrder], int] = lambda _: SPEECH_TOKENS
        """How many tokens an order speaks at most: a benchmark with random weights, which end nothing by
        themselves, says it."""

    def load(self, report: Callable[[str], None]) -> None:
        """See `Engine.load`."""
        opened = self._opened = open_model(self._choices, self._context, report)
        report("preparing to speak in batches")
        import torch

        from audiobook_runner.engines.chatterbox.batched.row_maker import RowMaker
        from audiobook_runner.engines.chatterbox.batched.s3gen import BatchedS3Gen
        from audiobook_runner.engines.chatterbox.batched.sound_stage import SoundStage
        from audiobook_runner.engines.chatterbox.batched.stage_clock import StageClock
        from audiobook_runner.engines.chatterbox.batched.t3.token_loop import Room, TokenLoop

        is_cuda = opened.kind == "cuda"
        if is_cuda:
            # Chosen by itself on some cards and versions, it makes a plan for each shape that it sees.
            torch.backends.cuda.enable_cudnn_sdp(False)
        is_exact = self._precision == "float32" or (self._precision == "auto" and not is_cuda)
        precision = torch.float32 if is_exact else torch.bfloat16
        graphs = is_cuda and self._graphs == "auto"
        self._stream = torch.cuda.Stream(priority=-1) if is_cuda else None
        slots = self._slots(self._context.batch or BATCH[opened.kind], precision)
        self.clock = StageClock()
        t3 = opened.package.t3
        with torch.inference_mode(), self._on_stream():
            room = Room(slots, self._positions, SPEECH_TOKENS)
            self.loop: TokenLoop[Row] = TokenLoop(t3, precision, room, self.clock, graphs=graphs)
        _settle(is_cuda)
        # Both are copied: T3's transformer here, the flow's decoder below.
        t3.tfmr = None
        self.s3gen = BatchedS3Gen(
            opened.package.s3gen, opened.kind, precision, self._solver_steps, graphs=graphs
        )
        _settle(is_cuda)
        opened.package.s3gen.flow.decoder = None
        self._sound = SoundStage(self.s3gen, opened.package, self.clock, opened.kind)
        most_text = min(t3.hp.max_text_tokens, self._positions - SPEECH_TOKENS - BESIDE_TEXT)
        self._maker = RowMaker(opened, most_text, self._choices.kept_voices)
        self._warm_up(report)
        self.device, self.identity = opened.device, opened.identity
        way = f"batched, {str(precision).removeprefix('torch.')}, {self._solver_steps} solver steps"
        self.implementation = implementation_of(way, self.device)

    def voices(self) -> list[Voice]:
        """See `Engine.voices`."""
        return own_voices()

    def check(self, order: SpeechOrder) -> Refusal | None:
        """See `Engine.check`."""
        return check_order(order)

    def sample_changed(self, digest: str) -> None:
        """See `Engine.sample_changed`."""
        self._maker.forget(digest)

    def admit(self, order: SpeechOrder, done: Done, since: float) -> Callable[[], None]:
        """See `RowEngine.admit`. It begins to speak when T3 has a slot."""
        row = self._row_safely(order, done)
        if isinstance(row, Refusal):
            done(row)
            return lambda: None
        self._rows.add(row)
        listeners = sum(each.order.interactive for each in self._waiting)
        self._waiting.insert(listeners if order.interactive else len(self._waiting), row)
        return lambda: self._remove(row)

    def advance(self, until: float) -> float | None:
        """See `RowEngine.advance`. Raises Poisoned."""
        if not self._rows:
            return None
        try:
            with self._on_stream():
                self._begin()
                is_speaking = self.loop.speaking > 0
                for ended in self.loop.advance():
                    self._give_sound(ended)
            self._deliver(0.0 if is_speaking else WAIT_SECONDS)
        except Exception as error:
            self._forget_all()
            raise _lasting(error) from error
        return until if self._rows else None

    def _row_safely(self, order: SpeechOrder, done: Done) -> Row | Refusal:
        """What fails here, such as a sample that can't be read, is no matter of the other rows."""
        from audiobook_runner.engines.chatterbox.batched.graphs import nothing_captured
        from audiobook_runner.engines.chatterbox.faults import is_out_of_memory

        for last in (False, True):
            try:
                with self._on_stream():
                    return self._maker.row(order, done, self.tokens_of(order))
            except Exception as error:
                lasting = _lasting(error)
                if not isinstance(lasting, Poisoned):
                    log.exception("preparing %d characters failed", len(order.text))
                    return Refusal("failed", f"Speaking failed: {type(error).__name__}: {error}")
                if last or not is_out_of_memory(error):
                    self._forget_all()
                    raise lasting from error
                log.warning("out of GPU memory; emptying the cache and trying once more")
            # Behind the except clause, whose error holds the frames that hold the memory.
            with nothing_captured:
                empty_cache()
        raise AssertionError("unreachable")

    def _begin(self) -> None:
        count = min(len(self._waiting), self.loop.free, BEGIN_TOGETHER)
        rows = [self._waiting.popleft() for _ in range(count)]
        for row in rows:
            row.began = time.monotonic()
        if rows:
            self.loop.admit([(row, row.beginning) for row in rows])

    def _give_sound(self, ended: Ended[Row]) -> None:
        row = ended.name
        end, sounds = self._opened.package.t3.hp.stop_speech_token, ended.tokens[ended.tokens < SOUNDS]
        if ended.broken:
            self._end(row, Refusal("failed", "the model's numbers went out of bounds; ask again"))
        elif (ended.tokens > end).any():
            found = f"the model drew tokens that mean no sound (above {end})"
            self._end(row, Refusal("failed", f"Speaking failed: {found}; ask again with another seed"))
        elif len(sounds) == 0:
            self._end(
                row, Refusal("unspeakable", "nothing was spoken: the model ended before its first sound")
            )
        else:
            row.truncated = ended.truncated
            self._sound.put(row, sounds)

    def _deliver(self, seconds: float) -> None:
        """Ends rows that have come through, waiting so long for the first."""
        try:
            row, outcome = self._sound.finished.get(seconds > 0, seconds or None)
            while True:
                if isinstance(outcome, Poisoned):
                    raise outcome
                self._end(row, outcome)
                row, outcome = self._sound.finished.get_nowait()
        except queue.Empty:
            return

    def _end(self, row: Row, outcome: Spoken | Refusal) -> None:
        self._rows.discard(row)
        if not row.removed:
            row.done(outcome)

    def _remove(self, row: Row) -> None:
        row.removed = True
        self._rows.discard(row)
        if row in self._waiting:
            self._waiting.remove(row)
        else:
            with self._on_stream():
                self.loop.remove(row)

    def _forget_all(self) -> None:
        """Asks nothing of the card, which may be beyond asking."""
        for row in self._rows:
            row.removed = True
        self._rows.clear()
        self._waiting.clear()
        self.loop.forget_all()

    def _slots(self, batch: int, precision: torch.dtype) -> int:
        """Sets `batch` to what was asked for, or fits, and returns T3's share. CannotLoad where none fits."""
        self.batch, slots = batch, math.ceil(batch * IN_T3)
        if self._opened.kind != "cuda":
            return slots
        import torch

        from audiobook_runner.engines.chatterbox.batched.t3.transformer import Transformer

        free, _ = torch.cuda.mem_get_info()
        each = Transformer.bytes_of_a_slot(self._opened.package.t3.cfg, self._positions, precision)
        fit = (free - RESERVED) // each
        if fit < 1:
            raise CannotLoad(
                f"Preparing to speak in batches: the card has {free / 1e9:.1f} GB left, and one row takes "
                f"{(RESERVED + each) / 1e9:.1f} GB. End what else runs on it, or use implementation stock."
            )
        if fit < slots:
            self.batch, slots = math.floor(fit / IN_T3), fit
            log.info("the card has memory for %d texts under way, not for %d", self.batch, batch)
        return slots

    def _warm_up(self, report: Callable[[str], None]) -> None:
        """Lets libraries compile and choose what they choose at the first text, before someone waits."""
        report("speaking a first word")
        tokens_of, self.tokens_of = self.tokens_of, lambda _: WARM_UP_TOKENS
        answers: list[Spoken | Refusal] = []
        self.admit(SpeechOrder("One.", "en", DEFAULT), answers.append, time.monotonic())
        until = time.monotonic() + WARM_UP_SECONDS
        while not answers:
            self.advance(time.monotonic())
            if time.monotonic() > until:
                raise CannotLoad(
                    f"Speaking a first word: it wasn't spoken in {WARM_UP_SECONDS} s. See what else the "
                    "machine does, or use implementation stock."
                )
        self.tokens_of = tokens_of
        if isinstance(answers[0], Refusal):
            log.warning("the first word was not spoken: %s", answers[0].message)

    def _on_stream(self) -> AbstractContextManager:
        """T3's work on a card has a stream of its own, which goes before S3Gen's."""
        if self._stream is None:
            return nullcontext()
        import torch

        return torch.cuda.stream(self._stream)


def _settle(is_cuda: bool) -> None:
    """What was begun on one stream is done before another's memory is freed, or read, for it."""
    import torch

    if is_cuda:
        torch.cuda.synchronize()


def _lasting(error: Exception) -> Exception:
    """The error, as Poisoned where the process can't go on."""
    from audiobook_runner.engines.chatterbox.faults import is_out_of_memory, is_poisonous

    if not isinstance(error, Poisoned) and (is_poisonous(error) or is_out_of_memory(error)):
        return Poisoned(f"Speaking failed for good: {error}")
    return error
