"""Asks espeak-ng for phonemes, in a child process."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

from audiobook_runner.engines.engine import CannotLoad

_ANSWER_SECONDS = 30
"""A text of 4,000 characters takes a few hundredths of a second."""


class EspeakFailed(Exception):
    """espeak-ng crashed or hung over a text."""


class EspeakProcess:
    """Any thread may ask; one at a time is answered. A child that has died is replaced."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self.version = ""

    def start(self) -> None:
        """Starts the child and learns espeak-ng's version. Raises CannotLoad."""
        with self._lock:
            self._start()

    def phonemes(self, voice: str, texts: list[str]) -> list[str]:
        """IPA for each text, `^` between the letters of one phoneme. Raises EspeakFailed."""
        with self._lock:
            if self._child is None or self._child.poll() is not None:
                self._start()
            answer = self._ask({"voice": voice, "texts": texts})
        if "phonemes" not in answer:
            raise EspeakFailed(answer.get("error", "espeak-ng gave no phonemes"))
        return answer["phonemes"]

    def _start(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "audiobook_runner.engines.kokoro.espeak_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        try:
            first = self._read()
        except EspeakFailed as error:
            raise CannotLoad(f"espeak-ng does not start: {error}; see what it printed above") from error
        if "version" not in first:
            raise CannotLoad(f"espeak-ng does not start: {first.get('error')}")
        self.version = first["version"]

    def _ask(self, order: dict[str, object]) -> dict:
        assert self._child is not None and self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(order) + "\n")
            self._child.stdin.flush()
        except OSError as error:
            raise EspeakFailed(f"espeak-ng ended: {error}") from error
        return self._read()

    def _read(self) -> dict:
        child = self._child
        assert child is not None and child.stdout is not None
        hung = threading.Timer(_ANSWER_SECONDS, child.kill)
        hung.start()
        try:
            line = child.stdout.readline()
        finally:
            hung.cancel()
        if line == "":
            child.wait()
            raise EspeakFailed(f"espeak-ng ended with code {child.returncode}")
        return json.loads(line)
