"""Samples: upload, list, use, delete."""

from __future__ import annotations

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audiobook_runner.samples import MOST_SAMPLES, SampleStore, Uploaded
from tests.waves import wave

WAV = {"content-type": "audio/wav"}


@pytest.fixture
def runner(start):
    return start("--engine", "tone")


def upload(runner, file: bytes, kind: str = "audio/wav"):
    return runner.client.post("/v1/audio/voices", content=file, headers={"content-type": kind})


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"channels": 2},
        {"bits": 24},
        {"bits": 32},
        {"bits": 32, "is_float": True},
        {"seconds": 60, "rate": 8_000},
        {"seconds": 1},
    ],
)
def test_a_sample_is_named_by_its_bytes_spoken_with_and_deleted(runner, form):
    file = wave(**form)
    name = "sha256:" + hashlib.sha256(file).hexdigest()
    unknown = runner.speak(voice=name)
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "unknown_voice")
    first, again = upload(runner, file), upload(runner, file)
    assert (first.status_code, first.json()) == (201, {"id": name})
    assert (again.status_code, again.json()) == (200, {"id": name})
    assert [voice["id"] for voice in runner.client.get("/v1/audio/voices").json()["voices"]] == ["tone", name]
    assert runner.speak(voice=name).content != runner.speak().content
    assert runner.client.delete(f"/v1/audio/voices/{name}").status_code == 204
    assert runner.client.delete(f"/v1/audio/voices/{name}").status_code == 404
    assert runner.speak(voice=name).status_code == 404


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [
        (b"", 400, "no WAVE file"),
        (b"ID3\x04 music of some kind", 400, "no WAVE file"),
        (wave()[:30], 400, "lacks a fmt or data chunk"),
        (wave()[:-100], 400, "ends after"),
        (wave(bits=8), 400, "8 bits"),
        (wave(channels=3), 400, "3 channels"),
        (wave(rate=4_000, seconds=3), 400, "4000 Hz"),
        (wave(seconds=0.9), 400, "at least 1"),
        (wave(seconds=60.5, rate=8_000), 413, "at most 60"),
        (b"RIFF" + bytes(10_000_000), 413, "more than 10000000 bytes"),
    ],
    ids=range(10),
)
def test_a_file_that_is_no_sample_is_refused(runner, file, status, words):
    answer = upload(runner, file)
    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]
    assert len(runner.client.get("/v1/audio/voices").json()["voices"]) == 1


def test_another_content_type_is_refused(runner):
    assert upload(runner, wave(), "audio/mpeg").json()["error"]["code"] == "bad_sample"


def test_presets_cant_be_deleted(runner):
    assert runner.client.delete("/v1/audio/voices/tone").status_code == 404


def test_an_engine_without_cloning_takes_no_samples(start, kokoro_weights):
    runner = start("--engine", "kokoro", "--weights", str(kokoro_weights))
    answer = upload(runner, wave())
    assert (answer.status_code, answer.json()["error"]["code"]) == (501, "no_cloning")


def test_samples_are_gone_with_the_process(start, tmp_path):
    runner = start("--engine", "tone", environment={"TMPDIR": str(tmp_path)})
    upload(runner, wave())
    (file,) = tmp_path.glob("audiobook-samples-*/*")
    assert file.stat().st_mode & 0o77 == 0
    runner.stop()
    assert list(tmp_path.iterdir()) == []


def test_a_sample_that_is_deleted_while_it_is_spoken_with_stays_until_then(start, tmp_path):
    options = json.dumps({"charactersPerSecond": 10, "batch": 1})
    runner = start("--engine", "tone", "--options", options, environment={"TMPDIR": str(tmp_path)})
    name = upload(runner, wave()).json()["id"]
    with ThreadPoolExecutor(1) as pool:
        speech = pool.submit(runner.speak, "x" * 10, voice=name)
        runner.wait_for("rows", 1)
        assert runner.client.delete(f"/v1/audio/voices/{name}").status_code == 204
        assert len(list(tmp_path.glob("audiobook-samples-*/*"))) == 1
        assert speech.result().status_code == 200
    assert list(tmp_path.glob("audiobook-samples-*/*")) == []


def test_the_oldest_sample_makes_place(tmp_path: Path):
    gone: list[str] = []
    store = SampleStore(gone.append)
    names = []
    for number in range(MOST_SAMPLES + 1):
        added = store.add(wave(seconds=1, rate=8_000 + number))
        assert isinstance(added, Uploaded)
        names.append(added.id)
        with store.held(names[0]) as path:
            assert path is not None
    assert gone == [names[1]]
    assert len(store.names()) == MOST_SAMPLES
    store.close()


def test_uploads_at_the_same_time_are_one_sample(runner):
    file = wave(seconds=20)
    gate = threading.Barrier(4)

    def send(_: int) -> int:
        gate.wait()
        return upload(runner, file).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [200, 200, 200, 201]
