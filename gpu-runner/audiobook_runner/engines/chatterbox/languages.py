"""From BCP 47 to the model's 23 language ids."""

from __future__ import annotations

from audiobook_runner.refusal import Refusal

LANGUAGES = {
    "ar": "Arabic",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ms": "Malay",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "sw": "Swahili",
    "tr": "Turkish",
    "zh": "Chinese",
}

# Other subtags of the IANA registry for the same language: the written forms of Norwegian, codes that were
# replaced (iw, zsm), and Chinese by its most spoken member.
SAME = {"nb": "no", "nn": "no", "iw": "he", "zsm": "ms", "cmn": "zh", "arb": "ar", "swh": "sw"}

# Hebrew is written without vowels, and the model was trained on text that has them. The package adds them
# with dicta-onnx where that is installed, and goes on without where it isn't. The lock leaves it out, since
# it brings onnxruntime and weights of its own, so Hebrew is refused, not mispronounced. Russian is spoken
# without the stress marks that russian-text-stresser would add, as by the package's own installation.
WITHOUT_FRONT_END = {
    "he": "its text needs vowel points, which the package dicta-onnx would add and this runner lacks"
}


def language_id(tag: str) -> str | Refusal:
    """The model's id for a BCP 47 tag, by its first subtag: fr-CA is fr."""
    first = tag.replace("_", "-").split("-")[0].lower()
    found = SAME.get(first, first)
    spoken = ", ".join(each for each in LANGUAGES if each not in WITHOUT_FRONT_END)
    if found in WITHOUT_FRONT_END:
        reason = WITHOUT_FRONT_END[found]
        return Refusal(
            "unknown_language",
            f"chatterbox doesn't speak {LANGUAGES[found]} here: {reason}. It speaks: {spoken}.",
        )
    if found in LANGUAGES:
        return found
    if first == "und":
        return Refusal(
            "unknown_language",
            f'chatterbox needs to know the language: send "language". It speaks: {spoken}.',
        )
    return Refusal("unknown_language", f'chatterbox doesn\'t speak "{tag}". It speaks: {spoken}.')
