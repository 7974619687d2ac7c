"""The routes."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from dataclasses import replace

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from audiobook_runner.contract import INTERACTIVE, LONGEST_BODY, SpeechCall, read_call, to_header
from audiobook_runner.doorkeeper import Doorkeeper
from audiobook_runner.engines.engine import Spoken
from audiobook_runner.idle import IdleWatch
from audiobook_runner.metrics import Metrics
from audiobook_runner.recognition.transcription_route import TranscriptionRoute
from audiobook_runner.refusal import Refusal
from audiobook_runner.request_body import read_body, until_hang_up
from audiobook_runner.samples import MOST_BYTES, SampleStore
from audiobook_runner.speech_queue import Job
from audiobook_runner.speech_worker import SpeechWorker
from audiobook_runner.wave import encode_wave, pcm_of

log = logging.getLogger("audiobook_runner")

_SAMPLE_TYPES = {"audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave", "application/octet-stream"}


class Server:
    """Answers the speech contract with one engine."""

    def __init__(
        self,
        worker: SpeechWorker,
        samples: SampleStore,
        metrics: Metrics,
        transcriptions: TranscriptionRoute,
    ) -> None:
        self._worker = worker
        self._samples = samples
        self._metrics = metrics
        self._transcriptions = transcriptions

    def application(self, token: str | None, idle: IdleWatch) -> Doorkeeper:
        """All routes as an ASGI application."""
        app = FastAPI(openapi_url=None, redirect_slashes=False)
        app.add_api_route("/health", self._health, methods=["GET"])
        app.add_api_route("/ready", self._ready, methods=["GET"])
        app.add_api_route("/metrics", self._metrics_text, methods=["GET"])
        app.add_api_route("/v1/models", self._models, methods=["GET"])
        app.add_api_route("/v1/audio/speech", self._speech, methods=["POST"])
        app.add_api_route("/v1/audio/voices", self._voices, methods=["GET"])
        app.add_api_route("/v1/audio/voices", self._upload, methods=["POST"])
        app.add_api_route("/v1/audio/voices/{name}", self._delete, methods=["DELETE"])
        app.add_api_route("/v1/audio/transcriptions", self._transcriptions.answer, methods=["POST"])
        app.add_exception_handler(HTTPException, _no_route)
        app.add_exception_handler(ClientDisconnect, _nobody_listens)
        app.add_exception_handler(Exception, _bug)
        return Doorkeeper(app, token, idle, self._metrics)

    async def _health(self) -> Response:
        return JSONResponse({"status": "ok"})

    async def _ready(self) -> Response:
        worker, engine = self._worker, self._worker.engine
        if not worker.is_ready:
            detail = "it ends" if worker.queue.is_closed else worker.loading
            return JSONResponse({"ready": False, "models": [], "detail": detail}, 503)
        model = {"id": engine.name, "identity": engine.identity, "batch": engine.batch}
        return JSONResponse(
            {
                "ready": True,
                "models": [model],
                "device": engine.device,
                "implementation": engine.implementation,
            }
        )

    async def _metrics_text(self) -> Response:
        return Response(self._metrics.text(), media_type=CONTENT_TYPE_LATEST)

    async def _models(self) -> Response:
        model = {"id": self._worker.engine.name, "object": "model", "created": 0, "owned_by": "audiobook"}
        return JSONResponse({"object": "list", "data": [model]})

    async def _speech(self, request: Request) -> Response:
        body = await read_body(request, LONGEST_BODY, "the request")
        if isinstance(body, Refusal):
            return answer_refusal(body)
        call = read_call(body)
        if isinstance(call, Refusal):
            return answer_refusal(call)
        job = self._ask(call, request.headers.get(INTERACTIVE) == "true")
        if isinstance(job, Refusal):
            return answer_refusal(job)
        outcome = await self._wait(request, job)
        if isinstance(outcome, Refusal):
            return answer_refusal(outcome)
        return await asyncio.to_thread(self._audio, call, outcome)

    def _ask(self, call: SpeechCall, interactive: bool) -> Job | Refusal:
        engine = self._worker.engine
        if call.model != engine.name:
            found = f'there is no model "{call.model}"'
            return Refusal("unknown_model", f'{found}; there is "{engine.name}"')
        if call.sample is not None and not engine.clones:
            return _no_cloning(engine.name)
        with ExitStack() as stack:
            order = call.order(interactive)
            if call.sample is not None:
                path = stack.enter_context(self._samples.held(call.sample))
                if path is None:
                    found = f"there is no sample {call.sample}"
                    return Refusal("unknown_voice", f"{found}; upload it to /v1/audio/voices, and ask again")
                order = replace(order, sample=path)
            job = self._worker.put(order)
            if isinstance(job, Refusal):
                return job
            # The sample's file is needed until the worker has done with it, also when nobody listens.
            held = stack.pop_all()
        job.answer.add_done_callback(lambda _: held.close())
        return job

    async def _wait(self, request: Request, job: Job) -> Spoken | Refusal:
        answer = asyncio.wrap_future(job.answer)
        hang_up = asyncio.ensure_future(until_hang_up(request))
        try:
            await asyncio.wait({answer, hang_up}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            hang_up.cancel()
        if answer.done():
            return answer.result()
        self._worker.queue.hang_up(job)
        raise ClientDisconnect()

    def _audio(self, call: SpeechCall, spoken: Spoken) -> Response:
        pcm = pcm_of(spoken.samples)
        is_wave = call.response_format == "wav"
        headers = {
            "x-audio-seconds": f"{len(pcm) / 2 / spoken.sample_rate:.3f}",
            "x-generation-seconds": f"{spoken.generation_seconds:.6f}",
            "x-implementation": to_header(self._worker.engine.implementation),
            "x-model-identity": to_header(self._worker.engine.identity),
            "x-seed": str(call.seed),
            "x-truncated": "true" if spoken.truncated else "false",
        }
        body = encode_wave(pcm, spoken.sample_rate) if is_wave else pcm
        media_type = "audio/wav" if is_wave else f"audio/pcm;rate={spoken.sample_rate}"
        return Response(body, headers=headers, media_type=media_type)

    async def _voices(self) -> Response:
        if not self._worker.is_ready:
            return answer_refusal(self._not_ready())
        presets = [
            {"id": voice.id, "name": voice.name}
            | ({} if voice.language is None else {"language": voice.language})
            for voice in self._worker.engine.voices()
        ]
        uploaded = [{"id": name, "name": name[:15]} for name in self._samples.names()]
        return JSONResponse({"voices": presets + uploaded})

    async def _upload(self, request: Request) -> Response:
        engine = self._worker.engine
        if not engine.clones:
            return answer_refusal(_no_cloning(engine.name))
        media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
        body = await read_body(request, MOST_BYTES, "the sample")
        if isinstance(body, Refusal):
            return answer_refusal(body)
        if media_type not in _SAMPLE_TYPES:
            found = f'the content type is "{media_type[:100]}"'
            wanted = "send the WAVE file itself as the body, as audio/wav"
            return answer_refusal(Refusal("bad_sample", f"{found}; {wanted}"))
        added = await asyncio.to_thread(self._samples.add, body)
        if isinstance(added, Refusal):
            return answer_refusal(added)
        return JSONResponse({"id": added.id}, 201 if added.is_new else 200)

    async def _delete(self, name: str) -> Response:
        if self._samples.delete(name):
            return Response(status_code=204)
        return answer_refusal(Refusal("unknown_voice", f"there is no sample {name[:100]} to delete"))

    def _not_ready(self) -> Refusal:
        detail = "it ends" if self._worker.queue.is_closed else self._worker.loading
        return Refusal("not_ready", f"the model is not loaded: {detail}")


def answer_refusal(refusal: Refusal) -> Response:
    """An error in OpenAI's shape."""
    headers = {} if refusal.retry_after is None else {"retry-after": str(refusal.retry_after)}
    return JSONResponse(refusal.body, refusal.status, headers)


def _no_cloning(engine: str) -> Refusal:
    return Refusal("no_cloning", f"{engine} can't speak like a sample; name one of its own voices")


async def _no_route(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    route = f"{request.method} {request.url.path[:100]}"
    if status == 405:
        refusal = Refusal("unknown_route", f"there is no {route}", status_override=405)
    else:
        refusal = Refusal("unknown_route", f"there is no {route}")
    return answer_refusal(refusal)


async def _nobody_listens(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("", 499)


async def _bug(_request: Request, error: Exception) -> Response:
    found = f"{type(error).__name__}: {str(error)[:200]}"
    return answer_refusal(Refusal("failed", f"the runner has a bug: {found}; see what it printed"))
