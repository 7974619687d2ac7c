"""Writes a folder of random weights in the shapes of Chatterbox Multilingual.

They speak noise, in the time that real weights of the same shapes take for each speech token: enough to
measure speed and to test everything around the model. Nothing here comes from the real files.

    python tests/random_chatterbox.py <folder>          the true shapes: 3.2 GB
    python tests/random_chatterbox.py <folder> --small  a T3 of 14 thin layers, for tests

A small T3 loads only where `small_t3()` was called before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import string
import zipfile
from pathlib import Path

CHECKPOINT = "random"
TOKENS = 2454
LANGUAGES = "ar da de el en es fi fr he hi it ja ko ms nl no pl pt ru sv sw tr zh".split()
LETTERS = string.printable.strip() + "àâçéèêëîïôùûœæøåäöüßñ" + "".join(map(chr, range(0x300, 0x30D)))
GLYPHS = {"我": "hqi", "你": "onf", "好": "vnd"}


def small_t3() -> None:
    """Makes T3s thin from now on, in this process: 14 layers are the fewest that its alignment looks at."""
    from chatterbox.models.t3.llama_configs import LLAMA_CONFIGS

    LLAMA_CONFIGS["Llama_520M"] |= {"num_hidden_layers": 14, "intermediate_size": 64}


def write_random_weights(folder: Path, seed: int = 1) -> Path:
    """Writes all files of a checkpoint below `folder` and a weights.json that pins them; returns its path."""
    import torch

    source = folder / CHECKPOINT
    source.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    _models(source)
    (source / "grapheme_mtl_merged_expanded_v1.json").write_text(_tokenizer(), encoding="utf-8")
    cangjie = [f"{glyph}\t{code}" for glyph, code in GLYPHS.items()]
    (source / "Cangjie5_TC.json").write_text(json.dumps(cangjie, ensure_ascii=False), encoding="utf-8")
    _segmenter(source / "spacy_ontonotes.zip")
    pins = folder / "weights.json"
    pins.write_text(json.dumps(_pins(source), indent=2), encoding="utf-8")
    return pins


def _models(source: Path) -> None:
    import torch
    from chatterbox.models.s3gen import S3Gen
    from chatterbox.models.t3 import T3
    from chatterbox.models.t3.modules.t3_config import T3Config
    from chatterbox.models.voice_encoder import VoiceEncoder
    from safetensors.torch import save_file

    t3 = T3(T3Config.multilingual()).state_dict()
    save_file({name: tensor.contiguous() for name, tensor in t3.items()}, source / "t3_mtl23ls_v2.safetensors")
    torch.save(S3Gen().state_dict(), source / "s3gen.pt")
    torch.save(VoiceEncoder().state_dict(), source / "ve.pt")
    torch.save(_default_voice(), source / "conds.pt")


def _default_voice() -> dict:
    """Six seconds of nobody: 150 speech tokens for T3, 250 and their spectrogram for S3Gen."""
    import torch

    t3 = {
        "speaker_emb": torch.nn.functional.normalize(torch.rand(1, 256), dim=1),
        "clap_emb": None,
        "cond_prompt_speech_tokens": torch.randint(0, 6561, (1, 150)),
        "cond_prompt_speech_emb": None,
        "emotion_adv": 0.5 * torch.ones(1, 1, 1),
    }
    s3gen = {
        "prompt_token": torch.randint(0, 6561, (1, 250)),
        "prompt_token_len": torch.tensor([250]),
        "prompt_feat": torch.randn(1, 500, 80),
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
            with open(file, "rb") as content:
                sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            files[file.name] = {"size": file.stat().st_size, "sha256": sha256}
    return {
        "sources": {CHECKPOINT: {"url": "http://127.0.0.1:9/none", "licence": "none", "files": files}},
        "checkpoints": {
            CHECKPOINT: {"engine": "chatterbox", "files": {name: f"{CHECKPOINT}/{name}" for name in files}}
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    if options.small:
        small_t3()
    print(write_random_weights(options.folder))
