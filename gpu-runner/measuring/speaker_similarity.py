"""How much takes sound like the voice they should have: by Chatterbox's own voice encoder, on the CPU."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from audiobook_runner.engines.chatterbox.load_model import prepare_imports
from audiobook_runner.engines.chatterbox.opened_model import DEFAULT_CHECKPOINT
from audiobook_runner.engines.engine import CannotLoad
from audiobook_runner.weights import LoadedFile, ensure_weights, read_pins
from audiobook_runner.weights.pins import PINS_FILE
from measuring.journal import Journal
from measuring.plan import Plan, Run
from measuring.takes import REPORT_EVERY, takes_of

_HERTZ = 16_000
_SAMPLE_HERTZ = 24_000
_LEAST_SECONDS = 0.1


def similarities_of(plan: Plan, run: Run) -> Journal:
    """Records of `language`, `line` and `similarity`, a cosine; 0 for what wasn't spoken."""
    return Journal(plan.folder / run.name / "similarity.jsonl")


class Listener:
    """The voice encoder of a checkpoint and what it knows of the voice."""

    def __init__(self, files: dict[str, LoadedFile], sample: Path | None) -> None:
        """`sample`: the cloned voice's file, None for the checkpoint's own voice. Raises CannotLoad."""
        import torch
        from chatterbox.models.voice_encoder import VoiceEncoder

        def content(name: str) -> Any:
            try:
                return torch.load(files[name].path, map_location="cpu", weights_only=True)
            except Exception as error:
                raise CannotLoad(f"loading {files[name].path} failed: {str(error)[:300]}") from error

        self._encoder = VoiceEncoder()
        self._encoder.load_state_dict(content("ve.pt"))
        self._encoder.eval()
        if sample is None:
            own = content("conds.pt")["t3"]["speaker_emb"].reshape(-1).numpy()
        else:
            own = self._embedded(sample)
        if own is None:
            raise CannotLoad(
                f"Comparing voices: {sample} has no sound, or less than {_LEAST_SECONDS} s of it. Name a "
                "recording of somebody speaking, of 10 s or so."
            )
        self._voice = own / np.linalg.norm(own)

    def similarity(self, audio: Path) -> float:
        """The cosine between a take's embedding and the voice's, 0 where there is hardly any sound."""
        embedded = self._embedded(audio)
        return 0.0 if embedded is None else float(np.nan_to_num(embedded @ self._voice))

    def _embedded(self, audio: Path) -> np.ndarray | None:
        """As the package embeds samples: read at 24 kHz, and brought to the encoder's 16 from there."""
        import librosa

        wave, _ = librosa.load(audio, sr=_SAMPLE_HERTZ)
        if len(wave) < _LEAST_SECONDS * _SAMPLE_HERTZ or not wave.any():
            return None
        wave = librosa.resample(wave, orig_sr=_SAMPLE_HERTZ, target_sr=_HERTZ)
        return self._encoder.embeds_from_wavs([wave], sample_rate=_HERTZ).mean(axis=0)


def compare_runs(plan: Plan, report: Callable[[str], None]) -> None:
    """Compares what wasn't compared yet. Without takes it only loads the encoder, to see that it can.

    What was compared with another encoder or voice is forgotten. Raises CannotLoad.
    """
    prepare_imports()
    options = plan.runs[0].options
    pins = read_pins(Path(str(options.get("pins", PINS_FILE))))
    checkpoint = pins.of("chatterbox", str(options.get("checkpoint", DEFAULT_CHECKPOINT)))
    files = ensure_weights(checkpoint, plan.weights, report)
    listener = Listener(files, plan.sample)
    header = {"encoder": files["ve.pt"].sha256, "voice": plan.voice() or files["conds.pt"].sha256}
    for run in plan.runs:
        _compare_run(plan, run, listener, header, report)


def _compare_run(
    plan: Plan, run: Run, listener: Listener, header: dict, report: Callable[[str], None]
) -> None:
    journal = similarities_of(plan, run)
    if journal.header != header:
        journal.begin(header)
    there = {(each["language"], each["line"]) for each in journal.records}
    left = [take for take in takes_of(plan, run).records if (take["language"], take["line"]) not in there]
    for count, take in enumerate(left, 1):
        file = take["file"]
        similarity = listener.similarity(plan.folder / run.name / file) if file else 0.0
        journal.add({"language": take["language"], "line": take["line"], "similarity": similarity})
        if count % REPORT_EVERY == 0 or count == len(left):
            report(f"{run.name}: {count} of {len(left)} voices compared")
