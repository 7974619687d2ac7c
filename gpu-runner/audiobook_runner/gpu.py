"""The card that this process sees, as NVIDIA's management library knows it."""

from __future__ import annotations

import os
from collections.abc import Mapping


class Gpu:
    """The first card of CUDA_VISIBLE_DEVICES."""

    def __init__(self, name: str, library, handle) -> None:
        self.name = name
        self._library = library
        self._handle = handle

    @staticmethod
    def find(environment: Mapping[str, str] = os.environ) -> Gpu | None:
        """None where there is no card, no driver, or the library is not installed."""
        try:
            import pynvml
        except ImportError:
            return None
        try:
            pynvml.nvmlInit()
            first = environment.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0].strip()
            if first.isdigit():
                handle = pynvml.nvmlDeviceGetHandleByIndex(int(first))
            else:
                handle = pynvml.nvmlDeviceGetHandleByUUID(first)
            return Gpu(pynvml.nvmlDeviceGetName(handle), pynvml, handle)
        except pynvml.NVMLError:
            return None

    def memory_used(self) -> int:
        """Bytes of the card that are in use, by whichever process."""
        return self._library.nvmlDeviceGetMemoryInfo(self._handle).used

    def memory_total(self) -> int:
        """Bytes that the card has."""
        return self._library.nvmlDeviceGetMemoryInfo(self._handle).total
