"""Measures an engine through its port, and adds a row for each batch to BENCHMARKS.md.

    python benchmark.py --engine=kokoro --weights=<folder> --batches=1,4
    python benchmark.py --engine=chatterbox --random --batches=1

Every batch is measured in a process of its own, so that load time and memory are its own.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from audiobook_runner.engines.catalogue import open_engine
from audiobook_runner.engines.engine import CannotLoad, EngineContext, SpeechOrder, Spoken
from audiobook_runner.settings import default_weights
from measuring.answers import each_answer

HERE = Path(__file__).parent
TABLE = HERE / "BENCHMARKS.md"

# 25 tokens a second, and about 16 characters a second in English narration. Random weights never end a text
# by themselves: so many tokens is what real ones would take for it.
TOKENS_PER_CHARACTER = 25 / 16

SENTENCES = (
    "The ferry had been late since the spring floods, and nobody on the landing looked at the clock now.",
    "She counted the boats twice, wrote the number in the book, and drew a line under it with her thumbnail.",
    "Behind the mill the road climbed in three long bends, each a little steeper than the one before.",
    "What the old man had kept in the loft was neither gold nor letters, but forty years of tide tables.",
    "By evening the wind had gone round to the north, and the gulls sat in rows along the customs house.",
)


@dataclass(frozen=True)
class Measured:
    """One row. Times in seconds, memory in bytes; `on_card` is None without a GPU."""

    device: str
    implementation: str
    texts: int
    characters: int
    audio_seconds: float
    seconds: float
    load_seconds: float
    memory: int
    on_card: int | None


def main() -> int:
    options = _parser().parse_args()
    if options.measure is not None:
        print(json.dumps(asdict(_measure(options, options.measure))))
        return 0
    with tempfile.TemporaryDirectory(prefix="audiobook-random-") as scratch:
        if options.random and not options.engine.startswith("chatterbox"):
            print("--random: only chatterbox has random weights; leave it out.", file=sys.stderr)
            return 1
        if options.random and options.weights is None:
            options.weights = Path(scratch)
        batches = [int(batch) for batch in options.batches.split(",")]
        return 1 if [batch for batch in batches if not _row(options, batch)] else 0


def _row(options: argparse.Namespace, batch: int) -> bool:
    print(f"measuring {options.engine} at batch {batch} …", file=sys.stderr, flush=True)
    # The parsed folder of random weights is passed on; all else as it came.
    command = [sys.executable, __file__, *sys.argv[1:], f"--measure={batch}"]
    command += [f"--weights={options.weights}"] if options.weights else []
    ended = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode != 0:
        print(
            f"batch {batch} was not measured (exit code {ended.returncode}); the reason is above.",
            file=sys.stderr,
        )
        return False
    measured = Measured(**json.loads(ended.stdout.splitlines()[-1]))
    row = _format(options, batch, measured)
    print(row)
    if not options.dry:
        with TABLE.open("a", encoding="utf-8") as table:
            table.write(row + "\n")
    return True


def _format(options: argparse.Namespace, batch: int, it: Measured) -> str:
    weights = "random" if options.random else "real"
    on_card = "" if it.on_card is None else f" + {it.on_card / 1e9:.1f} GB card"
    cells = [
        datetime.now(UTC).date().isoformat(),
        f"{it.device}, {os.cpu_count()} cores" if it.device == "cpu" else it.device,
        options.engine,
        weights,
        batch,
        f"{it.texts} of {it.characters // it.texts}",
        f"{it.characters / it.seconds:.1f}",
        f"{it.audio_seconds / it.seconds:.2f}",
        f"{it.load_seconds:.1f}",
        f"{it.memory / 1e9:.1f} GB{on_card}",
        it.implementation,
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def _measure(options: argparse.Namespace, batch: int) -> Measured:
    sys.path.insert(0, str(HERE))
    settings = json.loads(options.options)
    weights = options.weights or default_weights(os.environ)
    if options.random:
        settings |= {"pins": str(_random_weights(weights)), "checkpoint": "random"}
    try:
        engine = open_engine(options.engine, EngineContext(weights, options.device, batch, settings))
        began = time.monotonic()
        engine.load(lambda line: print(line, file=sys.stderr, flush=True))
    except CannotLoad as error:
        sys.exit(str(error))
    loaded = time.monotonic() - began
    speak = _ways_to_speak(engine, options.random)
    orders = _orders(engine, options, batch)
    speak(orders[:1])
    began = time.monotonic()
    spoken = speak(orders)
    seconds = time.monotonic() - began
    return Measured(
        device=engine.device,
        implementation=engine.implementation,
        texts=len(orders),
        characters=sum(len(order.text) for order in orders),
        audio_seconds=sum(len(each.samples) / each.sample_rate for each in spoken),
        seconds=seconds,
        load_seconds=loaded,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        on_card=_on_card(),
    )


def _random_weights(folder: Path) -> Path:
    pins = folder / "weights.json"
    if not pins.exists():
        print("writing random weights of the true shapes …", file=sys.stderr, flush=True)
        # In a process of its own: this one's peak memory is measured.
        subprocess.run(
            [sys.executable, "-m", "tests.random_chatterbox", folder], cwd=HERE, check=True, stdout=2
        )
    return pins


def _orders(engine, options: argparse.Namespace, batch: int) -> list[SpeechOrder]:
    voice = options.voice or engine.voices()[0].id
    sentences = itertools.islice(itertools.cycle(SENTENCES), options.texts or max(8, 2 * batch))
    orders = [
        SpeechOrder(text[: options.characters], options.language, voice, seed=seed)
        for seed, text in enumerate(sentences)
    ]
    for order in orders:
        if refusal := engine.check(order):
            sys.exit(f"The engine refuses the benchmark's text: {refusal.message}")
    return orders


def _ways_to_speak(engine, is_random: bool):
    """A function from orders to what was spoken. It ends the program at a refusal."""

    def tokens_of(order: SpeechOrder) -> int:
        return round(len(order.text) * TOKENS_PER_CHARACTER)

    def limit(some: Sequence[SpeechOrder]) -> None:
        if is_random:
            engine.watched.limit = tokens_of(some[0])

    if is_random and hasattr(engine, "tokens_of"):
        engine.tokens_of = tokens_of

    def speak(orders: list[SpeechOrder]) -> list[Spoken]:
        answers = dict(each_answer(engine, orders, limit))
        return _all_spoken([answers[index] for index in range(len(orders))])

    return speak


def _all_spoken(answers: list) -> list[Spoken]:
    for answer in answers:
        if not isinstance(answer, Spoken):
            sys.exit(f"A text of the benchmark wasn't spoken: {answer.message}")
    return answers


def _on_card() -> int | None:
    """The most that PyTorch held on the card, else what NVML says is in use on it now."""
    if "torch" in sys.modules and sys.modules["torch"].cuda.is_available():
        return sys.modules["torch"].cuda.max_memory_reserved()
    from audiobook_runner.gpu import Gpu

    card = Gpu.find()
    return card.memory_used() if card else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", required=True)
    parser.add_argument("--batches", default="1,4,16,64", help="which batches, with commas between")
    parser.add_argument("--random", action="store_true", help="random weights of the true shapes")
    parser.add_argument("--weights", type=Path, help="the folder of weights")
    parser.add_argument("--device", help="cuda or cpu (default: the best there is)")
    parser.add_argument("--options", default="{}", help="the engine's options, as JSON")
    parser.add_argument("--voice", help="a preset (default: the engine's first)")
    parser.add_argument("--language", default="en-GB", help="what the texts are said to be in")
    parser.add_argument("--texts", type=int, help="how many (default: 8, or twice the batch)")
    parser.add_argument("--characters", type=int, help="cut each text to so many")
    parser.add_argument("--dry", action="store_true", help="print the rows, and leave BENCHMARKS.md alone")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
