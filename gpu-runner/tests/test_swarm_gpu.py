"""The card of a task of Docker Swarm."""

from __future__ import annotations

from audiobook_runner.swarm_gpu import use_reserved_gpu

RESERVED = {"DOCKER_RESOURCE_NVIDIA-GPU": "GPU-45cbf7b3-f919-7228-7a26-b06628ebefa1"}


def test_cuda_sees_the_card_that_swarm_reserved():
    environment = dict(RESERVED)
    assert use_reserved_gpu(environment) == "GPU-45cbf7b3-f919-7228-7a26-b06628ebefa1"
    assert environment["CUDA_VISIBLE_DEVICES"] == "GPU-45cbf7b3-f919-7228-7a26-b06628ebefa1"


def test_a_card_that_is_named_otherwise_stays():
    environment = {**RESERVED, "CUDA_VISIBLE_DEVICES": "2"}
    assert use_reserved_gpu(environment) is None
    assert environment["CUDA_VISIBLE_DEVICES"] == "2"
    assert use_reserved_gpu({}) is None


def test_a_runner_says_which_card_it_has(start):
    runner = start("--engine", "tone", environment=dict(RESERVED))
    assert "GPU-45cbf7b3-f919-7228-7a26-b06628ebefa1" in runner.log()
