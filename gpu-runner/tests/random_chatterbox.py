"""Writes a folder of random weights in the shapes of Chatterbox Multilingual.

They speak noise, in the time that real weights of the same shapes take for each speech token: enough to
measure speed and to test everything around the model. Nothing here comes from the real files.

    python tests/random_chatterbox.py <folder>          the true shapes: 3.2 GB
    python tests/random_chatterbox.py <folder> --small  thin models, for tests

Small ones load only inside `small_models()`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import string
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

CHECKPOINT = "random"
TOKENS = 2454
LANGUAGES = re.findall("..", "ardadeelenesfifrhehiitjakomsnlnoplptrusvswtrzh")
LETTERS = string.printable.strip() + "àâçéèêëîïôùûœæøåäöüßñ" + "".join(map(chr, range(0x300, 0x30D)))
GLYPHS = {"我": "hqi", "你": "onf", "好": "vnd"}


@contextmanager
def small_models() -> Iterator[None]:
    """Inside, models are made thin. T3 keeps the 14 layers that its alignment looks at."""
    from chatterbox.models.s3gen import s3gen
    from chatterbox.models.t3.llama_configs import LLAMA_CONFIGS
    from s3tokenizer.model_v2 import S3TokenizerV2

    decoder, encoder = s3gen.ConditionalDecoder, s3gen.UpsampleConformerEncoder
    sizes = LLAMA_CONFIGS["Llama_520M"]
    (tokenizer,) = S3TokenizerV2.__init__.__defaults__
    whole = vars(tokenizer).copy()
    tokenizer.n_audio_layer, tokenizer.n_audio_state, tokenizer.n_audio_head = 1, 128, 2
    LLAMA_CONFIGS["Llama_520M"] = sizes | {"num_hidden_layers": 14, "head_dim": 8, "intermediate_size": 64}
    s3gen.ConditionalDecoder = lambda **sizes: decoder(**sizes | {"n_blocks": 1, "num_mid_blocks": 1})
    s3gen.UpsampleConformerEncoder = lambda **sizes: encoder(**sizes | {"num_blocks": 1, "linear_units": 64})
    try:
        yield
    finally:
        LLAMA_CONFIGS["Llama_520M"] = sizes
        vars(tokenizer).update(whole)
        s3gen.ConditionalDecoder, s3gen.UpsampleConformerEncoder = decoder, encoder


def write_random_weights(folder: Path, seconds: int = 10) -> Path:
    """Writes all files of a checkpoint below `folder` and a weights.json that pins them; returns its path.

    `seconds`: how long the default voice's sample is; S3Gen goes over all of it for every text.
    """
    import torch

    source = folder / CHECKPOINT
    source.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    _models(source, seconds)
    (source / "grapheme_mtl_merged_expanded_v1.json").write_text(_tokenizer(), encoding="utf-8")
    cangjie = [f"{glyph}\t{code}" for glyph, code in GLYPHS.items()]
    (source / "Cangjie5_TC.json").write_text(json.dumps(cangjie, ensure_ascii=False), encoding="utf-8")
    _segmenter(source / "spacy_ontonotes.zip")
    pins = folder / "weights.json"
    pins.write_text(json.dumps(_pins(source), indent=2), encoding="utf-8")
    return pins


def _models(source: Path, seconds: int) -> None:
    import torch
    from chatterbox.models.s3gen import S3Gen
    from chatterbox.models.t3 import T3
    from chatterbox.models.t3.modules.t3_config import T3Config
    from chatterbox.models.voice_encoder import VoiceEncoder
    from safetensors.torch import save_file

    model = T3(T3Config.multilingual())
    t3 = model.state_dict()
    _speak_only_sounds(t3["speech_head.weight"], model.hp.start_speech_token)
    save_file(
        {name: tensor.contiguous() for name, tensor in t3.items()}, source / "t3_mtl23ls_v2.safetensors"
    )
    torch.save(S3Gen().state_dict(), source / "s3gen.pt")
    torch.save(VoiceEncoder().state_dict(), source / "ve.pt")
    torch.save(_default_voice(seconds), source / "conds.pt")


def _speak_only_sounds(head: torch.Tensor, sounds: int) -> None:
    """Makes tokens that are no sounds, the end among them, so unlikely that min_p always drops them.

    What comes into the head has a length of 32 (1,024 numbers of about 1), so rows of 0.16 give logits of
    about 5.
    """
    head.normal_(std=0.16)
    head[sounds:] = 0


def _default_voice(seconds: int) -> dict:
    """Nobody: six seconds of speech tokens for T3; `seconds` of tokens and spectrogram for S3Gen."""
    import torch

    t3 = {
        "speaker_emb": torch.nn.functional.normalize(torch.rand(1, 256), dim=1),
        "clap_emb": None,
        "cond_prompt_speech_tokens": torch.randint(0, 6561, (1, 150)),
        "cond_prompt_speech_emb": None,
        "emotion_adv": 0.5 * torch.ones(1, 1, 1),
    }
    s3gen = {
        "prompt_token": torch.randint(0, 6561, (1, 25 * seconds)),
        "prompt_token_len": torch.tensor([25 * seconds]),
        "prompt_feat": torch.randn(1, 50 * seconds, 80),
        "prompt_feat_len": None,
        "embedding": torch.randn(1, 192),
    }
    return {"t3": t3, "gen": s3gen}


def _tokenizer() -> str:
    """One token a character, special tokens where T3 looks for them (start 255, stop 0)."""
    special = ["[UNK]", "[SPACE]", "[PAD]", "[SEP]", "[CLS]", "[MASK]"]
    special += [f"[{language}]" for language in LANGUAGES]
    special += [f"[cj_{code}]" for code in string.ascii_lowercase + string.digits + "."]
    ids = {"[STOP]": 0, "[START]": 255}
    free = (number for number in range(1, TOKENS) if number != 255)
    ids |= {token: next(free) for token in [*special, *dict.fromkeys(LETTERS)]}
    added = [
        {
            "id": ids[token],
            "content": token,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for token in ["[STOP]", "[START]", *special]
    ]
    model = {"type": "BPE", "unk_token": "[UNK]", "vocab": ids, "merges": []}
    return json.dumps({"version": "1.0", "added_tokens": added, "model": model}, ensure_ascii=False)


def _segmenter(to: Path) -> None:
    """A pkuseg model of one feature and three tags that says every character is a word."""
    import io

    import numpy as np
    import srsly

    weights = io.BytesIO()
    features = {"c.我": 0}
    tags = {"B": 0, "I_end": 1, "S": 2}
    transitions = len(tags) * len(tags)
    np.savez(weights, sizes=np.array([len(tags), 1]), w=np.zeros(len(tags) + transitions))
    model = {"unigram": [], "bigram": [], "feature_to_idx": features, "tag_to_idx": tags}
    with zipfile.ZipFile(to, "w") as archive:
        archive.writestr("weights.npz", weights.getvalue())
        archive.writestr("features.msgpack", srsly.msgpack_dumps(model))


def _pins(source: Path) -> dict:
    files = {}
    for file in sorted(source.iterdir()):
        if not file.name.startswith("."):
            with file.open("rb") as content:
                sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            files[file.name] = {"size": file.stat().st_size, "sha256": sha256}
    return {
        "sources": {CHECKPOINT: {"url": "http://127.0.0.1:9/none", "licence": "none", "files": files}},
        "checkpoints": {
            CHECKPOINT: {"engine": "chatterbox", "files": {name: f"{CHECKPOINT}/{name}" for name in files}}
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    with small_models() if options.small else nullcontext():
        print(write_random_weights(options.folder))
