"""What the commands of this folder read from their command lines."""

from __future__ import annotations

import json
import os
from pathlib import Path


class NotRun(Exception):
    """A command can't be run; the message says what was found and what to do."""


def json_object(option: str, text: str) -> dict[str, object]:
    """What an option's text says. Raises NotRun where it is no JSON object."""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise NotRun(f"{option} is no JSON: {error}; found {text[:100]}") from error
    if not isinstance(value, dict):
        raise NotRun(f"{option} is no JSON object; found {text[:100]}")
    return value


def path_typed(named: str | Path) -> Path:
    """Seen from where the command was typed: npx and npm say where that was, and Nx changes the folder."""
    return Path(os.environ.get("INIT_CWD", "."), Path(named).expanduser()).absolute()
