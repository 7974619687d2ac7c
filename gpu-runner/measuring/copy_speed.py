"""How fast a device copies within its own memory: what no stage that reads more can be faster than."""

from __future__ import annotations

import statistics
import time

import torch

BYTES = {"cuda": 1 << 30, "cpu": 1 << 26}
REPEATS = 9


def copy_speed(kind: str) -> float:
    """Bytes read and written a second, the median of nine copies. `kind` is `cuda` or `cpu`."""
    source = torch.ones(BYTES[kind], dtype=torch.uint8, device=kind)
    target = torch.empty_like(source)
    target.copy_(source)
    copy = _timed_by_card if kind == "cuda" else _timed_by_host
    return 2 * source.nbytes / statistics.median(copy(source, target) for _ in range(REPEATS))


def _timed_by_card(source: torch.Tensor, target: torch.Tensor) -> float:
    begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    begin.record()
    target.copy_(source)
    end.record()
    end.synchronize()
    return begin.elapsed_time(end) / 1000


def _timed_by_host(source: torch.Tensor, target: torch.Tensor) -> float:
    began = time.perf_counter()
    target.copy_(source)
    return time.perf_counter() - began
