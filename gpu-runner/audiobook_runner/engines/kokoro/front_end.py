"""Text to phonemes in Kokoro's alphabet, with the punctuation that the model hears as pauses.

What is said here decides how a text sounds, so FRONT_END is part of the model's identity: whoever changes
what comes out of `phonemes_of` raises it, and books stay with the front end that they have pinned.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from audiobook_runner.engines.kokoro.languages import BRITISH, Language

FRONT_END = 1

Transcribe = Callable[[str, list[str]], list[str]]
"""espeak-ng: its voice and texts without punctuation to tied IPA."""

_SAME = str.maketrans(
    {
        "«": "“",
        "»": "”",
        "„": "“",
        "‟": "“",
        "’": "'",
        "‘": "'",
        "–": "—",
        "―": "—",
        "।": ".",
        "¿": "",
        "¡": "",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
    }
)
_MARKS = ';:,.!?—…"()“”'
_EDGE = re.escape(_MARKS) + "'"
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|St|Mme|Mlle|Sr|Sra|Sig)\.(?=\s+\S)")
"""Their full stops end no sentence."""
_INNER_SPACE = re.compile(r"(?<=[“(])\s+|\s+(?=[;:,.!?…)”])")
"""French sets a space inside quotes and before high marks."""
_FLAG = re.compile(r"\([a-z^-]+\)")
"""espeak-ng says where it takes up another language: (en), (fr)."""


@dataclass(frozen=True)
class _Piece:
    """Words, or marks between them."""

    text: str
    is_words: bool


def phonemes_of(text: str, language: Language, transcribe: Transcribe) -> str:
    """Phonemes, marks and spaces of a text; empty where it has nothing to say."""
    pieces = _pieces(text)
    words = [piece.text for piece in pieces if piece.is_words]
    if not words:
        return ""
    spoken = iter(transcribe(language.espeak, words))
    said = (_alphabet(next(spoken), language) if piece.is_words else piece.text for piece in pieces)
    joined = re.sub(r"\s+", " ", "".join(said)).strip()
    return joined if any(character.isalpha() for character in joined) else ""


def _pieces(text: str) -> list[_Piece]:
    """Splits at marks on the edges of words only: 3.50 and well-known are words."""
    plain = _TITLE.sub(r"\1", text.translate(_SAME).replace("...", "…").replace("—", " — "))
    plain = _INNER_SPACE.sub("", plain)
    pieces: list[_Piece] = []
    words: list[str] = []

    def end_words() -> None:
        if words:
            pieces.append(_Piece(" ".join(words), is_words=True))
            words.clear()

    for token in plain.split():
        core = token.strip(_EDGE)
        before, _, after = token.partition(core) if core else (token, "", "")
        if before := _marks(before):
            end_words()
            pieces.append(_Piece(" " + before, is_words=False))
        elif not words:
            pieces.append(_Piece(" ", is_words=False))
        if core:
            words.append(core)
        if after := _marks(after):
            end_words()
            pieces.append(_Piece(after, is_words=False))
    end_words()
    return pieces


def _marks(text: str) -> str:
    return "".join(mark for mark in text if mark in _MARKS)


_DIPHTHONGS = (
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^z", "ʣ"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("ə^ʊ", "Q"),
    ("t^s", "ʦ"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
)
"""What IPA writes with two letters and the alphabet with one (misaki's EN_PHONES.md)."""

_ENGLISH = (
    ("ʔˌn̩", "ʔn"),
    ("ʔn̩", "ʔn"),
    ("ə^l", "ᵊl"),
    ("e^ə", "ɛː"),
    ("e", "A"),
    ("ɚ", "əɹ"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ç", "k"),
    ("ɐ", "ə"),
    ("ɬ", "l"),
    ("ʲ", ""),
    ("\u0303", ""),
)
_BRITISH = (("i^ə", "ɪə"), ("iə", "ɪə"))
_AMERICAN = (("ɜː^ɹ", "ɜɹ"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""))
_LAST = (("o", "ɔ"), ("ɾ", "T"), ("ʔ", "t"))


def _alphabet(ipa: str, language: Language) -> str:
    """espeak-ng's IPA in the letters that the model was trained with."""
    spoken = _replaced(_FLAG.sub("", ipa), _DIPHTHONGS)
    if language.is_english:
        accent = _BRITISH if language is BRITISH else _AMERICAN
        spoken = _replaced(_replaced(spoken, _ENGLISH), accent).replace("^", "")
        # A consonant that is a syllable of its own is heard with a short vowel before it.
        spoken = re.sub("(\\S)\u0329", r"ᵊ\1", spoken).replace("\u0329", "")
        spoken = _replaced(spoken, _LAST)
    return spoken.replace("^", "").replace("-", "")


def _replaced(text: str, rules: tuple[tuple[str, str], ...]) -> str:
    for old, new in rules:
        text = text.replace(old, new)
    return text
