"""Starts the runner: one process, one engine, one thread that speaks."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import sys
from types import FrameType

import uvicorn

from audiobook_runner.engines.catalogue import open_engine
from audiobook_runner.engines.engine import CannotLoad, EngineContext
from audiobook_runner.gpu import Gpu
from audiobook_runner.idle import IdleWatch
from audiobook_runner.lease import Lease, LeaseTaken
from audiobook_runner.metrics import Metrics
from audiobook_runner.recognition.faster_whisper import FasterWhisper
from audiobook_runner.recognition.transcription_route import TranscriptionRoute
from audiobook_runner.samples import SampleStore
from audiobook_runner.server import Server
from audiobook_runner.settings import BadSettings, Settings, read_settings
from audiobook_runner.speech_worker import SpeechWorker
from audiobook_runner.swarm_gpu import use_reserved_gpu

log = logging.getLogger("audiobook_runner")

EXIT_CANNOT_START = 1
EXIT_BAD_SETTINGS = 2
EXIT_LEASE_TAKEN = 75
"""EX_TEMPFAIL of sysexits.h: another time, or another GPU."""

_LAST_SEGMENT_SECONDS = 60
"""How long an end may take: the longest that a segment takes on a slow card."""


class _HttpServer(uvicorn.Server):
    """uvicorn, except that the first signal has the worker refuse what waits, and is no failure."""

    worker: SpeechWorker

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.end()

    def end(self) -> None:
        """Answers what is under way, and ends."""
        self.worker.close()
        self.should_exit = True


def main() -> int:
    """Runs until it is told to end, or is idle for too long; returns the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    reserved = use_reserved_gpu(os.environ)
    if reserved is not None:
        log.info("has the card that Docker Swarm reserved for it: %s", reserved)
    try:
        settings = read_settings(sys.argv[1:], os.environ)
    except BadSettings as error:
        return _complain(str(error), EXIT_BAD_SETTINGS)
    lease = None
    try:
        if settings.lease is not None:
            lease = Lease.take(settings.lease, settings.owner)
        return asyncio.run(_serve(settings))
    except LeaseTaken as error:
        return _complain(str(error), EXIT_LEASE_TAKEN)
    except (CannotLoad, OSError) as error:
        return _complain(str(error), EXIT_CANNOT_START)
    finally:
        if lease is not None:
            lease.release()


async def _serve(settings: Settings) -> int:
    exit_codes: list[int] = []
    loop = asyncio.get_running_loop()

    def ended(code: int) -> None:
        exit_codes.append(code)
        loop.call_soon_threadsafe(http.end)

    metrics = Metrics()
    context = EngineContext(settings.weights, settings.device, settings.batch, settings.options)
    worker = SpeechWorker(open_engine(settings.engine, context), metrics, settings.queue, ended)
    recogniser = None
    if settings.recognition is not None:
        recogniser = FasterWhisper(settings.recognition, settings.device)
        await asyncio.to_thread(recogniser.load)
    samples = SampleStore(worker.forget)
    idle = IdleWatch(settings.idle_seconds)
    _watch(metrics, worker)
    server = Server(worker, samples, metrics, TranscriptionRoute(recogniser))
    config = uvicorn.Config(
        server.application(settings.token, idle),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        # A gateway keeps its connections, and asks again after a pause.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_LAST_SEGMENT_SECONDS,
    )
    http = _HttpServer(config)
    http.worker = worker
    listener = _listen(settings.host, settings.port)
    print(json.dumps({"url": _url(settings.host, listener)}), flush=True)
    worker.start()
    watch = asyncio.ensure_future(_end_when_idle(http, idle, worker))
    try:
        await http.serve(sockets=[listener])
    finally:
        watch.cancel()
        worker.close()
        # A load can't be interrupted, and nobody waits for its end.
        is_hurried = http.force_exit or not worker.has_loaded
        await asyncio.to_thread(worker.join, 0 if is_hurried else _LAST_SEGMENT_SECONDS)
        samples.close()
    return exit_codes[0] if exit_codes else 0


async def _end_when_idle(http: _HttpServer, idle: IdleWatch, worker: SpeechWorker) -> None:
    await idle.wait(lambda: None if worker.has_loaded else worker.loading)
    state = "" if worker.has_loaded else f", and loading does not get on: {worker.loading}"
    log.info("ends: nobody has asked for anything in a while (AUDIOBOOK_RUNNER_IDLE_SECONDS)%s", state)
    http.end()


def _watch(metrics: Metrics, worker: SpeechWorker) -> None:
    queue = worker.queue
    metrics.watch("queue_length", "Requests that wait", lambda: queue.waiting)
    metrics.watch("rows", "Segments that are spoken at this moment", lambda: queue.under_way)
    gpu = Gpu.find()
    if gpu is not None:
        metrics.watch("gpu_memory_used_bytes", "Memory of the card in use", gpu.memory_used)
        metrics.watch("gpu_memory_bytes", "Memory of the card", gpu.memory_total)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        raise OSError(f"can't listen on {host} port {port}: {error.strerror}; name another --port") from error
    listener.listen(2_048)
    listener.set_inheritable(False)
    return listener


def _url(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _complain(message: str, code: int) -> int:
    print(f"audiobook_runner: {message}", file=sys.stderr, flush=True)
    return code


if __name__ == "__main__":
    code = main()
    # A poisoned CUDA context or a load that was interrupted must not hold up the end.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
