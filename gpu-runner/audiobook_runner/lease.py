"""A GPU belongs to one owner at a time: a locked file says to whom.

flock(2) goes with the open file, so the lease is free as soon as the process is gone, however it ended. The
files that this process opens are not inherited by its children (PEP 446), so none of them keeps a lease.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path

_PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.02


class LeaseTaken(Exception):
    """Another owner has the GPU; the message says who."""


class Lease:
    """Held from `take` until `release` or the end of the process."""

    def __init__(self, path: Path, file: int) -> None:
        self.path = path
        self._file: int | None = file

    @staticmethod
    def take(path: Path, owner: str) -> Lease:
        """Takes the lease, or shares it with processes of the same owner.

        Raises LeaseTaken, and OSError where the file can't be opened.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _open(path)
        try:
            _lock(file, path, owner)
        except BaseException:
            os.close(file)
            raise
        return Lease(path, file)

    def release(self) -> None:
        """Gives it back; more than once is fine."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _open(path: Path) -> int:
    """Opens the file, and makes it where there is none, so that every user can lock it.

    In a folder such as /tmp the kernel refuses O_CREAT for a file that is there and another user's (proc(5),
    fs.protected_regular), whatever its mode says.
    """
    while True:
        try:
            return os.open(path, os.O_RDWR)
        except FileNotFoundError:
            pass
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            continue
        os.fchmod(file, 0o666)
        return file


def _lock(file: int, path: Path, owner: str) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        if _try(file, fcntl.LOCK_EX):
            _write_owner(file, owner)
            # flock(2): this is no single step; another may come in between, which the next line finds out.
            fcntl.flock(file, fcntl.LOCK_SH)
            if _owner(file) == owner:
                return
            raise LeaseTaken(_taken(path, _owner(file)))
        if _try(file, fcntl.LOCK_SH):
            if (found := _owner(file)) == owner:
                return
            raise LeaseTaken(_taken(path, found))
        # Whoever has it alone is just writing its name.
        if time.monotonic() > until:
            raise LeaseTaken(_taken(path, _owner(file)))
        time.sleep(_PAUSE_SECONDS)


def _try(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_owner(file: int, owner: str) -> None:
    text = json.dumps({"owner": owner}) + "\n"
    os.ftruncate(file, 0)
    os.pwrite(file, text.encode(), 0)


def _owner(file: int) -> str | None:
    try:
        return json.loads(os.pread(file, 65_536, 0))["owner"]
    except (ValueError, KeyError, TypeError):
        return None


def _taken(path: Path, owner: str | None) -> str:
    return (
        f"the lease {path} belongs to {owner or 'someone who wrote no name into it'}; wait until that runner "
        "has ended, stop it, or use another GPU"
    )
