"""Writes the digests that were found on first use into weights.json."""

from __future__ import annotations

import json
from pathlib import Path

from audiobook_runner.weights.failure import WeightsFailure
from audiobook_runner.weights.pins import PinnedFile, read_pins
from audiobook_runner.weights.store import Store


def pin_found(pins_file: Path, cache: Path) -> list[str]:
    """Fills in every "sha256": null, and the source's commit where it has none. Returns a line for each.

    Raises WeightsFailure for an entry that was never fetched into this cache, and for a source whose files
    came from different commits; nothing is written then.
    """
    read_pins(pins_file)
    content = json.loads(pins_file.read_text(encoding="utf-8"))
    store = Store(cache)
    changed = []
    for source, entry in content["sources"].items():
        commits = set()
        for name, pin in entry["files"].items():
            if pin["sha256"] is not None:
                continue
            file = PinnedFile(source, name, "", None, pin.get("size"))
            found = store.find(file)
            if found is None:
                raise WeightsFailure(
                    f"Pinning {source}/{name}: it isn't in {cache}. Fetch it first: "
                    "python -m audiobook_runner.weights fetch."
                )
            pin["sha256"], pin["size"] = found.sha256, found.path.stat().st_size
            commits.add(store.first_use(file).get("commit"))
            changed.append(f"{source}/{name}: {found.sha256}")
        changed += _pin_commit(source, entry, commits - {None})
    if changed:
        pins_file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return changed


def _pin_commit(source: str, entry: dict, commits: set[str]) -> list[str]:
    if "repository" not in entry or entry["commit"] is not None or not commits:
        return []
    if len(commits) > 1:
        raise WeightsFailure(
            f"Pinning {source}: its files came from different commits ({', '.join(sorted(commits))}). Delete "
            "them, and fetch them again in one go."
        )
    entry["commit"] = commits.pop()
    return [f"{source}: commit {entry['commit']}"]
