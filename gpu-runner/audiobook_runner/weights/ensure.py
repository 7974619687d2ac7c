"""Makes sure that all files of a checkpoint are there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from audiobook_runner.weights.download import download
from audiobook_runner.weights.failure import WeightsFailure
from audiobook_runner.weights.pins import Checkpoint, PinnedFile
from audiobook_runner.weights.store import LoadedFile, Store

SPARE_BYTES = 64 << 20


def ensure_weights(
    checkpoint: Checkpoint, cache: Path, report: Callable[[str], None] = lambda _: None
) -> dict[str, LoadedFile]:
    """The checkpoint's files by the names under which its engine looks for them; fetches those missing.

    Two processes with one cache fetch each file once: the second waits. `report` gets lines such as
    "fetching weights: 38 %". Raises WeightsFailure.
    """
    store = Store(cache)
    report("checking weights")
    if _missing(checkpoint, store):
        _fetch(checkpoint, store, report)
    return {name: _found(pin, store) for name, pin in checkpoint.files.items()}


def _missing(checkpoint: Checkpoint, store: Store) -> list[PinnedFile]:
    pins = {pin.path: pin for pin in checkpoint.files.values()}
    return [pin for pin in pins.values() if store.find(pin) is None]


def _fetch(checkpoint: Checkpoint, store: Store, report: Callable[[str], None]) -> None:
    try:
        with store.locked(
            lambda: report(f"waiting for another process that fetches weights into {store.folder}")
        ):
            missing = _missing(checkpoint, store)
            _require_room(missing, store)
            total = sum(pin.size or 0 for pin in missing)
            done = 0
            for pin in missing:
                _fetch_one(pin, store, report, done, total)
                done += pin.size or 0
    except OSError as error:
        raise WeightsFailure(
            f"Writing to the folder of weights {store.folder} failed ({error.strerror or error}). Make it "
            "writable, or bring these files there by hand:\n"
            + "\n".join(f"  {store.place(pin)} from {pin.url}" for pin in _missing(checkpoint, store))
        ) from error


def _fetch_one(pin: PinnedFile, store: Store, report: Callable[[str], None], done: int, total: int) -> None:
    def progress(bytes_here: int) -> None:
        share = f"{100 * (done + bytes_here) // total} %" if total else f"{bytes_here >> 20} MB"
        report(f"fetching weights: {share} ({pin.name})")

    to = store.place(pin)
    to.parent.mkdir(parents=True, exist_ok=True)
    came = download(pin, to, progress)
    store.remember(pin, came.sha256)
    if pin.sha256 is None:
        store.record_first_use(pin, came.sha256, came.commit)


def _require_room(missing: list[PinnedFile], store: Store) -> None:
    here = sum(
        part.stat().st_size for pin in missing for part in store.place(pin).parent.glob(f"{pin.name}.*.part")
    )
    needed = sum(pin.size or 0 for pin in missing) - here + SPARE_BYTES
    free = shutil.disk_usage(store.folder).free
    if free < needed:
        names = ", ".join(pin.path for pin in missing)
        raise WeightsFailure(
            f"Fetching {names} into {store.folder} needs {needed >> 20:,} MB, and {free >> 20:,} MB "
            "are free there. Free some, or name another folder of weights."
        )


def _found(pin: PinnedFile, store: Store) -> LoadedFile:
    found = store.find(pin)
    if found is None:
        raise WeightsFailure(f"{store.place(pin)} was there a moment ago and is gone. Start again.")
    return found
