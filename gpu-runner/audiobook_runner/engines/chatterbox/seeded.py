"""A seed that means something: the result depends on it, and on nothing that was drawn before."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


@contextmanager
def seeded(seed: int, device: str) -> Iterator[None]:
    """Inside, all global generators (Python's, numpy's, torch's on CPU and GPU) start from `seed`.

    Behind it they are as they were. The model draws from the global ones, so this holds as long as one
    thread speaks, which the runner guarantees. On a GPU the same seed gives the same sounds on the same card
    and versions, not the same bits on every card. `seed` is 0 to 2^32 - 1.
    """
    python, numpy = random.getstate(), np.random.get_state()
    cards = [torch.cuda.current_device()] if device == "cuda" else []
    with torch.random.fork_rng(devices=cards):
        random.seed(seed)
        np.random.seed(seed)
        torch.manual_seed(seed)
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numpy)
