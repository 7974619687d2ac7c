"""Where each row of a padded batch ends, and zeros beyond it."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from audiobook_runner.engines.chatterbox.batched.to_device import to_device


class RowEnds:
    """Lengths of a batch's rows, in frames or tokens, known on the host and on the device.

    `shared`: nothing is padding, so that nothing has to be masked.
    """

    def __init__(self, lengths: Sequence[int], device: str, width: int | None = None) -> None:
        self.lengths = list(lengths)
        self.width = max(self.lengths) if width is None else width
        self.shared = min(self.lengths) == self.width
        self.on_device = to_device(torch.tensor(self.lengths), device)
        self._beyond: dict[tuple[int, int], torch.Tensor] = {}

    def beyond(self, scale: int = 1, more: int = 0) -> torch.Tensor:
        """True for what is padding: (rows, scale * width + more), where rows are `scale` times as long."""
        if (scale, more) not in self._beyond:
            places = torch.arange(scale * self.width + more, device=self.on_device.device)
            self._beyond[scale, more] = places >= (scale * self.on_device + more)[:, None]
        return self._beyond[scale, more]

    def cut(self, x: torch.Tensor, scale: int = 1, more: int = 0) -> torch.Tensor:
        """`x` (rows, channels, time) with zeros beyond each row's end, whatever was there.

        By choice, not by a product: not a number times zero is not a number.
        """
        return x if self.shared else x.masked_fill(self.beyond(scale, more)[:, None], 0)
