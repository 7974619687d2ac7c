"""The batched T3 beside the stock loop, row by row, with random weights."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

if not (importlib.util.find_spec("torch") and importlib.util.find_spec("chatterbox")):
    pytest.skip("needs requirements/chatterbox.txt", allow_module_level=True)

import torch
from chatterbox.models.t3 import T3
from chatterbox.models.t3.inference.alignment_stream_analyzer import AlignmentStreamAnalyzer
from chatterbox.models.t3.modules.cond_enc import T3Cond
from chatterbox.models.t3.modules.t3_config import T3Config

from audiobook_runner.engines.chatterbox.batched.noise import RowNoise
from audiobook_runner.engines.chatterbox.batched.stage_clock import StageClock
from audiobook_runner.engines.chatterbox.batched.t3 import token_loop, token_rows
from audiobook_runner.engines.chatterbox.batched.t3.alignment import Alignment
from audiobook_runner.engines.chatterbox.batched.t3.beginnings import beginning_of, conditioning_of
from audiobook_runner.engines.chatterbox.batched.t3.token_loop import Room, TokenLoop
from audiobook_runner.engines.chatterbox.batched.t3.token_rows import Beginning, Sampling
from audiobook_runner.engines.chatterbox.watched_inference import WatchedInference
from tests.random_chatterbox import small_models

pytestmark = pytest.mark.chatterbox

MOST = 16
"""Tokens that a row speaks at most here."""


@dataclass(frozen=True)
class Asked:
    """A request, as both sides are asked for it."""

    text: tuple[int, ...]
    voice: int
    seed: int
    limit: int = MOST
    guidance: float = 0.5
    temperature: float = 0.8
    repetition_penalty: float = 2.0
    min_p: float = 0.05
    top_p: float = 1.0


def random_t3() -> T3:
    """Draws its end now and then, which weights that are wholly random hardly ever do."""
    torch.manual_seed(1)
    model = T3(T3Config.multilingual()).eval()
    with torch.no_grad():
        model.speech_head.weight[model.hp.stop_speech_token] *= 3
        model.speech_head.weight *= 4
    return model


@pytest.fixture(scope="module")
def t3() -> Iterator[T3]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with small_models():
        yield random_t3()
    torch.set_num_threads(threads)


def voice(number: int) -> T3Cond:
    """Another one for each number, with a prompt of another length."""
    made = torch.Generator().manual_seed(number)
    return T3Cond(
        speaker_emb=torch.nn.functional.normalize(torch.rand(1, 256, generator=made), dim=1),
        cond_prompt_speech_tokens=torch.randint(0, 6561, (1, 20 + 30 * number), generator=made),
        emotion_adv=torch.full((1, 1, 1), 0.3 + 0.2 * number),
    )


def text(*tokens: int) -> tuple[int, ...]:
    return (255, *tokens, 0)


def requests(count: int, **settings: float) -> list[Asked]:
    """Texts of 4 to 40 tokens in three voices, each with another seed, limit and guidance."""
    dice = random.Random(count)
    return [
        Asked(
            text(*(dice.randrange(1, 254) for _ in range(dice.choice((4, 5, 9, 23, 40))))),
            voice=dice.randrange(3),
            seed=dice.randrange(2**32),
            limit=dice.randint(3, MOST),
            **({"guidance": dice.choice((0.0, 0.5, 1.2))} | settings),
        )
        for _ in range(count)
    ]


def by_stock(t3: T3, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the stock loop speaks for it alone, drawing from the row's numbers."""
    draws = iter(RowNoise(asked.seed).tokens(MOST))

    def multinomial(chances: torch.Tensor, num_samples: int) -> torch.Tensor:
        upto = chances.double().cumsum(-1)
        return (upto > next(draws) * upto[..., -1:]).int().argmax(-1, keepdim=True)

    monkeypatch.setattr(torch, "multinomial", multinomial)
    watched = WatchedInference(t3, asked.limit)
    try:
        spoken = watched.inference(
            t3_cond=voice(asked.voice),
            text_tokens=torch.tensor([asked.text, asked.text]),
            max_new_tokens=asked.limit,
            temperature=asked.temperature,
            cfg_weight=asked.guidance,
            repetition_penalty=asked.repetition_penalty,
            min_p=asked.min_p,
            top_p=asked.top_p,
        )[0].tolist()
    finally:
        t3.inference = watched.inference
        for layer in t3.tfmr.layers:
            layer.self_attn._forward_hooks.clear()
    return spoken[:-1] if spoken[-1] == t3.hp.stop_speech_token else spoken


def beginning(t3: T3, asked: Asked) -> Beginning:
    with torch.inference_mode():
        conditioning = conditioning_of(t3, voice(asked.voice))
        embeds = beginning_of(t3, conditioning, torch.tensor([asked.text]), asked.guidance)
    return Beginning(
        embeds,
        text_begin=conditioning.shape[1],
        text_tokens=len(asked.text),
        draws=RowNoise(asked.seed).tokens(asked.limit),
        sampling=Sampling(
            asked.guidance, asked.temperature, asked.repetition_penalty, asked.min_p, asked.top_p
        ),
    )


def loop(t3: T3, slots: int) -> TokenLoop[int]:
    return TokenLoop(t3, torch.float32, Room(slots, positions=192, most=MOST), StageClock(), graphs=False)


def by_batch(
    t3: T3, asked: list[Asked], slots: int, order: list[int] | None = None, each_step: Callable | None = None
) -> dict[int, list[int]]:
    """What the loop speaks for all of them, begun in `order` whenever slots are free."""
    speaking = loop(t3, slots)
    waiting = order or list(range(len(asked)))
    spoken: dict[int, list[int]] = {}
    while waiting or speaking.speaking:
        now, waiting = waiting[: speaking.free], waiting[speaking.free :]
        if now:
            speaking.admit([(index, beginning(t3, asked[index])) for index in now])
        if each_step is not None:
            each_step(speaking)
        for ended in speaking.advance():
            assert not ended.broken
            spoken[ended.name] = ended.tokens.tolist()
    return spoken


@pytest.mark.parametrize("count", [2, 7, 32])
def test_tokens_are_those_of_the_stock_loop_at_any_batch(
    t3: T3, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = requests(count)
    stock = {index: by_stock(t3, each, monkeypatch) for index, each in enumerate(asked)}
    assert by_batch(t3, asked, slots=count) == stock
    lengths = {len(tokens) for tokens in stock.values()}
    assert len(lengths) > min(count, 4) - 1, "they end at different times"
    if count == 32:
        assert any(len(stock[index]) < each.limit for index, each in enumerate(asked)), "some end themselves"


def test_the_likeliest_tokens_are_those_of_the_stock_loop(t3: T3, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = requests(7, min_p=1.0)
    stock = {index: by_stock(t3, each, monkeypatch) for index, each in enumerate(asked)}
    assert by_batch(t3, asked, slots=7) == stock


def test_each_row_has_its_own_settings(t3: T3, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = requests(1)[0]
    asked = [
        plain,
        replace(plain, top_p=0.3),
        replace(plain, top_p=0.9, min_p=0.0, temperature=1.0),
        replace(plain, repetition_penalty=1.0, temperature=0.05),
        replace(plain, repetition_penalty=5.0, temperature=5.0),
        replace(plain, guidance=2.0),
        replace(plain, guidance=0.0),
        replace(plain, min_p=0.5),
    ]
    asked = [replace(each, limit=MOST) for each in asked]
    stock = {index: by_stock(t3, each, monkeypatch) for index, each in enumerate(asked)}
    assert by_batch(t3, asked, slots=8) == stock
    assert len({tuple(tokens) for tokens in stock.values()}) > 6, "the settings matter"


def test_any_order_and_any_company_gives_the_same_tokens(t3: T3) -> None:
    asked = requests(9)
    together = by_batch(t3, asked, slots=9)
    for slots, order in ((1, None), (3, None), (4, random.Random(5).sample(range(9), 9))):
        assert by_batch(t3, asked, slots, order) == together


class Late(TokenLoop[int]):
    """Steps on before it reads what became of the rows, as on a card."""

    class Moment:
        def synchronize(self) -> None:
            """It is over."""

        def elapsed_time(self, _: object) -> float:
            return 1.0

    def __init__(self, *model, **how) -> None:
        super().__init__(*model, **how)
        self._is_cuda = True

    def _now(self) -> Moment:
        return self.Moment()

    def _snapshot(self):
        now = super()._snapshot()
        return replace(now, state=now.state.clone(), count=now.count.clone(), tokens=now.tokens.clone())


def test_reading_late_what_became_of_rows_changes_none(t3: T3, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = requests(9)
    expected = by_batch(t3, asked, slots=9)
    monkeypatch.setitem(globals(), "TokenLoop", Late)
    assert by_batch(t3, asked, slots=4) == expected
    removed = max(expected, key=lambda index: len(expected[index]))

    def remove(speaking: Late) -> None:
        if speaking.steps == token_loop.STEPS:
            speaking.remove(removed)

    spoken = by_batch(t3, asked, slots=5, order=[removed, *set(range(9)) - {removed}], each_step=remove)
    assert spoken == {index: tokens for index, tokens in expected.items() if index != removed}


def test_slots_that_are_free_are_no_matter_to_the_others(t3: T3) -> None:
    """One had a text longer than the others look back, one had nothing yet."""
    long = Asked(text(*range(1, 110)), voice=0, seed=1, limit=2)
    short = [replace(each, limit=MOST) for each in requests(2)]
    expected = by_batch(t3, short, slots=2)
    spoken = by_batch(t3, [long, *short], slots=4)
    assert {index: spoken[index + 1] for index in range(2)} == expected


def test_a_row_that_is_removed_changes_no_other_and_leaves_its_slot(t3: T3) -> None:
    asked = requests(6)
    expected = by_batch(t3, asked, slots=6)
    removed = max(expected, key=lambda index: len(expected[index]))
    steps = 0

    def remove(speaking: TokenLoop[int]) -> None:
        nonlocal steps
        steps += 1
        if steps == 2:
            free = speaking.free
            speaking.remove(removed)
            assert speaking.free == free + 1

    spoken = by_batch(t3, asked, slots=4, order=[removed, *set(range(6)) - {removed}], each_step=remove)
    assert removed not in spoken
    assert spoken == {index: tokens for index, tokens in expected.items() if index != removed}


@pytest.mark.parametrize("until", ["it ends", "it is removed", "all is forgotten"])
def test_numbers_that_went_bad_stay_in_their_row_and_leave_its_slot_clean(t3: T3, until: str) -> None:
    asked = requests(4)
    expected = by_batch(t3, asked, slots=4)
    speaking = loop(t3, 2)
    bad = beginning(t3, asked[0])
    bad = replace(bad, embeds=bad.embeds.clone())
    bad.embeds[:, 40] = torch.nan
    waiting = [1, 2, 3]
    if until == "it ends":
        speaking.admit([(0, bad), (1, beginning(t3, asked[1]))])
        waiting = [2, 3]
    else:
        speaking.admit([(0, bad), (-1, bad)])
    if until == "it is removed":
        speaking.remove(0)
        speaking.remove(-1)
    elif until == "all is forgotten":
        speaking.forget_all()
    spoken = {}
    while waiting or speaking.speaking:
        if waiting and speaking.free:
            index = waiting.pop(0)
            speaking.admit([(index, beginning(t3, asked[index]))])
        for ended in speaking.advance():
            assert ended.broken == (ended.name == 0)
            spoken[ended.name] = ended.tokens.tolist()
    spoken.pop(0, None)
    del expected[0]
    assert spoken == expected


def test_it_looks_at_no_number_on_the_card_and_mixes_no_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A CUDA graph could be made of a step: fake tensors have no numbers, and know where they would be."""
    from torch._subclasses.fake_tensor import DataDependentOutputException, FakeTensorMode

    # Pinned memory there is none without a card.
    for module in (token_loop, token_rows):
        monkeypatch.setattr(
            module, "to_device", lambda tensor, device: torch.empty_like(tensor, device=device)
        )
    with small_models(), FakeTensorMode(allow_non_fake_inputs=True), torch.inference_mode():
        model = T3(T3Config.multilingual())
        for module in model.modules():
            for kept in (module._parameters, module._buffers):
                kept.update({name: tensor.to("cuda") for name, tensor in kept.items() if tensor is not None})
        speaker = voice(1)
        conditioning = conditioning_of(
            model,
            T3Cond(
                speaker_emb=speaker.speaker_emb.to("cuda"),
                cond_prompt_speech_tokens=speaker.cond_prompt_speech_tokens.to("cuda"),
                emotion_adv=speaker.emotion_adv.to("cuda"),
            ),
        )
        embeds = beginning_of(model, conditioning, torch.empty(1, 20, dtype=torch.long, device="cuda"), 0.5)
        sampling = Sampling(0.5, 0.8, 2.0, 0.05, 0.9)
        begun = Beginning(embeds, conditioning.shape[1], 20, np.zeros(MOST), sampling)
        speaking = TokenLoop(
            model, torch.bfloat16, Room(4, positions=192, most=MOST), StageClock(), graphs=False
        )
        monkeypatch.setattr(speaking, "_is_cuda", False)
        speaking.admit([(1, begun), (2, begun)])
        speaking.step(2, 128, False)
        speaking.step(4, 192, True)
        speaking.remove(1)
        with pytest.raises(DataDependentOutputException):
            speaking._rows.state.sum().item()


def test_the_alignment_says_what_the_stock_code_says() -> None:
    """Over looks that wander through the text, stay at its end, go back, or jump."""
    told: set[tuple[bool, bool]] = set()
    for seed in range(12):
        told |= compare_alignments(np.random.default_rng(seed))
    assert told == {(False, False), (True, False), (False, True), (True, True)}


def compare_alignments(dice: np.random.Generator) -> set[tuple[bool, bool]]:
    begin, tokens, frames = 5, int(dice.integers(6, 20)), 60
    batched = Alignment(2, torch.device("cpu"))
    at = torch.tensor([1])
    batched.admit(at, torch.tensor([begin]), torch.tensor([tokens]))
    stock = AlignmentStreamAnalyzer.__new__(AlignmentStreamAnalyzer)
    stock.__dict__ |= {
        "text_tokens_slice": (begin, begin + tokens), "eos_idx": 0, "alignment": torch.zeros(0, tokens),
        "curr_frame_pos": 0, "text_position": 0, "started": False, "started_at": None, "complete": False,
        "completed_at": None, "generated_tokens": [],
    }  # fmt: skip
    told = set()
    place, drawn = 0.0, 7
    for frame in range(frames):
        width = begin + tokens + 2 + frame
        looks = dice.random((2 if frame == 0 else 1, width)).astype(np.float32) * 0.1
        looks[:, begin + min(tokens - 1, int(place))] = 0.9
        place = place + dice.random() if dice.random() > 0.05 else dice.integers(0, tokens)
        rows = np.zeros((width if frame == 0 else 1, width), np.float32)
        rows[-len(looks) :] = looks
        stock.last_aligned_attns = [torch.from_numpy(rows)] * 3
        logits = stock.step(torch.tensor([[1.0, 2.0]]), next_token=drawn)
        expected = (logits[0, 0].item() == -(2**15), logits[0, 1].item() == -(2**15))
        forbidden, forced = batched.watch(at, torch.from_numpy(looks[-1:]))
        assert (bool(forbidden & ~forced), bool(forced)) == expected, f"frame {frame}"
        told.add((bool(forbidden), bool(forced)))
        drawn = int(dice.integers(0, 30))
        batched.drew(at, torch.tensor([drawn]))
    return told


@pytest.mark.parametrize(
    "count", [2, pytest.param(7, marks=pytest.mark.long), pytest.param(32, marks=pytest.mark.long)]
)
def test_tokens_are_those_of_the_stock_loop_in_the_true_shapes(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = random_t3()
    asked = requests(count)
    if count == 2:
        asked = [replace(each, limit=4, text=text(*each.text[1:5])) for each in asked]
    stock = {index: by_stock(whole, each, monkeypatch) for index, each in enumerate(asked)}
    assert by_batch(whole, asked, slots=count) == stock
