"""The benchmark of both Chatterbox engines: its parts, and the whole command with thin weights."""

from __future__ import annotations

import importlib.util
import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import benchmark_chatterbox
from audiobook_runner.engines.catalogue import open_engine
from audiobook_runner.engines.engine import SpeechOrder, Spoken
from audiobook_runner.refusal import Refusal
from measuring import speed_parts
from measuring.full_load import FullLoad, NothingSpoken, OneByOne
from measuring.novel_segments import (
    DECILES,
    novel_orders,
    segment_length,
    segment_text,
    short_orders,
    speech_tokens,
)
from measuring.speed_setup import Pace, Setup, read_setup, write_buzz
from measuring.speed_table import LOGIT_HEADER, SPEED_HEADER, add_rows, logit_rows, rule_of, speed_rows

TINY = Pace(0.1, 0.3, 0.1, 0.2, short_orders=2, short_seconds=1, logit_rows=1, logit_steps=3)


def orders_of(count: int) -> list[SpeechOrder]:
    return list(itertools.islice(novel_orders("default", None, seed=5), count))


class TestNovelSegments:
    def test_lengths_are_spread_as_those_of_novels(self) -> None:
        lengths = sorted(len(order.text) for order in orders_of(4000))
        assert lengths[0] >= 34 and lengths[-1] <= 256
        for tenth in range(1, 10):
            assert lengths[400 * tenth] == pytest.approx(DECILES[tenth], abs=6)

    def test_length_goes_from_decile_to_decile(self) -> None:
        assert [segment_length(tenth / 10) for tenth in range(10)] == list(DECILES[:-1])
        assert segment_length(0.9999) == DECILES[-1]
        assert segment_length(0.05) == 49

    def test_texts_are_whole_words_with_an_end(self) -> None:
        words = set(" ".join(segment_text(each, 400) for each in _randoms(40)).replace(".", "").split())
        for random in _randoms(60):
            text = segment_text(random, 90)
            assert text.endswith(".") and 80 <= len(text) <= 100
            assert {word.rstrip(".") for word in text.split()} <= {word.rstrip(".") for word in words}

    def test_speech_has_25_tokens_for_15_to_17_characters_and_the_same_for_an_order(self) -> None:
        orders = orders_of(300)
        rates = [25 * len(order.text) / speech_tokens(order) for order in orders]
        assert min(rates) > 14.5 and max(rates) < 17.5 and statistics.pstdev(rates) > 0.3
        assert [speech_tokens(order) for order in orders] == [
            speech_tokens(order) for order in orders_of(300)
        ]

    def test_short_orders_have_about_60_characters(self) -> None:
        texts = [order.text for order in itertools.islice(short_orders("default", None), 20)]
        assert len(set(texts)) > 5
        assert all(50 <= len(text) <= 70 for text in texts)


def _randoms(count: int) -> Iterator:
    from random import Random

    return (Random(seed) for seed in range(count))


class Rows:
    """A RowEngine whose rows take as many steps as their text has words. `refuse`: all texts."""

    batch = 3

    def __init__(self, refuse: bool = False) -> None:
        self.rows: dict[int, list] = {}
        self.most = 0
        self.admitted: list[str] = []
        self._refuse = refuse

    def admit(self, order: SpeechOrder, done: Callable, since: float) -> Callable[[], None]:
        if self._refuse:
            done(Refusal("failed", "no voice today"))
            return lambda: None
        number = len(self.admitted)
        self.admitted.append(order.text)
        self.rows[number] = [len(order.text.split()), done]
        self.most = max(self.most, len(self.rows))
        return lambda: self.rows.pop(number, None)

    def advance(self, until: float) -> float | None:
        time.sleep(0.0005)
        for number, row in list(self.rows.items()):
            row[0] -= 1
            if row[0] == 0:
                del self.rows[number]
                row[1](Spoken(np.zeros(2400, np.float32), 24_000, 0.1))
        return until if self.rows else None


class TestFullLoad:
    def test_keeps_an_engine_full_and_ends_when_an_order_ends(self) -> None:
        engine = Rows()
        load = FullLoad(engine, novel_orders("default", None, seed=1))
        load.run(0.05, at_least=4)
        assert engine.most == 3 and len(engine.rows) >= 1
        assert len(load.ended) >= 4
        assert time.monotonic() - load.ended[-1].at < 0.02
        assert sum(each.audio_seconds for each in load.ended) == pytest.approx(0.1 * len(load.ended))
        load.stop()
        assert engine.rows == {}

    def test_who_waits_gets_the_next_place(self) -> None:
        engine = Rows()
        load = FullLoad(engine, novel_orders("default", None, seed=1))
        load.run(0, at_least=1)
        before = len(engine.admitted)
        ended = load.wait_for(SpeechOrder("Who is there?", "en", "default"), 5)
        assert engine.admitted[before] == "Who is there?"
        assert ended.characters == 13 and 0 < ended.waited < 5

    def test_says_that_nothing_is_spoken(self) -> None:
        with pytest.raises(NothingSpoken, match="8 of 8 orders were refused: no voice today"):
            FullLoad(Rows(refuse=True), novel_orders("default", None, seed=1)).run(1, at_least=1)
        with pytest.raises(NothingSpoken, match="orders ended in 0 s, and 500 were wanted"):
            FullLoad(Rows(), novel_orders("default", None, seed=1)).run(0, at_least=500, most_seconds=0.05)

    def test_an_engine_of_batch_1_is_driven_alike(self) -> None:
        class Stock:
            def speak(self, orders: list[SpeechOrder]) -> list[Spoken]:
                return [Spoken(np.zeros(24_000, np.float32), 24_000, 0.1)]

        told: list[SpeechOrder] = []
        load = FullLoad(OneByOne(Stock(), told.append), novel_orders("default", None, seed=1))
        load.run(0, at_least=3)
        assert [each.characters for each in load.ended] == [len(order.text) for order in told[:3]]


WINDOW = {
    "characters_a_second": 540.04,
    "real_time": 33.75,
    "busy": {"t3": 0.97, "s3gen": 0.6, "encoder": 0.05, "solver": 0.4, "vocoder": 0.1, "watermark": 0.8},
    "t3_bytes_a_second": 504e9,
}
BATCHED = {
    "prompts": {"10": WINDOW},
    "device": "A card",
    "batch": 64,
    "slots": 40,
    "memory": {"host": 4.1e9, "card": 21.9e9},
    "short": {"orders": 9, "median": 1.234, "worst": 1.9},
    "implementation": "batched",
}
STOCK = BATCHED | {
    "prompts": {"10": WINDOW | {"characters_a_second": 27.0, "busy": {"t3": 0.8, "s3gen": 0.15}}},
    "batch": 1,
    "slots": 1,
    "short": None,
}
LOGITS = {"rows": 8, "steps": 100, "spread": 2.0, "most": 0.5, "mean": 0.01, "other_likeliest": 0.0125}


class TestTable:
    def test_rows_stand_under_their_header(self) -> None:
        card = {"copy_bytes_a_second": 840e9, "logits": LOGITS}
        results = {"stock": STOCK, "batched-64": BATCHED, "card": card}
        stock, batched = speed_rows(results, is_random=True)
        assert stock.count("|") == batched.count("|") == SPEED_HEADER.count("|")
        cells = batched.strip("| ").split(" | ")[1:]
        assert cells == [
            *("A card", "random", "batched", "64 (40 in T3)", "10", "540.0", "20.0", "33.75", "97%"),
            *("60% (5%, 40%, 10%)", "80%", "504 GB/s, 60% of 840", "4.1 GB + 21.9 GB card"),
            *("1.23, 1.90 (of 9)", "batched"),
        ]
        (row,) = logit_rows(results, is_random=False)
        assert row.count("|") == LOGIT_HEADER.count("|")
        assert row.strip("| ").split(" | ")[1:] == [
            *("A card", "real", "8 × 100", "2.000", "0.0100", "0.5000", "0.50%", "1.2%")
        ]

    def test_what_was_not_measured_is_left_out(self) -> None:
        results = {"stock": {"failed": "why"}, "batched-64": BATCHED | {"without_graphs": ["t3"]}}
        (row,) = speed_rows(results, is_random=True)
        cells = row.strip("| ").split(" | ")
        assert (cells[7], cells[12]) == ("–", "504 GB/s")
        assert cells[-1] == "batched, without CUDA graphs: t3"
        assert logit_rows(results, is_random=True) == []

    def test_rows_are_added_to_the_end_of_their_own_table(self, tmp_path: Path) -> None:
        file = tmp_path / "table.md"
        file.write_text("# One\n\n| a |\n| --- |\n| 1 |\n\nText.\n\n| b |\n| --- |\n", encoding="utf-8")
        add_rows(file, "| a |", ["| 2 |", "| 3 |"])
        add_rows(file, "| b |", ["| 4 |"])
        expected = "# One\n\n| a |\n| --- |\n| 1 |\n| 2 |\n| 3 |\n\nText.\n\n| b |\n| --- |\n| 4 |\n"
        assert file.read_text(encoding="utf-8") == expected
        with pytest.raises(ValueError, match="no table with the header"):
            add_rows(file, "| c |", [])

    def test_benchmarks_md_has_both_tables(self) -> None:
        lines = benchmark_chatterbox.TABLE.read_text(encoding="utf-8").splitlines()
        for header in (SPEED_HEADER, LOGIT_HEADER):
            assert lines[lines.index(header) + 1] == rule_of(header)


def test_a_setup_is_read_as_it_was_written(tmp_path: Path) -> None:
    setup = Setup(
        tmp_path,
        True,
        "cpu",
        {10: tmp_path / "a.wav", 5: tmp_path / "b.wav"},
        {"pins": "p"},
        {"solverSteps": 4},
        TINY,
    )
    assert read_setup(setup.write(tmp_path / "setup.json")) == setup


class TestCommand:
    """With parts that speak nothing."""

    @pytest.fixture
    def scratch(self, tmp_path: Path) -> Path:
        (tmp_path / "weights.json").write_text("{}", encoding="utf-8")
        return tmp_path

    def test_a_part_that_fails_is_told_and_the_others_go_on(
        self, scratch: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        done: list[str] = []

        def run_part(setup: Setup, part: str, seconds: float) -> dict:
            done.append(part)
            if part == "batched-8":
                raise RuntimeError("CUDA out of memory")
            if part == "card":
                return {"copy_bytes_a_second": 1e9, "logits_failed": "no bfloat16"}
            return STOCK if part == "stock" else BATCHED

        arguments = ["--device=cuda", f"--scratch={scratch}", "--dry", f"--json={scratch / 'all.json'}"]
        assert benchmark_chatterbox.main(arguments, run_part) == benchmark_chatterbox.SOME
        assert done == ["stock", "card", *(f"batched-{batch}" for batch in (128, 64, 32, 8, 1))]
        told = capsys.readouterr().out
        assert "not measured, or not as wanted: batched-8: RuntimeError: CUDA out of memory" in told
        assert "not measured, or not as wanted: logits: no bfloat16" in told
        assert told.count("| A card |") == 5
        figures = json.loads((scratch / "all.json").read_text(encoding="utf-8"))
        assert list(figures)[:3] == ["stock", "batched-1", "batched-8"]

    def test_no_part_is_begun_when_the_time_is_up(
        self, scratch: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        arguments = ["--device=cpu", f"--scratch={scratch}", "--minutes=0.2", "--dry"]
        code = benchmark_chatterbox.main(arguments, lambda *_: pytest.fail("it was begun"))
        assert code == benchmark_chatterbox.NOT_RUN
        assert "batched-4: not begun" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("arguments", "found"),
        [
            (["--batches=1,x"], '--batches has "x"'),
            (["--weights=/there"], "name a WAVE file of 10 s or more with --sample="),
            (["--options=[]"], "--options is no JSON object; found []"),
            (["--options={"], "--options is no JSON: "),
        ],
    )
    def test_mistakes_are_told(
        self, scratch: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], found: str
    ) -> None:
        command = ["--device=cpu", f"--scratch={scratch}", "--dry", *arguments]
        assert benchmark_chatterbox.main(command, lambda *_: {}) == benchmark_chatterbox.NOT_RUN
        assert found in capsys.readouterr().err

    def test_a_part_in_a_process_of_its_own_tells_why_it_failed(self, scratch: Path) -> None:
        """The weights aren't there, and perhaps the package neither."""
        options = benchmark_chatterbox._parser().parse_args([])
        setup = Setup(scratch, True, "cpu", {}, {"pins": str(scratch / "weights.json")}, pace=TINY)
        run_part = benchmark_chatterbox._in_a_process(options, scratch)
        found = run_part(setup, "stock", 120)
        assert "weights.json" in found["failed"] or "isn't installed" in found["failed"]
        with pytest.raises(RuntimeError, match=r"ended after 0 s, when the time was up"):
            run_part(setup, "card", 0.01)


needs_package = pytest.mark.skipif(
    not (importlib.util.find_spec("torch") and importlib.util.find_spec("chatterbox")),
    reason="needs requirements/chatterbox.txt",
)


@pytest.mark.chatterbox
@needs_package
class TestOnACard:
    """What only runs there, with what a card would say."""

    def test_calls_count_when_the_card_has_done_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import torch

        from measuring.stage_times import DeviceTimes

        done: list[bool] = []

        class Event:
            def __init__(self, enable_timing: bool) -> None:
                assert enable_timing

            def record(self) -> None:
                self.recorded = True

            def query(self) -> bool:
                return bool(done)

            def elapsed_time(self, end: Event) -> float:
                assert self.recorded and end.recorded
                return 250.0

        class Stage:
            def work(self, number: int, *, twice: bool) -> int:
                return number * (2 if twice else 1)

        monkeypatch.setattr(torch.cuda, "Event", Event)
        times, stage = DeviceTimes("cuda"), Stage()
        times.watch(stage, "work", "solver")
        assert [stage.work(number, twice=True) for number in (1, 2)] == [2, 4]
        assert times.seconds() == {}
        done.append(True)
        assert times.seconds() == {"solver": 0.5}

    def test_kernels_belong_to_the_thread_that_started_them(self) -> None:
        from measuring.kernel_profile import Cost, _costs, profile_text

        def event(category: str, name: str, thread: int, microseconds: float, correlation: int) -> dict:
            arguments = {"correlation": correlation}
            return {
                "ph": "X",
                "cat": category,
                "name": name,
                "tid": thread,
                "ts": 0,
                "dur": microseconds,
                "args": arguments,
            }

        events = [
            event("cuda_runtime", "cudaGraphLaunch", 11, 5, 1),
            event("cuda_runtime", "cudaLaunchKernel", 22, 5, 2),
            event("kernel", "gemv|bf16", 7, 300, 1),
            event("kernel", "gemv|bf16", 7, 100, 1),
            event("kernel", "softmax", 7, 50, 1),
            event("kernel", "conv", 13, 500, 2),
            {"ph": "M", "name": "process_name"},
        ]
        costs = _costs(events, own_thread=11)
        assert [(cost.kernel, cost.calls) for cost in costs["T3"]] == [("gemv|bf16", 2), ("softmax", 1)]
        assert costs["T3"][0].seconds == pytest.approx(400e-6)
        assert costs["S3Gen"] == [Cost("conv", 1, pytest.approx(500e-6))]
        text = profile_text(costs, 0.001, "an engine")
        assert "| 40.0% | 0.0004 | 2 | 200.0 | gemv¦bf16 |" in text

    def test_an_operation_costs_what_those_inside_it_do_not(self) -> None:
        from measuring.kernel_profile import _costs

        def event(name: str, thread: int, begin: float, microseconds: float) -> dict:
            return {
                "ph": "X",
                "cat": "cpu_op",
                "name": name,
                "tid": thread,
                "ts": begin,
                "dur": microseconds,
            }

        events = [
            event("linear", 1, 0, 100),
            event("mm", 1, 10, 70),
            event("mm", 1, 200, 30),
            event("x", 2, 0, 9),
        ]
        costs = _costs(events, own_thread=1)
        assert {cost.kernel: round(cost.seconds * 1e6) for cost in costs["T3"]} == {"mm": 100, "linear": 30}
        assert [cost.kernel for cost in costs["S3Gen"]] == ["x"]


@pytest.fixture(scope="module")
def weights(chatterbox_weights: Path, thin_models: None) -> Path:
    return chatterbox_weights


@pytest.fixture(scope="module")
def stock(weights: Path):
    from tests.small_chatterbox import context

    engine = open_engine("chatterbox", context(weights))
    engine.load(lambda _: None)
    return engine


class Emptied(FullLoad):
    def stop(self) -> None:
        """Lets all rows end: a thread that speaks while Python ends aborts it."""
        while self._removals:
            self._engine.advance(time.monotonic())


@pytest.mark.chatterbox
@needs_package
class TestWithThinWeights:
    def test_logits_of_bfloat16_differ_and_those_of_float32_do_not(self, stock) -> None:
        import torch

        from measuring.logit_error import logit_error

        orders = list(itertools.islice(short_orders("default", None, characters=25), 3))
        same = logit_error(stock._opened, orders, 4, torch.float32)
        assert (same.most, same.mean, same.other_likeliest) == (0, 0, 0)
        rough = logit_error(stock._opened, orders, 4, torch.bfloat16)
        assert (rough.rows, rough.steps, rough.spread) == (3, 4, same.spread)
        assert 0 < rough.mean < rough.most and rough.mean < 0.1 * rough.spread
        assert 0 <= rough.other_likeliest < 0.5

    @pytest.fixture
    def short(self, stock, monkeypatch: pytest.MonkeyPatch) -> None:
        """A fiftieth of the tokens, which is 0.3 s of sound at most; and each model is loaded once."""
        from audiobook_runner.engines.chatterbox import opened_model

        monkeypatch.setattr(opened_model, "open_model", lambda *_: stock._opened)
        monkeypatch.setattr(speed_parts, "open_engine", _loaded_once(stock))
        monkeypatch.setattr(speed_parts, "speech_tokens", lambda order: max(1, speech_tokens(order) // 50))
        monkeypatch.setattr(speed_parts, "PROFILED_STEPS", 4)
        monkeypatch.setattr(speed_parts, "FullLoad", Emptied)

    def test_the_command_measures_both_engines(
        self, weights: Path, short: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        table, figures, kernels = (tmp_path / name for name in ("table.md", "all.json", "kernels.md"))
        headers = [f"{header}\n{rule_of(header)}\n" for header in (SPEED_HEADER, LOGIT_HEADER)]
        table.write_text("\n".join(headers), encoding="utf-8")

        def run_part(setup: Setup, part: str, seconds: float) -> dict:
            samples = {prompt: write_buzz(tmp_path, 1) for prompt in setup.samples}
            own = replace(setup, pace=TINY, samples=samples)
            return benchmark_chatterbox.do_part(own, part, lambda _: None, kernels)

        arguments = [
            *("--device=cpu", "--batches=3", f"--scratch={weights}", f"--json={figures}"),
            f"--profile={kernels}",
        ]
        assert benchmark_chatterbox.main(arguments, run_part, table) == benchmark_chatterbox.ALL
        assert "Weights were random" in capsys.readouterr().out
        rows = [line for line in table.read_text(encoding="utf-8").splitlines() if "| random |" in line]
        assert len(rows) == 2 * 2 + 1
        found = json.loads(figures.read_text(encoding="utf-8"))
        assert list(found) == ["stock", "batched-3", "card", "profile"]
        for part in ("stock", "batched-3"):
            for window in found[part]["prompts"].values():
                _is_a_window(window, at_least=2 if part == "stock" else 4)
        busy = found["batched-3"]["prompts"]["10"]["busy"]
        parts = sum(busy[part] for part in ("encoder", "solver", "vocoder"))
        assert 0 < parts < 1.2 * busy["s3gen"]
        assert 1 <= found["batched-3"]["short"]["orders"] <= 2
        assert found["card"]["copy_bytes_a_second"] > 1e8
        t3, s3gen = kernels.read_text(encoding="utf-8").split("\n## ")[1:]
        assert t3.startswith("T3: ") and "convolution" not in t3
        assert s3gen.startswith("S3Gen: ") and "convolution" in s3gen


def _loaded_once(stock) -> Callable:
    """Opens `stock`, or one batched engine of batch 3."""
    kept = {"chatterbox": stock}

    def open_kept(name: str, context) -> object:
        if name not in kept:
            kept[name] = open_engine(name, replace(context, batch=3))
            kept[name].load(lambda _: None)
        kept[name].load = lambda _: None
        return kept[name]

    return open_kept


def _is_a_window(window: dict, at_least: int) -> None:
    assert window["orders"] >= at_least and window["characters_a_second"] > 0
    assert 700 < window["characters_a_second"] / window["real_time"] < 1700, "50 times 15 to 17, and more"
    assert window["t3_bytes_a_second"] > 1e6
    assert all(window["busy"][stage] > 0 for stage in ("t3", "s3gen", "watermark"))
