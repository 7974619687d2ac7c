"""weights.json: which files every checkpoint is made of, where they come from, and their digests."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook_runner.weights.failure import WeightsFailure

PINS_FILE = Path(__file__).parents[2] / "weights.json"

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SHA256 = re.compile(r"[0-9a-f]{64}")
HUGGING_FACE = "https://huggingface.co"


@dataclass(frozen=True)
class PinnedFile:
    """One file of a source. `sha256` (64 hex) and `size` (bytes) are None where they aren't known yet."""

    source: str
    name: str
    url: str
    sha256: str | None
    size: int | None
    is_on_hub: bool = False
    """Whether it is Hugging Face's, or its mirror's, to which alone HF_TOKEN is sent."""

    @property
    def path(self) -> str:
        """Where it lies below the cache folder."""
        return f"{self.source}/{self.name}"


@dataclass(frozen=True)
class Checkpoint:
    """What an engine loads: each file by the name under which the engine looks for it."""

    name: str
    engine: str
    files: dict[str, PinnedFile]


@dataclass(frozen=True)
class Pins:
    """All checkpoints, in the order of weights.json."""

    checkpoints: dict[str, Checkpoint]

    def of(self, engine: str, name: str | None = None) -> Checkpoint:
        """The named checkpoint of an engine, by default its first. Raises WeightsFailure for another."""
        own = [each for each in self.checkpoints.values() if each.engine == engine]
        for checkpoint in own:
            if name in (None, checkpoint.name):
                return checkpoint
        known = ", ".join(each.name for each in own) or "none at all"
        wanted = "a checkpoint" if name is None else f'checkpoint "{name}"'
        raise WeightsFailure(
            f'Looked for {wanted} of engine "{engine}" in weights.json and found: {known}. '
            "Name one of these, or add an entry under checkpoints."
        )


def read_pins(file: Path = PINS_FILE) -> Pins:
    """Reads and checks weights.json. Raises WeightsFailure with the place of what is wrong in it.

    HF_ENDPOINT replaces https://huggingface.co, as in Hugging Face's own programs.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        sources = {name: _source(name, source) for name, source in content["sources"].items()}
        return Pins({name: _checkpoint(name, each, sources) for name, each in content["checkpoints"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise WeightsFailure(f"Reading {file} failed ({reason}). Restore it from the repository.") from error


def _source(name: str, source: dict) -> dict[str, PinnedFile]:
    _require(NAME.fullmatch(name) is not None, f"sources.{name}: not a plain folder name")
    is_on_hub = "url" not in source
    base = _hugging_face(source) if is_on_hub else source["url"].rstrip("/")
    files = {file: _file(name, file, base, pin) for file, pin in source["files"].items()}
    return {file: replace(pinned, is_on_hub=is_on_hub) for file, pinned in files.items()}


def _hugging_face(source: dict) -> str:
    endpoint = os.environ.get("HF_ENDPOINT", "").rstrip("/") or HUGGING_FACE
    return f"{endpoint}/{source['repository']}/resolve/{source['commit'] or 'main'}"


def _file(source: str, name: str, base: str, pin: dict) -> PinnedFile:
    where = f"sources.{source}.files.{name}"
    _require(NAME.fullmatch(name) is not None, f"{where}: not a plain file name")
    sha256, size = pin["sha256"], pin.get("size")
    _require(sha256 is None or SHA256.fullmatch(sha256) is not None, f"{where}.sha256: not 64 hex digits")
    _require(size is None or (isinstance(size, int) and size > 0), f"{where}.size: not a number of bytes")
    return PinnedFile(source, name, f"{base}/{name}", sha256, size)


def _checkpoint(name: str, checkpoint: dict, sources: dict[str, dict[str, PinnedFile]]) -> Checkpoint:
    files = {}
    for wanted, path in checkpoint["files"].items():
        source, _, file = path.partition("/")
        _require(
            file in sources.get(source, {}), f"checkpoints.{name}.files.{wanted}: sources have no {path}"
        )
        files[wanted] = sources[source][file]
    return Checkpoint(name, checkpoint["engine"], files)


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
