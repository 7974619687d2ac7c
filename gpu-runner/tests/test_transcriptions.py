"""The route of transcriptions, with a recogniser that hears what its test says."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from audiobook_runner.engines.catalogue import open_engine
from audiobook_runner.engines.engine import EngineContext
from audiobook_runner.idle import IdleWatch
from audiobook_runner.metrics import Metrics
from audiobook_runner.recognition.recogniser import BadAudio, Heard, Transcript
from audiobook_runner.recognition.transcription_route import MOST_BYTES, TranscriptionRoute
from audiobook_runner.samples import SampleStore
from audiobook_runner.server import Server
from audiobook_runner.speech_worker import SpeechWorker


class Listener:
    """Hears the bytes of the file as text."""

    def __init__(self) -> None:
        self.paths: list[Path] = []

    def load(self) -> None:
        """There is nothing to load."""

    def transcribe(self, audio: Path, language: str | None) -> Transcript:
        self.paths.append(audio)
        if (text := audio.read_bytes()) == b"noise":
            raise BadAudio("the audio can't be heard")
        heard = Heard(0.0, 1.5, text.decode(), -0.25, 1.1, 0.01)
        return Transcript(heard.text, language or "en", 1.5, [heard])


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def ask(listener: Listener):
    metrics = Metrics()
    worker = SpeechWorker(open_engine("tone", EngineContext(Path("/nosuch"))), metrics, None, print)
    server = Server(worker, SampleStore(), metrics, TranscriptionRoute(listener))
    application = server.application(None, IdleWatch(0))

    def ask_once(**request: object) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(application)
            async with httpx.AsyncClient(transport=transport, base_url="http://runner") as client:
                return await client.post("/v1/audio/transcriptions", **request)

        return asyncio.run(send())

    return ask_once


def test_a_file_becomes_text_and_is_removed(ask, listener):
    answer = ask(files={"file": b"Nobody spoke."}, data={"model": "whisper-1"})
    assert (answer.status_code, answer.json()) == (200, {"text": "Nobody spoke."})
    assert not listener.paths[0].exists()


def test_a_verbose_answer_says_how_sure_it_is(ask):
    data = {"response_format": "verbose_json", "language": "da-DK"}
    answer = ask(files={"file": b"Ingen talte."}, data=data).json()
    assert (answer["language"], answer["duration"], answer["text"]) == ("da", 1.5, "Ingen talte.")
    (segment,) = answer["segments"]
    assert (segment["start"], segment["end"], segment["avg_logprob"]) == (0.0, 1.5, -0.25)
    assert (segment["compression_ratio"], segment["no_speech_prob"]) == (1.1, 0.01)


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        ({"files": {"file": b"noise"}}, 400, "can't be heard"),
        ({"files": {"other": b"x"}}, 400, 'no field "other"'),
        ({"files": {"file": b"x"}, "data": {"prompt": "x"}}, 400, 'no field "prompt"'),
        ({"files": {"file": b"x"}, "data": {"response_format": "srt"}}, 400, "json or verbose_json"),
        ({"data": {"file": "text"}}, 400, 'no "file"'),
        ({"content": b"x" * (MOST_BYTES + 1)}, 413, "25000000 bytes"),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=y"}}, 400, ""),
    ],
)
def test_wrong_requests_are_refused(ask, request_, status, words):
    answer = ask(**request_)
    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]
