"""Which errors mean that this process can't use its GPU any more."""

from __future__ import annotations

import torch

# What PyTorch's errors of the CUDA runtime and of NVIDIA's libraries say. After any of them each further
# call on the GPU fails as well, with the same or another message, until the process is a new one.
MARKS = (
    "cuda error",
    "device-side assert",
    "illegal memory access",
    "cublas_status",
    "cudnn_status",
    "cufft_",
    "cudnn error",
    "nccl error",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether it is worth another try when the cache of freed memory was emptied."""
    return isinstance(error, torch.OutOfMemoryError)


def is_poisonous(error: BaseException) -> bool:
    """Whether the process has to end. A library may have wrapped the error, so its causes are asked too."""
    seen: BaseException | None = error
    while seen is not None:
        text = str(seen).lower()
        if isinstance(seen, torch.AcceleratorError) or any(mark in text for mark in MARKS):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
