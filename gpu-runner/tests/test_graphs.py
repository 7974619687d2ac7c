"""CUDA graphs, with what PyTorch would record and replay standing in for a card."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from contextlib import contextmanager

import pytest

if not importlib.util.find_spec("torch"):
    pytest.skip("needs requirements/chatterbox.txt", allow_module_level=True)

import torch

from audiobook_runner.engines.chatterbox.batched.graphs import Graphs

pytestmark = pytest.mark.chatterbox


class Card:
    """Notes what is captured and replayed. `refuses` is what capturing raises."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.noted: list[str] = []
        self.refuses: Exception | None = None
        monkeypatch.setattr(torch.cuda, "CUDAGraph", lambda: self)
        monkeypatch.setattr(torch.cuda, "graph", self.graph)
        monkeypatch.setattr(torch.cuda, "graph_pool_handle", lambda: "pool")
        monkeypatch.setattr(torch.cuda, "current_stream", lambda: "stream")
        monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
        monkeypatch.setattr(
            torch._C, "_cuda_endAllocateToPool", lambda *pool: self.noted.append(f"let go of {pool}"), False
        )

    @contextmanager
    def graph(self, graph: object, pool: str, stream: str, capture_error_mode: str):
        assert (graph, pool, stream, capture_error_mode) == (self, "pool", "stream", "thread_local")
        self.noted.append("capture")
        yield
        # A capture that was spoilt is told of at its end.
        if self.refuses is not None:
            raise self.refuses

    def replay(self) -> None:
        self.noted.append("replay")

    def called(self, result: str) -> Callable[[], str]:
        def function() -> str:
            self.noted.append(result)
            return result

        return function


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Card:
    return Card(monkeypatch)


def test_a_function_is_called_then_captured_then_replayed(card: Card) -> None:
    graphs = Graphs(enabled=True)
    results = [graphs.run("step", card.called(f"call {number}")) for number in range(4)]
    assert card.noted == ["call 0", "capture", "call 1", "replay", "replay", "replay"]
    assert results == ["call 0", "call 1", "call 1", "call 1"], "capturing runs nothing: the outputs stay"


def test_each_key_has_its_graph_and_those_not_used_for_long_go(card: Card) -> None:
    graphs = Graphs(enabled=True, most=2)
    for key in "aabbaccb":
        graphs.run(key, card.called(key))
    assert card.noted.count("capture") == 4, "a, b, c, and b once more"


def test_without_a_card_functions_are_called_as_they_are() -> None:
    graphs = Graphs(enabled=False)
    assert [graphs.run("step", lambda number=number: number) for number in range(3)] == [0, 1, 2]


def test_where_capturing_fails_it_goes_on_without(card: Card, caplog: pytest.LogCaptureFixture) -> None:
    graphs = Graphs(enabled=True)
    card.refuses = RuntimeError("operation not permitted when stream is capturing")
    results = [graphs.run("step", card.called(str(number))) for number in range(3)]
    # While it is captured, nothing is run.
    assert results == ["0", "1", "2"]
    assert card.noted == ["0", "capture", "1", "let go of (0, 'pool')", "1", "2"]
    assert not graphs.enabled
    assert "not permitted" in caplog.text and caplog.text.count("WARNING") == 1


def test_a_card_without_memory_is_no_reason_to_go_on(card: Card) -> None:
    graphs = Graphs(enabled=True)
    graphs.run("step", card.called("0"))
    card.refuses = torch.OutOfMemoryError("CUDA out of memory")
    with pytest.raises(torch.OutOfMemoryError):
        graphs.run("step", card.called("1"))
