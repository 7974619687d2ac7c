"""Kokoro-82M on onnxruntime: small, quick, with voices of its own and no cloning.

Model and voices by hexgrad, Apache-2.0. vocab.json holds the ids of the phoneme alphabet that the model of
version 1.0 was trained with, as its config.json has them.
"""

from audiobook_runner.engines.kokoro.kokoro_engine import open_engine

__all__ = ["open_engine"]
