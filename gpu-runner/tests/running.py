"""A real runner process for tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
_START_SECONDS = 60


class RunningRunner:
    """`python -m audiobook_runner` on a free port; `stop` ends it, `client` asks it."""

    def __init__(
        self, *arguments: str, environment: dict[str, str] | None = None, ready: bool = True
    ) -> None:
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115
        own = {name: value for name, value in os.environ.items() if not name.startswith("AUDIOBOOK_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "audiobook_runner", *arguments],
            cwd=ROOT,
            env={**own, "AUDIOBOOK_RUNNER_PORT": "0", **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.first_line = self.process.stdout.readline()
        self.url = json.loads(self.first_line)["url"] if self.first_line else ""
        self.client = httpx.Client(base_url=self.url, timeout=120) if self.url else None
        if ready:
            self.wait_ready()

    def wait_ready(self) -> dict:
        """Returns what /ready says once it is."""
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            answer = self.client.get("/ready")
            if answer.status_code == 200:
                return answer.json()
            if answer.status_code == 401:
                return {}
            time.sleep(0.02)
        raise AssertionError(f"not ready in {_START_SECONDS} s: {self.log()}")

    def speak(self, text: str = "Hello there.", **fields: object) -> httpx.Response:
        """Asks for speech."""
        return self.client.post("/v1/audio/speech", json=self.call(text, **fields))

    def call(self, text: str, **fields: object) -> dict:
        return {"model": "tone", "voice": "tone", "input": text, **fields}

    def metric(self, name: str) -> float:
        """A metric without labels."""
        for line in self.client.get("/metrics").text.splitlines():
            if line.startswith(f"audiobook_runner_{name} "):
                return float(line.split()[1])
        raise AssertionError(f"there is no metric {name}")

    def wait_for(self, name: str, value: float) -> None:
        """Waits until a metric has a value."""
        until = time.monotonic() + 10
        while self.metric(name) != value:
            assert time.monotonic() < until, f"{name} is {self.metric(name)}, not {value}"
            time.sleep(0.01)

    def log(self) -> str:
        """What it printed on stderr."""
        self._log.seek(0)
        return self._log.read()

    def stop(self, kind: signal.Signals = signal.SIGTERM) -> int:
        """Ends it; returns its exit code."""
        if self.client is not None:
            self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(kind)
        return self.ended()

    def ended(self, seconds: float = 20) -> int:
        """Waits for its end; returns its exit code."""
        try:
            return self.process.wait(seconds)
        finally:
            self.process.kill()
            self.process.stdout.close()
