"""The gate without real weights: its parts, and the whole of it with random ones and a stand-in listener."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import gate
from audiobook_runner.engines import catalogue
from audiobook_runner.engines.engine import SpeechOrder, Spoken
from audiobook_runner.recognition.recogniser import BadAudio, Transcript
from audiobook_runner.refusal import Refusal
from measuring.answers import each_answer
from measuring.character_errors import edits, errors_of, normalised
from measuring.journal import Journal
from measuring.lines import NoLines, lines_of
from measuring.plan import Plan, Run, read_plan
from measuring.takes import OtherTakes, check_takes, speak_run, takes_of
from measuring.verdict import ERROR_RULE, SIMILARITY_RULE, Verdict, judge

GATE = Path(gate.__file__)
needs_torch = pytest.mark.skipif(
    not (importlib.util.find_spec("torch") and importlib.util.find_spec("chatterbox")),
    reason="needs requirements/chatterbox.txt",
)

ENGLISH = """---
title: A chapter
---
# By the mill 1

The *ferry* had been late since the spring floods. Nobody on the [landing](https://example.org) looked up.
Mr. Oake and Dr. Frayne stood there with J. Pellew until it was dark and the boats were in.

| a table | of things that nobody says aloud at any time at all |

> “What have you there?” she asked. “Nothing,” said he, “but forty years of tide tables, all in ink.”

In 1912 there were three boats, and everybody knew which of them had been painted by whom and why.

Short.
"""
FRENCH = "« Où allez-vous donc, M. Dupont ? » demanda-t-elle. Il ne répondit pas… Le vent s’était levé."


def test_edits_are_counted_by_hand() -> None:
    assert edits("kitten", "sitting") == 3
    assert edits("", "abc") == 3 and edits("abc", "") == 3 and edits("", "") == 0
    assert edits("abcdef", "bcdef") == 1, "one letter at the beginning is one, not all"
    assert edits("été", "ete") == 2, "accents are letters"


def test_edits_are_those_of_the_plain_table() -> None:
    drawn = np.random.default_rng(3)
    for _ in range(30):
        one, other = ("".join(drawn.choice(list("abc"), drawn.integers(0, 12))) for _ in range(2))
        table = {(0, column): column for column in range(len(other) + 1)}
        for row in range(1, len(one) + 1):
            table[row, 0] = row
            for column in range(1, len(other) + 1):
                same = table[row - 1, column - 1] + (one[row - 1] != other[column - 1])
                table[row, column] = min(same, table[row - 1, column] + 1, table[row, column - 1] + 1)
        assert edits(one, other) == table[len(one), len(other)], (one, other)


@pytest.mark.parametrize(
    "written, heard, errors",
    [
        ("« Bonjour ! » dit-il.", "Bonjour, dit-il", (0, 14)),
        ("L’été, c’est fini…", "l'ete c'est fini", (2, 14)),
        ("Un cœur", "un coeur", (0, 8)),
        ("Cafe\u0301 noir", "CAFÉ NOIR", (0, 9)),
        ("Don’t — I said.", "dont I said", (0, 11)),
        ("Where now?", "", (9, 9)),
        ("Yes.", "yes yes yes", (8, 3)),
    ],
)
def test_errors_are_those_that_can_be_heard(written: str, heard: str, errors: tuple[int, int]) -> None:
    assert errors_of(written, heard) == errors
    assert normalised(normalised(written)) == normalised(written)


def test_a_book_is_cut_into_whole_sentences_without_markdown(tmp_path: Path) -> None:
    book = tmp_path / "book.md"
    book.write_text(ENGLISH, encoding="utf-8")
    lines = lines_of(book, 2)
    assert lines == lines_of(book, 2), "the same each time"
    assert all(40 <= len(line) <= 250 for line in lines)
    text = " ".join(lines)
    assert not set(text) & set("*[]|>#0123456789"), "no marks, no headings, no tables, no figures"
    assert all(line.startswith(("The ", "Nobody ", "Mr. Oake ", "“")) for line in lines)
    assert all(line[-1] in ".”" and not line.endswith(("Mr.", "Dr.", "J.")) for line in lines)


def test_french_sentences_end_behind_their_quotation_marks(tmp_path: Path) -> None:
    book = tmp_path / "livre.txt"
    book.write_text(FRENCH, encoding="utf-8")
    (line,) = lines_of(book, 1)
    assert FRENCH.startswith(line) and line.endswith(("demanda-t-elle.", "pas…", "levé."))


def test_lines_come_from_all_over_a_book_of_several_files(tmp_path: Path) -> None:
    for chapter in range(10):
        words = [
            f"This is line {'abcdefghij'[line]} of chapter {'abcdefghij'[chapter]}" for line in range(10)
        ]
        text = "\n\n".join(f"{line}, and it has quite enough words in it." for line in words)
        (tmp_path / f"{chapter}.md").write_text(text, encoding="utf-8")
    lines = lines_of(tmp_path, 10)
    assert [line.split(",")[0][-1] for line in lines] == list("abcdefghij"), "one of each chapter, in order"
    with pytest.raises(NoLines, match=r"gave 100 lines .* and 101 are wanted; name a longer book"):
        lines_of(tmp_path, 101)
    with pytest.raises(NoLines, match=r"none.md can't be read: .*; name a text in UTF-8"):
        lines_of(tmp_path / "none.md", 1)


def errors_by_line(lines: int, more: float = 0.0, seed: int = 1) -> list[np.ndarray]:
    """Edits of three runs and characters: 2 % errors, now and then a whole line, `more` for the candidate."""
    drawn = np.random.default_rng(seed)
    characters = drawn.integers(40, 250, lines)
    hard = drawn.gamma(0.5, 2, lines)
    rates = [0.02 * hard, 0.02 * hard, (0.02 + more) * hard]
    runs = [drawn.poisson(rate * characters) for rate in rates]
    for run in runs:
        run[drawn.random(lines) < 0.004] += 60
    return [*runs, characters]


def outcomes(rounds: int, **data: float) -> list[str]:
    return [judge(ERROR_RULE, *errors_by_line(seed=seed, **data)).outcome for seed in range(rounds)]


def test_a_candidate_that_is_as_good_passes_on_500_lines_and_one_two_points_worse_fails() -> None:
    assert outcomes(12, lines=500).count("passes") >= 11
    assert outcomes(12, lines=500, more=0.02).count("fails") == 12


def test_the_same_takes_pass_and_figures_are_those_of_all_lines_together() -> None:
    first, again, _, characters = errors_by_line(500)
    verdict = judge(ERROR_RULE, first, again, first, characters)
    assert verdict.outcome == "passes"
    assert verdict.first == verdict.candidate == first.sum() / characters.sum()
    assert verdict.harm == pytest.approx((first.sum() - again.sum()) / characters.sum() / 2)
    assert verdict.harm_low < verdict.harm < verdict.harm_high < verdict.limit
    assert verdict.limit == pytest.approx(0.005 + verdict.noise)
    assert judge(ERROR_RULE, first, again, first, characters) == verdict, "drawn with a fixed seed"


def test_too_few_lines_cannot_tell_however_good_they_look() -> None:
    ones = np.ones(20)
    few = judge(ERROR_RULE, 0 * ones, 0 * ones, 0 * ones, 100 * ones)
    assert (few.outcome, few.why[:40]) == ("can't tell", "too few lines to tell: 20, and at least ")
    noisy = judge(replace(ERROR_RULE, most_noise=0.001), *errors_by_line(120))
    assert noisy.outcome == "can't tell" and "take more lines" in noisy.why


def test_a_reference_that_nobody_understands_proves_nothing() -> None:
    ones = np.ones(500)
    verdict = judge(ERROR_RULE, 60 * ones, 60 * ones, 60 * ones, 100 * ones)
    assert verdict.outcome == "can't tell" and "the reference itself has 0.600" in verdict.why


def test_a_voice_that_is_less_alike_fails_and_one_that_is_more_alike_passes() -> None:
    drawn = np.random.default_rng(1)
    line = drawn.normal(0.85, 0.03, 500)
    first, again, same = (line + drawn.normal(0, 0.02, 500) for _ in range(3))

    def judged(candidate: np.ndarray) -> Verdict:
        return judge(SIMILARITY_RULE, first, again, candidate, np.ones(500))

    assert judged(same).outcome == judged(same + 0.05).outcome == "passes"
    assert judged(same - 0.02).outcome == "fails"
    assert judged(same - 0.02).harm > 0.015


def test_half_a_line_at_a_journals_end_goes_and_whole_ones_stay(tmp_path: Path) -> None:
    file = tmp_path / "a" / "journal.jsonl"
    journal = Journal(file)
    assert journal.header is None
    journal.begin({"of": "été"})
    journal.add({"line": 1})
    with file.open("ab") as torn:
        torn.write(b'{"line": 2, "te')
    again = Journal(file)
    again.add({"line": 3})
    assert Journal(file).header == {"of": "été"}
    assert Journal(file).records == [{"line": 1}, {"line": 3}]


class Rows:
    """A row engine of two rows; a text is done after as many steps as it has letters, "no" at once."""

    batch = 2

    def __init__(self, forgetful: bool = False) -> None:
        self.rows: list[list] = []
        self.forgetful = forgetful
        self.most = 0

    def admit(self, order: SpeechOrder, done: Callable, since: float) -> Callable[[], None]:
        if order.text == "no":
            done(Refusal("failed", "no"))
        else:
            self.rows.append([len(order.text), done])
        self.most = max(self.most, len(self.rows))
        return lambda: None

    def advance(self, until: float) -> float | None:
        for row in list(self.rows):
            row[0] -= 1
            if row[0] == 0:
                self.rows.remove(row)
                row[1](Spoken(np.zeros(1, np.float32), 24_000, 0))
        return until if self.rows and not self.forgetful else None


def orders(*texts: str) -> list[SpeechOrder]:
    return [SpeechOrder(text, "en", "default") for text in texts]


def test_rows_are_answered_as_they_end_with_as_many_under_way_as_there_is_place_for() -> None:
    engine = Rows()
    answers = list(each_answer(engine, orders("aaaaaa", "a", "no", "aa", "a", "no")))
    assert [index for index, _ in answers] == [1, 2, 3, 4, 5, 0]
    assert [index for index, answer in sorted(answers) if isinstance(answer, Refusal)] == [2, 5]
    assert engine.most == 2
    with pytest.raises(RuntimeError, match="has no rows, and some were not answered"):
        list(each_answer(Rows(forgetful=True), orders("aaa", "aaa")))


def test_batches_are_spoken_in_order_and_told_of_before() -> None:
    class Batches:
        batch = 2

        def speak(self, some: list[SpeechOrder]) -> list[Refusal]:
            return [Refusal("failed", order.text) for order in some]

    told: list[int] = []
    answers = list(each_answer(Batches(), orders("a", "b", "c"), lambda some: told.append(len(some))))
    assert [(index, answer.message) for index, answer in answers] == [(0, "a"), (1, "b"), (2, "c")]
    assert told == [2, 1]


def tone_plan(folder: Path, lines: int = 40, **options: object) -> Plan:
    texts = {"en": [f"Line {'x' * number} of a book" for number in range(lines)]}
    runs = [Run("candidate", "tone", options, 2, 7)]
    return Plan(folder, texts, runs, folder / "weights", folder / "whisper")


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    plan = tone_plan(tmp_path, charactersPerSecond=100)
    plan.write()
    child = subprocess.Popen([sys.executable, GATE, "--step=candidate", f"--folder={tmp_path}"])
    began = time.monotonic()
    while len(takes_of(plan, plan.runs[0]).records) < 3:
        assert child.poll() is None and time.monotonic() < began + 60
        time.sleep(0.02)
    child.kill()
    child.wait()
    spoken = {take["file"] for take in takes_of(plan, plan.runs[0]).records}
    stamps = {file: (tmp_path / "candidate" / file).stat().st_mtime_ns for file in spoken}
    assert 3 <= len(spoken) < 40
    fast = replace(plan.runs[0], options={"charactersPerSecond": 1e6})
    with pytest.raises(
        OtherTakes, match=r"candidate holds takes that were spoken with other options; delete"
    ):
        check_takes(plan, fast)
    assert check_takes(plan, plan.runs[0]) == 40 - len(spoken)
    subprocess.run([sys.executable, GATE, "--step=candidate", f"--folder={tmp_path}"], check=True)
    assert check_takes(plan, plan.runs[0]) == 0
    assert {file: (tmp_path / "candidate" / file).stat().st_mtime_ns for file in spoken} == stamps
    takes = takes_of(plan, plan.runs[0]).records
    assert sorted(take["line"] for take in takes) == list(range(40))
    assert not list(tmp_path.rglob("*.unfinished"))


def test_takes_of_other_code_are_refused_unless_they_are_to_be_kept(tmp_path: Path) -> None:
    plan = tone_plan(tmp_path, lines=2)
    speak_run(plan, plan.runs[0], print)
    file = tmp_path / "candidate" / "takes.jsonl"
    header, *rest = file.read_text().splitlines()
    code = json.loads(header)["code"]
    assert "audiobook_runner/engines/tone.py" in code
    file.write_text("\n".join([header.replace(code["audiobook_runner/engines/tone.py"], "0"), *rest, ""]))
    with pytest.raises(
        OtherTakes, match=r"by other code \(audiobook_runner/engines/tone.py changed since\).*--keep"
    ):
        check_takes(plan, plan.runs[0])
    assert check_takes(plan, plan.runs[0], whatever_code=True) == 0


def books(folder: Path, lines: int = 12) -> list[str]:
    """Arguments with a book of each language."""
    for name, sentence in {
        "english": "went down to the quay that night, where nobody was waiting, though the ferry was late",
        "french": "descendit au port, où personne ne l’attendait, bien que le bac fût en retard",
    }.items():
        text = [
            f"{name.title()} {'abcdefghijklmnopqrst'[line]} {sentence}, lentement, le soir venu."
            for line in range(20)
        ]
        (folder / f"{name}.md").write_text("\n\n".join(text), encoding="utf-8")
    named = [f"--{name}={folder / name}.md" for name in ("english", "french")]
    return [*named, f"--lines={lines}", f"--recognition={folder / 'whisper'}", f"--folder={folder / 'work'}"]


def test_what_is_missing_is_told_before_anything_is_spoken(tmp_path: Path, capsys) -> None:
    tone = [*books(tmp_path), "--reference=tone", "--candidate=tone"]

    def told(*arguments: str) -> str:
        assert gate.main(arguments) == 2
        return capsys.readouterr().err

    assert "nothing to speak in French: name a book" in told(tone[0], *tone[2:])
    assert "with --recognition=" in told(*tone[:3], *tone[4:])
    assert "gave 20 lines" in told(*tone, "--lines=21")
    assert "--lines=0 was asked for" in told(*tone, "--lines=0")
    assert "none.wav can't be read" in told(*tone, f"--sample={tmp_path / 'none.wav'}")
    assert "english.md can't be used: the sample is no WAVE file" in told(
        *tone, f"--sample={tmp_path}/english.md"
    )
    assert "--candidate-options is no JSON" in told(*tone, "--candidate-options={a")
    assert 'there is no engine "toon"' in told(*tone, "--candidate=toon")
    assert 'there is no option "speed"' in told(*tone, '--candidate-options={"speed": 1}')
    assert 'the step "hear" ended with exit code 2, and why is above' in told(*tone)
    assert not (tmp_path / "work" / "reference" / "takes.jsonl").exists()


def test_paths_are_seen_from_where_the_command_was_typed(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("INIT_CWD", str(tmp_path))
    assert gate.main(["--english=here.md", "--recognition=whisper"]) == 2
    assert f"the book {tmp_path}/here.md can't be read" in capsys.readouterr().err


class Reader:
    """A recogniser that reads the line of a take where there is sound, with a slip now and then."""

    def __init__(self, folder: Path, device: str | None) -> None:
        """As FasterWhisper."""

    def load(self) -> None:
        """Nothing to load."""

    def transcribe(self, audio: Path, language: str | None) -> Transcript:
        sound = np.frombuffer(audio.read_bytes()[44:], "<i2")
        if not sound.any():
            raise BadAudio("nothing to hear")
        takes = Journal(audio.parent / "takes.jsonl").records
        take = next(each for each in takes if each["file"] == audio.name)
        text = read_plan(audio.parents[1]).text((take["language"], take["line"]))
        # Which lines it slips at depends on the sound, so on the seed.
        slip = int(np.abs(sound.astype(np.int64)).sum()) % 2
        return Transcript(text[slip:], take["language"], len(sound) / 24_000, [])


@pytest.fixture(scope="module")
def weights(chatterbox_weights: Path, thin_models: None) -> Path:
    return chatterbox_weights


@pytest.fixture
def passed(weights: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command over random weights, its steps in this process, since the models are thin only here."""
    monkeypatch.setitem(catalogue._MODULES, "short", "tests.short_chatterbox")
    options = json.dumps({"pins": str(weights / "weights.json"), "checkpoint": "random"})
    rules = [replace(rule, least_lines=2, most_noise=1) for rule in (ERROR_RULE, SIMILARITY_RULE)]

    def step(plan: Plan, name: str) -> int:
        gate.do_step(plan, name, Reader)
        return 0

    def run(*arguments: str) -> int:
        own = ["--reference=short", "--candidate=short", f"--weights={weights}", f"--options={options}"]
        return gate.main([*own, "--device=cpu", *arguments], rules, step)

    return run


@needs_torch
@pytest.mark.chatterbox
def test_stock_against_itself_passes_and_against_a_broken_one_fails(
    passed: Callable[..., int], tmp_path: Path, capsys
) -> None:
    arguments = books(tmp_path, lines=2)
    assert passed(*arguments) == 0
    printed = capsys.readouterr().out
    assert "the gate: passes" in printed
    assert printed.count("| passes |") == 4
    work = tmp_path / "work"
    report = json.loads((work / "report.json").read_text())
    assert report["passes"] and list(report["verdicts"]) == ["en", "fr"]
    for errors, likeness in report["verdicts"].values():
        assert errors["first"] == errors["candidate"] < 0.01
        assert 0.3 < likeness["first"] == likeness["candidate"] < 1
    assert report["takes"]["candidate"]["truncated"] == 4, "random weights come to no end"
    first, again, other = ((work / run / "en-00001.wav").read_bytes() for run in report["takes"])
    assert first == other != again, (
        "the candidate's seeds are the reference's, and other ones the second time"
    )

    shutil.rmtree(work / "candidate")
    before = {file: file.stat().st_mtime_ns for file in work.glob("reference*/*")}
    assert passed(*arguments, '--candidate-options={"silentEvery": 2}') == 1
    printed = capsys.readouterr().out
    assert printed.count("| fails |") == 4 and "the gate: does not pass" in printed
    assert {file: file.stat().st_mtime_ns for file in work.glob("reference*/*")} == before, "spoken once"


@needs_torch
@pytest.mark.chatterbox
def test_a_cloned_voice_is_compared_with_its_own_sample(weights: Path, tmp_path: Path) -> None:
    from audiobook_runner.weights import ensure_weights, read_pins
    from measuring.speaker_similarity import Listener
    from tests.waves import wave

    files = ensure_weights(read_pins(weights / "weights.json").of("chatterbox"), weights)
    for name, content in {"voice": wave(rate=24_000), "other": wave(1, 24_000), "none": wave(0.01)}.items():
        (tmp_path / f"{name}.wav").write_bytes(content)
    listener = Listener(files, tmp_path / "voice.wav")
    assert listener.similarity(tmp_path / "voice.wav") == pytest.approx(1, abs=1e-5)
    assert 0 < listener.similarity(tmp_path / "other.wav") < 1
    assert listener.similarity(tmp_path / "none.wav") == 0
    assert Listener(files, None).similarity(tmp_path / "voice.wav") < 0.999
