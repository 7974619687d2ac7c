"""What one passing of the gate speaks, in a file that its steps, which are processes, all read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "plan.json"


@dataclass(frozen=True)
class Run:
    """All lines by one engine. Line n is spoken with the seed `seed` + n; `batch` None: the engine's own."""

    name: str
    engine: str
    options: dict[str, object]
    batch: int | None
    seed: int


@dataclass(frozen=True)
class Plan:
    """`lines` by language (BCP 47); `sample` is the cloned voice's file, None for the engine's own voice.

    `recognition` is the folder of a faster-whisper model; `device` is cuda, cpu, or None for the best.
    """

    folder: Path
    lines: dict[str, list[str]]
    runs: list[Run]
    weights: Path
    recognition: Path
    device: str | None = None
    sample: Path | None = None

    def asked_of(self, run: Run) -> dict[str, object]:
        """What takes of a run depend on: takes of something else can't be gone on with."""
        spoken = asdict(run) | {"lines": self.lines, "device": self.device, "sample": self.voice()}
        return {name: _brief(value) for name, value in spoken.items()}

    def voice(self) -> str | None:
        """`sha256:<hex>` of the sample."""
        return f"sha256:{hashlib.sha256(self.sample.read_bytes()).hexdigest()}" if self.sample else None

    def text(self, place: tuple[str, int]) -> str:
        """Of a language and a line's number."""
        language, line = place
        return self.lines[language][line]

    def write(self) -> None:
        """Into its folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), ensure_ascii=False, default=str, indent=1)
        (self.folder / FILE).write_text(text, encoding="utf-8")


def read_plan(folder: Path) -> Plan:
    """What `Plan.write` wrote."""
    content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    content["runs"] = [Run(**run) for run in content["runs"]]
    for name in ("folder", "weights", "recognition", "sample"):
        content[name] = Path(content[name]) if content[name] else None
    return Plan(**content)


def _brief(value: object) -> object:
    """What is long, by its digest: a message about a difference only names it."""
    if not isinstance(value, dict):
        return value
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
