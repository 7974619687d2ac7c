"""Chatterbox Multilingual by the package's own code, one text at a time: the reference.

Other ways of running the same model are measured and listened to against this one. The package is imported
in `load`, so that this module can be listed where torch isn't installed.
"""

from audiobook_runner.engines.chatterbox.stock_engine import StockEngine
from audiobook_runner.engines.engine import Engine, EngineContext


def open_engine(context: EngineContext) -> Engine:
    """Opens it. Options: `checkpoint`, an entry of weights.json; `voices`, how many samples' conditionals
    are kept; `pins`, another weights.json. Raises ValueError for other options."""
    return StockEngine(context)
