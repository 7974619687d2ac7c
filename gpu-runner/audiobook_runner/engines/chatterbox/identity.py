"""What books pin of this model, and what is only noted beside a take."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

from audiobook_runner.weights import LoadedFile

# Names the code between text and tokens: punc_norm, the tokenizer class and the language front ends. It is
# part of the model's identity; raise it with every change of the locked versions or of our own code that
# changes which tokens a text becomes.
TEXT_FRONT_END = "chatterbox-tts 0.1.7, pykakasi 2.3.0, spacy-pkuseg 1.0.1"

PACKAGE_VERSION = "0.1.7"


def identity_of(files: dict[str, LoadedFile]) -> str:
    """`chatterbox-multilingual:<16 hex>`: a digest over the files that are loaded and the text front end.

    The digests are those of the bytes that were found, so a swapped file is another model whatever its pin.
    """
    digest = hashlib.sha256(f"front end: {TEXT_FRONT_END}\n".encode())
    for name in sorted(files):
        digest.update(f"{name}: {files[name].sha256}\n".encode())
    return f"chatterbox-multilingual:{digest.hexdigest()[:16]}"


def implementation_of(way: str, device: str) -> str:
    """Package versions, the way of running the model with its precision, and what it runs on."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("chatterbox-tts", "torch", "transformers"))
    return f"{versions}, {way}, {device}"
