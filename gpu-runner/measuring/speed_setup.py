"""What all parts of the Chatterbox benchmark are told, each in a process of its own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from audiobook_runner.engines.engine import EngineContext
from audiobook_runner.samples import problem_of
from audiobook_runner.wave import encode_wave, pcm_of

RATE = 24_000


@dataclass(frozen=True)
class Pace:
    """Seconds: until an engine counts as full, and how long it is measured then, for the first prompt and
    for the others; how many short orders are timed, in how many seconds at most; tokens of the logit
    comparison."""

    settle: float
    window: float
    settle_again: float
    window_again: float
    short_orders: int
    short_seconds: float
    logit_rows: int = 8
    logit_steps: int = 100


FULL = Pace(6, 12, 4, 10, 10, 6)
QUICK = Pace(4, 8, 3, 6, 4, 4, logit_rows=2, logit_steps=20)


@dataclass(frozen=True)
class Setup:
    """`options` are both engines', `batched_options` come on top for the batched one. `samples`: WAVE files
    by their seconds, the longest first."""

    weights: Path
    is_random: bool
    device: str
    samples: dict[int, Path]
    options: dict[str, object] = field(default_factory=dict)
    batched_options: dict[str, object] = field(default_factory=dict)
    pace: Pace = FULL

    def context(self, batch: int | None, **more_options: object) -> EngineContext:
        """To open an engine with."""
        return EngineContext(self.weights, self.device, batch, self.options | more_options)

    def write(self, file: Path) -> Path:
        content = asdict(self) | {
            "weights": str(self.weights),
            "samples": {seconds: str(sample) for seconds, sample in self.samples.items()},
        }
        file.write_text(json.dumps(content), encoding="utf-8")
        return file


def read_setup(file: Path) -> Setup:
    """What `Setup.write` wrote."""
    content = json.loads(file.read_text(encoding="utf-8"))
    samples = {int(seconds): Path(sample) for seconds, sample in content["samples"].items()}
    setup = Setup(**content)
    return replace(setup, weights=Path(setup.weights), samples=samples, pace=Pace(**content["pace"]))


def write_buzz(folder: Path, seconds: int) -> Path:
    """A sample that is as good as any where weights are random: a buzz with some noise."""
    times = np.arange(RATE * seconds) / RATE
    buzz = sum(np.sin(2 * np.pi * 110 * k * times) / k for k in range(1, 12)) / 8
    noise = np.random.default_rng(seconds).normal(0, 0.02, len(times))
    file = folder / f"buzz-{seconds}.wav"
    file.write_bytes(encode_wave(pcm_of(buzz + noise), RATE))
    return file


def cut_sample(sample: Path, folder: Path, seconds: int) -> Path:
    """The beginning of a WAVE file. Raises ValueError where it can't be read, or is shorter."""
    import librosa

    if (problem := problem_of(sample.read_bytes())) is not None:
        raise ValueError(f"the sample {sample} can't be used: {problem.message}")
    samples, _ = librosa.load(sample, sr=RATE, duration=seconds)
    if len(samples) < RATE * seconds - RATE / 10:
        raise ValueError(f"the sample {sample} has {len(samples) / RATE:.1f} s; {seconds} s are needed")
    file = folder / f"sample-{seconds}.wav"
    file.write_bytes(encode_wave(pcm_of(samples), RATE))
    return file
