"""POST /v1/audio/transcriptions, as OpenAI shapes it."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from audiobook_runner.recognition.recogniser import BadAudio, Recogniser, Transcript
from audiobook_runner.refusal import Refusal
from audiobook_runner.request_body import PATIENCE_SECONDS, too_slow

MOST_BYTES = 25_000_000
"""OpenAI's own limit."""
_MOST_WAITING = 64
_FORMATS = ("json", "verbose_json")
_FIELDS = ("file", "model", "language", "response_format")


class TranscriptionRoute:
    """Listens in a thread of its own, one file at a time."""

    def __init__(self, recogniser: Recogniser | None) -> None:
        self._recogniser = recogniser
        self._thread = ThreadPoolExecutor(1, "recognition")
        self._waiting = 0

    async def answer(self, request: Request) -> Response:
        """Answers a request."""
        if self._recogniser is None:
            found = "this runner has no recognition model"
            return _refuse(Refusal("no_recognition", f"{found}; start it with AUDIOBOOK_RUNNER_RECOGNITION"))
        if self._waiting >= _MOST_WAITING:
            return _refuse(Refusal("queue_full", f"{self._waiting} files wait already", retry_after=5))
        self._waiting += 1
        try:
            return await self._transcribe(request, self._recogniser)
        finally:
            self._waiting -= 1

    async def _transcribe(self, request: Request, recogniser: Recogniser) -> Response:
        call = await _read_form(request)
        if isinstance(call, Refusal):
            return _refuse(call)
        audio, language, is_verbose = call
        loop = asyncio.get_running_loop()
        try:
            transcript = await loop.run_in_executor(
                self._thread, _transcribe_bytes, recogniser, audio, language
            )
        except BadAudio as error:
            return _refuse(Refusal("bad_request", str(error)))
        return JSONResponse(_verbose(transcript) if is_verbose else {"text": transcript.text})


async def _read_form(request: Request) -> tuple[bytes, str | None, bool] | Refusal:
    """The audio, the language, and whether the answer is verbose."""
    if int(request.headers.get("content-length") or MOST_BYTES + 1) > MOST_BYTES:
        found = f"the request says no length, or one of more than {MOST_BYTES} bytes"
        return Refusal("too_long", f"{found}, which is all that it may have")
    try:
        async with (
            asyncio.timeout(PATIENCE_SECONDS),
            request.form(max_files=1, max_fields=10) as form,
        ):
            return await _read_fields(form)
    except TimeoutError:
        return too_slow("the form")
    except HTTPException as error:
        return Refusal("bad_request", f"the body is no multipart form: {error.detail}")


async def _read_fields(form: FormData) -> tuple[bytes, str | None, bool] | Refusal:
    unknown = next((name for name in form if name not in _FIELDS), None)
    if unknown is not None:
        found = f'there is no field "{unknown[:100]}"'
        return Refusal("unknown_parameter", f"{found}; there is {', '.join(_FIELDS)}")
    file = form.get("file")
    if not isinstance(file, UploadFile):
        return Refusal("bad_request", 'the form has no "file" with audio')
    form_format = form.get("response_format", "json")
    if form_format not in _FORMATS:
        found = f'"response_format" is {form_format!r}'
        return Refusal("bad_parameter", f"{found}; it may be {' or '.join(_FORMATS)}")
    language = str(form["language"]).split("-")[0].lower() if form.get("language") else None
    return await file.read(), language, form_format == "verbose_json"


def _transcribe_bytes(recogniser: Recogniser, audio: bytes, language: str | None) -> Transcript:
    with tempfile.TemporaryDirectory(prefix="audiobook-audio-") as folder:
        path = Path(folder) / "audio"
        path.write_bytes(audio)
        return recogniser.transcribe(path, language)


def _verbose(transcript: Transcript) -> dict[str, object]:
    segments = [
        {
            "id": number,
            "start": heard.start,
            "end": heard.end,
            "text": heard.text,
            "avg_logprob": heard.average_log_probability,
            "compression_ratio": heard.compression_ratio,
            "no_speech_prob": heard.no_speech_probability,
        }
        for number, heard in enumerate(transcript.segments)
    ]
    return {
        "task": "transcribe",
        "language": transcript.language,
        "duration": transcript.seconds,
        "text": transcript.text,
        "segments": segments,
    }


def _refuse(refusal: Refusal) -> Response:
    headers = {} if refusal.retry_after is None else {"retry-after": str(refusal.retry_after)}
    return JSONResponse(refusal.body, refusal.status, headers)
