"""Whether another implementation of Chatterbox speaks as well as the stock one: words and voice.

    python gate.py --english=<book> --french=<book> --recognition=<folder of a faster-whisper model>

Needs real weights, and a GPU if it is to end within hours. A run that was ended goes on where it was. Exit
code 0: passes; 1: doesn't pass; 2: could not be run, and the message says what to do. See GATE.md.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from audiobook_runner.engines.engine import CannotLoad
from audiobook_runner.recognition.faster_whisper import FasterWhisper
from audiobook_runner.recognition.recogniser import Recogniser
from audiobook_runner.samples import problem_of
from audiobook_runner.settings import PREFIX, default_weights
from measuring.arguments import NotRun, json_object, path_typed
from measuring.gate_report import HEADER, report_of
from measuring.lines import NoLines, lines_of
from measuring.listening import hear_runs
from measuring.plan import Plan, Run, read_plan
from measuring.takes import OtherTakes, check_takes, opened, speak_run
from measuring.verdict import ERROR_RULE, SIMILARITY_RULE, Rule

PASSES, DOES_NOT_PASS, NOT_RUN = 0, 1, 2
LISTENING = ("hear", "compare")
BOOKS = {"en": "english", "fr": "french"}
AGAIN = 1_000_000
"""Added to the reference's seeds the second time: more than there are lines."""


def main(
    arguments: Sequence[str] | None = None,
    rules: Sequence[Rule] = (ERROR_RULE, SIMILARITY_RULE),
    run_step: Callable[[Plan, str], int] | None = None,
) -> int:
    """The command. `run_step` does one step of a plan and returns its exit code; by default in a process."""
    options = _parser().parse_args(arguments)
    try:
        if options.step is not None:
            do_step(read_plan(path_typed(options.folder)), options.step)
            return PASSES
        plan = _plan(options, os.environ)
        _run_steps(plan, options.keep_takes, run_step or _in_a_process)
    except (NotRun, NoLines, OtherTakes, CannotLoad) as error:
        print(f"gate: {error}", file=sys.stderr)
        return NOT_RUN
    report = report_of(plan, rules)
    print(report.table())
    print(f"all figures: {report.write(plan.folder)}")
    print(f"rows for BENCHMARKS.md, section The gate:\n{HEADER}\n{report.rows()}")
    print("the gate: passes" if report.passes else "the gate: does not pass")
    return PASSES if report.passes else DOES_NOT_PASS


def _run_steps(plan: Plan, keep_takes: bool, run_step: Callable[[Plan, str], int]) -> None:
    for run in plan.runs:
        opened(plan, run)
    left = {run.name: check_takes(plan, run, keep_takes) for run in plan.runs}
    plan.write()
    to_speak = [name for name, lines in left.items() if lines]
    # At first there is nothing to hear or to compare: what these lack is found before hours of speaking.
    for step in (*LISTENING, *to_speak, *LISTENING):
        code = run_step(plan, step)
        if code != 0:
            raise NotRun(
                f'the step "{step}" ended with exit code {code}, and why is above. What was done is kept in '
                f"{plan.folder}: the same command goes on from there."
            )


def _in_a_process(plan: Plan, step: str) -> int:
    """So that no model is in another's way, and a card's memory is free for the next."""
    command = [sys.executable, __file__, f"--step={step}", f"--folder={plan.folder}"]
    return subprocess.run(command, check=False).returncode


def do_step(
    plan: Plan, step: str, open_recogniser: Callable[[Path, str | None], Recogniser] = FasterWhisper
) -> None:
    """`hear`, `compare`, or a run by its name.

    `open_recogniser` gets the folder of a model and the device. Raises CannotLoad, OtherTakes, and what
    an engine raises.
    """

    def report(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    if step == "hear":
        hear_runs(plan, open_recogniser(plan.recognition, plan.device), report)
    elif step == "compare":
        from measuring.speaker_similarity import compare_runs

        compare_runs(plan, report)
    else:
        speak_run(plan, next(run for run in plan.runs if run.name == step), report)


def _plan(options: argparse.Namespace, environment: Mapping[str, str]) -> Plan:
    recognition = options.recognition or environment.get(f"{PREFIX}RECOGNITION")
    if recognition is None:
        raise NotRun(
            "nobody is there to hear what was spoken: name the folder of a faster-whisper model (large-v3 is "
            "the best listener) with --recognition="
        )
    weights = options.weights or environment.get(f"{PREFIX}WEIGHTS") or default_weights(environment)
    shared = json_object("--options", options.options)
    own = shared | json_object("--candidate-options", options.candidate_options)
    return Plan(
        folder=path_typed(options.folder),
        lines={language: _lines(options, language) for language in BOOKS},
        runs=[
            Run("reference", options.reference, shared, None, 0),
            Run("reference-again", options.reference, shared, None, AGAIN),
            Run("candidate", options.candidate, own, options.candidate_batch, 0),
        ],
        weights=path_typed(weights),
        recognition=path_typed(recognition),
        device=options.device,
        sample=_sample(options.sample),
    )


def _lines(options: argparse.Namespace, language: str) -> list[str]:
    name = BOOKS[language]
    book = getattr(options, name)
    if book is None:
        raise NotRun(
            f"there is nothing to speak in {name.capitalize()}: name a book, a text or Markdown file or a "
            f"folder of such, with --{name}="
        )
    if not 1 <= options.lines < AGAIN // len(BOOKS):
        raise NotRun(f"--lines={options.lines} was asked for; it may be 1 to {AGAIN // len(BOOKS) - 1}")
    return lines_of(path_typed(book), options.lines)


def _sample(named: str | None) -> Path | None:
    if named is None:
        return None
    file = path_typed(named)
    try:
        problem = problem_of(file.read_bytes())
    except OSError as error:
        raise NotRun(f"the voice's sample {file} can't be read: {error}") from error
    if problem is not None:
        raise NotRun(f"the voice's sample {file} can't be used: {problem.message}")
    return file


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--english", help="a book: text or Markdown, or a folder of such files")
    parser.add_argument("--french", help="the same in French")
    parser.add_argument("--lines", type=int, default=500, help="how many of each language (500)")
    parser.add_argument("--recognition", help="the folder of a faster-whisper model")
    parser.add_argument("--sample", help="a WAVE file to clone (default: the built-in voice)")
    parser.add_argument("--reference", default="chatterbox", help="the engine that is right (chatterbox)")
    parser.add_argument("--candidate", default="chatterbox-batched", help="the engine that is measured")
    parser.add_argument("--weights", help="the folder of weights")
    parser.add_argument("--device", choices=("cuda", "cpu"), help="the best there is by default")
    parser.add_argument("--options", default="{}", help="both engines' options, as JSON")
    parser.add_argument("--candidate-options", default="{}", help="the candidate's, besides, as JSON")
    parser.add_argument("--candidate-batch", type=int, help="lines at the same time (the engine's own)")
    parser.add_argument(
        "--folder", default=Path(__file__).parent / ".gate", help="where takes are kept (.gate beside this)"
    )
    parser.add_argument(
        "--keep-takes", action="store_true", help="go on with takes though code has changed since"
    )
    parser.add_argument("--step", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
