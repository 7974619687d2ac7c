"""Measures the batched Chatterbox beside the stock one, in one run of less than ten minutes.

    python benchmark_chatterbox.py                    random weights of the true shapes, the best device
    python benchmark_chatterbox.py --quick --dry      one short point for each engine, to try it
    python benchmark_chatterbox.py --weights=<folder> --sample=<a WAVE file of 10 s>

Adds rows to BENCHMARKS.md, which says what they mean. Each engine and batch has a process of its own; where
one fails, that is said, and the others go on. Exit code 0: all was measured; 1: not all; 2: nothing could be.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from measuring.arguments import NotRun, json_object, path_typed
from measuring.speed_parts import BATCHED, CARD, PROFILE, STOCK, do_part
from measuring.speed_setup import FULL, QUICK, Setup, cut_sample, read_setup, write_buzz
from measuring.speed_table import (
    LOGIT_HEADER,
    SPEED_HEADER,
    add_rows,
    failures_of,
    in_order,
    logit_rows,
    rule_of,
    speed_rows,
)

HERE = Path(__file__).parent
TABLE = HERE / "BENCHMARKS.md"
ALL, SOME, NOT_RUN = 0, 1, 2
BATCHES = {"cuda": "1,8,32,64,128", "cpu": "1,4"}
QUICK_BATCHES = {"cuda": "64", "cpu": "2"}
PROMPTS = (10, 5)
"""Seconds of the voices' samples: S3Gen goes over all of it for every text."""
LEAST_SECONDS = 30
"""What is left of the time before a part is begun: it has to load first."""

RunPart = Callable[[Setup, str, float], dict[str, Any]]


def main(arguments: Sequence[str] | None = None, run_part: RunPart | None = None, table: Path = TABLE) -> int:
    """The command. `run_part` does a part within so many seconds, by default in a process of its own."""
    options = _parser().parse_args(arguments)
    if options.part is not None:
        return _part(options)
    until = time.monotonic() + 60 * options.minutes
    with tempfile.TemporaryDirectory(prefix="audiobook-benchmark-") as scratch:
        try:
            setup, parts = _setup(options, Path(scratch)), _parts(options)
        except (NotRun, ValueError) as error:
            print(f"benchmark-chatterbox: {error}", file=sys.stderr)
            return NOT_RUN
        found = {
            part: _measured(setup, part, until, run_part or _in_a_process(options, Path(scratch)))
            for part in sorted(parts, key=_turn)
        }
    return _tell(options, setup, in_order(found, parts), table)


def _measured(setup: Setup, part: str, until: float, run_part: RunPart) -> dict[str, Any]:
    """The part's figures, or `failed` with the reason: the others go on."""
    left = until - time.monotonic()
    if left < LEAST_SECONDS:
        return {"failed": f"not begun, because {left:.0f} s were left; give more --minutes"}
    _say(f"{part}: begins, {left:.0f} s are left")
    try:
        return run_part(setup, part, left)
    except Exception as error:
        _say(f"{part} was not measured: {error}")
        return {"failed": f"{type(error).__name__}: {error}"}


def _in_a_process(options: argparse.Namespace, scratch: Path) -> RunPart:
    """So that a part's memory is its own, and no part is harmed by what another did to the card."""

    def run_part(setup: Setup, part: str, seconds: float) -> dict[str, Any]:
        result = scratch / f"{part}.json"
        command = [
            *(sys.executable, __file__, f"--part={part}", f"--result={result}"),
            f"--setup={setup.write(scratch / 'setup.json')}",
            *([f"--profile={path_typed(options.profile)}"] if options.profile else []),
        ]
        try:
            ended = subprocess.run(command, cwd=HERE, check=False, stdout=2, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(f"ended after {seconds:.0f} s, when the time was up") from error
        if result.exists():
            return json.loads(result.read_text(encoding="utf-8"))
        raise RuntimeError(f"its process ended with exit code {ended.returncode}; the reason is above")

    return run_part


def _part(options: argparse.Namespace) -> int:
    """What a process of its own does."""
    try:
        profile = Path(options.profile) if options.profile else None
        found = do_part(read_setup(Path(options.setup)), options.part, _say, profile)
    except Exception as error:
        traceback.print_exc()
        found = {"failed": f"{type(error).__name__}: {error}"}
    Path(options.result).write_text(json.dumps(found), encoding="utf-8")
    sys.stdout.flush()
    # Threads that still speak, and a card that was poisoned, would hold up an orderly end.
    os._exit(0)


def _setup(options: argparse.Namespace, scratch: Path) -> Setup:
    device, batched_options = options.device or _best_device(), json_object("--options", options.options)
    own: dict[str, object] = {}
    if options.weights is not None:
        if options.sample is None:
            raise NotRun("real weights need a real voice: name a WAVE file of 10 s or more with --sample=")
        weights = path_typed(options.weights)
        samples = {seconds: cut_sample(path_typed(options.sample), scratch, seconds) for seconds in PROMPTS}
    else:
        weights = path_typed(options.scratch) if options.scratch else scratch
        own = {"pins": str(_random_weights(weights)), "checkpoint": "random"}
        samples = {seconds: write_buzz(scratch, seconds) for seconds in PROMPTS}
    if options.quick:
        samples = {PROMPTS[0]: samples[PROMPTS[0]]}
    pace = QUICK if options.quick else FULL
    return Setup(weights, options.weights is None, device, samples, own, batched_options, pace)


def _best_device() -> str:
    try:
        import torch
    except ModuleNotFoundError as error:
        raise NotRun(
            "PyTorch isn't here. Run npx nx run gpu-runner:setup -- --engines=chatterbox, or name with "
            "PYTHON= a Python that has it."
        ) from error
    return "cuda" if torch.cuda.is_available() else "cpu"


def _parts(options: argparse.Namespace) -> list[str]:
    """In the order in which they are told."""
    device = options.device or _best_device()
    named = options.batches or (QUICK_BATCHES if options.quick else BATCHES)[device]
    batches = named.split(",")
    for batch in batches:
        if batch != "own" and not (batch.isascii() and batch.isdigit() and int(batch) > 0):
            raise NotRun(f'--batches has "{batch}"; give numbers from 1 on, or own, with commas between')
    return [STOCK, *(f"{BATCHED}{batch}" for batch in batches), CARD, *([PROFILE] if options.profile else [])]


def _turn(part: str) -> tuple[int, int]:
    """What matters most is measured first, in case that the time is up before the end."""
    if part.startswith(BATCHED):
        batch = part.removeprefix(BATCHED)
        return 2, 0 if batch == "own" else -int(batch)
    return (STOCK, CARD).index(part) if part != PROFILE else 3, 0


def _random_weights(folder: Path) -> Path:
    pins = folder / "weights.json"
    if not pins.exists():
        _say("writing random weights of the true shapes …")
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.random_chatterbox", folder]
        if subprocess.run(command, cwd=HERE, stdout=2, check=False).returncode != 0:
            raise NotRun(f"random weights could not be written to {folder}; the reason is above")
    return pins


def _tell(options: argparse.Namespace, setup: Setup, found: dict[str, Any], table: Path) -> int:
    speeds, logits = speed_rows(found, setup.is_random), logit_rows(found, setup.is_random)
    for header, rows in ((SPEED_HEADER, speeds), (LOGIT_HEADER, logits)):
        if rows:
            print("\n".join([header, rule_of(header), *rows, ""]))
            if not options.dry:
                add_rows(table, header, rows)
    if setup.is_random and speeds:
        print("Weights were random: each text ended after as many tokens as real speech of it has.")
    if options.json:
        path_typed(options.json).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    failures = failures_of(found)
    for failure in failures:
        print(f"not measured, or not as wanted: {failure}")
    return NOT_RUN if not speeds and not logits else SOME if failures else ALL


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weights", help="the folder of real weights (default: random ones)")
    parser.add_argument("--sample", help="with real weights: a WAVE file of a voice, 10 s or more")
    parser.add_argument("--scratch", help="where random weights, 3.2 GB, stay for the next time")
    parser.add_argument("--batches", help="orders at the same time, with commas between, `own` among them")
    parser.add_argument("--device", choices=("cuda", "cpu"), help="the best there is by default")
    parser.add_argument("--options", default="{}", help="the batched engine's options, as JSON")
    parser.add_argument("--minutes", type=float, default=9.5, help="when to end, done or not (9.5)")
    parser.add_argument("--quick", action="store_true", help="one short point for each engine")
    parser.add_argument("--profile", help="write the dearest kernels at full load to this file")
    parser.add_argument("--json", help="write all figures to this file")
    parser.add_argument("--dry", action="store_true", help="print the rows, and leave BENCHMARKS.md alone")
    for hidden in ("--part", "--setup", "--result"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
