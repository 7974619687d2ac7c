"""Whisper on CTranslate2, by the package faster-whisper."""

from __future__ import annotations

from pathlib import Path

from audiobook_runner.engines.engine import CannotLoad
from audiobook_runner.recognition.recogniser import BadAudio, Heard, Transcript


class FasterWhisper:
    """A model of a folder (model.bin, config.json, tokenizer.json, …); nothing is fetched."""

    def __init__(self, folder: Path, device: str | None) -> None:
        self._folder = folder
        self._device = device or "auto"
        self._model = None

    def load(self) -> None:
        try:
            from faster_whisper import WhisperModel
        except ModuleNotFoundError as error:
            raise CannotLoad(
                f'recognition needs the Python module "{error.name}"; install requirements/recognition.txt'
            ) from error
        if not (self._folder / "model.bin").is_file():
            raise CannotLoad(
                f"the recognition model {self._folder} has no model.bin; name the folder of a faster-whisper "
                "model"
            )
        try:
            self._model = WhisperModel(str(self._folder), device=self._device, local_files_only=True)
        except (RuntimeError, ValueError, OSError) as error:
            raise CannotLoad(f"the recognition model {self._folder} can't be used: {error}") from error

    def transcribe(self, audio: Path, language: str | None) -> Transcript:
        from av.error import FFmpegError

        try:
            # A listener for single segments: what came before is none of its business, and makes it loop.
            pieces, facts = self._model.transcribe(
                str(audio), language=language, condition_on_previous_text=False
            )
            segments = [
                Heard(
                    piece.start,
                    piece.end,
                    piece.text,
                    piece.avg_logprob,
                    piece.compression_ratio,
                    piece.no_speech_prob,
                )
                for piece in pieces
            ]
        except (FFmpegError, ValueError) as error:
            raise BadAudio(f"the audio can't be heard: {_without_path(error, audio)}") from error
        text = "".join(segment.text for segment in segments).strip()
        return Transcript(text, facts.language, facts.duration, segments)


def _without_path(error: Exception, audio: Path) -> str:
    """A client learns nothing from where its file lay here."""
    return str(error).replace(str(audio), "the file")
