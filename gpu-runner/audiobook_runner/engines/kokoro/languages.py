"""Which languages Kokoro's alphabet has a front end for, and which voice speaks what."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook_runner.refusal import Refusal


@dataclass(frozen=True)
class Language:
    """`espeak` is the voice file of espeak-ng. English has rules of its own in the alphabet."""

    tag: str
    espeak: str
    is_english: bool = False


AMERICAN = Language("en-US", "gmw/en-US", is_english=True)
BRITISH = Language("en-GB", "gmw/en", is_english=True)
_OTHERS = {
    "es": Language("es", "roa/es"),
    "fr": Language("fr", "roa/fr"),
    "hi": Language("hi", "inc/hi"),
    "it": Language("it", "roa/it"),
    "pt": Language("pt-BR", "roa/pt-BR"),
}
_AMERICAN_REGIONS = {"us", "ca", "ph", "pr"}

_BY_INITIAL = {
    "a": "en-US",
    "b": "en-GB",
    "e": "es",
    "f": "fr",
    "h": "hi",
    "i": "it",
    "j": "ja",
    "p": "pt-BR",
    "z": "zh",
}
"""A voice's name begins with its language (Kokoro's VOICES.md): af_heart is an American woman."""


def voice_language(voice: str) -> str | None:
    """The language of a voice as BCP 47, None where its name does not say."""
    return _BY_INITIAL.get(voice[:1]) if voice[2:3] == "_" else None


def language_for(tag: str, voice: str) -> Language | Refusal:
    """The front end for a text; `und` is the voice's own language, `en` its own English."""
    own = voice_language(voice)
    wanted = (own or "und") if tag.lower() == "und" else tag
    base, _, region = wanted.lower().replace("_", "-").partition("-")
    if base == "en" and region == "":
        return BRITISH if own == "en-GB" else AMERICAN
    if base == "en":
        return AMERICAN if region.split("-")[-1] in _AMERICAN_REGIONS else BRITISH
    if base in _OTHERS:
        return _OTHERS[base]
    known = ", ".join(["en-US", "en-GB", *(language.tag for language in _OTHERS.values())])
    if base == "und":
        found = f'"language" is not said, and the voice {voice} has none of its own'
    else:
        found = f'kokoro has no front end for "{wanted[:35]}"'
    return Refusal("unknown_language", f'{found}; "language" may be {known}')
