"""The package's tokenizer, with its Chinese files from our cache instead of from the network."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

from chatterbox.models.tokenizers import tokenizer as package
from spacy_pkuseg import pkuseg

from audiobook_runner.engines.engine import CannotLoad

SEGMENTER_FILES = ("features.msgpack", "weights.npz")


def open_tokenizer(vocabulary: Path, cangjie: Path, segmenter: Path, size: int) -> package.MTLTokenizer:
    """Opens the tokenizer of `size` tokens.

    The stock class asks two servers for its Chinese files whenever it is made, whatever the language, and
    goes on without them in silence. Raises CannotLoad for a vocabulary that isn't this model's: a token that
    the model lacks would poison the GPU.
    """
    original = package.ChineseCangjieConverter
    package.ChineseCangjieConverter = lambda _: _LocalCangjie(cangjie, segmenter)
    try:
        tokenizer = package.MTLTokenizer(str(vocabulary))
    finally:
        package.ChineseCangjieConverter = original
    tokens = tokenizer.tokenizer.get_vocab()
    if max(tokens.values()) >= size:
        raise CannotLoad(
            f"Opening {vocabulary}: it has a token {max(tokens.values())}, and the model only those below "
            f"{size}. Bring the vocabulary that belongs to the checkpoint."
        )
    if (tokens["[START]"], tokens["[STOP]"]) != (255, 0):
        raise CannotLoad(
            f"Opening {vocabulary}: [START] and [STOP] are {tokens['[START]']} and {tokens['[STOP]']}, "
            "and the model knows them as 255 and 0. Bring the vocabulary that belongs to the checkpoint."
        )
    return tokenizer


class _LocalCangjie(package.ChineseCangjieConverter):
    """Words by pkuseg, glyphs by their Cangjie codes."""

    def __init__(self, cangjie: Path, segmenter: Path) -> None:
        self._files = (cangjie, segmenter)
        super().__init__()

    def _load_cangjie_mapping(self, model_dir=None) -> None:
        entries = json.loads(self._files[0].read_text(encoding="utf-8"))
        for entry in entries:
            glyph, code = entry.split("\t")[:2]
            self.word2cj[glyph] = code
            self.cj2word.setdefault(code, []).append(glyph)

    def _init_segmenter(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            with zipfile.ZipFile(self._files[1]) as archive:
                for member in archive.namelist():
                    if Path(member).name in SEGMENTER_FILES:
                        Path(folder, Path(member).name).write_bytes(archive.read(member))
            self.segmenter = pkuseg(folder)
