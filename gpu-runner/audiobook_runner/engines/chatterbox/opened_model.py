"""The package's model and the voices that it has spoken with: what every way of running it begins with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiobook_runner.engines.chatterbox.conditionals import KnownVoices
from audiobook_runner.engines.chatterbox.identity import identity_of
from audiobook_runner.engines.chatterbox.load_model import load_model, prepare_imports
from audiobook_runner.engines.engine import EngineContext
from audiobook_runner.engines.option_reader import OptionReader
from audiobook_runner.refusal import Refusal
from audiobook_runner.weights import ensure_weights, read_pins
from audiobook_runner.weights.pins import PINS_FILE

ENGINE = "chatterbox"
"""What clients, weights.json and pins call the model, however it is run."""
DEFAULT_CHECKPOINT = "chatterbox-multilingual"
KEPT_VOICES = 32
"""Each takes about 3 MB on the card."""


@dataclass(frozen=True)
class Choices:
    """`checkpoint` is an entry of the weights.json `pins`; `kept_voices` how many samples stay prepared."""

    checkpoint: str
    pins: Path
    kept_voices: int


def read_choices(options: OptionReader) -> Choices:
    """Raises ValueError."""
    return Choices(
        options.text("checkpoint", DEFAULT_CHECKPOINT),
        Path(options.text("pins", str(PINS_FILE))),
        options.integer("voices", KEPT_VOICES, 1, 10_000),
    )


class OpenedModel:
    """Takes what `open_model` loaded. `kind` is `cuda` or `cpu`, `device` the card's name or `cpu`."""

    def __init__(self, package: Any, kind: str, identity: str, kept_voices: int) -> None:
        self.package = package
        """ChatterboxMultilingualTTS."""
        self.kind = kind
        self.device = _name_of(kind)
        self.identity = identity
        self.voices = KnownVoices(package.conds, self._conditionals, kept_voices)

    def text_tokens(self, text: str, language: str, most: int) -> Any:
        """The text as the stock code reads it: long (1, tokens), or a Refusal for more than `most`."""
        from chatterbox.mtl_tts import punc_norm

        tokens = self.package.tokenizer.text_to_tokens(punc_norm(text), language_id=language)
        if tokens.shape[1] > most:
            # Behind the table of positions the GPU would be poisoned.
            found = f"The text is {tokens.shape[1]} tokens long; chatterbox takes {most}. Send less."
            return Refusal("too_long", found)
        return tokens

    def _conditionals(self, sample: Path) -> Any:
        import torch

        with torch.inference_mode():
            self.package.prepare_conditionals(str(sample))
        return self.package.conds


def open_model(choices: Choices, context: EngineContext, report: Callable[[str], None]) -> OpenedModel:
    """Loads the model, and the weights that are missing. Raises CannotLoad."""
    prepare_imports()
    checkpoint = read_pins(choices.pins).of(ENGINE, choices.checkpoint)
    files = ensure_weights(checkpoint, context.weights, report)
    kind = _kind_of(context.device)
    package = load_model(files, kind, report)
    return OpenedModel(package, kind, identity_of(files), choices.kept_voices)


def empty_cache() -> None:
    """Gives memory back that was freed: worth a try before an order fails for want of it."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _kind_of(wanted: str | None) -> str:
    import torch

    if wanted is not None:
        return wanted.split(":")[0]
    return "cuda" if torch.cuda.is_available() else "cpu"


def _name_of(kind: str) -> str:
    import torch

    return torch.cuda.get_device_name() if kind == "cuda" else "cpu"
