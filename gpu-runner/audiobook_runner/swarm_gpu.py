"""A task of Docker Swarm is told by its environment which card was reserved for it."""

from __future__ import annotations

from collections.abc import MutableMapping

_RESERVED = "DOCKER_RESOURCE_NVIDIA-GPU"
"""Swarm's name for the generic resource NVIDIA-GPU: no shell can read a variable with a hyphen."""


def use_reserved_gpu(environment: MutableMapping[str, str]) -> str | None:
    """Has CUDA see the reserved card alone, and returns its UUID; None where none is reserved.

    Called before anything loads CUDA. A card that CUDA_VISIBLE_DEVICES names already stays.
    """
    reserved = environment.get(_RESERVED, "")
    if reserved == "" or environment.get("CUDA_VISIBLE_DEVICES", "") != "":
        return None
    environment["CUDA_VISIBLE_DEVICES"] = reserved
    return reserved
