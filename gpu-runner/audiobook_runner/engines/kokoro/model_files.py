"""Finds Kokoro's files, and says which model they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiobook_runner.engines.engine import CannotLoad
from audiobook_runner.engines.kokoro.front_end import FRONT_END

STYLE_WIDTH = 256
_OWN_VOCAB = Path(__file__).parent / "vocab.json"


@dataclass(frozen=True)
class ModelFiles:
    """`model` is the ONNX file, `voices` styles by name as [tokens - 1, 256] float32."""

    model: Path
    model_digest: str
    voices: dict[str, np.ndarray]
    vocab: dict[str, int]

    def identity(self, espeak_version: str) -> str:
        """What books pin: model, vocabulary and front end.

        The table of voices is not in it. A take's key has the voice's name beside the identity, so another
        voice that is added to the table must not make every take of the others new. That a name stands
        for the same voice tomorrow is what `voice_digest` is for.
        """
        parts = [
            self.model_digest,
            hashlib.sha256(json.dumps(sorted(self.vocab.items())).encode()).hexdigest(),
            f"espeak-ng {espeak_version}",
            f"front end {FRONT_END}",
        ]
        return "kokoro:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def voice_digest(self, name: str) -> str:
        """The first 16 hex digits of the SHA-256 of a voice's style vectors."""
        return hashlib.sha256(self.voices[name].astype("<f4").tobytes()).hexdigest()[:16]


def find_files(weights: Path, checkpoint: str, report: Callable[[str], None]) -> ModelFiles:
    """The files of `<weights>/kokoro`, else the pinned ones, which are fetched if they aren't there.

    The folder holds model.onnx, and voices.npz or voices/<name>.bin (float32, rows of 256 numbers);
    vocab.json, if it is there, goes before the vocabulary of version 1.0. Raises CannotLoad.
    """
    folder = weights / "kokoro"
    if (folder / "model.onnx").is_file():
        model = folder / "model.onnx"
        voices = folder / "voices.npz"
        vocab = folder / "vocab.json"
        report("checking the model")
        return ModelFiles(
            model,
            _file_digest(model),
            _table(voices) if voices.is_file() else _separate(folder / "voices"),
            _vocab(vocab if vocab.is_file() else _OWN_VOCAB),
        )
    return _pinned(weights, checkpoint, report)


def _pinned(weights: Path, checkpoint: str, report: Callable[[str], None]) -> ModelFiles:
    from audiobook_runner.weights import ensure_weights, read_pins

    files = ensure_weights(read_pins().of("kokoro", checkpoint), weights, report)
    model = files["model.onnx"]
    return ModelFiles(model.path, model.sha256, _table(files["voices.npz"].path), _vocab(_OWN_VOCAB))


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _table(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path) as table:
            return {name: _styles(table[name], f"{path}: {name}") for name in sorted(table.files)}
    except (OSError, ValueError) as error:
        raise CannotLoad(f"the voices {path} can't be read: {error}") from error


def _separate(folder: Path) -> dict[str, np.ndarray]:
    paths = sorted(folder.glob("*.bin"))
    if not paths:
        raise CannotLoad(f"there are no voices: neither {folder}.npz nor {folder}/<name>.bin")
    return {path.stem: _styles(np.fromfile(path, "<f4"), str(path)) for path in paths}


def _styles(numbers: np.ndarray, what: str) -> np.ndarray:
    if numbers.size == 0 or numbers.size % STYLE_WIDTH != 0:
        raise CannotLoad(f"{what} has {numbers.size} numbers, which are no rows of {STYLE_WIDTH}")
    return np.ascontiguousarray(numbers, np.float32).reshape(-1, STYLE_WIDTH)


def _vocab(path: Path) -> dict[str, int]:
    """Ids by letter; the model's own config.json has them under "vocab"."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CannotLoad(f"the vocabulary {path} can't be read: {error}") from error
    vocab = value.get("vocab", value) if isinstance(value, dict) else {}
    if not vocab or not all(isinstance(number, int) for number in vocab.values()):
        raise CannotLoad(f"the vocabulary {path} is no JSON object of letters and their numbers")
    return vocab
