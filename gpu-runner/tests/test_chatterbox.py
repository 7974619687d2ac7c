"""The chatterbox engine with random weights of a thin model, on whatever there is to compute with."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

if not (importlib.util.find_spec("torch") and importlib.util.find_spec("chatterbox")):
    pytest.skip("needs requirements/chatterbox.txt", allow_module_level=True)

from audiobook_runner.engines.chatterbox import open_engine
from audiobook_runner.engines.engine import CannotLoad, EngineContext, Poisoned, SpeechOrder, Spoken
from audiobook_runner.refusal import Refusal
from tests.small_chatterbox import order, write_sample

pytestmark = pytest.mark.chatterbox

TOKENS = 6
"""Random weights hardly ever end a text by themselves. 6 tokens are 0.24 s."""


@pytest.fixture(scope="module")
def weights(chatterbox_weights: Path, thin_models: None) -> Path:
    return chatterbox_weights


@pytest.fixture(scope="module")
def connections() -> Iterator[list[object]]:
    """Where a connection was to be opened to, in this file's tests. None can be."""
    import socket

    asked: list[object] = []

    def refuse(_: socket.socket, address: object) -> None:
        asked.append(address)
        raise ConnectionRefusedError("no test here needs a connection")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(socket.socket, "connect", refuse)
        yield asked


@pytest.fixture(scope="module")
def engine(weights: Path, connections: list[object]):
    opened = open_engine(
        EngineContext(
            weights, options={"pins": str(weights / "weights.json"), "checkpoint": "random", "voices": 2}
        )
    )
    lines: list[str] = []
    opened.load(lines.append)
    assert any(line.startswith("loading weights: ") for line in lines)
    assert lines[-1] == "speaking a first word"
    assert opened.watched.limit == 1000, "40 s, as the stock code has it"
    return opened


@pytest.fixture(autouse=True)
def short(request: pytest.FixtureRequest) -> Iterator[None]:
    if "engine" in request.fixturenames:
        request.getfixturevalue("engine").watched.limit = TOKENS
    yield


@pytest.fixture(scope="module")
def plain(engine) -> np.ndarray:
    """What `order()` sounds like."""
    engine.watched.limit = TOKENS
    return spoken(engine, order()).samples


def spoken(engine, asked: SpeechOrder) -> Spoken:
    (answer,) = engine.speak([asked])
    assert isinstance(answer, Spoken), answer
    return answer


def test_speak_gives_mono_floats_at_the_engines_rate(engine) -> None:
    answer = spoken(engine, order())
    assert answer.samples.dtype == np.float32
    assert answer.samples.ndim == 1
    assert answer.sample_rate == 24_000
    assert len(answer.samples) == pytest.approx(TOKENS / 25 * 24_000, rel=0.2)
    assert np.isfinite(answer.samples).all()
    assert np.abs(answer.samples).max() <= 1
    assert answer.generation_seconds > 0


def test_the_same_seed_gives_the_same_samples_whatever_was_spoken_before(
    engine, plain: np.ndarray, tmp_path: Path
) -> None:
    spoken(engine, order("Something else.", seed=3))
    spoken(engine, order(voice="sha256:" + "a" * 64, sample=write_sample(tmp_path)))
    assert np.array_equal(spoken(engine, order()).samples, plain)


def test_a_cloned_voice_sounds_the_same_when_its_conditionals_were_there_already(
    engine, plain: np.ndarray, tmp_path: Path
) -> None:
    asked = order(voice="sha256:" + "b" * 64, sample=write_sample(tmp_path))
    first = spoken(engine, asked)
    assert np.array_equal(spoken(engine, asked).samples, first.samples)
    assert not np.array_equal(plain, first.samples)


def test_another_seed_gives_other_samples(engine, plain: np.ndarray) -> None:
    assert not np.array_equal(plain, spoken(engine, order(seed=8)).samples)


def test_parameters_reach_the_model(engine) -> None:
    # What shifts every token's odds a little is seen after a few more.
    engine.watched.limit = 2 * TOKENS
    plain = spoken(engine, order()).samples
    for name, value in {"exaggeration": 0.0, "cfg_weight": 0.0, "temperature": 0.1, "min_p": 0.9}.items():
        assert not np.array_equal(spoken(engine, order(params={name: value})).samples, plain), name
    assert np.array_equal(spoken(engine, order(params={"exaggeration": 0.5})).samples, plain)


def test_global_generators_are_left_as_they_were(engine) -> None:
    import torch

    torch.manual_seed(1)
    np.random.seed(1)
    expected = (torch.rand(1).item(), np.random.random())
    torch.manual_seed(1)
    np.random.seed(1)
    spoken(engine, order())
    assert (torch.rand(1).item(), np.random.random()) == expected


def test_conditionals_are_computed_once_a_sample_and_forgotten_when_it_is_deleted(
    engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []
    original = engine.model.prepare_conditionals
    monkeypatch.setattr(
        engine.model,
        "prepare_conditionals",
        lambda path, **each: (computed.append(path), original(path, **each)),
    )
    first = order(voice="sha256:" + "c" * 64, sample=write_sample(tmp_path))
    spoken(engine, first)
    spoken(engine, replace(first, params={"exaggeration": 0.9}))
    assert len(computed) == 1
    engine.sample_changed(first.voice)
    spoken(engine, first)
    assert len(computed) == 2
    for letter in "de":
        spoken(
            engine, order(voice="sha256:" + letter * 64, sample=write_sample(tmp_path, f"{letter}.wav", 300))
        )
    spoken(engine, first)
    assert len(computed) == 5, "only the two voices spoken with last are kept"


def test_a_text_that_comes_to_the_limit_is_truncated_and_one_that_ends_is_not(
    engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    assert spoken(engine, order()).truncated
    assert engine.watched.tokens == TOKENS

    def ending(**_):
        return torch.tensor([[11, 12, 13, 14, 15, 16, 17, 18, engine.model.t3.hp.stop_speech_token]])

    monkeypatch.setattr(engine.watched, "inference", ending)
    answer = spoken(engine, order())
    assert not answer.truncated
    assert engine.watched.tokens == 8


def test_no_hook_stays_on_the_model(engine) -> None:
    spoken(engine, order())
    assert sum(len(layer.self_attn._forward_hooks) for layer in engine.model.t3.tfmr.layers) == 0


@pytest.mark.parametrize("text", ["", "   ", "…", "— ! —", "🙂"])
def test_check_refuses_what_has_nothing_to_speak(engine, text: str) -> None:
    refusal = engine.check(order(text))
    assert refusal is not None and refusal.code == "unspeakable" and refusal.status == 422


def test_speak_refuses_more_tokens_than_the_model_has_positions_for(engine) -> None:
    (answer,) = engine.speak([order("word " * 799)])
    assert isinstance(answer, Refusal) and answer.code == "too_long"
    assert "2048" in answer.message


@pytest.mark.parametrize(
    ("tag", "found"), [("fr-CA", "fr"), ("zh-Hant-TW", "zh"), ("nb-NO", "no"), ("JA", "ja"), ("pt_BR", "pt")]
)
def test_languages_are_found_by_their_first_subtag(engine, tag: str, found: str) -> None:
    from audiobook_runner.engines.chatterbox.languages import language_id

    assert language_id(tag) == found
    assert engine.check(order(language=tag)) is None


@pytest.mark.parametrize("tag", ["is", "und", "he-IL", "x-klingon"])
def test_other_languages_are_refused_with_the_list(engine, tag: str) -> None:
    refusal = engine.check(order(language=tag))
    assert refusal is not None and refusal.code == "unknown_language" and refusal.status == 400
    assert "ar, da, de" in refusal.message
    if tag == "he-IL":
        assert "vowel points" in refusal.message


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "我好，你好。"),
        ("ja", "今日は雨です。"),
        ("ko", "안녕하세요"),
        ("ru", "Привет"),
        ("hi", "नमस्ते"),
    ],
)
def test_languages_with_front_ends_of_their_own_are_spoken(engine, language: str, text: str) -> None:
    assert engine.check(order(text, language=language)) is None
    spoken(engine, order(text, language=language))


def test_chinese_is_cut_into_words_and_coded_from_the_caches_files(engine) -> None:
    text = engine.model.tokenizer.cangjie_converter("我好")
    assert "[cj_h][cj_q][cj_i][cj_.]" in text and "[cj_v][cj_n][cj_d][cj_.]" in text


def test_kanji_become_kana(engine) -> None:
    from chatterbox.models.tokenizers.tokenizer import hiragana_normalize

    assert hiragana_normalize("雨") == "あめ"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"speed": 1.0}, "unknown_parameter"),
        ({"temperature": 0}, "bad_parameter"),
        ({"temperature": float("nan")}, "bad_parameter"),
        ({"top_p": 1.5}, "bad_parameter"),
        ({"min_p": "much"}, "bad_parameter"),
        ({"cfg_weight": True}, "bad_parameter"),
    ],
)
def test_check_refuses_parameters_outside_their_range(engine, params: dict, code: str) -> None:
    refusal = engine.check(order(params=params))
    assert refusal is not None and refusal.code == code and refusal.status == 400
    assert next(iter(params)) in refusal.message


def test_check_refuses_voices_that_are_not_there(engine) -> None:
    preset = engine.check(order(voice="af_bella"))
    missing = engine.check(order(voice="sha256:" + "f" * 64))
    assert preset is not None and preset.status == 400 and '"default"' in preset.message
    assert missing is not None and missing.status == 404 and missing.code == "unknown_voice"


def failing(engine, monkeypatch: pytest.MonkeyPatch, *errors: Exception) -> list[Exception]:
    """Makes T3 raise these errors, one a call, and then speak as ever. Returns those that are left."""
    left = list(errors)
    original = engine.watched.inference

    def inference(**arguments):
        if left:
            raise left.pop(0)
        return original(**arguments)

    monkeypatch.setattr(engine.watched, "inference", inference)
    return left


@pytest.mark.parametrize(
    "message",
    [
        "CUDA error: device-side assert triggered",
        "CUDA error: an illegal memory access was encountered",
        "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling cublasSgemm",
        "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED",
    ],
)
def test_errors_that_poison_the_gpu_end_the_process(
    engine, monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    failing(engine, monkeypatch, RuntimeError(message))
    with pytest.raises(Poisoned, match=message.split(":", maxsplit=1)[0]):
        engine.speak([order()])


def test_a_wrapped_cuda_error_poisons_too(engine, monkeypatch: pytest.MonkeyPatch) -> None:
    error = ValueError("probabilities are bad")
    error.__cause__ = RuntimeError("CUDA error: device-side assert triggered")
    failing(engine, monkeypatch, error)
    with pytest.raises(Poisoned):
        engine.speak([order()])


def test_out_of_memory_gets_a_second_try_and_no_third(
    engine, plain: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    failing(engine, monkeypatch, torch.OutOfMemoryError("CUDA out of memory"))
    assert np.array_equal(spoken(engine, order()).samples, plain)
    failing(engine, monkeypatch, *[torch.OutOfMemoryError("CUDA out of memory")] * 2)
    with pytest.raises(Poisoned, match="out of memory"):
        engine.speak([order()])


def test_other_errors_fail_their_order_only(engine, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(engine, monkeypatch, KeyError("no such thing"))
    first, second = engine.speak([order(), order()])
    assert isinstance(first, Refusal) and first.code == "failed" and "KeyError" in first.message
    assert isinstance(second, Spoken)


def test_the_identity_follows_the_bytes_and_the_implementation_names_versions(engine, weights: Path) -> None:
    from audiobook_runner.engines.chatterbox.identity import identity_of
    from audiobook_runner.weights import ensure_weights, read_pins

    files = ensure_weights(read_pins(weights / "weights.json").of("chatterbox"), weights)
    assert engine.identity == identity_of(files)
    assert engine.identity.startswith("chatterbox-multilingual:")
    other = files | {"conds.pt": replace(files["conds.pt"], sha256="0" * 64)}
    assert identity_of(other) != engine.identity
    assert engine.implementation.startswith("chatterbox-tts 0.1.7, torch ")


def test_nothing_is_asked_of_the_network(engine, connections: list[object]) -> None:
    spoken(engine, order())
    assert connections == []


def test_open_engine_refuses_options_that_it_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match='no option "speed"'):
        open_engine(EngineContext(tmp_path, options={"speed": 1}))
    with pytest.raises(ValueError, match="one text at a time"):
        open_engine(EngineContext(tmp_path, batch=4))


def test_load_refuses_a_checkpoint_that_is_not_pinned(weights: Path) -> None:
    options = {"pins": str(weights / "weights.json"), "checkpoint": "v9"}
    with pytest.raises(CannotLoad, match=r'checkpoint "v9".*found: random'):
        open_engine(EngineContext(weights, options=options)).load(lambda _: None)


def test_load_refuses_a_file_that_holds_another_model(weights: Path, tmp_path: Path) -> None:
    import json
    import shutil

    import torch

    folder = tmp_path / "random"
    shutil.copytree(weights / "random", folder, copy_function=lambda a, b: Path(b).symlink_to(a))
    (folder / "ve.pt").unlink()
    torch.save({"other": torch.zeros(1)}, folder / "ve.pt")
    pins = json.loads((weights / "weights.json").read_text())
    pins["sources"]["random"]["files"]["ve.pt"] = {"sha256": None}
    (tmp_path / "weights.json").write_text(json.dumps(pins))
    with pytest.raises(CannotLoad, match=r"ve.pt: it doesn't hold the model's parameters"):
        open_engine(
            EngineContext(tmp_path, options={"pins": str(tmp_path / "weights.json"), "checkpoint": "random"})
        ).load(lambda _: None)


def test_importing_librosa_needs_no_folder_but_the_temporary_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from audiobook_runner.engines.chatterbox import load_model

    monkeypatch.setenv("NUMBA_CACHE_DIR", "remembered, so that it is restored")
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    load_model.prepare_imports()
    assert "NUMBA_CACHE_DIR" not in load_model.os.environ, "the usual place is faster at the next start"
    monkeypatch.setattr(load_model.os, "access", lambda *_: False)
    load_model.prepare_imports()
    folder = Path(load_model.os.environ["NUMBA_CACHE_DIR"])
    assert folder.is_dir() and folder.stat().st_mode & 0o777 == 0o700
