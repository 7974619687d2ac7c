"""Short-time spectra of rows that end where they end: a row's edges are its own, not the padding's.

Stock's vocoder takes spectra of 16 samples every 4, with the signal mirrored at its ends, and turns spectra
back into samples, divided by the sum of the windows that lie over each.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from audiobook_runner.engines.chatterbox.batched.s3gen.row_ends import RowEnds

SIZE = 16
HOP = 4
PER_FRAME = 120
"""Spectra of one mel frame; a row has one spectrum more."""


def spectra_of(samples: torch.Tensor, window: torch.Tensor, ends: RowEnds) -> torch.Tensor:
    """Of samples (rows, 480 F): real and imaginary parts (rows, 18, 120 F + 1), zeros beyond a row's end."""
    spectra = torch.fft.rfft(_mirrored(samples, ends).unfold(-1, SIZE, HOP) * window)
    parts = torch.cat([spectra.real, spectra.imag], dim=-1).transpose(1, 2)
    return ends.cut(parts, PER_FRAME, 1)


def samples_of(
    magnitudes: torch.Tensor, phases: torch.Tensor, window: torch.Tensor, ends: RowEnds
) -> torch.Tensor:
    """Of spectra (rows, 9, 120 F + 1), samples (rows, 480 F); beyond a row's end they have no meaning."""
    spectra = torch.complex(magnitudes * torch.cos(phases), magnitudes * torch.sin(phases))
    pieces = torch.fft.irfft(spectra.transpose(1, 2), n=SIZE) * window
    pieces = ends.cut(pieces.transpose(1, 2), PER_FRAME, 1)
    weights = (window * window)[None, :, None].expand(1, SIZE, pieces.shape[-1])
    if not ends.shared:
        weights = ends.cut(weights.expand(len(pieces), -1, -1), PER_FRAME, 1)
    weight = _added(weights)
    # Behind a row's end nothing lies over a sample.
    return _added(pieces) / weight.masked_fill(weight < 1e-11, 1)


def _mirrored(samples: torch.Tensor, ends: RowEnds) -> torch.Tensor:
    """Each row with 8 samples more at each of its ends: (rows, 480 F + 16)."""
    per_frame = PER_FRAME * HOP
    places = torch.arange(-SIZE // 2, samples.shape[-1] + SIZE // 2, device=samples.device).abs()
    last = per_frame * ends.on_device[:, None] - 1
    # Beyond the mirrored part the places would be before the row's start: anything will do.
    places = torch.minimum(places, 2 * last - places).clamp(min=0)
    return samples.gather(1, places)


def _added(pieces: torch.Tensor) -> torch.Tensor:
    """Pieces (rows, 16, n) laid over each other every 4 samples, without 8 samples at each end."""
    length = HOP * (pieces.shape[-1] - 1) + SIZE
    whole = functional.fold(pieces, (1, length), (1, SIZE), stride=(1, HOP))
    return whole[:, 0, 0, SIZE // 2 : -SIZE // 2]
