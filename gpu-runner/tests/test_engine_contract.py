"""What every engine does, asked of a real server."""

from __future__ import annotations

import io
import wave as wave_module
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.running import RunningRunner

TEXT = "The rain had stopped, and nobody spoke."


@pytest.fixture(scope="module", params=["tone", "kokoro"])
def runner(request: pytest.FixtureRequest) -> Iterator[RunningRunner]:
    weights = request.getfixturevalue("kokoro_weights") if request.param == "kokoro" else "/nonexistent"
    runner = RunningRunner("--engine", request.param, "--weights", str(weights))
    runner.engine = request.param
    runner.voices = [voice["id"] for voice in runner.client.get("/v1/audio/voices").json()["voices"]]
    yield runner
    assert runner.stop() == 0


def ask(runner: RunningRunner, text: str = TEXT, **fields: object):
    whole = {"model": runner.engine, "voice": runner.voices[0], "language": "en-US", "seed": 1, **fields}
    return runner.speak(text, **whole)


def samples_of(body: bytes) -> tuple[np.ndarray, int]:
    with wave_module.open(io.BytesIO(body)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2"), file.getframerate()


def refused(answer, status: int, code: str) -> str:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert answer.json()["error"]["type"] in ("invalid_request_error", "server_error")
    return answer.json()["error"]["message"]


def test_ready_names_the_model(runner):
    ready = runner.wait_ready()
    (model,) = ready["models"]
    assert ready["ready"] is True
    assert (model["id"], model["batch"] >= 1) == (runner.engine, True)
    assert model["identity"].startswith(f"{runner.engine}:")
    assert ready["device"] == "cpu"
    assert ready["implementation"]


def test_models_lists_the_engine(runner):
    assert [model["id"] for model in runner.client.get("/v1/models").json()["data"]] == [runner.engine]


def test_speech_is_a_wave_with_its_facts_in_headers(runner):
    answer = ask(runner)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    samples, rate = samples_of(answer.content)
    seconds = samples.size / rate
    assert len(TEXT) / 40 < seconds < len(TEXT) / 5
    assert float(answer.headers["x-audio-seconds"]) == pytest.approx(seconds, abs=0.001)
    assert 0 <= float(answer.headers["x-generation-seconds"]) < 60
    assert answer.headers["x-model-identity"] == runner.wait_ready()["models"][0]["identity"]
    assert answer.headers["x-implementation"]
    assert (answer.headers["x-seed"], answer.headers["x-truncated"]) == ("1", "false")
    loudness = np.sqrt(np.mean((samples / 32_768.0) ** 2))
    assert 0.01 < loudness < 0.5


def test_pcm_is_the_wave_without_its_header(runner):
    assert ask(runner, response_format="pcm").content == ask(runner).content[44:]


def test_the_same_request_gives_the_same_bytes_in_company_too(runner):
    alone = ask(runner).content
    texts = [TEXT, "A door.", TEXT, "Nine old men walked home along the river."]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: ask(runner, text).content, texts))
    assert [body == alone for body in together] == [True, False, True, False]


def test_another_text_sounds_otherwise(runner):
    assert ask(runner, "Another sentence altogether.").content != ask(runner).content


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"model": "nosuch"}, 404, "unknown_model"),
        ({"voice": "sha256:" + "0" * 64}, None, None),
        ({"response_format": "mp3"}, 400, "bad_request"),
        ({"stream": True}, 400, "bad_request"),
        ({"seed": -1}, 400, "bad_request"),
        ({"seed": 2**32}, 400, "bad_request"),
        ({"seed": 1.5}, 400, "bad_request"),
        ({"voice": ""}, 400, "bad_request"),
        ({"language": "x" * 36}, 400, "bad_request"),
        ({"speed": None}, 400, "bad_request"),
        ({"speed": [1]}, 400, "bad_request"),
        ({"note": "x" * 1_001}, 400, "bad_request"),
        ({"text": ""}, 422, "unspeakable"),
        ({"text": " \n\t"}, 422, "unspeakable"),
        ({"text": "x" * 4_001}, 413, "too_long"),
        ({"text": "😀" * 2_001}, 413, "too_long"),
    ],
)
def test_wrong_calls_are_refused(runner, change, status, code):
    if status is None:
        status, code = (404, "unknown_voice") if runner.engine == "tone" else (501, "no_cloning")
    refused(ask(runner, **{"text": TEXT, **change}), status, code)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"speed": NaN}', b"[" * 50_000, b"\xff\xfe"])
def test_bodies_that_are_no_calls_are_refused(runner, body):
    refused(runner.client.post("/v1/audio/speech", content=body), 400, "bad_request")


def test_a_body_that_is_too_long_is_refused(runner):
    refused(runner.client.post("/v1/audio/speech", content=b" " * 200_000), 413, "too_long")


def test_unknown_routes_are_refused(runner):
    refused(runner.client.get("/v1/nosuch"), 404, "unknown_route")
    refused(runner.client.get("/v1/audio/speech"), 405, "unknown_route")


def test_transcriptions_need_a_recognition_model(runner):
    answer = runner.client.post("/v1/audio/transcriptions", files={"file": b"x"})
    refused(answer, 501, "no_recognition")


def test_metrics_count_what_was_spoken(runner):
    before = runner.metric("characters_total")
    assert ask(runner).status_code == 200
    assert runner.metric("characters_total") == before + len(TEXT)
    assert runner.metric("segments_total") >= 1
    assert runner.metric("audio_seconds_total") > 1
    assert runner.metric("generation_seconds_count") == runner.metric("segments_total")
    text = runner.client.get("/metrics").text
    assert 'audiobook_runner_requests_total{route="/v1/audio/speech",status="200"}' in text
    assert (runner.metric("queue_length"), runner.metric("rows")) == (0, 0)
