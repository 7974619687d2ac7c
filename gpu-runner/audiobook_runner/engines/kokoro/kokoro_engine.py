"""Kokoro as an engine: several segments at the same time, each on a thread of its own.

The ONNX export has a batch of 1, so rows of a batch are separate calls. Measured on 2 cores with the int8
model and four rows of 100 phonemes (30.6 s of audio), other work on the machine: one row after the other
with 2 threads each 45 to 52 s; two rows at the same time with 1 thread each 14 to 35 s; the audio was the
same bit for bit. So a row gets one thread, and there are as many rows as cores; a row that ends makes
place for the next at once, so that short ones never wait for long ones. On a GPU, where a call keeps
the card busy by itself, there is one row.

The audio of a request is the same bit for bit whenever it is asked, alone or in company, on one machine:
the export draws no random numbers, so `seed` changes nothing. Other processors and versions of
onnxruntime may round otherwise, and CUDA promises nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnxruntime

from audiobook_runner.engines.engine import CannotLoad, EngineContext, Poisoned, SpeechOrder, Spoken, Voice
from audiobook_runner.engines.kokoro.espeak_process import EspeakFailed, EspeakProcess
from audiobook_runner.engines.kokoro.front_end import phonemes_of
from audiobook_runner.engines.kokoro.languages import language_for, voice_language
from audiobook_runner.engines.kokoro.model_files import STYLE_WIDTH, find_files
from audiobook_runner.engines.kokoro.phoneme_pieces import phoneme_pieces
from audiobook_runner.engines.option_reader import OptionReader
from audiobook_runner.gpu import Gpu
from audiobook_runner.refusal import Refusal

SAMPLE_RATE = 24_000
_MOST_TOKENS = 510
"""The model's context is 512, less one pad at each end."""
_SPEEDS = (0.5, 2.0)
"""Beyond these the model, whose training had no such speech, swallows sounds."""
_PAD = 0
_STEP_SECONDS = 0.02
_INTEGERS = {"tensor(int32)": np.int32, "tensor(int64)": np.int64}
_CUDA = "CUDAExecutionProvider"
_POISONED = ("CUDA failure 2:", "CUDA failure 700", "CUDA failure 710", "CUDA failure 719")
"""Out of memory, which onnxruntime's arena never gives back; illegal access, device-side assert, launch
failure: the context is lost (cudaError_t)."""

Done = Callable[[Spoken | Refusal], None]


class KokoroEngine:
    """Options: `checkpoint` (of weights.json), `threads` (of one row)."""

    name = "kokoro"
    clones = False
    identity = ""
    implementation = ""
    device = "cpu"

    def __init__(self, context: EngineContext) -> None:
        options = OptionReader(context.options)
        self._checkpoint = options.text("checkpoint", "kokoro")
        self._threads = options.integer("threads", 1, 1, 256)
        options.finish()
        self._weights = context.weights
        self._wanted_device = context.device
        self._wanted_batch = context.batch
        self.batch = context.batch or 1
        self._espeak = EspeakProcess()
        self._rows: dict[Future[Spoken | Refusal], Done] = {}

    def load(self, report: Callable[[str], None]) -> None:
        """Raises CannotLoad."""
        files = find_files(self._weights, self._checkpoint, report)
        self._files = files
        report("loading weights")
        self._session, self.device = self._open(files.model)
        self._names = {value.name: value.type for value in self._session.get_inputs()}
        self._tokens_name = "input_ids" if "input_ids" in self._names else "tokens"
        if not {self._tokens_name, "style", "speed"} <= set(self._names):
            found = ", ".join(self._names)
            raise CannotLoad(f"{files.model} is no Kokoro: its inputs are {found}")
        cores = max(1, _cores() // self._threads)
        self.batch = self._wanted_batch or (cores if self.device == "cpu" else 1)
        self._pool = ThreadPoolExecutor(self.batch, "kokoro")
        report("starting espeak-ng")
        self._espeak.start()
        self.identity = files.identity(self._espeak.version)
        self.implementation = (
            f"Kokoro ({files.model_digest[:12]}), onnxruntime {version('onnxruntime')}, {self.device}"
        )

    def voices(self) -> list[Voice]:
        return [Voice(name, _shown(name), voice_language(name)) for name in self._files.voices]

    def check(self, order: SpeechOrder) -> Refusal | None:
        """Refuses unknown voices, languages and parameters."""
        voice = self._voice(order.voice)
        if isinstance(voice, Refusal):
            return voice
        language = language_for(order.language, voice)
        if isinstance(language, Refusal):
            return language
        for name, value in order.params.items():
            if name != "speed":
                return Refusal("unknown_parameter", f'kokoro has no parameter "{name[:100]}"; it has "speed"')
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not is_number or not _SPEEDS[0] <= value <= _SPEEDS[1]:
                found = f'"speed" is {value!r}'
                return Refusal("bad_parameter", f"{found}; it may be {_SPEEDS[0]} to {_SPEEDS[1]}")
        return None

    def sample_changed(self, digest: str) -> None:
        """There are no samples here."""

    def admit(self, order: SpeechOrder, done: Done, since: float) -> Callable[[], None]:
        """Begins a row; one that is taken out is spoken to the end of its piece, and unheard."""
        row = self._pool.submit(self._speak, order)
        self._rows[row] = done

        def remove() -> None:
            row.cancel()
            self._rows.pop(row, None)

        return remove

    def advance(self, until: float) -> float | None:
        """Waits a little for rows that end. Raises Poisoned."""
        if not self._rows:
            return None
        ended, _ = wait(self._rows, _STEP_SECONDS, FIRST_COMPLETED)
        for row in ended:
            done = self._rows.pop(row)
            done(_outcome(row))
        return until if self._rows else None

    def _open(self, model: Path) -> tuple[onnxruntime.InferenceSession, str]:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Threads that spin while they wait take the cores from the other rows.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        can_cuda = _CUDA in onnxruntime.get_available_providers()
        if self._wanted_device == "cuda" and not can_cuda:
            raise CannotLoad(
                "AUDIOBOOK_RUNNER_DEVICE is cuda, but this onnxruntime has no CUDA; install "
                "requirements/kokoro-cuda.txt"
            )
        providers = ["CPUExecutionProvider"]
        if can_cuda and self._wanted_device != "cpu":
            providers.insert(0, _CUDA)
            # CUDA's libraries may lie in Python packages, where the loader does not look by itself.
            onnxruntime.preload_dlls()
        try:
            session = onnxruntime.InferenceSession(str(model), options, providers=providers)
        except Exception as error:
            raise CannotLoad(f"onnxruntime can't use {model}: {error}") from error
        is_cuda = session.get_providers()[0] == _CUDA
        if self._wanted_device == "cuda" and not is_cuda:
            raise CannotLoad("onnxruntime did not get the GPU; it says above why")
        gpu = Gpu.find() if is_cuda else None
        return session, (gpu.name if gpu else "cuda") if is_cuda else "cpu"

    def _voice(self, named: str) -> str | Refusal:
        """The voice's name; `<name>@<digest>` holds only for those style vectors."""
        name, _, digest = named.partition("@")
        if name not in self._files.voices:
            found = f'kokoro has no voice "{name[:100]}"'
            return Refusal("unknown_preset", f"{found}; it has {', '.join(self._files.voices)}")
        if digest and digest != (own := self._files.voice_digest(name)):
            found = f'the voice "{name}" here is {own}, not {digest[:64]}'
            return Refusal("unknown_preset", f"{found}; use the table of voices that it was taken from")
        return name

    def _speak(self, order: SpeechOrder) -> Spoken | Refusal:
        """On a thread of the pool."""
        began = time.monotonic()
        voice = self._voice(order.voice)
        if isinstance(voice, Refusal):
            return voice
        language = language_for(order.language, voice)
        if isinstance(language, Refusal):
            return language
        try:
            phonemes = phonemes_of(order.text, language, self._espeak.phonemes)
        except EspeakFailed as error:
            return Refusal("failed", f"no phonemes were found: {error}")
        letters = "".join(letter for letter in phonemes if letter in self._files.vocab)
        speed = float(order.params.get("speed", 1.0))
        pieces = phoneme_pieces(letters, _MOST_TOKENS)
        if not any(letter.isalpha() for letter in letters) or not pieces:
            return Refusal("unspeakable", f"kokoro finds no sounds in {order.text[:100]!r}")
        audio = [self._infer(piece, voice, speed) for piece in pieces]
        return Spoken(np.concatenate(audio), SAMPLE_RATE, time.monotonic() - began)

    def _infer(self, letters: str, voice: str, speed: float) -> np.ndarray:
        tokens = [self._files.vocab[letter] for letter in letters]
        styles = self._files.voices[voice]
        # There is one style for each length: n tokens use row n - 1.
        style = styles[min(len(tokens), len(styles)) - 1].reshape(1, STYLE_WIDTH)
        kind = _INTEGERS.get(self._names["speed"], np.float32)
        feed = {
            self._tokens_name: np.array([[_PAD, *tokens, _PAD]], np.int64),
            "style": style,
            "speed": np.array([speed], kind),
        }
        return np.asarray(self._session.run(None, feed)[0], np.float32).reshape(-1)


def open_engine(context: EngineContext) -> KokoroEngine:
    """Raises ValueError for an option that there isn't."""
    return KokoroEngine(context)


def _outcome(row: Future[Spoken | Refusal]) -> Spoken | Refusal:
    error = row.exception()
    if error is None:
        return row.result()
    if any(sign in str(error) for sign in _POISONED):
        raise Poisoned(str(error)[:300]) from error
    return Refusal("failed", f"speaking failed: {type(error).__name__}: {str(error)[:300]}")


def _shown(name: str) -> str:
    return name.partition("_")[2].replace("_", " ").title() or name


def _cores() -> int:
    """Those that this process may use: a container's are fewer than the machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
