from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.real_kokoro import assemble
from tests.running import RunningRunner


@pytest.fixture(scope="session")
def kokoro_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return assemble(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="session")
def chatterbox_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights of thin models, which are loaded where `thin_models` is asked for too."""
    from tests.random_chatterbox import small_models, write_random_weights

    folder = tmp_path_factory.mktemp("chatterbox")
    with small_models():
        write_random_weights(folder, seconds=1)
    return folder


@pytest.fixture(scope="module")
def thin_models() -> Iterator[None]:
    """Chatterbox's models are thin for the tests of a file, and on one thread.

    Threads that wait for each other stand still for seconds where other programs want the cores too.
    """
    import torch

    from tests.random_chatterbox import small_models

    torch.set_num_threads(1)
    with small_models():
        yield


@pytest.fixture
def start() -> Iterator[Callable[..., RunningRunner]]:
    """Starts runners, and ends them after the test."""
    runners: list[RunningRunner] = []

    def start_one(*arguments: str, **options: object) -> RunningRunner:
        runner = RunningRunner(*arguments, **options)
        runners.append(runner)
        return runner

    yield start_one
    for runner in runners:
        runner.stop()
