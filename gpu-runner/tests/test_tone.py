"""The tone engine speaks what the test rig's tone runner speaks, in the time that it takes."""

from __future__ import annotations

import hashlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audiobook_runner.contract import SpeechCall, read_call
from audiobook_runner.engines.engine import Refusal
from audiobook_runner.engines.tone_wave import SAMPLE_RATE, tone_of
from audiobook_runner.wave import encode_wave, pcm_of

DIGESTS = json.loads((Path(__file__).parent / "tone-digests.json").read_text("utf-8"))
"""Of the answers of libs/engines/src/testing/tone-runner.ts."""


@pytest.mark.parametrize("said", DIGESTS, ids=range(len(DIGESTS)))
def test_bytes_are_those_of_the_test_rig(said):
    call = read_call(said["body"].encode())
    assert isinstance(call, SpeechCall)
    file = encode_wave(pcm_of(tone_of(call.order(), 1 / 16)), SAMPLE_RATE)
    assert hashlib.sha256(file).hexdigest() == said["sha256"]


def test_bytes_are_the_same_over_http(start):
    runner = start("--engine", "tone")
    answer = runner.client.post("/v1/audio/speech", content=DIGESTS[0]["body"])
    assert hashlib.sha256(answer.content).hexdigest() == DIGESTS[0]["sha256"]


def test_half_a_surrogate_pair_is_refused():
    assert isinstance(read_call(b'{"model": "tone", "voice": "a", "input": "\\ud83d"}'), Refusal)


@pytest.mark.parametrize(
    ("batch", "growth", "seconds"),
    # Segments x characters / speed, times a step's growth with its rows, divided by the rows.
    [(1, 0, 40 * 20 / 800), (4, 0, 40 * 20 / 800 / 4), (4, 1 / 3, 40 * 20 / 800 / 2)],
)
def test_takes_the_time_that_it_should(start, batch, growth, seconds):
    options = {
        "batch": batch,
        "growth": growth,
        "charactersPerSecond": 800,
        "audioSecondsPerCharacter": 0.001,
    }
    runner = start("--engine", "tone", "--options", json.dumps(options))
    texts = [f"{number}".ljust(20, ".") for number in range(40)]
    with ThreadPoolExecutor(40) as pool:
        began = time.monotonic()
        answers = list(pool.map(runner.speak, texts))
        took = time.monotonic() - began
    assert {answer.status_code for answer in answers} == {200}
    assert seconds * 0.99 < took < seconds + 1
    assert runner.metric("rows_most") == batch
    # On the ideal clock a row takes exactly what it should.
    alone = 20 / 800 * (1 + growth * (batch - 1))
    generation = sorted(float(answer.headers["x-generation-seconds"]) for answer in answers)
    assert generation[20] == pytest.approx(alone, rel=0.2)


def test_failures_are_drawn_with_the_seed(start):
    def statuses() -> list[int]:
        options = {"failureRate": 0.5, "seed": 7}
        runner = start("--engine", "tone", "--options", json.dumps(options))
        return [runner.speak(f"{number}").status_code for number in range(12)]

    first = statuses()
    assert set(first) == {200, 500}
    assert statuses() == first


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ('{"nosuch": 1}', 'no option "nosuch"; there is engine, identity, batch'),
        ('{"batch": 0}', '"batch" is 0'),
        ('{"growth": "much"}', "\"growth\" is 'much'"),
        ("[]", "no JSON object"),
        ("{", "is no JSON"),
    ],
)
def test_wrong_options_are_told_at_the_start(start, options, words):
    runner = start("--engine", "tone", "--options", options, ready=False)
    assert runner.ended() in (1, 2)
    assert words in runner.log()
    assert "Traceback" not in runner.log()
