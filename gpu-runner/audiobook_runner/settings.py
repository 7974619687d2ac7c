"""What the runner is told when it starts: from the environment, or from its command line."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "AUDIOBOOK_RUNNER_"


class BadSettings(Exception):
    """A setting can't be used; the message says which, what was found, and what it may be."""


@dataclass(frozen=True)
class Settings:
    """Checked settings. `batch` and `queue` are None where the engine's batch decides."""

    engine: str
    host: str = "127.0.0.1"
    port: int = 8790
    token: str | None = None
    idle_seconds: float = 600
    weights: Path = field(default_factory=lambda: default_weights(os.environ))
    device: str | None = None
    batch: int | None = None
    queue: int | None = None
    lease: Path | None = None
    owner: str = ""
    options: dict[str, object] = field(default_factory=dict)
    recognition: Path | None = None


@dataclass(frozen=True)
class _Setting:
    name: str
    help: str

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper().replace("-", "_")


_SETTINGS = (
    _Setting("engine", "what speaks: chatterbox, kokoro or tone (required)"),
    _Setting("host", "address to listen on (127.0.0.1)"),
    _Setting("port", "port to listen on (8790); 0: any that is free"),
    _Setting("token-file", "file with the token that every route but /health asks for"),
    _Setting("token", "the token itself; better a file, since other users may see a command line"),
    _Setting("idle-seconds", "ends by itself after so long without a call of /v1/* (600); 0: never"),
    _Setting("weights", "folder of the models' weights (audiobook-runner in the user's cache)"),
    _Setting("device", "cuda or cpu (the best there is)"),
    _Setting("batch", "segments at the same time (the engine's own number)"),
    _Setting("queue", "requests that may wait (4 x batch + 64)"),
    _Setting("lease", "file that is locked for as long as the runner lives, one for each GPU"),
    _Setting("owner", "who holds the lease; runners of one owner share it"),
    _Setting("options", "settings of the engine, as a JSON object"),
    _Setting("recognition", "folder of a faster-whisper model, for /v1/audio/transcriptions"),
)


def default_weights(environment: Mapping[str, str]) -> Path:
    """Where weights are cached unless a setting says otherwise: the XDG cache folder."""
    cache = environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "audiobook-runner"


def read_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Reads and checks all settings; the command line goes before the environment.

    Raises BadSettings; `--help` and unknown arguments end the process as argparse does.
    """
    parser = argparse.ArgumentParser(
        prog="python -m audiobook_runner",
        description="Speaks over HTTP. Each setting can be given as AUDIOBOOK_RUNNER_<NAME> too.",
    )
    for setting in _SETTINGS:
        parser.add_argument(f"--{setting.name}", help=setting.help, metavar="VALUE")
    given = vars(parser.parse_args(arguments))
    texts = {}
    for setting in _SETTINGS:
        key = setting.name.replace("-", "_")
        value = given[key] if given[key] is not None else environment.get(setting.variable)
        if value is not None and value != "":
            texts[key] = value
    return _checked(texts, environment)


def _checked(texts: dict[str, str], environment: Mapping[str, str]) -> Settings:
    if "engine" not in texts:
        raise BadSettings(f"no engine is named; set {PREFIX}ENGINE or --engine to chatterbox, kokoro or tone")
    owner = texts.get("owner", "")
    lease = _path(texts, "lease")
    if lease is not None and owner == "":
        raise BadSettings(f"a lease is given without its owner; set {PREFIX}OWNER or --owner too")
    device = texts.get("device")
    if device not in (None, "cuda", "cpu"):
        raise BadSettings(f'{PREFIX}DEVICE is "{device}"; it may be cuda or cpu')
    return Settings(
        engine=texts["engine"],
        host=texts.get("host", "127.0.0.1"),
        port=_integer(texts, "port", 8790, 0, 65_535),
        token=_token(texts),
        idle_seconds=_number(texts, "idle_seconds", 600),
        weights=_path(texts, "weights") or default_weights(environment),
        device=device,
        batch=_integer(texts, "batch", None, 1, 4_096),
        queue=_integer(texts, "queue", None, 0, 100_000),
        lease=lease,
        owner=owner,
        options=_options(texts),
        recognition=_path(texts, "recognition"),
    )


def _path(texts: dict[str, str], key: str) -> Path | None:
    return Path(texts[key]).expanduser().absolute() if key in texts else None


def _integer(texts: dict[str, str], key: str, default: int | None, least: int, most: int):
    if key not in texts:
        return default
    text = texts[key]
    if not (text.isascii() and text.isdigit() and least <= int(text[:12]) <= most):
        raise BadSettings(
            f'{PREFIX}{key.upper()} is "{text}"; it may be a whole number from {least} to {most}'
        )
    return int(text)


def _number(texts: dict[str, str], key: str, default: float) -> float:
    try:
        number = float(texts.get(key, default))
    except ValueError:
        number = float("nan")
    if not 0 <= number < float("inf"):
        raise BadSettings(f'{PREFIX}{key.upper()} is "{texts[key]}"; it may be seconds from 0 up')
    return number


def _token(texts: dict[str, str]) -> str | None:
    if "token_file" not in texts:
        return texts.get("token")
    path = texts["token_file"]
    try:
        token = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"the token's file {path} can't be read: {error}") from error
    if token == "":
        raise BadSettings(f"the token's file {path} is empty; write the token into it")
    return token


def _options(texts: dict[str, str]) -> dict[str, object]:
    text = texts.get("options", "{}")
    try:
        options = json.loads(text)
    except ValueError as error:
        raise BadSettings(f"{PREFIX}OPTIONS is no JSON: {error}; found {text[:100]}") from error
    if not isinstance(options, dict):
        raise BadSettings(f"{PREFIX}OPTIONS is no JSON object; found {text[:100]}")
    return options
