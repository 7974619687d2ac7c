"""What a device does at full load: the most expensive kernels of T3's thread and of S3Gen's."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.profiler import ProfilerActivity, profile

MOST = 25


@dataclass(frozen=True)
class Cost:
    """All calls of one kernel from one thread."""

    kernel: str
    calls: int
    seconds: float


def costs_while(work: Callable[[], None], kind: str, own_thread: int) -> dict[str, list[Cost]]:
    """Runs `work` and says what it cost, by thread: `T3` for `own_thread`, `S3Gen` for all others.

    `own_thread` is the calling thread's native id. The dearest come first. On a card these are kernels, by
    the thread that started them; without one PyTorch's operations, without those that they call.
    """
    activities = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if kind == "cuda" else [])]
    everywhere = torch._C._profiler._ExperimentalConfig(profile_all_threads=True)
    with profile(activities=activities, experimental_config=everywhere) as profiler:
        work()
        if kind == "cuda":
            torch.cuda.synchronize()
    with tempfile.TemporaryDirectory(prefix="audiobook-trace-") as folder:
        trace = Path(folder) / "trace.json"
        profiler.export_chrome_trace(str(trace))
        events = json.loads(trace.read_text(encoding="utf-8"))["traceEvents"]
    return _costs(events, own_thread)


def _costs(events: Sequence[dict[str, Any]], own_thread: int) -> dict[str, list[Cost]]:
    """`events` as in a Chrome trace: `ts` and `dur` in microseconds."""
    timed = [event for event in events if event.get("ph") == "X"]
    kernels = [event for event in timed if event.get("cat") == "kernel"]
    found = _by_starter(kernels, timed) if kernels else _own_times(timed)
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0])
    for name, thread, microseconds in found:
        entry = sums["T3" if thread == own_thread else "S3Gen", name]
        entry[0] += 1
        entry[1] += microseconds / 1e6
    costs: dict[str, list[Cost]] = {"T3": [], "S3Gen": []}
    for (stage, name), (calls, seconds) in sorted(sums.items(), key=lambda each: -each[1][1]):
        costs[stage].append(Cost(name, int(calls), seconds))
    return costs


def _by_starter(
    kernels: Sequence[dict[str, Any]], timed: Sequence[dict[str, Any]]
) -> list[tuple[str, Any, float]]:
    """A kernel has the correlation of the call that started it, or the graph that it is in."""
    starters = {
        event["args"]["correlation"]: event["tid"]
        for event in timed
        if event.get("cat") in ("cuda_runtime", "cuda_driver") and "correlation" in event.get("args", {})
    }
    return [
        (event["name"], starters.get(event.get("args", {}).get("correlation")), event["dur"])
        for event in kernels
    ]


def _own_times(timed: Sequence[dict[str, Any]]) -> list[tuple[str, Any, float]]:
    """Each operation's time without that of the operations inside it."""
    own: list[list[Any]] = []
    threads = defaultdict(list)
    for event in timed:
        if event.get("cat") == "cpu_op":
            threads[event["tid"]].append(event)
    for thread, operations in threads.items():
        outer: list[tuple[float, list[Any]]] = []
        for event in sorted(operations, key=lambda each: (each["ts"], -each["dur"])):
            while outer and outer[-1][0] <= event["ts"]:
                outer.pop()
            if outer:
                outer[-1][1][2] -= event["dur"]
            entry = [event["name"], thread, event["dur"]]
            own.append(entry)
            outer.append((event["ts"] + event["dur"], entry))
    return [tuple(entry) for entry in own]


def profile_text(costs: dict[str, list[Cost]], seconds: float, what: str) -> str:
    """Markdown: a table for each thread, with shares of `seconds`, the time that was looked at."""
    lines = [f"# {what}", "", f"{seconds:.2f} s at full load."]
    for stage, each in costs.items():
        total = sum(cost.seconds for cost in each)
        lines += ["", f"## {stage}: {total:.3f} s in {len(each)} kinds of kernels", ""]
        lines += [
            "| share of the time | seconds | calls | µs a call | kernel |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [
            f"| {cost.seconds / seconds:.1%} | {cost.seconds:.4f} | {cost.calls} "
            f"| {cost.seconds / cost.calls * 1e6:.1f} | {cost.kernel.replace('|', '¦')} |"
            for cost in each[:MOST]
        ]
    return "\n".join(lines) + "\n"
