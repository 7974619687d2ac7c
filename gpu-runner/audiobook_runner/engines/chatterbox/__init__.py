"""Chatterbox Multilingual: by the package's own code, one text at a time, or by our own, many at a time.

The package's own is the reference: the other is measured and listened to against it. The package is imported
in `load`, so that this module can be listed where torch isn't installed.
"""

from dataclasses import replace

from audiobook_runner.engines.chatterbox.batched.batched_engine import BatchedEngine
from audiobook_runner.engines.chatterbox.stock_engine import StockEngine
from audiobook_runner.engines.engine import Engine, EngineContext

_IMPLEMENTATIONS = {"stock": StockEngine, "batched": BatchedEngine}


def open_engine(context: EngineContext) -> Engine:
    """Opens it. Options: `implementation`, `stock` or `batched`; `checkpoint`, an entry of weights.json;
    `voices`, how many samples' conditionals are kept; `pins`, another weights.json; and those of
    `BatchedEngine`. Raises ValueError for other options."""
    options = dict(context.options)
    named = options.pop("implementation", "stock")
    if named not in _IMPLEMENTATIONS:
        raise ValueError(f'"implementation" is {named!r}; there is {", ".join(_IMPLEMENTATIONS)}')
    return _IMPLEMENTATIONS[named](replace(context, options=options))
