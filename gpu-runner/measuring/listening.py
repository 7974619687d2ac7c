"""Lets a recogniser hear the takes of a run, and keeps what it heard beside them."""

from __future__ import annotations

from collections.abc import Callable

from audiobook_runner.recognition.recogniser import BadAudio, Recogniser
from measuring.journal import Journal
from measuring.plan import Plan, Run
from measuring.takes import REPORT_EVERY, takes_of


def heard_of(plan: Plan, run: Run) -> Journal:
    """Records of `language`, `line` and `text`; a line that wasn't spoken has the empty text."""
    return Journal(plan.folder / run.name / "heard.jsonl")


def hear_runs(plan: Plan, recogniser: Recogniser, report: Callable[[str], None]) -> None:
    """Hears what nobody has heard yet. Without takes it only loads the recogniser, to see that it can.

    What another recogniser heard is forgotten. Raises CannotLoad.
    """
    recogniser.load()
    model = plan.recognition / "model.bin"
    header = {"model": str(plan.recognition), "bytes": model.stat().st_size if model.exists() else None}
    for run in plan.runs:
        heard = heard_of(plan, run)
        if heard.header != header:
            heard.begin(header)
        there = {(each["language"], each["line"]) for each in heard.records}
        left = [take for take in takes_of(plan, run).records if (take["language"], take["line"]) not in there]
        for count, take in enumerate(left, 1):
            text = _heard(plan, run, take, recogniser)
            heard.add({"language": take["language"], "line": take["line"], "text": text})
            if count % REPORT_EVERY == 0 or count == len(left):
                report(f"{run.name}: {count} of {len(left)} lines heard")


def _heard(plan: Plan, run: Run, take: dict, recogniser: Recogniser) -> str:
    if take["file"] is None:
        return ""
    try:
        return recogniser.transcribe(plan.folder / run.name / take["file"], take["language"]).text
    except BadAudio:
        # Sound of no length, for one: an error of the voice, and counted as such.
        return ""
