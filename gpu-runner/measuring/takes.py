"""Speaks the lines of a run into a folder, and goes on there where an earlier process was ended."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

from audiobook_runner.engines.catalogue import open_engine
from audiobook_runner.engines.engine import CannotLoad, Engine, EngineContext, SpeechOrder, Spoken
from audiobook_runner.refusal import Refusal
from audiobook_runner.wave import encode_wave, pcm_of
from measuring.answers import Answer, each_answer
from measuring.journal import Journal
from measuring.plan import Plan, Run

ROOT = Path(__file__).parents[1]
REPORT_EVERY = 25


class OtherTakes(Exception):
    """The folder holds takes that this run can't go on with; the message says why and what to do."""


def takes_of(plan: Plan, run: Run) -> Journal:
    """What is spoken already: records of `language`, `line`, `file` (None where refused), `truncated`,
    `refused` (why) and `seconds` of sound."""
    return Journal(plan.folder / run.name / "takes.jsonl")


def check_takes(plan: Plan, run: Run, whatever_code: bool = False) -> int:
    """How many lines are left to speak. Raises OtherTakes.

    `whatever_code`: takes stay though the code that spoke them has changed.
    """
    takes = takes_of(plan, run)
    if takes.header is not None:
        asked = plan.asked_of(run)
        others = [name for name, value in takes.header["asked"].items() if asked.get(name) != value]
        if others:
            raise OtherTakes(_other(plan, run, f"with other {', '.join(others)}"))
        changed = [file for file, digest in takes.header["code"].items() if _digest(ROOT / file) != digest]
        if changed and not whatever_code:
            why = _other(plan, run, f"by other code ({', '.join(changed)} changed since)")
            raise OtherTakes(f"{why}; --keep-takes keeps them where the change can't be heard")
    return sum(map(len, plan.lines.values())) - len(takes.records)


def speak_run(plan: Plan, run: Run, report: Callable[[str], None]) -> None:
    """Speaks what is left. Raises CannotLoad, OtherTakes, and what the engine raises."""
    engine = opened(plan, run)
    engine.load(report)
    takes = takes_of(plan, run)
    _begin_or_go_on(plan, run, engine, takes)
    left = []
    for place, order in _missing(plan, run, engine, takes):
        if refusal := engine.check(order):
            takes.add(_kept(plan, run, place, refusal))
        else:
            left.append((place, order))
    done = len(takes.records)
    for count, (index, answer) in enumerate(each_answer(engine, [order for _, order in left]), 1):
        takes.add(_kept(plan, run, left[index][0], answer))
        if count % REPORT_EVERY == 0 or count == len(left):
            report(f"{run.name}: {done + count} of {done + len(left)} lines spoken")
    _refuse_silence(run, takes)


def opened(plan: Plan, run: Run) -> Engine:
    """The run's engine, not loaded yet. Raises CannotLoad."""
    return open_engine(run.engine, EngineContext(plan.weights, plan.device, run.batch, run.options))


def _begin_or_go_on(plan: Plan, run: Run, engine: Engine, takes: Journal) -> None:
    made_by = {"identity": engine.identity, "implementation": engine.implementation}
    if takes.header is None:
        takes.begin({"asked": plan.asked_of(run), **made_by, "code": _code()})
        return
    others = [name for name, value in made_by.items() if takes.header[name] != value]
    if others:
        was = ", ".join(f"{name} {takes.header[name]} then, {made_by[name]} now" for name in others)
        raise OtherTakes(_other(plan, run, f"by another engine: {was}"))


def _missing(
    plan: Plan, run: Run, engine: Engine, takes: Journal
) -> list[tuple[tuple[str, int], SpeechOrder]]:
    there = {(take["language"], take["line"]) for take in takes.records}
    voice = plan.voice() or engine.voices()[0].id
    places = [(language, line) for language, lines in plan.lines.items() for line in range(len(lines))]
    return [
        (place, SpeechOrder(plan.text(place), place[0], voice, plan.sample, seed=run.seed + number))
        for number, place in enumerate(places)
        if place not in there
    ]


def _kept(plan: Plan, run: Run, place: tuple[str, int], answer: Answer) -> dict:
    """The record of an answer whose sound is in the folder."""
    record = {"language": place[0], "line": place[1], "file": None, "truncated": False, "refused": None}
    if isinstance(answer, Refusal):
        return record | {"refused": answer.message}
    file = f"{place[0]}-{place[1]:05}.wav"
    _write(plan.folder / run.name / file, answer)
    return record | {
        "file": file,
        "truncated": answer.truncated,
        "seconds": round(len(answer.samples) / answer.sample_rate, 3),
    }


def _write(file: Path, spoken: Spoken) -> None:
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_bytes(encode_wave(pcm_of(spoken.samples), spoken.sample_rate))
    unfinished.replace(file)


def _refuse_silence(run: Run, takes: Journal) -> None:
    """An engine that speaks nothing at all was asked wrongly: that is no result of a comparison."""
    reasons = [take["refused"] for take in takes.records if take["refused"]]
    if reasons and len(reasons) == len(takes.records):
        raise CannotLoad(f"{run.engine} refused every line, the first with: {reasons[0]}")


def _code() -> dict[str, str]:
    """Digests of this folder's modules that speak: all that are loaded by now, without what measures."""
    files = {
        Path(module.__file__) for module in list(sys.modules.values()) if getattr(module, "__file__", None)
    }
    speaking = [file for file in files if file.is_relative_to(ROOT / "audiobook_runner" / "engines")]
    return {str(file.relative_to(ROOT)): _digest(file) for file in sorted(speaking)}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.exists() else ""


def _other(plan: Plan, run: Run, how: str) -> str:
    folder = plan.folder / run.name
    return f"{folder} holds takes that were spoken {how}; delete it, or name another folder with --folder="
