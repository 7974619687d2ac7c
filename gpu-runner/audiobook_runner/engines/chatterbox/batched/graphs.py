"""CUDA graphs: a step of a thousand kernels is started by one call instead of a thousand."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import torch

log = logging.getLogger(__name__)

nothing_captured = threading.Lock()
"""Held while a thread captures, and by who does what concerns the whole device, such as freeing its memory:
PyTorch refuses that meanwhile. Its generators can be in one capture at a time, too."""


class Graphs:
    """Captures functions that always work on the same tensors, and replays them.

    Without `enabled`, as on a processor, functions are called as they are. What is captured may neither
    look at a number on the card nor make tensors of a size that depends on one. The `most` graphs that
    were used last are kept; they share the memory of what is between their inputs and outputs. One thread
    uses it, on one stream.
    """

    def __init__(self, enabled: bool, most: int = 256) -> None:
        self.enabled = enabled
        self._most = most
        self._called: set[Hashable] = set()
        self._kept: OrderedDict[Hashable, tuple[torch.cuda.CUDAGraph, Any]] = OrderedDict()
        self._pool = torch.cuda.graph_pool_handle() if enabled else None

    def run(self, key: Hashable, function: Callable[[], Any]) -> Any:
        """What `function` returns; replayed, that is the same tensors with new numbers.

        The first call with a key calls the function as it is: libraries choose and load what they run at its
        first run, which isn't allowed while capturing, and many a key never comes again. The second captures,
        which runs nothing, and replays. Where that fails, functions are called as they are from then on, and
        the log says why.
        """
        if not self.enabled or key not in self._called:
            self._called.add(key)
            return function()
        if key not in self._kept:
            try:
                self._kept[key] = self._capture(function)
            except RuntimeError as error:
                if not self._may_go_on(error):
                    raise
                return function()
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        graph, outputs = self._kept[key]
        graph.replay()
        return outputs

    def _capture(self, function: Callable[[], Any]) -> tuple[torch.cuda.CUDAGraph, Any]:
        graph = torch.cuda.CUDAGraph()
        # Another thread may work on another stream meanwhile.
        stream = torch.cuda.current_stream()
        with (
            nothing_captured,
            self._pool_let_go(),
            torch.cuda.graph(graph, pool=self._pool, stream=stream, capture_error_mode="thread_local"),
        ):
            outputs = function()
        return graph, outputs

    @contextmanager
    def _pool_let_go(self) -> Iterator[None]:
        """Where a capture fails, PyTorch goes on to think that there is one: nothing more could be freed."""
        try:
            yield
        except BaseException:
            with suppress(RuntimeError):
                torch._C._cuda_endAllocateToPool(torch.cuda.current_device(), self._pool)
            raise

    def _may_go_on(self, error: RuntimeError) -> bool:
        if isinstance(error, torch.OutOfMemoryError):
            return False
        log.warning("a CUDA graph could not be captured, so there are none from now on (slower): %s", error)
        self.enabled = False
        self._kept.clear()
        return True
