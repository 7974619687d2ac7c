"""HiFT, S3Gen's vocoder, for padded rows: from mel spectrograms to waveforms.

Its convolutions look both ways, so before each of them all that lies beyond a row's end is made zero, as
behind the end of a row alone.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch.nn import functional
from torch.nn.utils import parametrize

from audiobook_runner.engines.chatterbox.batched.s3gen.row_ends import RowEnds
from audiobook_runner.engines.chatterbox.batched.s3gen.sounds import SAMPLES
from audiobook_runner.engines.chatterbox.batched.s3gen.spectra import PER_FRAME, samples_of, spectra_of

RATES = (8, 5, 3)
LOUDEST = 1e2
"""The stock's limit of magnitudes."""


class Vocoder:
    """The stock's HiFTGenerator, float32. Its weights' norms are folded in, in `stock` itself."""

    def __init__(self, stock: Any, device: str) -> None:
        self._hift = stock
        _fold_norms(stock)
        self._window = stock.stft_window.to(device)
        self._upsamplings = list(zip(self._hift.ups, RATES, strict=True))

    def pitches(self, mels: torch.Tensor, ends: RowEnds) -> torch.Tensor:
        """Hertz of each frame (rows, F) in spectrograms (rows, 80, F) that are zero beyond a row's end."""
        predictor = self._hift.f0_predictor
        x = mels
        for layer in predictor.condnet:
            x = layer(ends.cut(x)) if isinstance(layer, torch.nn.Conv1d) else layer(x)
        return predictor.classifier(x.transpose(1, 2))[..., 0].abs()

    def source(self, pitches: torch.Tensor, phases: torch.Tensor, breath: torch.Tensor) -> torch.Tensor:
        """Nine harmonics as one signal (rows, 480 F), from -1 to 1.

        `phases` (rows, 9) in radians, `breath` (rows, 9, 480 F): what `RowNoise` draws.
        """
        module, sines = self._hift.m_source, self._hift.m_source.l_sin_gen
        hertz = pitches.repeat_interleave(SAMPLES, dim=1, output_size=SAMPLES * pitches.shape[1])[:, None]
        harmonics = torch.arange(1, sines.harmonic_num + 2, device=hertz.device)[:, None]
        turns = torch.cumsum(hertz * harmonics / sines.sampling_rate, dim=-1) % 1
        waves = sines.sine_amp * torch.sin(2 * math.pi * turns + phases[..., None])
        voiced = hertz > sines.voiced_threshold
        loudness = torch.where(voiced, sines.noise_std, sines.sine_amp / 3)
        waves = torch.where(voiced, waves, 0) + loudness * breath
        return torch.tanh(module.l_linear(waves.transpose(1, 2)))[..., 0]

    def waves(self, mels: torch.Tensor, source: torch.Tensor, ends: RowEnds) -> torch.Tensor:
        """Waveforms (rows, 480 F) of spectrograms (rows, 80, F) that are zero beyond a row's end.

        What is beyond a row's end in `source` (rows, 480 F) and in what is returned has no meaning.
        """
        hift = self._hift
        heard = spectra_of(source, self._window, ends)
        x, scale, more, kinds = hift.conv_pre(mels), 1, 0, hift.num_kernels
        for level, (upsampling, rate) in enumerate(self._upsamplings):
            x = upsampling(ends.cut(functional.leaky_relu(x, hift.lrelu_slope), scale, more))
            scale *= rate
            if scale == PER_FRAME:
                x, more = hift.reflection_pad(x), 1
            beside = hift.source_downs[level](heard)
            x = x + _resblock(hift.source_resblocks[level], beside, ends, scale, more)
            blocks = hift.resblocks[level * kinds : (level + 1) * kinds]
            x = sum(_resblock(block, x, ends, scale, more) for block in blocks) / kinds
        x = hift.conv_post(ends.cut(functional.leaky_relu(x), scale, more))
        magnitudes, phases = x.split(x.shape[1] // 2, dim=1)
        magnitudes = torch.exp(magnitudes).clip(max=LOUDEST)
        waves = samples_of(magnitudes, torch.sin(phases), self._window, ends)
        return waves.clamp(-hift.audio_limit, hift.audio_limit)


def _resblock(block: Any, x: torch.Tensor, ends: RowEnds, scale: int, more: int) -> torch.Tensor:
    layers = zip(block.activations1, block.convs1, block.activations2, block.convs2, strict=True)
    for first, wide, second, narrow in layers:
        inner = wide(ends.cut(_snake(first, x), scale, more))
        x = x + narrow(ends.cut(_snake(second, inner), scale, more))
    return x


def _snake(activation: Any, x: torch.Tensor) -> torch.Tensor:
    """x + sin(a x)^2 / a (Ziyin et al., arXiv:2006.08195) in four kernels instead of the stock's eight."""
    alpha = activation.alpha[:, None]
    sine = torch.sin(x * alpha)
    return torch.addcmul(x, sine / (alpha + activation.no_div_by_zero), sine)


def _fold_norms(stock: Any) -> None:
    """A weight's length and direction become one again: it was computed at every call.

    Not in a copy: copies share the class from which this takes the parametrization away.
    """
    with torch.inference_mode(False), torch.no_grad():
        for module in stock.modules():
            if parametrize.is_parametrized(module, "weight"):
                parametrize.remove_parametrizations(module, "weight", leave_parametrized=True)
