"""WAVE files for tests."""

from __future__ import annotations

import struct

import numpy as np


def wave(
    seconds: float = 2.0, rate: int = 16_000, channels: int = 1, bits: int = 16, is_float: bool = False
) -> bytes:
    """A rising tone."""
    frames = int(seconds * rate)
    sound = 0.4 * np.sin(np.linspace(0, 900 * seconds, frames) ** 1.1)
    sound = np.repeat(sound, channels)
    if is_float:
        data = sound.astype("<f4").tobytes()
    elif bits == 24:
        data = (sound * 2**31).astype("<i4").view("u1").reshape(-1, 4)[:, 1:].tobytes()
    else:
        data = (sound * 2 ** (bits - 1)).astype(f"<i{bits // 8}").tobytes()
    block = channels * bits // 8
    kind = 3 if is_float else 1
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, kind, channels, rate, rate * block, block, bits)
    body = b"WAVE" + head + struct.pack("<4sI", b"data", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body
