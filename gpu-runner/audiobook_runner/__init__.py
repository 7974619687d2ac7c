"""Speaks on one GPU (or on the CPU) for whoever asks over HTTP."""

__version__ = "0.1.0"
