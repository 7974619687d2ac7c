"""The tone for a request: the test rig's, bit for bit."""

from __future__ import annotations

import hashlib
import json
import math
from decimal import Decimal

import numpy as np

from audiobook_runner.contract import utf16_length
from audiobook_runner.engines.engine import ParameterValue, SpeechOrder

SAMPLE_RATE = 24_000
_HERTZ = 220
_LOUDNESS = 8_000


def tone_of(order: SpeechOrder, seconds_per_character: float) -> np.ndarray:
    """A tone as long as the text, whose first 16 samples are the hash of the request.

    So every request sounds the same each time, and like no other.
    """
    count = _round(utf16_length(order.text) * seconds_per_character * SAMPLE_RATE)
    mark = np.frombuffer(_hash_of(order), "<i2")[:count]
    length = count - mark.size
    tone = np.tile(_SECOND, -(-length // SAMPLE_RATE) or 1)[:length]
    return np.concatenate([mark, tone]).astype(np.float32) / np.float32(32_768)


def _round(value: float) -> int:
    """As JavaScript's Math.round does: a half goes up."""
    return math.floor(value + 0.5)


_SECOND = np.array(
    [_round(_LOUDNESS * math.sin(2 * math.pi * _HERTZ * at / SAMPLE_RATE)) for at in range(SAMPLE_RATE)],
    "<i2",
)
"""Whole periods, so that seconds can be put in a row."""


def _hash_of(order: SpeechOrder) -> bytes:
    params = sorted(order.params.items(), key=lambda item: _sort_key(*item))
    pairs = ",".join(f"[{_quoted(name)},{_literal(value)}]" for name, value in params)
    texts = ",".join(_quoted(text) for text in (order.text, order.language, order.voice))
    return hashlib.sha256(f"[{texts},[{pairs}],{order.seed}]".encode()).digest()


def _sort_key(name: str, value: ParameterValue) -> bytes:
    """JavaScript sorts pairs as the texts "name,value", by UTF-16 code units."""
    text = value if isinstance(value, str) else _literal(value)
    return f"{name},{text}".encode("utf-16-be")


def _quoted(text: str) -> str:
    """As JSON.stringify does: nothing above U+001F is escaped but quotes and backslashes."""
    return json.dumps(text, ensure_ascii=False)


def _literal(value: ParameterValue) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number(float(value))


def _number(value: float) -> str:
    """A number as JavaScript writes it (ECMA-262, Number::toString): both use the fewest digits."""
    if value == 0:
        return "0"
    if value < 0:
        return "-" + _number(-value)
    _, digits, power = Decimal(repr(value)).normalize().as_tuple()
    return _laid_out("".join(map(str, digits)), len(digits) + int(power))


def _laid_out(digits: str, point: int) -> str:
    """Digits with the decimal point behind the first `point` of them."""
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{rest}e{'+' if point > 0 else '-'}{abs(point - 1)}"
