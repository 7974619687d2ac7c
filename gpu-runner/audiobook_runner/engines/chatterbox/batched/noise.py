"""What a row draws at random: a function of its seed alone, whoever shares its batch.

The stock code draws from PyTorch's global generators, in the order in which things happen; here every row
has a counter-based generator for each stage (Philox 4x64-10: Salmon et al., "Parallel random numbers: as easy
as 1, 2, 3", SC 2011), which NumPy runs on the processor, so the numbers are the same on every card.
"""

from __future__ import annotations

import numpy as np

TOKENS, FLOW, PHASES, SOURCE = range(4)
"""The stages that draw. A stage's number is part of what its generator is keyed with."""

MELS = 80
HARMONICS = 9
"""Of the vocoder's source: the pitch itself and eight above it."""


class RowNoise:
    """All that one row draws. `seed` is 0 to 2^32 - 1. Each call gives the same numbers again."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def tokens(self, steps: int) -> np.ndarray:
        """One number from 0 to 1 for each step of T3, float64: step n gets the generator's nth."""
        return self._of(TOKENS).random(steps)

    def flow(self, frames: int) -> np.ndarray:
        """Where flow matching starts: normal float32 (80, frames), the prompt's frames among them."""
        return self._of(FLOW).standard_normal((MELS, frames), dtype=np.float32)

    def phases(self) -> np.ndarray:
        """Where each harmonic starts: float32 (9,) from -pi to pi, 0 for the pitch itself."""
        phases = self._of(PHASES).uniform(-np.pi, np.pi, HARMONICS).astype(np.float32)
        phases[0] = 0
        return phases

    def source(self, samples: int) -> np.ndarray:
        """The breath of each harmonic: normal float32 (9, samples)."""
        return self._of(SOURCE).standard_normal((HARMONICS, samples), dtype=np.float32)

    def _of(self, stage: int) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(key=np.array([self._seed, stage], np.uint64)))
