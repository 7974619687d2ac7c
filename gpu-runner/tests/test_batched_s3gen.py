"""S3Gen in batches against the stock code, which speaks each row alone with the same numbers drawn."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from types import SimpleNamespace

import pytest

if not (importlib.util.find_spec("torch") and importlib.util.find_spec("chatterbox")):
    pytest.skip("needs requirements/chatterbox.txt", allow_module_level=True)

import torch

from audiobook_runner.engines.chatterbox.batched.graphs import Graphs
from audiobook_runner.engines.chatterbox.batched.noise import RowNoise
from audiobook_runner.engines.chatterbox.batched.s3gen import (
    BatchedS3Gen,
    Sounds,
    batched_s3gen,
    flow_encoder,
    length_groups,
    row_ends,
)
from audiobook_runner.engines.chatterbox.batched.s3gen import solver as solver_module
from tests.random_chatterbox import small_models

pytestmark = pytest.mark.chatterbox

CLOSE = 1e-4
"""How far mels (numbers of about 1) and waves (of about 0.1) may be from the stock's."""

VOICES = ((10, 20), (7, 15), (21, 42), (3, 7))
"""Tokens and frames of the samples: an odd number of frames is one more than two a token."""

LENGTHS = (12, 40, 5, 23, 1, 17, 31)


class Replayed(Graphs):
    """Batches are made for graphs, and what would be replayed is called."""

    def __init__(self) -> None:
        super().__init__(enabled=False)
        self.enabled = True
        self.keys: list = []

    def run(self, key, function):
        self.keys.append(key)
        return function()


def built(vocoder_channels: int):
    """A stock S3Gen of random weights that speaks, loudly enough and in a pitch of about 120 Hz."""
    from chatterbox.models.s3gen import s3gen

    with pytest.MonkeyPatch.context() as patch:
        # They make conditionals of samples, which aren't part of this, and take seconds to be made.
        patch.setattr(s3gen, "S3Tokenizer", lambda _: torch.nn.Linear(1, 1))
        patch.setattr(s3gen, "CAMPPlus", lambda **_: torch.nn.Identity())
        patch.setattr(s3gen, "HiFTGenerator", partial(s3gen.HiFTGenerator, base_channels=vocoder_channels))
        torch.manual_seed(1)
        made = s3gen.S3Token2Wav().eval()
    with torch.no_grad():
        _speak_up(made.mel2wav)
    return made


def _speak_up(hift) -> None:
    """At first its weights are such that all spectrograms sound nearly the same.

    The pitch varies by a hertz: a harmonic's phase is a sum over all of a pitch before it, so were it much
    more, rounding in a mel's last digit alone would change the wave's third.
    """
    for name, weight in hift.named_parameters():
        # Where a weight's length is kept apart (original0), this gives it another direction only.
        if weight.ndim == 3 and not name.endswith("original0"):
            weight.normal_(std=0.6 / weight[0].numel() ** 0.5)
    hift.f0_predictor.classifier.weight *= 40
    hift.f0_predictor.classifier.bias.fill_(120)
    hift.m_source.l_linear.weight.fill_(0.5)


def voice(kind: int) -> dict:
    tokens, frames = VOICES[kind % len(VOICES)]
    drawn = torch.Generator().manual_seed(100 + kind)
    return {
        "prompt_token": torch.randint(0, 6561, (1, tokens), generator=drawn),
        "prompt_token_len": torch.tensor([tokens]),
        "prompt_feat": torch.randn(1, frames, 80, generator=drawn),
        "prompt_feat_len": None,
        "embedding": torch.randn(1, 192, generator=drawn),
    }


@cache
def row(number: int) -> Sounds:
    drawn = torch.Generator().manual_seed(number)
    tokens = torch.randint(0, 6561, (LENGTHS[number],), generator=drawn)
    return Sounds(tokens, voice(number), RowNoise(seed=7 + number))


def stock(s3gen, asked: Sounds, steps: int | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """The mel (80, frames) and the wave (samples,) that the stock code makes of a row."""
    from chatterbox.models.s3gen import hifigan

    noise = asked.noise
    draws = [noise.flow(asked.frames), noise.source(asked.samples)]
    mels: list[torch.Tensor] = []

    def randn_like(like: torch.Tensor) -> torch.Tensor:
        # The stock draws once more than it uses.
        return torch.from_numpy(draws.pop(0)).view_as(like) if draws else torch.zeros_like(like)

    def uniform(**_) -> SimpleNamespace:
        return SimpleNamespace(
            sample=lambda sample_shape: torch.from_numpy(noise.phases()).view(sample_shape)
        )

    original = s3gen.hift_inference
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "randn_like", randn_like)
        patch.setattr(hifigan, "Uniform", uniform)
        patch.setattr(
            s3gen, "hift_inference", lambda mel, source: (mels.append(mel), original(mel, source))[1]
        )
        waves, _ = s3gen.inference(
            speech_tokens=asked.tokens[None], ref_dict=dict(asked.voice), n_cfm_timesteps=steps
        )
    assert not draws
    return mels[0][0], waves[0]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def s3gen(one_thread):
    with small_models():
        return built(vocoder_channels=64)


@pytest.fixture(scope="module")
def expected(s3gen):
    """Row number to the stock's mel and wave."""
    return cache(lambda number: stock(s3gen, row(number)))


@pytest.fixture(scope="module")
def batched(s3gen) -> BatchedS3Gen:
    return BatchedS3Gen(s3gen, "cpu", torch.float32)


@pytest.fixture
def bucketed(batched: BatchedS3Gen, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replayed]:
    graphs = Replayed()
    monkeypatch.setattr(batched.solver, "_graphs", graphs)
    monkeypatch.setattr(batched.solver, "_states", {})
    monkeypatch.setattr(batched, "lengths", 64)
    yield graphs


def assert_as_expected(batched: BatchedS3Gen, numbers: list[int], expected) -> None:
    rows = [row(number) for number in numbers]
    mels = batched.mels(rows)
    waves = batched.voiced(rows, mels)
    for number, mel, wave in zip(numbers, mels, waves, strict=True):
        stock_mel, stock_wave = expected(number)
        torch.testing.assert_close(mel, stock_mel, atol=CLOSE, rtol=0)
        torch.testing.assert_close(wave, stock_wave, atol=CLOSE, rtol=0)


def test_the_stocks_sounds_are_worth_comparing(expected) -> None:
    waves = []
    for number in range(2):
        mel, wave = expected(number)
        assert mel.std() > 0.5
        assert 0.02 < wave.std() < 0.5 and (wave.abs() > 0.98).float().mean() < 0.01
        waves.append(wave[4800:9600])
    assert (waves[0] - waves[1]).std() > 0.02


@pytest.mark.parametrize("numbers", [[1], [4], [0, 1], [2, 1, 3], [0, 1, 2, 3, 4, 5, 6]])
def test_rows_sound_as_the_stock_speaks_them_alone(batched, expected, numbers: list[int]) -> None:
    assert_as_expected(batched, numbers, expected)


def test_the_true_shapes_sound_as_the_stock_speaks_them_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from chatterbox.models.s3gen import decoder, s3gen
    from chatterbox.models.s3gen.transformer import upsample_encoder

    monkeypatch.setattr(s3gen, "ConditionalDecoder", decoder.ConditionalDecoder)
    monkeypatch.setattr(s3gen, "UpsampleConformerEncoder", upsample_encoder.UpsampleConformerEncoder)
    large = built(vocoder_channels=512)
    assert len(large.flow.encoder.encoders) == 6 and len(large.flow.decoder.estimator.mid_blocks) == 12
    numbers = [4, 2]
    known = {number: stock(large, row(number), steps=2) for number in numbers}
    assert_as_expected(BatchedS3Gen(large, "cpu", torch.float32, solver_steps=2), numbers, known.get)


def test_a_rows_sound_does_not_depend_on_its_company(batched) -> None:
    (alone,) = batched.speak([row(2)])
    for company in ([2, 1], [0, 3, 2], [4, 2]):
        waves = batched.speak([row(number) for number in company])
        torch.testing.assert_close(waves[company.index(2)], alone, atol=1e-5, rtol=0)


def test_batches_filled_up_for_graphs_sound_the_same(batched, bucketed, expected) -> None:
    broken = replace(row(1), voice=row(1).voice | {"prompt_feat": torch.full((1, 15, 80), torch.nan)})
    assert not torch.stack(batched.mels([broken] * 6)).isfinite().any()
    assert_as_expected(batched, [0, 1, 2, 3, 5], expected)
    assert set(bucketed.keys) == {("flow", 6, 128)}


def test_long_rows_go_through_the_encoder_one_after_the_other(batched, monkeypatch) -> None:
    rows = [row(number) for number in (0, 2, 5)]
    together = batched.mels(rows)
    monkeypatch.setattr(flow_encoder, "SCORES", 8 * (2 * max(asked.frames // 2 for asked in rows)) ** 2 * 2)
    for mel, apart in zip(together, batched.mels(rows), strict=True):
        torch.testing.assert_close(apart, mel, atol=1e-5, rtol=0)


def test_graphs_work_in_memory_that_stays_where_it_is(batched, bucketed) -> None:
    batched.mels([row(0)])
    state = batched.solver._states[1, 128]
    places = [tensor.data_ptr() for tensor in vars(state).values()]
    batched.mels([row(2)])
    assert batched.solver._states[1, 128] is state
    assert [tensor.data_ptr() for tensor in vars(state).values()] == places


def test_numbers_that_are_none_stay_in_their_row(batched, expected) -> None:
    for broken in ("prompt_feat", "embedding"):
        bad = replace(row(3), voice=row(3).voice | {broken: row(3).voice[broken] * torch.nan})
        waves = batched.speak([row(0), bad, row(1)])
        assert not waves[1].isfinite().any()
        for number, wave in ((0, waves[0]), (1, waves[2])):
            torch.testing.assert_close(wave, expected(number)[1], atol=CLOSE, rtol=0)


def test_another_seed_and_another_voice_give_another_sound(batched) -> None:
    rows = [row(0), replace(row(0), noise=RowNoise(8)), replace(row(0), voice=voice(2))]
    first, *others = batched.speak(rows)
    for other in others:
        assert (first - other).std() > 0.01


def test_fewer_solver_steps_are_those_of_the_stock(s3gen, expected) -> None:
    mel, _ = stock(s3gen, row(0), steps=3)
    (fewer,) = BatchedS3Gen(s3gen, "cpu", torch.float32, solver_steps=3).mels([row(0)])
    torch.testing.assert_close(fewer, mel, atol=CLOSE, rtol=0)
    assert (fewer - expected(0)[0]).abs().max() > 0.01


def test_bfloat16_is_the_estimators_alone(s3gen, expected) -> None:
    reduced = BatchedS3Gen(s3gen, "cpu", torch.bfloat16)
    assert {weight.dtype for weight in s3gen.flow.parameters()} == {torch.float32}
    mel, wave = reduced.mels([row(0)])[0], reduced.speak([row(0)])[0]
    assert mel.dtype == wave.dtype == torch.float32
    assert 1e-4 < (mel - expected(0)[0]).std() / mel.std() < 0.05


def test_it_never_looks_at_numbers_and_stays_on_its_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fake tensors have no numbers, and know where they would be, also where there is no card."""
    from torch._subclasses.fake_tensor import DataDependentOutputException, FakeTensor, FakeTensorMode

    with small_models():
        speaker = BatchedS3Gen(built(vocoder_channels=64), "cpu", torch.float32)
    solver, vocoder = speaker.solver, speaker.vocoder
    with FakeTensorMode(allow_non_fake_inputs=True) as mode, torch.inference_mode():

        def moved(owner, *names: str) -> None:
            for name in names:
                kept = getattr(owner, name)
                if isinstance(kept, dict):
                    kept.update({key: on_card(it) for key, it in kept.items() if it is not None})
                else:
                    setattr(owner, name, on_card(kept) if isinstance(kept, torch.Tensor) else "cuda")

        def on_card(tensor: torch.Tensor) -> torch.Tensor:
            return (tensor if isinstance(tensor, FakeTensor) else mode.from_tensor(tensor)).to("cuda")

        for network in (speaker._flow, solver._estimator, vocoder._hift):
            for module in network.modules():
                moved(module, "_parameters", "_buffers")
        for embed in (speaker._flow.encoder.embed, speaker._flow.encoder.up_embed):
            moved(embed.pos_enc, "pe")
        moved(speaker, "_fade", "device")
        moved(solver, "_strides", "_shifts", "_device")
        moved(vocoder, "_window")
        # Pinned memory there is none without a card.
        for user in (batched_s3gen, row_ends, solver_module):
            monkeypatch.setattr(
                user, "to_device", lambda tensor, device: torch.empty_like(tensor, device=device)
            )
        monkeypatch.setattr(speaker, "_drawn", lambda shape, _: torch.empty(shape, device="cuda"))
        waves = speaker.speak([row(0), row(2)])
        assert [wave.shape[0] for wave in waves] == [row(0).samples, row(2).samples]
        assert {wave.device.type for wave in waves} == {"cuda"}
        with pytest.raises(DataDependentOutputException):
            waves[0].sum().item()


def test_the_source_is_the_stocks_for_the_same_pitches(s3gen, batched, monkeypatch) -> None:
    from chatterbox.models.s3gen import hifigan

    drawn = torch.Generator().manual_seed(5)
    pitches = 400 * torch.rand(2, 20, generator=drawn) * (torch.rand(2, 20, generator=drawn) > 0.4)
    phases, breath = torch.rand(2, 9, generator=drawn), torch.randn(2, 9, 9600, generator=drawn)
    monkeypatch.setattr(
        hifigan, "Uniform", lambda **_: SimpleNamespace(sample=lambda sample_shape: phases[..., None].clone())
    )
    phases[:, 0] = 0
    source = batched.vocoder.source(pitches, phases, breath)
    monkeypatch.setattr(torch, "randn_like", lambda like: breath if like.shape == breath.shape else like)
    hift = s3gen.mel2wav
    with torch.inference_mode():
        stocks, _, _ = hift.m_source(hift.f0_upsamp(pitches[:, None]).transpose(1, 2))
    assert 0.05 < source.std() < 0.9
    torch.testing.assert_close(source, stocks[..., 0], atol=1e-6, rtol=0)


def test_a_wave_fades_in_and_is_as_long_as_what_was_spoken(batched) -> None:
    for number, wave in enumerate(batched.speak([row(number) for number in range(4)])):
        assert wave.shape == (480 * (2 * LENGTHS[number] - VOICES[number][1] % 2),)
        assert not wave[:480].any() and wave[480:].any()


def test_speak_refuses_rows_without_a_sound(batched) -> None:
    with pytest.raises(ValueError, match="Speaking 0 speech tokens in a voice of 10 tokens and 20 frames"):
        batched.speak([row(1), replace(row(0), tokens=torch.zeros(0, dtype=torch.int64))])
    with pytest.raises(ValueError, match="0 solver steps"):
        BatchedS3Gen(None, "cpu", torch.float32, solver_steps=0)


def test_length_groups_puts_rows_of_near_lengths_together() -> None:
    frames = [1000, 100, 980, 120, 990, 110]
    assert length_groups(frames, most=3, budget=10_000) == [[0, 4, 2], [3, 5, 1]]
    assert length_groups(frames, most=3, budget=2500) == [[0, 4], [2], [3, 5, 1]]
    assert length_groups([600, 590, 10], most=3, budget=10_000) == [[0, 1], [2]]
    assert length_groups([600, 590, 500], most=3, budget=10_000) == [[0, 1, 2]]


def test_length_groups_keeps_to_its_limits() -> None:
    drawn = torch.Generator().manual_seed(3)
    frames = torch.randint(50, 2600, (60,), generator=drawn).tolist()
    groups = length_groups(frames, most=8, budget=6000)
    assert sorted(number for group in groups for number in group) == list(range(60))
    for group in groups:
        assert len(group) <= 8
        assert len(group) == 1 or len(group) * max(frames[number] for number in group) <= 6000
    assert length_groups([9000], most=8, budget=6000) == [[0]]
    assert length_groups([], most=8, budget=6000) == []
    with pytest.raises(ValueError, match="at most 0 rows"):
        length_groups(frames, most=0, budget=6000)
