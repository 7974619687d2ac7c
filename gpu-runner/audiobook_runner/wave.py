"""WAVE files: writes what was spoken, and looks at samples that were uploaded."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE


def pcm_of(samples: np.ndarray) -> bytes:
    """Samples from -1 to 1 as little-endian signed 16-bit ones; what is louder is clipped.

    A whole number divided by 32,768 comes back as it was.
    """
    scaled = np.rint(np.asarray(samples, np.float32) * np.float32(32_768))
    return np.clip(scaled, -32_768, 32_767).astype("<i2").tobytes()


def encode_wave(pcm: bytes, sample_rate: int) -> bytes:
    """A mono WAVE file of 16 bits with a header of 44 bytes. `sample_rate` in Hz."""
    rate = sample_rate
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, _PCM, 1, rate, 2 * rate, 2, 16)
    head = struct.pack("<4sI4s", b"RIFF", 36 + len(pcm), b"WAVE")
    return head + form + struct.pack("<4sI", b"data", len(pcm)) + pcm


@dataclass(frozen=True)
class WaveFacts:
    """What a WAVE file says of itself; `seconds` is counted from the audio that is there."""

    sample_rate: int
    channels: int
    bits: int
    seconds: float


class BadWave(ValueError):
    """It can't be used; the message says why, as the end of a sentence that begins with "the sample"."""


def wave_facts(file: bytes) -> WaveFacts:
    """Reads the header. Raises BadWave for what is not mono or stereo PCM of 16, 24 or 32 bits or float."""
    if len(file) < 12 or file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise BadWave(f"is no WAVE file: it begins with {file[:12]!r}")
    chunks = _chunks(file)
    form, data = chunks.get(b"fmt "), chunks.get(b"data")
    if form is None or len(form[0]) < 16 or data is None:
        raise BadWave("lacks a fmt or data chunk")
    kind, channels, rate, _, block, bits = struct.unpack_from("<HHIIHH", form[0])
    if kind == _EXTENSIBLE and len(form[0]) >= 26:
        (kind,) = struct.unpack_from("<H", form[0], 24)
    if (kind, bits) not in {(_PCM, 16), (_PCM, 24), (_PCM, 32), (_FLOAT, 32)}:
        raise BadWave(f"has format {kind} with {bits} bits; it may be PCM of 16, 24 or 32 bits, or float")
    if channels not in (1, 2):
        raise BadWave(f"has {channels} channels; it may have 1 or 2")
    if not 8_000 <= rate <= 192_000:
        raise BadWave(f"has a sample rate of {rate} Hz; it may be 8,000 to 192,000")
    if block != channels * bits // 8:
        raise BadWave(f"says that a frame has {block} bytes, which {channels} x {bits} bits are not")
    there, said = data
    if len(there) < said:
        raise BadWave(f"ends after {len(there)} of {said} bytes of audio")
    return WaveFacts(rate, channels, bits, len(there) // block / rate)


def _chunks(file: bytes) -> dict[bytes, tuple[bytes, int]]:
    """Chunks by name: their bytes, and how many the file says that they have."""
    chunks: dict[bytes, tuple[bytes, int]] = {}
    at = 12
    while at + 8 <= len(file):
        name, said = struct.unpack_from("<4sI", file, at)
        chunks.setdefault(name, (file[at + 8 : at + 8 + said], said))
        at += 8 + said + said % 2
    return chunks
