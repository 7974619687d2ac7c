"""`python -m audiobook_runner.weights check|fetch|pin`: the weights from the command line."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from audiobook_runner.settings import default_weights
from audiobook_runner.weights.ensure import ensure_weights
from audiobook_runner.weights.failure import WeightsFailure
from audiobook_runner.weights.pin import pin_found
from audiobook_runner.weights.pins import PINS_FILE, Checkpoint, read_pins
from audiobook_runner.weights.store import Store


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when all is there and right, 1 when not."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "pin":
            changed = pin_found(options.pins, options.weights)
            print("\n".join(changed) if changed else "Every entry has its digest already.")
            return 0
        checkpoint = read_pins(options.pins).of(options.engine, options.checkpoint)
        if options.command == "fetch":
            ensure_weights(checkpoint, options.weights, _Progress())
        own = options.weights / options.engine / "model.onnx"
        if options.engine == "kokoro" and own.is_file():
            print(f"own weights: {own.parent} goes before what weights.json pins")
            return 0
        return _check(checkpoint, options.weights, options.deep)
    except WeightsFailure as failure:
        print(failure, file=sys.stderr)
        return 1


def _check(checkpoint: Checkpoint, cache: Path, deep: bool) -> int:
    store = Store(cache)
    wrong = 0
    to_fetch = 0
    for pin in {each.path: each for each in checkpoint.files.values()}.values():
        try:
            found = store.find(pin, deep)
            trust = "" if pin.sha256 else "  (trusted on first use)"
            print(f"{'missing' if found is None else found.sha256}  {pin.path}{trust}")
            if found is None:
                print(f"  put it at {store.place(pin)}, from {pin.url}")
                to_fetch += pin.size or 0
        except WeightsFailure as failure:
            found = None
            print(failure)
        wrong += found is None
    if to_fetch:
        print(f"to fetch: {to_fetch} bytes")
    return 1 if wrong else 0


class _Progress:
    """Says each thing once, on stderr."""

    def __init__(self) -> None:
        self.last = ""

    def __call__(self, line: str) -> None:
        if line != self.last:
            print(line, file=sys.stderr, flush=True)
        self.last = line


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m audiobook_runner.weights", description=__doc__)
    parser.add_argument("command", choices=["check", "fetch", "pin"])
    parser.add_argument("--engine", default="chatterbox", help="whose weights (default: chatterbox)")
    parser.add_argument("--checkpoint", help="which entry of weights.json (default: the engine's first)")
    parser.add_argument("--deep", action="store_true", help="check: read all bytes again")
    parser.add_argument("--pins", type=Path, default=PINS_FILE, help="another weights.json")
    folder = os.environ.get("AUDIOBOOK_RUNNER_WEIGHTS") or default_weights(os.environ)
    parser.add_argument(
        "--weights", type=Path, default=Path(folder), help="the cache folder (default: %(default)s)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
