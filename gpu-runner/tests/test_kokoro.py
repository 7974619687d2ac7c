"""Kokoro with real weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from audiobook_runner.engines.kokoro.espeak_process import EspeakProcess
from audiobook_runner.engines.kokoro.front_end import phonemes_of
from audiobook_runner.engines.kokoro.languages import Language, language_for
from audiobook_runner.engines.kokoro.phoneme_pieces import phoneme_pieces
from tests.running import RunningRunner
from tests.test_engine_contract import refused, samples_of


@pytest.fixture(scope="module")
def runner(kokoro_weights: Path) -> Iterator[RunningRunner]:
    runner = RunningRunner("--engine", "kokoro", "--weights", str(kokoro_weights))
    yield runner
    runner.stop()


@pytest.fixture(scope="module")
def espeak() -> EspeakProcess:
    process = EspeakProcess()
    process.start()
    return process


def ask(runner: RunningRunner, text: str = "Nobody spoke.", **fields: object):
    return runner.speak(text, **{"model": "kokoro", "voice": "jf_alpha", "language": "en", **fields})


def test_voices_say_their_language(runner):
    voices = runner.client.get("/v1/audio/voices").json()["voices"]
    assert {"id": "jm_kumo", "name": "Kumo", "language": "ja"} in voices
    assert len(voices) == 5


def test_another_voice_sounds_otherwise(runner):
    assert ask(runner, voice="jm_kumo").content != ask(runner).content


def test_speed_changes_the_length(runner):
    slow, plain, fast = (samples_of(ask(runner, speed=speed).content)[0].size for speed in (0.5, 1, 2))
    assert slow > 1.5 * plain > 2 * fast


@pytest.mark.parametrize("speed", [0.4, 2.1, True, "fast"])
def test_speed_has_a_range(runner, speed):
    assert "0.5 to 2.0" in refused(ask(runner, speed=speed), 400, "bad_parameter")


def test_what_it_has_not_is_refused_by_name(runner):
    assert "jm_kumo" in refused(ask(runner, voice="af_nosuch"), 400, "unknown_preset")
    assert '"speed"' in refused(ask(runner, pitch=1), 400, "unknown_parameter")
    assert "en-GB" in refused(ask(runner, language="ja"), 400, "unknown_language")
    assert "not said" not in refused(ask(runner, language="da"), 400, "unknown_language")


@pytest.mark.parametrize("text", ["...", "—!?", "“ ”"])
def test_text_without_sounds_is_unspeakable(runner, text):
    refused(ask(runner, text), 422, "unspeakable")


def test_a_voice_can_be_pinned_by_its_digest(runner):
    message = refused(ask(runner, voice="jf_alpha@0000000000000000"), 400, "unknown_preset")
    digest = message.split(" here is ")[1].split(",")[0]
    assert ask(runner, voice=f"jf_alpha@{digest}").content == ask(runner).content


def test_text_of_more_than_510_phonemes_is_spoken_whole(runner):
    sentence = "Nine old men walked home along the river, and not one of them looked back. "
    one = samples_of(ask(runner, sentence, speed=2).content)[0].size
    many = samples_of(ask(runner, sentence * 9, speed=2).content)[0].size
    assert 7 * one < many < 10 * one


def test_identity_is_of_model_and_vocabulary_not_of_the_table_of_voices(kokoro_weights, tmp_path, start):
    folder = tmp_path / "kokoro"
    shutil.copytree(kokoro_weights / "kokoro", folder)

    def identity() -> str:
        runner = start("--engine", "kokoro", "--weights", str(tmp_path))
        return runner.wait_ready()["models"][0]["identity"]

    first = identity()
    voices = np.load(folder / "voices.npz")
    np.savez(folder / "voices.npz", af_new=voices["jf_alpha"] * 0.9, **voices)
    assert identity() == first
    vocab = json.loads((folder / "vocab.json").read_text())
    vocab["vocab"]["§"] = 177
    (folder / "vocab.json").write_text(json.dumps(vocab))
    assert identity() != first


@pytest.mark.parametrize("damage", ["model", "voices"])
def test_damaged_weights_end_the_process_with_words(kokoro_weights, tmp_path, start, damage):
    folder = tmp_path / "kokoro"
    shutil.copytree(kokoro_weights / "kokoro", folder)
    name = {"model": "model.onnx", "voices": "voices.npz"}[damage]
    (folder / name).write_bytes(b"damaged")
    runner = start("--engine", "kokoro", "--weights", str(tmp_path), ready=False)
    assert runner.ended(60) == 1
    assert name in runner.log()
    assert "Traceback" not in runner.log()


@pytest.mark.parametrize(
    ("language", "text", "phonemes"),
    [
        ("en-US", "Hello there.", "həlˈO ðˈɛɹ."),
        ("en-GB", "No one goes home.", "nˈQwˈɒn ɡQz hˈQm."),
        ("en-US", "“It cost 3.50,” he said—twice...", "“ɪt kˈɔst θɹˈi pYnt fˈIv zˈiəɹO,” hi sˈɛd — twˈIs…"),
        ("en-US", "Mr. Smith's (own) chair", "mˈɪstəɹ smˈɪθz (ˈOn) ʧˈɛɹ"),
        ("fr", "« Bonjour ! »", "“bɔ̃ʒˈuʁ!”"),
        ("fr", "le parking", "lə pˈɑːkɪŋ"),
        ("es", "¿Muchas?", "mˈuʧas?"),
        ("en-US", " ?! ", ""),
    ],
)
def test_front_end(espeak, language, text, phonemes):
    front_end = language_for(language, "x")
    assert isinstance(front_end, Language)
    assert phonemes_of(text, front_end, espeak.phonemes) == phonemes


def test_espeak_that_died_is_replaced(espeak):
    before = espeak.phonemes("gmw/en", ["house"])
    espeak._child.kill()
    espeak._child.wait()
    assert espeak.phonemes("gmw/en", ["house"]) == before


@pytest.mark.parametrize("most", [10, 25, 60])
def test_pieces_lose_nothing_and_are_short_enough(most):
    phonemes = "wˈʌn tˈuː, θɹˈiː. fˈɔːɹ; fˈaɪv sˈɪks sˈɛvən! “ˈeɪt,” nˈaɪn " + "ɑ" * 33
    pieces = phoneme_pieces(phonemes, most)
    assert "".join(pieces).replace(" ", "") == phonemes.replace(" ", "")
    assert all(0 < len(piece) <= most for piece in pieces)


def test_pieces_are_cut_at_sentences_first():
    assert phoneme_pieces("aaa bbbbb. ccc, ddd eee", 17) == ["aaa bbbbb.", "ccc, ddd eee"]
