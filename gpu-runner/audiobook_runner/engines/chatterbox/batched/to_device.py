"""Copies to the card that wait for nothing it has under way."""

from __future__ import annotations

import torch


def to_device(tensor: torch.Tensor, device: torch.device | str) -> torch.Tensor:
    """The tensor, which is on the processor, on `device`. A copy from memory that isn't pinned would wait."""
    is_cuda = torch.device(device).type == "cuda"
    return (tensor.pin_memory() if is_cuda else tensor).to(device, non_blocking=True)
