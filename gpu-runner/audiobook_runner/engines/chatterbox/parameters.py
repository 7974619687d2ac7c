"""The engine's parameters: defaults, ranges, and refusals of what is outside them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from audiobook_runner.engines.engine import ParameterValue
from audiobook_runner.refusal import Refusal


@dataclass(frozen=True)
class Range:
    """Both ends are allowed."""

    default: float
    lowest: float
    highest: float
    meaning: str


# The defaults are those of ChatterboxMultilingualTTS.generate in 0.1.7. They are always passed, so that
# another version of the package can't change what a take without parameters sounds like.
#
# The ranges keep out what breaks sampling: a temperature of 0 divides by it, a penalty of 0 leaves
# probabilities that aren't numbers, and on a GPU that poisons the process.
PARAMETERS: dict[str, Range] = {
    "exaggeration": Range(0.5, 0.0, 2.0, "how strong the emotion is"),
    "cfg_weight": Range(0.5, 0.0, 2.0, "how closely the text is followed"),
    "temperature": Range(0.8, 0.05, 5.0, "how freely sounds are drawn"),
    "repetition_penalty": Range(2.0, 1.0, 5.0, "how unwelcome sounds are that were there before"),
    "min_p": Range(0.05, 0.0, 1.0, "sounds less likely than this share of the likeliest are never drawn"),
    "top_p": Range(1.0, 0.01, 1.0, "only the likeliest sounds that together reach this are drawn"),
}


def check_parameters(sent: dict[str, ParameterValue]) -> Refusal | None:
    """Refuses unknown names and values outside their range."""
    for name, value in sent.items():
        if name not in PARAMETERS:
            known = ", ".join(f"{each} ({_span(PARAMETERS[each])})" for each in PARAMETERS)
            return Refusal("unknown_parameter", f'chatterbox has no parameter "{name}". It has: {known}.')
        allowed = PARAMETERS[name]
        if not _is_number(value) or not allowed.lowest <= float(value) <= allowed.highest:
            return Refusal(
                "bad_parameter",
                f"{name} is {value!r}; send a number from {_span(allowed)} ({allowed.meaning}, "
                f"by default {allowed.default:g}).",
            )
    return None


def complete_parameters(sent: dict[str, ParameterValue]) -> dict[str, float]:
    """All parameters, with defaults for those that weren't sent. Only for what `check_parameters` passed."""
    return {name: float(sent.get(name, each.default)) for name, each in PARAMETERS.items()}


def _is_number(value: ParameterValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _span(allowed: Range) -> str:
    return f"{allowed.lowest:g} to {allowed.highest:g}"
