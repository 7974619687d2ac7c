"""Builds the package's model from files of the cache, without a network."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from audiobook_runner.engines.chatterbox.identity import PACKAGE_VERSION
from audiobook_runner.engines.engine import CannotLoad
from audiobook_runner.weights import LoadedFile


def prepare_imports() -> None:
    """No hub is asked for anything, and no bar is drawn for every sentence. Read when libraries are imported.

    Raises CannotLoad where the package isn't there, or is one whose code wasn't read for this engine."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TQDM_DISABLE"] = "1"
    _give_numba_a_folder()
    try:
        found = version("chatterbox-tts")
    except PackageNotFoundError as error:
        raise CannotLoad(
            "Loading chatterbox: the package chatterbox-tts isn't installed. Run "
            "pip install --no-deps --require-hashes -r requirements/chatterbox.txt."
        ) from error
    if found != PACKAGE_VERSION:
        raise CannotLoad(
            f"Loading chatterbox: chatterbox-tts {found} is installed, and this engine was made for "
            f"{PACKAGE_VERSION}. Run pip install --no-deps --require-hashes -r requirements/chatterbox.txt."
        )


def _give_numba_a_folder() -> None:
    """Where nothing but the temporary folder can be written to, importing librosa would fail."""
    librosa = find_spec("librosa")
    own = Path(librosa.origin).parent if librosa and librosa.origin else Path.home()
    places = [own, Path.home() / ".cache", Path.home()]
    if "NUMBA_CACHE_DIR" not in os.environ and not any(os.access(place, os.W_OK) for place in places):
        # Not a name that others could guess: numba runs what it finds there.
        folder = tempfile.mkdtemp(prefix="audiobook-numba-")
        os.environ["NUMBA_CACHE_DIR"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def load_model(files: dict[str, LoadedFile], device: str, report: Callable[[str], None]) -> Any:
    """The package's ChatterboxMultilingualTTS on `device` (`cuda` or `cpu`).

    The same steps as its from_local, which can't be called: it makes a tokenizer that asks the network.
    Raises CannotLoad when a file doesn't hold what the model is made of.
    """
    report("loading chatterbox-tts")
    import torch
    from chatterbox.models.s3gen import S3Gen
    from chatterbox.models.t3 import T3
    from chatterbox.models.t3.modules.t3_config import T3Config
    from chatterbox.models.voice_encoder import VoiceEncoder
    from chatterbox.mtl_tts import ChatterboxMultilingualTTS, Conditionals
    from safetensors.torch import load_file

    from audiobook_runner.engines.chatterbox.tokenizer import open_tokenizer

    def pickled(name: str) -> Any:
        return torch.load(files[name].path, map_location="cpu", weights_only=True)

    def filled(module: Any, name: str, state: Callable[[], Any], share: int) -> Any:
        report(f"loading weights: {share} %")
        try:
            module.load_state_dict(state())
        except Exception as error:
            raise CannotLoad(
                f"Loading {files[name].path}: it doesn't hold the model's parameters ({str(error)[:300]}). "
                "Name another checkpoint, or bring the file that weights.json pins."
            ) from error
        return module.to(device).eval()

    t3_file = "t3_mtl23ls_v2.safetensors"
    size = T3Config.multilingual().text_tokens_dict_size
    vocabulary = files["grapheme_mtl_merged_expanded_v1.json"].path
    tokenizer = open_tokenizer(
        vocabulary, files["Cangjie5_TC.json"].path, files["spacy_ontonotes.zip"].path, size
    )
    encoder = filled(VoiceEncoder(), "ve.pt", lambda: pickled("ve.pt"), 5)
    t3 = filled(T3(T3Config.multilingual()), t3_file, lambda: load_file(files[t3_file].path), 10)
    s3gen = filled(S3Gen(), "s3gen.pt", lambda: pickled("s3gen.pt"), 70)
    voice = Conditionals.load(files["conds.pt"].path, map_location="cpu").to(device)
    report("loading weights: 95 %")
    return ChatterboxMultilingualTTS(t3, s3gen, encoder, tokenizer, device, conds=voice)
