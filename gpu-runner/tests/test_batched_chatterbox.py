"""The batched engine beside the stock one, whole: from texts to watermarked sound, with thin weights."""

from __future__ import annotations

import importlib.util
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

if not (importlib.util.find_spec("torch") and importlib.util.find_spec("chatterbox")):
    pytest.skip("needs requirements/chatterbox.txt", allow_module_level=True)

import torch

from audiobook_runner.engines.catalogue import open_engine
from audiobook_runner.engines.chatterbox.batched import sound_stage
from audiobook_runner.engines.chatterbox.batched.noise import RowNoise
from audiobook_runner.engines.chatterbox.batched.stage_clock import StageClock
from audiobook_runner.engines.engine import CannotLoad, Poisoned, RowEngine, SpeechOrder, Spoken
from audiobook_runner.metrics import Metrics
from audiobook_runner.refusal import Refusal
from audiobook_runner.speech_worker import EXIT_POISONED, SpeechWorker
from tests.small_chatterbox import context, order, write_sample

pytestmark = pytest.mark.chatterbox

TOKENS = 6
"""Random weights hardly ever end a text by themselves. 6 tokens are 0.24 s."""


@pytest.fixture(scope="module")
def weights(chatterbox_weights: Path, thin_models: None) -> Path:
    return chatterbox_weights


@pytest.fixture(scope="module")
def stock(weights: Path):
    engine = open_engine("chatterbox", context(weights))
    engine.load(lambda _: None)
    return engine


@pytest.fixture(scope="module")
def loaded(weights: Path):
    engine = open_engine("chatterbox-batched", context(weights))
    engine.load(lambda _: None)
    return engine


@pytest.fixture
def engine(loaded):
    loaded.tokens_of = lambda asked: min(TOKENS, len(asked.text))
    return loaded


def speak(engine, *orders: SpeechOrder) -> list[Spoken | Refusal]:
    """All of them at the same time, as far as there is room."""
    answers: dict[int, Spoken | Refusal] = {}
    for index, each in enumerate(orders):
        engine.admit(each, lambda answer, index=index: answers.setdefault(index, answer), time.monotonic())
    until = time.monotonic() + 120
    while engine.advance(time.monotonic()) is not None:
        assert time.monotonic() < until, "it comes to no end"
    return [answers[index] for index in range(len(orders))]


def waves(engine, *orders: SpeechOrder) -> list[np.ndarray]:
    answers = speak(engine, *orders)
    assert all(isinstance(answer, Spoken) for answer in answers), answers
    return [answer.samples for answer in answers]


def draw_as_rows_do(monkeypatch: pytest.MonkeyPatch, asked: SpeechOrder, tokens: int) -> None:
    """Gives the stock code the numbers that the row of the order draws."""
    noise = RowNoise(asked.seed)
    draws = iter(noise.tokens(tokens))

    def multinomial(chances: torch.Tensor, num_samples: int) -> torch.Tensor:
        upto = chances.double().cumsum(-1)
        return (upto > next(draws) * upto[..., -1:]).int().argmax(-1, keepdim=True)

    def randn_like(like: torch.Tensor) -> torch.Tensor:
        drawn = {80: noise.flow, 9: noise.source}.get(like.shape[1])
        return torch.zeros_like(like) if drawn is None else torch.from_numpy(drawn(like.shape[2]))[None]

    monkeypatch.setattr(torch, "multinomial", multinomial)
    monkeypatch.setattr(torch, "randn_like", randn_like)
    monkeypatch.setattr(
        torch.distributions.uniform.Uniform,
        "sample",
        lambda *_, **__: torch.from_numpy(noise.phases())[None, :, None],
    )


def test_it_is_the_same_model_to_those_who_pin_it(engine, stock) -> None:
    assert isinstance(engine, RowEngine)
    assert (engine.name, engine.identity, engine.clones) == (stock.name, stock.identity, stock.clones)
    assert engine.voices() == stock.voices()
    assert engine.implementation.replace("batched, float32, 10 solver steps", "stock, float32") == (
        stock.implementation
    )


def test_orders_sound_as_the_stock_engine_speaks_them_alone(
    engine, stock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloned = {"voice": "sha256:" + "a" * 64, "sample": write_sample(tmp_path, seconds=0.7)}
    orders = [
        order(),
        order("A door.", seed=1, params={"exaggeration": 0.9, "cfg_weight": 0.0}),
        order("Personne ne répondit, et le bac partit sans eux.", language="fr", seed=2**32 - 1),
        order("Nine old men walked home.", seed=3, **cloned),
        order("我好，你好。", language="zh", seed=4),
        order("she said nothing", seed=5, params={"temperature": 1.0, "top_p": 0.8, "min_p": 0.0}, **cloned),
    ]
    batched = waves(engine, *orders)
    for asked, wave in zip(orders, batched, strict=True):
        stock.watched.limit = engine.tokens_of(asked)
        with monkeypatch.context() as patched:
            draw_as_rows_do(patched, asked, stock.watched.limit)
            (alone,) = stock.speak([asked])
        assert isinstance(alone, Spoken), alone
        assert alone.samples.std() > 1e-3, "there is something to compare"
        assert np.abs(alone.samples - wave).max() < 1e-4


def test_what_is_spoken_has_its_watermark(engine) -> None:
    engine.tokens_of = lambda _: 50
    (wave,) = waves(engine, order())
    assert engine._opened.package.watermarker.get_watermark(wave, sample_rate=24_000) == 1


def test_a_row_sounds_the_same_in_any_company(engine) -> None:
    asked = [order(text, seed=seed) for seed, text in enumerate(["No.", "Well.", "The rain had stopped."])]
    together = waves(engine, *asked)
    for one, wave in zip(asked, together, strict=True):
        assert np.abs(waves(engine, one)[0] - wave).max() < 1e-4
    assert len({len(wave) for wave in together}) == 3


def test_a_text_that_comes_to_the_limit_is_truncated(engine) -> None:
    (answer,) = speak(engine, order())
    assert answer.truncated
    assert len(answer.samples) == TOKENS / 25 * 24_000
    assert answer.sample_rate == 24_000 and answer.generation_seconds > 0


def test_more_orders_than_slots_are_spoken_in_the_order_of_asking(engine) -> None:
    ended: list[int] = []
    slots = engine.loop.free
    for index in range(slots + 3):
        engine.admit(order(seed=index), lambda _, index=index: ended.append(index), time.monotonic())
    while engine.advance(time.monotonic()) is not None:
        assert engine.loop.free >= 0
    assert sorted(ended[:slots]) == list(range(slots))
    assert len(ended) == slots + 3


def test_a_text_longer_than_its_place_is_refused_and_the_others_go_on(engine) -> None:
    long, short = speak(engine, order("word " * 120), order())
    assert isinstance(long, Refusal) and long.code == "too_long" and "498" in long.message
    assert isinstance(short, Spoken)


def test_a_sample_that_cannot_be_read_fails_its_own_order(engine, tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF and nothing else")
    bad, good = speak(engine, order(voice="sha256:" + "b" * 64, sample=broken), order())
    assert isinstance(bad, Refusal) and bad.code == "failed"
    assert isinstance(good, Spoken)


def test_a_row_that_is_removed_is_not_answered_and_changes_no_other(engine) -> None:
    (expected,) = waves(engine, order("A door."))
    answers: list[Spoken | Refusal] = []
    gone: list[Spoken | Refusal] = []
    for steps in (0, 2, 9):
        remove = engine.admit(order(seed=9), gone.append, time.monotonic())
        engine.admit(order("A door."), answers.append, time.monotonic())
        for _ in range(steps):
            engine.advance(time.monotonic())
        remove()
        while engine.advance(time.monotonic()) is not None:
            pass
    assert gone == []
    assert [np.abs(answer.samples - expected).max() < 1e-4 for answer in answers] == [True] * 3


def test_a_row_that_fails_in_company_takes_no_other_with_it(engine, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = waves(engine, *(order(seed=seed) for seed in range(3)))
    speaking = engine.s3gen.speak
    calls: list[int] = []

    def fail(rows):
        calls.append(len(rows))
        if any(np.array_equal(row.noise.phases(), RowNoise(1).phases()) for row in rows):
            raise ValueError("no such voice")
        return speaking(rows)

    monkeypatch.setattr(engine.s3gen, "speak", fail)
    first, second, third = speak(engine, *(order(seed=seed) for seed in range(3)))
    assert isinstance(second, Refusal) and "no such voice" in second.message
    assert np.abs(first.samples - expected[0]).max() < 1e-4
    assert np.abs(third.samples - expected[2]).max() < 1e-4
    assert calls[-1] == 1


def test_a_batch_that_memory_is_too_small_for_is_spoken_in_halves(
    engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking = engine.s3gen.speak
    calls: list[int] = []

    def fail(rows):
        calls.append(len(rows))
        if len(rows) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return speaking(rows)

    monkeypatch.setattr(engine.s3gen, "speak", fail)
    with engine._sound._changed:
        # Held, so that all four wait when it looks.
        answers = [engine.admit(order(seed=seed), lambda _: None, 0.0) for seed in range(4)]
        while engine.loop.speaking > 0 or engine._waiting:
            engine.advance(time.monotonic())
    while engine.advance(time.monotonic()) is not None:
        pass
    assert len(answers) == 4
    assert max(calls) > 1 and calls.count(1) == 4


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA error: device-side assert triggered"),
        torch.OutOfMemoryError("CUDA out of memory"),
    ],
)
@pytest.mark.parametrize("stage", ["t3", "s3gen"])
def test_errors_that_poison_the_gpu_end_the_process(
    engine, monkeypatch: pytest.MonkeyPatch, error: Exception, stage: str
) -> None:
    def fail(*_):
        raise error

    target = (engine.loop, "step") if stage == "t3" else (engine.s3gen, "speak")
    monkeypatch.setattr(*target, fail)
    with pytest.raises(Poisoned, match="CUDA"):
        speak(engine, order())
    monkeypatch.undo()
    assert isinstance(speak(engine, order())[0], Spoken), "nothing of before is left in it"


def test_its_stages_work_at_the_same_time(engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """While S3Gen is held up by a row, T3 speaks another to its end; and the watermark holds up neither."""
    package = engine._opened.package
    sounding, marking = engine.s3gen.speak, package.watermarker.apply_watermark
    sound, mark = threading.Event(), threading.Event()
    sounds: list[int] = []

    def speak_later(rows):
        sounds.append(len(rows))
        assert sound.wait(60)
        return sounding(rows)

    def mark_later(*wave, **rate):
        assert mark.wait(60)
        return marking(*wave, **rate)

    monkeypatch.setattr(engine.s3gen, "speak", speak_later)
    monkeypatch.setattr(package.watermarker, "apply_watermark", mark_later)
    answers: list[Spoken | Refusal] = []

    def until(happened) -> None:
        end = time.monotonic() + 60
        while not happened():
            engine.advance(time.monotonic())
            assert time.monotonic() < end

    engine.admit(order(), answers.append, time.monotonic())
    until(lambda: sounds == [1])
    engine.admit(order(seed=2), answers.append, time.monotonic())
    until(lambda: engine.loop.speaking == 1)
    until(lambda: engine.loop.speaking == 0)
    assert sounds == [1] and answers == []
    sound.set()
    until(lambda: sounds == [1, 1])
    assert answers == []
    mark.set()
    until(lambda: len(answers) == 2)


def test_a_row_that_somebody_listens_for_goes_before_all_that_wait(
    engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets the next slot of T3, and S3Gen's next batch."""
    sounding, sound = engine.s3gen.speak, threading.Event()
    ended: list[str] = []

    def speak_later(rows):
        assert sound.wait(60)
        return sounding(rows)

    monkeypatch.setattr(engine.s3gen, "speak", speak_later)
    first = engine.loop.free + 1
    for index in range(first):
        engine.admit(order(seed=index), lambda _, index=index: ended.append(f"{index}"), time.monotonic())
    engine.advance(time.monotonic())
    # All slots are taken, and one waits.
    engine.admit(order(interactive=True), lambda _: ended.append("listened for"), time.monotonic())
    engine.admit(order(seed=99, interactive=True), lambda _: ended.append("and then"), time.monotonic())
    assert [row.order.interactive for row in engine._waiting] == [True, True, False]
    assert [row.order.seed for row in engine._waiting][:2] == [7, 99], "listeners in the order of asking"
    while engine.loop.speaking > 0 or engine._waiting:
        engine.advance(time.monotonic())
    sound.set()
    while engine.advance(time.monotonic()) is not None:
        pass
    assert len(ended) == first + 2
    assert ended.index("listened for") < ended.index(f"{first - 1}")
    assert ended.index("listened for") <= 4, "only S3Gen's batch that was under way came before it"


def test_memory_that_is_short_for_a_voice_gets_a_second_try_and_no_third(
    engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = [torch.OutOfMemoryError("CUDA out of memory")]
    original = engine._opened.package.prepare_conditionals

    def prepare(path, **each) -> None:
        if errors:
            raise errors.pop()
        original(path, **each)

    monkeypatch.setattr(engine._opened.package, "prepare_conditionals", prepare)
    asked = order(voice="sha256:" + "e" * 64, sample=write_sample(tmp_path, "e.wav", 330))
    assert isinstance(speak(engine, asked)[0], Spoken)
    engine.sample_changed(asked.voice)
    errors.extend([torch.OutOfMemoryError("CUDA out of memory")] * 2)
    with pytest.raises(Poisoned, match="out of memory"):
        speak(engine, asked)


def test_rows_do_not_wait_for_a_thread_that_has_died(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_):
        raise ArithmeticError("no groups")

    monkeypatch.setattr(sound_stage, "length_groups", fail)
    stage = sound_stage.SoundStage(None, SimpleNamespace(watermarker=None, sr=24_000), StageClock(), "cpu")
    row = SimpleNamespace(order=order(), voice={"prompt_token": torch.zeros(1, 4)}, noise=RowNoise(1))
    stage.put(row, np.arange(5))
    _, outcome = stage.finished.get(timeout=60)
    assert isinstance(outcome, Poisoned) and "no groups" in str(outcome)


def test_a_deleted_sample_is_computed_anew(engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str] = []
    original = engine._opened.package.prepare_conditionals
    monkeypatch.setattr(
        engine._opened.package,
        "prepare_conditionals",
        lambda path, **each: (computed.append(path), original(path, **each)),
    )
    asked = order(voice="sha256:" + "c" * 64, sample=write_sample(tmp_path))
    waves(engine, asked, replace(asked, params={"exaggeration": 0.9}))
    assert len(computed) == 1
    engine.sample_changed(asked.voice)
    waves(engine, asked)
    assert len(computed) == 2


def test_the_worker_speaks_through_it_and_drops_who_hangs_up(engine, monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    ended = threading.Event()
    worker = SpeechWorker(engine, Metrics(), None, lambda code: (codes.append(code), ended.set()))
    monkeypatch.setattr(engine, "load", lambda _: None)
    worker.start()
    while not worker.is_ready:
        time.sleep(0.01)
    jobs = [worker.put(order(seed=seed)) for seed in range(engine.batch + 2)]
    worker.queue.hang_up(jobs[1])
    for index, job in enumerate(jobs):
        if index != 1:
            assert isinstance(job.answer.result(60), Spoken)

    def fail(*_):
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(engine.loop, "step", fail)
    last = worker.put(order())
    assert isinstance(last.answer.result(60), Refusal)
    assert ended.wait(60) and codes == [EXIT_POISONED]
    worker.join(10)
    engine._forget_all()


def test_options_are_checked(tmp_path: Path) -> None:
    for options, found in (
        ({"speed": 1}, 'no option "speed"'),
        ({"precision": "float8"}, "\"precision\" is 'float8'; there is auto, bfloat16, float32"),
        ({"solverSteps": 0}, '"solverSteps" is 0'),
        ({"graphs": "on"}, "\"graphs\" is 'on'; there is auto, off"),
        ({"positions": 64}, '"positions" is 64'),
    ):
        with pytest.raises(CannotLoad, match=found):
            open_engine("chatterbox-batched", context(tmp_path, **options))


def test_bfloat16_and_fewer_solver_steps_change_the_sound_and_are_noted(engine, weights: Path) -> None:
    (expected,) = waves(engine, order())
    other = open_engine("chatterbox-batched", context(weights, precision="bfloat16", solverSteps=4))
    other.load(lambda _: None)
    other.tokens_of = engine.tokens_of
    (wave,) = waves(other, order())
    assert other.implementation.split(", ")[3:6] == ["batched", "bfloat16", "4 solver steps"]
    assert other.identity == engine.identity
    assert wave.std() > 1e-3 and not np.array_equal(wave, expected)
