"""Which engines there are. Each is imported only when it is asked for: kokoro needs no torch."""

from __future__ import annotations

import importlib
from dataclasses import replace

from audiobook_runner.engines.engine import CannotLoad, Engine, EngineContext

_MODULES = {
    "chatterbox": "audiobook_runner.engines.chatterbox",
    "kokoro": "audiobook_runner.engines.kokoro",
    "tone": "audiobook_runner.engines.tone",
}
_OPTIONS_BY_NAME = {"chatterbox-batched": ("chatterbox", {"implementation": "batched"})}
"""Names for an engine with some of its options set."""


def open_engine(name: str, context: EngineContext) -> Engine:
    """An engine that is not loaded yet.

    Raises CannotLoad where there is none of that name, what it needs is not installed, or an option is
    wrong.
    """
    if name in _OPTIONS_BY_NAME:
        name, options = _OPTIONS_BY_NAME[name]
        context = replace(context, options={**context.options, **options})
    if name not in _MODULES:
        raise CannotLoad(f'there is no engine "{name}"; there is {", ".join([*_MODULES, *_OPTIONS_BY_NAME])}')
    try:
        module = importlib.import_module(_MODULES[name])
    except ModuleNotFoundError as error:
        raise CannotLoad(
            f'the engine "{name}" needs the Python module "{error.name}", which is not installed here; '
            f"install requirements/{name}.txt, or build the image with ENGINES={name}"
        ) from error
    try:
        return module.open_engine(context)
    except ValueError as error:
        raise CannotLoad(f'an option of the engine "{name}" is wrong: {error}') from error
