"""A file of JSON lines that outlives a killed process: what was added stays, half a line at its end goes."""

from __future__ import annotations

import json
from pathlib import Path


class Journal:
    """The first line, `header`, says what the others belong to; it is None where nothing is there yet."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.header: dict | None = None
        self.records: list[dict] = []
        if not file.exists():
            return
        whole = file.read_bytes()
        kept = whole[: whole.rfind(b"\n") + 1]
        if len(kept) < len(whole):
            with file.open("r+b") as torn:
                torn.truncate(len(kept))
        lines = [json.loads(line) for line in kept.splitlines()]
        if lines:
            self.header, *self.records = lines

    def begin(self, header: dict) -> None:
        """Forgets all that is there."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_bytes(_line(header))
        self.header, self.records = header, []

    def add(self, record: dict) -> None:
        with self._file.open("ab") as file:
            file.write(_line(record))
        self.records.append(record)


def _line(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
