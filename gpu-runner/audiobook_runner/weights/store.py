"""The cache folder: files of weights, and what is remembered about their digests."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from audiobook_runner.weights.failure import WeightsFailure
from audiobook_runner.weights.pins import PinnedFile

VERIFIED = ".verified.json"
FIRST_USE = ".first-use.json"


@dataclass(frozen=True)
class LoadedFile:
    """A file that may be loaded. `sha256` is the digest of its bytes, not that of its pin."""

    path: Path
    sha256: str


class Store:
    """One cache folder. It may be read-only when all files are there; digests are then computed each time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, pin: PinnedFile) -> Path:
        """Where the file lies, whether it is there or not."""
        return self.folder / pin.source / pin.name

    def find(self, pin: PinnedFile, deep: bool = False) -> LoadedFile | None:
        """The file when it is there and right, None when it isn't there.

        `deep` reads all bytes again instead of trusting a digest remembered with size and time.
        Raises WeightsFailure when other bytes lie there than those pinned or first used.
        """
        path = self.place(pin)
        if not path.is_file():
            return None
        size = path.stat().st_size
        if pin.size is not None and size != pin.size:
            raise WeightsFailure(_other_bytes(path, f"{size:,} bytes", f"{pin.size:,} bytes"))
        sha256 = self._digest(pin, path, deep)
        wanted = pin.sha256 or self.first_use(pin).get("sha256")
        if wanted is None:
            self.record_first_use(pin, sha256, None)
        elif sha256 != wanted:
            raise WeightsFailure(_other_bytes(path, f"SHA-256 {sha256}", f"SHA-256 {wanted}"))
        return LoadedFile(path, sha256)

    def first_use(self, pin: PinnedFile) -> dict[str, str | None]:
        """What was recorded when a file without a pinned digest was first seen: sha256, commit."""
        return self._notes(pin, FIRST_USE).get(pin.name, {})

    def record_first_use(self, pin: PinnedFile, sha256: str, commit: str | None) -> None:
        """Trusts these bytes, and no others from now on. Raises WeightsFailure where that can't be kept."""
        note = {"sha256": sha256, "commit": commit}
        if not self._note(pin, FIRST_USE, note):
            raise WeightsFailure(
                f"Recording the digest of {self.place(pin)}, whose entry in weights.json has none, failed: "
                "the folder can't be written to. Make it writable for the first start, or pin the file: run "
                "python -m audiobook_runner.weights pin."
            )

    def remember(self, pin: PinnedFile, sha256: str) -> None:
        """Keeps a digest that was just computed, so that the next start need not read the file for it."""
        state = self.place(pin).stat()
        self._note(pin, VERIFIED, {"size": state.st_size, "mtime": state.st_mtime_ns, "sha256": sha256})

    @contextmanager
    def locked(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Holds this folder against other processes that fetch; `waiting` is called when one does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _digest(self, pin: PinnedFile, path: Path, deep: bool) -> str:
        state = path.stat()
        known = self._notes(pin, VERIFIED).get(pin.name, {})
        if not deep and (known.get("size"), known.get("mtime")) == (state.st_size, state.st_mtime_ns):
            return known["sha256"]
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.remember(pin, sha256)
        return sha256

    def _notes(self, pin: PinnedFile, name: str) -> dict[str, dict]:
        try:
            return json.loads((self.folder / pin.source / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def _note(self, pin: PinnedFile, name: str, note: dict) -> bool:
        file = self.folder / pin.source / name
        temporary = file.with_name(f"{name}.{os.getpid()}")
        try:
            notes = self._notes(pin, name) | {pin.name: note}
            temporary.write_text(json.dumps(notes, indent=2) + "\n", encoding="utf-8")
            temporary.replace(file)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            return False
        return True


def _other_bytes(path: Path, found: str, wanted: str) -> str:
    return (
        f"Checking {path}: found {found}, wanted {wanted}. It was changed, cut short, or belongs to another "
        "version. Delete it and start again, or bring the right file there by hand."
    )
