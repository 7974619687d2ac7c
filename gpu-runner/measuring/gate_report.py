"""What the gate found: verdicts of all languages and measures, as a table, as JSON, and as rows to keep."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from measuring.character_errors import errors_of
from measuring.listening import heard_of
from measuring.plan import Plan, Run
from measuring.speaker_similarity import similarities_of
from measuring.takes import takes_of
from measuring.verdict import Rule, Verdict, judge

FILE = "report.json"
HEADER = (
    "| date | candidate | language | lines | measure | reference, twice | candidate | worse by (95 %) "
    "| limit | outcome |\n|" + " --- |" * 10
)


@dataclass(frozen=True)
class Report:
    """Verdicts by language. `takes`: by run, who spoke, and how many lines were refused and truncated."""

    candidate: str
    verdicts: dict[str, list[Verdict]]
    takes: dict[str, dict[str, object]]

    @property
    def passes(self) -> bool:
        """Whether every measure passes in every language."""
        return all(each.outcome == "passes" for verdicts in self.verdicts.values() for each in verdicts)

    def write(self, folder: Path) -> Path:
        """Writes report.json and returns its path."""
        content = asdict(self) | {"passes": self.passes}
        text = json.dumps(content, ensure_ascii=False, indent=2)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")
        return folder / FILE

    def table(self) -> str:
        """For people, in a terminal."""
        lines = []
        for language, verdicts in self.verdicts.items():
            for each in verdicts:
                lines.append(f"{language}, {each.measure} of {each.lines} lines: {each.outcome} ({each.why})")
                lines.append(
                    f"    reference {each.first:.4f} and {each.again:.4f}, candidate "
                    f"{each.candidate:.4f}: worse by {each.harm:+.4f}, 95 % between {each.harm_low:+.4f} and "
                    f"{each.harm_high:+.4f}; it may be {each.limit:.4f}, of which noise {each.noise:.4f}"
                )
        for name, facts in self.takes.items():
            lines.append(
                f"{name}: {facts['refused']} refused, {facts['truncated']} cut off at the engine's limit"
            )
        return "\n".join(lines)

    def rows(self) -> str:
        """For BENCHMARKS.md."""
        today = datetime.now(UTC).date().isoformat()
        implementation = self.takes["candidate"]["implementation"]
        return "\n".join(
            f"| {today} | {self.candidate}: {implementation} | {language} | {each.lines} | {each.measure} "
            f"| {each.first:.4f}, {each.again:.4f} | {each.candidate:.4f} "
            f"| {each.harm:+.4f} ({each.harm_low:+.4f} to {each.harm_high:+.4f}) | {each.limit:.4f} "
            f"| {each.outcome} |"
            for language, verdicts in self.verdicts.items()
            for each in verdicts
        )


def report_of(plan: Plan, rules: Sequence[Rule]) -> Report:
    """Judges what was heard and compared. `rules`: of errors, of similarity. Every step must have ended."""
    verdicts = {
        language: [
            judge(rules[0], *_errors(plan, language)),
            judge(rules[1], *_similarities(plan, language)),
        ]
        for language in plan.lines
    }
    return Report(plan.runs[-1].engine, verdicts, {run.name: _facts(plan, run) for run in plan.runs})


def _errors(plan: Plan, language: str) -> list[np.ndarray]:
    """Edits by line of the three runs, and characters by line."""
    columns = []
    characters = np.zeros(0)
    for run in plan.runs:
        heard = {
            each["line"]: each["text"] for each in heard_of(plan, run).records if each["language"] == language
        }
        pairs = np.array([errors_of(text, heard[line]) for line, text in enumerate(plan.lines[language])])
        columns.append(pairs[:, 0])
        characters = pairs[:, 1]
    return [*columns, characters]


def _similarities(plan: Plan, language: str) -> list[np.ndarray]:
    """Cosines by line of the three runs, and ones."""
    columns = []
    for run in plan.runs:
        records = [each for each in similarities_of(plan, run).records if each["language"] == language]
        by_line = {each["line"]: each["similarity"] for each in records}
        columns.append(np.array([by_line[line] for line in range(len(plan.lines[language]))]))
    return [*columns, np.ones(len(plan.lines[language]))]


def _facts(plan: Plan, run: Run) -> dict[str, object]:
    takes = takes_of(plan, run)
    return {
        "engine": run.engine,
        "implementation": takes.header["implementation"],
        "identity": takes.header["identity"],
        "refused": sum(take["refused"] is not None for take in takes.records),
        "truncated": sum(take["truncated"] for take in takes.records),
    }
