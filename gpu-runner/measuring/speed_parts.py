"""The parts of the Chatterbox benchmark: an engine at a batch, the card itself, a profile."""

from __future__ import annotations

import itertools
import resource
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from audiobook_runner.engines.catalogue import open_engine
from measuring.full_load import FullLoad, NothingSpoken, OneByOne
from measuring.novel_segments import novel_orders, short_orders, speech_tokens
from measuring.speed_setup import Setup

Report = Callable[[str], None]

STOCK, CARD, PROFILE = "stock", "card", "profile"
BATCHED = "batched-"
"""With the batch behind it; `own` is the engine's."""
PROFILED_STEPS = 24
SOUND_TOGETHER = 16
"""S3Gen gives at most so many rows their sound at once, so time is taken over more than that."""


def do_part(setup: Setup, part: str, report: Report, profile_file: Path | None = None) -> dict[str, Any]:
    """Does a part of this name, and returns its figures, fit for JSON. Raises what goes wrong."""
    if part == CARD:
        return _card(setup, report)
    if part == PROFILE:
        return _profile(setup, report, profile_file)
    return _speed(setup, part, report)


def _speed(setup: Setup, part: str, report: Report) -> dict[str, Any]:
    """An engine under full load, with each prompt."""
    began = time.monotonic()
    engine, driven, stages = _loaded(setup, part, report)
    figures: dict[str, Any] = {
        "load_seconds": time.monotonic() - began,
        "implementation": engine.implementation,
        "device": engine.device,
        "batch": driven.batch,
        "slots": engine.loop.free if part != STOCK else 1,
    }
    prompts: dict[int, Any] = {}
    load = FullLoad(driven, iter(()))
    for place, (seconds, sample) in enumerate(setup.samples.items()):
        report(f"{part}: with a prompt of {seconds} s")
        voice = f"sha256:{seconds:064x}"
        load.orders = novel_orders(voice, sample, seed=1)
        prompts[seconds] = _window(setup, load, stages, driven.batch, is_first=place == 0)
        if place == 0 and part != STOCK:
            figures["short"] = _short(setup, load, voice, sample)
    load.stop()
    figures |= {"prompts": prompts, "refused": len(load.refused), "memory": _memory(setup)}
    if load.refused:
        figures["refusal"] = load.refused[0].message
    if part != STOCK:
        figures["without_graphs"] = stages.without_graphs()
    return figures


def _loaded(setup: Setup, part: str, report: Report) -> tuple[Any, Any, Any]:
    """The engine, the same as rows, and its stages."""
    from measuring.stage_times import BatchedStages, StockStages

    if part == STOCK:
        engine = open_engine("chatterbox", setup.context(1))
        engine.load(report)

        def limit(order: Any) -> None:
            if setup.is_random:
                engine.watched.limit = speech_tokens(order)

        return engine, OneByOne(engine, limit), StockStages(engine, setup.device)
    batch = part.removeprefix(BATCHED)
    context = setup.context(None if batch == "own" else int(batch), **setup.batched_options)
    engine = open_engine("chatterbox-batched", context)
    engine.load(report)
    if setup.is_random:
        engine.tokens_of = speech_tokens
    return engine, engine, BatchedStages(engine, setup.device)


def _window(setup: Setup, load: FullLoad, stages: Any, batch: int, is_first: bool) -> dict[str, Any]:
    """Speed between two moments at which an order ended, both at full load."""
    pace = setup.pace
    settle, window = (pace.settle, pace.window) if is_first else (pace.settle_again, pace.window_again)
    _settle(load, settle, batch if is_first else 1)
    began, before = time.monotonic(), len(load.ended)
    seconds_before, bytes_before = stages.seconds(), stages.bytes_read()
    load.run(window, min(batch, SOUND_TOGETHER) + 1)
    seconds, ended = time.monotonic() - began, load.ended[before:]
    busy = {stage: total - seconds_before.get(stage, 0.0) for stage, total in stages.seconds().items()}
    t3 = busy.get("t3", 0.0)
    return {
        "seconds": seconds,
        "orders": len(ended),
        "characters_a_second": sum(each.characters for each in ended) / seconds,
        "real_time": sum(each.audio_seconds for each in ended) / seconds,
        "busy": {stage: each / seconds for stage, each in busy.items()},
        "t3_bytes_a_second": (stages.bytes_read() - bytes_before) / t3 if t3 > 0 else None,
    }


def _settle(load: FullLoad, seconds: float, orders: int) -> None:
    """Until rows that began together are no longer in step: when so many have ended, or in twice the time."""
    until = time.monotonic() + 2 * seconds
    load.run(seconds)
    while len(load.ended) < orders and time.monotonic() < until:
        load.run(0)


def _short(setup: Setup, load: FullLoad, voice: str, sample: Path) -> dict[str, Any]:
    """How long somebody waits for a short text's sound while the engine is full."""
    waited: list[float] = []
    until = time.monotonic() + setup.pace.short_seconds
    for order in itertools.islice(short_orders(voice, sample), setup.pace.short_orders):
        try:
            waited.append(load.wait_for(order).waited)
        except NothingSpoken:
            break
        if time.monotonic() > until:
            break
    if not waited:
        return {"orders": 0}
    return {"orders": len(waited), "median": statistics.median(waited), "worst": max(waited)}


def _memory(setup: Setup) -> dict[str, int]:
    """Bytes: the process's largest resident set, and the most that PyTorch reserved on the card."""
    memory = {"host": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    if setup.device == "cuda":
        import torch

        memory["card"] = torch.cuda.max_memory_reserved()
    return memory


def _card(setup: Setup, report: Report) -> dict[str, Any]:
    """What doesn't depend on an engine's batch. What fails is told beside what doesn't."""
    figures: dict[str, Any] = {}
    for name, measure in (("copy_bytes_a_second", _copy), ("logits", _logits)):
        report(f"card: {name}")
        try:
            figures[name] = measure(setup, report)
        except Exception as error:
            figures[f"{name}_failed"] = f"{type(error).__name__}: {error}"
            report(f"card: {name} was not measured: {error}")
    return figures


def _copy(setup: Setup, report: Report) -> float:
    from measuring.copy_speed import copy_speed

    del report
    return copy_speed(setup.device)


def _logits(setup: Setup, report: Report) -> dict[str, Any]:
    from audiobook_runner.engines.chatterbox.opened_model import open_model, read_choices
    from audiobook_runner.engines.option_reader import OptionReader
    from measuring.logit_error import logit_error

    context = setup.context(None)
    opened = open_model(read_choices(OptionReader(context.options)), context, report)
    import torch

    orders = list(itertools.islice(novel_orders("default", None, seed=2), setup.pace.logit_rows))
    return asdict(logit_error(opened, orders, setup.pace.logit_steps, torch.bfloat16))


def _profile(setup: Setup, report: Report, file: Path | None) -> dict[str, Any]:
    """The dearest kernels of a few steps, written to `file`."""
    from measuring.kernel_profile import costs_while, profile_text

    batch = "64" if setup.device == "cuda" else "2"
    engine, driven, _ = _loaded(setup, f"{BATCHED}{batch}", report)
    seconds, sample = next(iter(setup.samples.items()))
    load = FullLoad(driven, novel_orders(f"sha256:{seconds:064x}", sample, seed=1))
    load.run(setup.pace.settle)
    report(f"profile: {PROFILED_STEPS} steps, and at least one order's sound")
    spent: list[float] = []

    def work() -> None:
        began = time.monotonic()
        for _ in range(PROFILED_STEPS):
            load.advance()
        load.run(0)
        spent.append(time.monotonic() - began)

    costs = costs_while(work, setup.device, threading.get_native_id())
    load.stop()
    text = profile_text(costs, spent[0], f"{engine.implementation}, batch {batch}")
    if file is not None:
        file.write_text(text, encoding="utf-8")
    return {stage: [asdict(cost) for cost in each[:25]] for stage, each in costs.items()}
