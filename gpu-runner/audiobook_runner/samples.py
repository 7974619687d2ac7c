"""Samples of voices that clients have uploaded, each named by its SHA-256.

A voice is biometric data: samples lie in a temporary folder of this process, readable by its user alone,
and are gone when it ends.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audiobook_runner.refusal import Refusal
from audiobook_runner.wave import BadWave, wave_facts

MOST_BYTES = 10_000_000
LEAST_SECONDS = 1.0
MOST_SECONDS = 60.0
MOST_SAMPLES = 256
PREFIX = "sha256:"


@dataclass(frozen=True)
class Uploaded:
    """A sample that is there; `is_new` says whether it was not before."""

    id: str
    is_new: bool


class SampleStore:
    """Keeps the last 256 samples; who names one that is gone is told to upload it again.

    A file stays as long as a request that holds it, even when the sample is deleted meanwhile.
    """

    def __init__(self, forgotten: Callable[[str], None] = lambda _: None) -> None:
        """`forgotten` is called with the id of every sample that is no longer there."""
        self._folder = tempfile.TemporaryDirectory(prefix="audiobook-samples-")
        self._forgotten = forgotten
        self._lock = threading.Lock()
        self._files: OrderedDict[str, Path] = OrderedDict()
        self._holders: dict[Path, int] = {}
        self._doomed: set[Path] = set()
        self._uploads = 0

    def add(self, file: bytes) -> Uploaded | Refusal:
        """Keeps a WAVE file of 1 to 60 seconds and at most 10 MB, or says what is wrong with it."""
        if (problem := problem_of(file)) is not None:
            return problem
        name = PREFIX + hashlib.sha256(file).hexdigest()
        gone: deque[str] = deque()
        with self._lock:
            if name in self._files:
                self._files.move_to_end(name)
                return Uploaded(name, is_new=False)
            self._uploads += 1
            path = Path(self._folder.name) / f"{self._uploads}.wav"
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(file)
            self._files[name] = path
            while len(self._files) > MOST_SAMPLES:
                oldest, old_path = self._files.popitem(last=False)
                self._drop(old_path)
                gone.append(oldest)
        for oldest in gone:
            self._forgotten(oldest)
        return Uploaded(name, is_new=True)

    def names(self) -> list[str]:
        """The ids of all samples."""
        with self._lock:
            return list(self._files)

    def delete(self, name: str) -> bool:
        """Whether there was one of that id."""
        with self._lock:
            path = self._files.pop(name, None)
            if path is None:
                return False
            self._drop(path)
        self._forgotten(name)
        return True

    @contextmanager
    def held(self, name: str) -> Iterator[Path | None]:
        """The sample's file, which stays until the end of the block; None where there is none."""
        with self._lock:
            path = self._files.get(name)
            if path is not None:
                self._files.move_to_end(name)
                self._holders[path] = self._holders.get(path, 0) + 1
        try:
            yield path
        finally:
            if path is not None:
                self._let_go(path)

    def close(self) -> None:
        """Removes all files."""
        self._folder.cleanup()

    def _let_go(self, path: Path) -> None:
        with self._lock:
            self._holders[path] -= 1
            if self._holders[path] == 0:
                del self._holders[path]
                if path in self._doomed:
                    self._doomed.discard(path)
                    path.unlink(missing_ok=True)

    def _drop(self, path: Path) -> None:
        if path in self._holders:
            self._doomed.add(path)
        else:
            path.unlink(missing_ok=True)


def problem_of(file: bytes) -> Refusal | None:
    """Why a sample can't be taken."""
    if len(file) > MOST_BYTES:
        found = f"the sample has {len(file)} bytes; it may have at most {MOST_BYTES}"
        return Refusal("too_long", found)
    try:
        seconds = wave_facts(file).seconds
    except BadWave as error:
        return Refusal("bad_sample", f"the sample {error}")
    if seconds > MOST_SECONDS:
        found = f"the sample has {seconds:.1f} s; it may have at most {MOST_SECONDS:.0f}"
        return Refusal("too_long", f"{found}; cut it")
    if seconds < LEAST_SECONDS:
        found = f"the sample has {seconds:.2f} s of audio; it must have at least {LEAST_SECONDS:.0f}"
        return Refusal("bad_sample", found)
    return None
