"""S3Gen for a batch of rows: encoder, solver and vocoder, with what each row draws at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from audiobook_runner.engines.chatterbox.batched.graphs import Graphs
from audiobook_runner.engines.chatterbox.batched.noise import HARMONICS, MELS
from audiobook_runner.engines.chatterbox.batched.s3gen.flow_encoder import FlowEncoder
from audiobook_runner.engines.chatterbox.batched.s3gen.row_ends import RowEnds
from audiobook_runner.engines.chatterbox.batched.s3gen.solver import Solver
from audiobook_runner.engines.chatterbox.batched.s3gen.sounds import SAMPLES, Sounds
from audiobook_runner.engines.chatterbox.batched.s3gen.vocoder import Vocoder
from audiobook_runner.engines.chatterbox.batched.to_device import to_device

STEPS = 10
"""Of the solver, as the stock has it."""

LENGTHS = 64
"""On a card the vocoder's batches are as long as a multiple of so many frames, 1.3 s: cuDNN chooses how to do
a convolution for each length that it sees."""


class BatchedS3Gen:
    """Speaks rows together as the stock's `s3gen.inference` speaks each alone, up to rounding.

    `precision` is the estimator's, the rest computes in float32. `solver_steps` fewer than the stock's 10
    are faster and another sound. `graphs`: whether steps of the solver are CUDA graphs, by default on CUDA.
    Encoder and vocoder work with `s3gen`'s own weights, in which the vocoder's norms are folded; the
    estimator has a copy, so `s3gen.flow.decoder` may be dropped afterwards. One thread uses it, and nothing
    waits for the device where tokens are on the processor. With graphs, the current CUDA stream must not be
    the default one, in which nothing can be captured.
    """

    def __init__(
        self,
        s3gen: Any,
        device: str,
        precision: torch.dtype,
        solver_steps: int = STEPS,
        graphs: bool | None = None,
    ) -> None:
        if solver_steps < 1:
            raise ValueError(f"Making S3Gen: {solver_steps} solver steps. Give at least 1; the stock has 10.")
        with torch.inference_mode():
            self.device = device
            self.lengths = LENGTHS if device.startswith("cuda") else 1
            self._flow = s3gen.flow
            self._fade = s3gen.trim_fade.to(device)
            self._encoder = FlowEncoder(s3gen.flow)
            captured = Graphs(device.startswith("cuda") if graphs is None else graphs)
            self.solver = Solver(s3gen.flow.decoder, device, precision, solver_steps, captured)
            self.vocoder = Vocoder(s3gen.mel2wav, device)

    @torch.inference_mode()
    def speak(self, rows: list[Sounds]) -> list[torch.Tensor]:
        """Each row's waveform at 24 kHz, float32 (samples,) on the device, faded in and not watermarked.

        Raises ValueError where a row has nothing to speak beside its voice's sample.
        """
        _check(rows)
        return self.voiced(rows, self.mels(rows))

    @torch.inference_mode()
    def mels(self, rows: list[Sounds]) -> list[torch.Tensor]:
        """Each row's spectrogram, float32 (80, frames), without the frames of its voice's sample."""
        ends = RowEnds([row.frames // 2 for row in rows], self.device)
        encoded = self._encoder.encode(self._tokens(rows), ends)
        lengths = [row.frames for row in rows]
        width = 2 * ends.width
        noise = self._drawn(
            (len(rows), MELS, width), [lambda row=row: row.noise.flow(row.frames) for row in rows]
        )
        solved = self.solver.solve(
            noise.transpose(1, 2), encoded, self._voices(rows), self._known(rows, width), lengths
        )
        return [mel[row.prompt_frames : row.frames].T for row, mel in zip(rows, solved, strict=True)]

    @torch.inference_mode()
    def voiced(self, rows: list[Sounds], mels: Sequence[torch.Tensor]) -> list[torch.Tensor]:
        """The waveforms of spectrograms. While the device solves, the host draws the noise for them."""
        frames = max(row.spoken_frames for row in rows)
        width = -(-frames // self.lengths) * self.lengths
        ends = RowEnds([row.spoken_frames for row in rows], self.device, width)
        longest = SAMPLES * width
        breath = self._drawn(
            (len(rows), HARMONICS, longest), [lambda row=row: row.noise.source(row.samples) for row in rows]
        )
        phases = self._drawn((len(rows), HARMONICS), [row.noise.phases for row in rows])
        padded = pad_sequence([mel.T for mel in mels], batch_first=True).transpose(1, 2)
        padded = functional.pad(padded, (0, width - frames)).contiguous()
        source = self.vocoder.source(self.vocoder.pitches(padded, ends), phases, breath)
        waves = self.vocoder.waves(padded, source, ends)
        faded = min(len(self._fade), longest)
        waves[:, :faded] *= self._fade[:faded]
        return [wave[: row.samples].clone() for row, wave in zip(rows, waves, strict=True)]

    def _tokens(self, rows: list[Sounds]) -> torch.Tensor:
        """A row's speech stands right behind its own prompt, and padding behind both."""
        packed = [
            torch.cat(
                [row.voice["prompt_token"][0].to(self.device).long(), to_device(row.tokens, self.device)]
            )
            for row in rows
        ]
        return pad_sequence(packed, batch_first=True)

    def _voices(self, rows: list[Sounds]) -> torch.Tensor:
        embeddings = torch.cat([torch.atleast_2d(row.voice["embedding"]).to(self.device) for row in rows])
        return self._flow.spk_embed_affine_layer(functional.normalize(embeddings.float(), dim=1))

    def _known(self, rows: list[Sounds], width: int) -> torch.Tensor:
        known = torch.zeros(len(rows), width, MELS, device=self.device)
        for own, row in zip(known, rows, strict=True):
            own[: row.prompt_frames] = row.voice["prompt_feat"][0]
        return known

    def _drawn(self, shape: tuple[int, ...], draws: list[Callable[[], np.ndarray]]) -> torch.Tensor:
        """What each row draws, at its own length, with zeros behind it, on its way to the device."""
        drawn = torch.zeros(shape, pin_memory=self.device.startswith("cuda"))
        for own, draw in zip(drawn, draws, strict=True):
            numbers = torch.from_numpy(draw())
            own[..., : numbers.shape[-1]] = numbers
        return drawn.to(self.device, non_blocking=True)


def _check(rows: list[Sounds]) -> None:
    for row in rows:
        if row.tokens.shape[0] < 1 or row.spoken_frames < 1:
            raise ValueError(
                f"Speaking {row.tokens.shape[0]} speech tokens in a voice of "
                f"{row.voice['prompt_token'].shape[1]} tokens and {row.prompt_frames} frames: nothing is "
                "left to speak. Give at least one token, and a voice of about two frames a token."
            )
