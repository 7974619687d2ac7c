"""Chatterbox Multilingual, many texts at a time. Experimental: see GATE.md for what nobody has run yet.

The same weights, text front end, voices and parameters as the stock engine, so takes have the same keys; only
what is drawn at random comes from other numbers. `t3` speaks tokens, `s3gen` makes them sound, and the
watermark is put in behind both; the three work at the same time.
"""

from audiobook_runner.engines.chatterbox.batched.batched_engine import BatchedEngine
from audiobook_runner.engines.engine import Engine, EngineContext


def open_engine(context: EngineContext) -> Engine:
    """Opens it. Options: those of the stock engine; `positions`, how many places a row has for voice, text
    and speech; `precision`, `auto`, `bfloat16` or `float32`; `solverSteps` of flow matching. Raises
    ValueError for other options."""
    return BatchedEngine(context)
