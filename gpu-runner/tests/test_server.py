"""Life and limits of the server, whatever engine speaks."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from audiobook_runner.lease import Lease
from tests.running import RunningRunner

SLOW = json.dumps({"charactersPerSecond": 10, "batch": 1})


def test_says_where_it_listens_in_one_line_of_json(start):
    runner = start("--engine", "tone")
    assert list(json.loads(runner.first_line)) == ["url"]
    assert runner.url.startswith("http://127.0.0.1:")
    assert runner.stop() == 0
    assert "Traceback" not in runner.log()


def test_is_alive_but_not_ready_while_it_loads(start):
    runner = start("--engine", "tone", "--options", '{"loadSeconds": 1.5}', ready=False)
    assert runner.client.get("/health").json() == {"status": "ok"}
    time.sleep(0.3)
    ready = runner.client.get("/ready")
    assert ready.status_code == 503
    assert ready.json()["models"] == []
    assert ready.json()["detail"].startswith("loading weights: ")
    refused = runner.speak()
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "not_ready")
    assert runner.client.get("/v1/audio/voices").status_code == 503
    runner.wait_ready()
    assert runner.metric("load_seconds") >= 1.5
    assert runner.speak().status_code == 200


@pytest.mark.parametrize("way", ["file", "variable"])
def test_a_token_is_asked_for_everywhere_but_by_health(start, tmp_path, way):
    (tmp_path / "token").write_text("s3cret\n")
    variables = {
        "file": {"AUDIOBOOK_RUNNER_TOKEN_FILE": str(tmp_path / "token")},
        "variable": {"AUDIOBOOK_RUNNER_TOKEN": "s3cret"},
    }
    runner = start("--engine", "tone", environment=variables[way])
    assert runner.client.get("/health").status_code == 200
    for given in ({}, {"authorization": "Bearer wrong"}, {"authorization": "s3cret"}):
        for path in ("/ready", "/metrics", "/v1/models", "/v1/audio/voices", "/nosuch"):
            answer = runner.client.get(path, headers=given)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")
        assert runner.client.post("/v1/audio/speech", headers=given, json={}).status_code == 401
    runner.client.headers["authorization"] = "bearer s3cret"
    assert runner.client.get("/ready").status_code == 200
    assert runner.speak().status_code == 200
    assert "s3cret" not in runner.log()


def test_a_full_queue_is_429_with_the_seconds_that_half_of_it_takes(start):
    options = json.dumps({"charactersPerSecond": 100, "batch": 1})
    runner = start("--engine", "tone", "--options", options, "--queue", "4")
    assert runner.speak("x" * 50).status_code == 200
    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(runner.speak, "x" * 200) for _ in range(5)]
        runner.wait_for("queue_length", 4)
        refused = runner.speak("one more")
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "queue_full")
        # 4 x 200 characters wait, at about 100 a second.
        assert 3 <= int(refused.headers["retry-after"]) <= 6
        assert {each.result().status_code for each in waiting} == {200}
    assert runner.speak("after it").status_code == 200


def test_who_listens_goes_before_those_who_wait_already(start):
    options = json.dumps({"charactersPerSecond": 100, "batch": 1})
    runner = start("--engine", "tone", "--options", options)
    ended: list[str] = []

    def ask(name: str, **headers: str) -> int:
        answer = runner.client.post("/v1/audio/speech", json=runner.call("x" * 40), headers=headers)
        ended.append(name)
        return answer.status_code

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask, "first")]
        runner.wait_for("rows", 1)
        asked.append(pool.submit(ask, "waits"))
        runner.wait_for("queue_length", 1)
        asked.append(pool.submit(ask, "listens", **{"x-interactive": "true"}))
        assert [each.result() for each in asked] == [200, 200, 200]
    assert ended == ["first", "listens", "waits"]


def hang_up_after(runner: RunningRunner, text: str, gone: threading.Event) -> None:
    host, port = runner.url.removeprefix("http://").split(":")
    body = json.dumps(runner.call(text)).encode()
    head = f"POST /v1/audio/speech HTTP/1.1\r\nhost: {host}\r\ncontent-length: {len(body)}\r\n\r\n"
    with socket.create_connection((host, int(port))) as client:
        client.sendall(head.encode() + body)
        gone.wait(10)


def test_who_hangs_up_before_its_turn_is_not_spoken(start):
    runner = start("--engine", "tone", "--options", SLOW)
    gone = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(runner.speak, "x" * 10)
        runner.wait_for("rows", 1)
        left = pool.submit(hang_up_after, runner, "x" * 600, gone)
        runner.wait_for("queue_length", 1)
        last = pool.submit(runner.speak, "y")
        runner.wait_for("queue_length", 2)
        gone.set()
        left.result()
        assert first.result().status_code == 200
        assert last.result().status_code == 200
    assert runner.metric("segments_total") == 2


def test_a_row_whose_client_hangs_up_makes_place(start):
    runner = start("--engine", "tone", "--options", SLOW)
    gone = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        left = pool.submit(hang_up_after, runner, "x" * 600, gone)
        runner.wait_for("rows", 1)
        gone.set()
        left.result()
        assert runner.speak("y").status_code == 200


def test_ends_by_itself_when_nobody_asks(start):
    runner = start("--engine", "tone", "--idle-seconds", "1.5")
    for _ in range(4):
        time.sleep(0.5)
        assert runner.speak().status_code == 200
    began = time.monotonic()
    while runner.process.poll() is None and time.monotonic() < began + 10:
        time.sleep(0.1)
        try:
            runner.client.get("/ready")
        except OSError:
            break
        except Exception as error:
            assert "onnect" in type(error).__name__ or "Protocol" in type(error).__name__
            break
    assert runner.ended() == 0
    assert 1.3 < time.monotonic() - began < 5
    assert "nobody has asked" in runner.log()


def test_a_load_that_hangs_ends_when_nobody_waits_for_it(start):
    # A hundredth of it is said to be done after 800 s.
    hangs = json.dumps({"loadSeconds": 80_000})
    arguments = ("--engine", "tone", "--options", hangs, "--idle-seconds", "1")
    forgotten = start(*arguments, ready=False)
    awaited = start(*arguments, ready=False)
    began = time.monotonic()
    while time.monotonic() < began + 2.5:
        assert awaited.client.get("/ready").status_code == 503
        # A container's health check is nobody who waits.
        if forgotten.process.poll() is None:
            with suppress(httpx.TransportError):
                forgotten.client.get("/health")
        time.sleep(0.1)
    assert forgotten.ended() == 0
    assert "loading does not get on: loading weights: 0 %" in forgotten.log()
    assert awaited.process.poll() is None
    assert awaited.ended() == 0


def test_a_load_that_gets_on_may_take_longer_than_the_idle_limit(start):
    slow = json.dumps({"loadSeconds": 2.5})
    runner = start("--engine", "tone", "--options", slow, "--idle-seconds", "1", ready=False)
    time.sleep(2.7)
    assert runner.speak().status_code == 200


def test_term_ends_a_load_at_once(start):
    runner = start("--engine", "tone", "--options", json.dumps({"loadSeconds": 1_000}), ready=False)
    began = time.monotonic()
    assert runner.stop() == 0
    assert time.monotonic() - began < 5


def test_speech_that_takes_longer_than_the_idle_limit_is_no_idleness(start):
    runner = start("--engine", "tone", "--options", SLOW, "--idle-seconds", "1")
    assert runner.speak("x" * 25).status_code == 200


def test_term_ends_it_behind_what_is_under_way(start):
    runner = start("--engine", "tone", "--options", SLOW)
    with ThreadPoolExecutor(2) as pool:
        under_way = pool.submit(runner.speak, "x" * 20)
        runner.wait_for("rows", 1)
        waiting = pool.submit(runner.speak, "x" * 20)
        runner.wait_for("queue_length", 1)
        runner.process.send_signal(signal.SIGTERM)
        assert waiting.result().status_code == 503
        assert under_way.result().status_code == 200
    assert runner.ended() == 0


def test_a_lease_is_shared_with_its_owner_and_free_after_a_kill(start, tmp_path):
    lease = str(tmp_path / "leases" / "GPU-1")

    def start_for(owner: str, ready: bool = True) -> RunningRunner:
        return start("--engine", "tone", "--lease", lease, "--owner", owner, ready=ready)

    first, second = start_for("anna"), start_for("anna")
    assert json.loads(Path(lease).read_text()) == {"owner": "anna"}
    other = start_for("bertil", ready=False)
    assert other.ended() == 75
    assert "belongs to anna" in other.log()
    first.stop(signal.SIGKILL)
    assert start_for("bertil", ready=False).ended() == 75
    second.stop(signal.SIGKILL)
    assert start_for("bertil").speak().status_code == 200
    assert json.loads(Path(lease).read_text()) == {"owner": "bertil"}


def test_a_lease_that_is_there_is_not_created_again(tmp_path, monkeypatch):
    """fs.protected_regular has the kernel refuse that in /tmp, where the file is another user's."""
    lease = tmp_path / "GPU-1"
    mask = os.umask(0o077)
    try:
        Lease.take(lease, "anna").release()
    finally:
        os.umask(mask)
    assert stat.S_IMODE(lease.stat().st_mode) == 0o666
    really = os.open

    def refusing(path, flags: int, *rest: int) -> int:
        if flags & os.O_CREAT and Path(path).exists():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return really(path, flags, *rest)

    monkeypatch.setattr(os, "open", refusing)
    taken = Lease.take(lease, "bertil")
    assert json.loads(lease.read_text()) == {"owner": "bertil"}
    taken.release()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "no engine is named"),
        (["--engine", "nosuch"], 1, 'no engine "nosuch"; there is chatterbox, kokoro, tone'),
        (["--engine", "tone", "--port", "many"], 2, 'PORT is "many"'),
        (["--engine", "tone", "--batch", "0"], 2, 'BATCH is "0"'),
        (["--engine", "tone", "--idle-seconds", "-1"], 2, 'IDLE_SECONDS is "-1"'),
        (["--engine", "tone", "--token-file", "/nosuch"], 2, "/nosuch can't be read"),
        (["--engine", "tone", "--lease", "/tmp/x"], 2, "without its owner"),
        (["--engine", "tone", "--device", "tpu"], 2, "cuda or cpu"),
        (["--engine", "tone", "--host", "203.0.113.1"], 1, "can't listen on 203.0.113.1"),
        (["--engine", "tone", "--recognition", "/nosuch"], 1, "recognition"),
    ],
)
def test_wrong_settings_are_told(start, arguments, code, words):
    runner = start(*arguments, ready=False)
    assert runner.ended() == code
    assert words in runner.log()
    assert "Traceback" not in runner.log()


def test_a_port_that_is_taken_is_told(start):
    first = start("--engine", "tone")
    second = start("--engine", "tone", "--port", first.url.rsplit(":", 1)[1], ready=False)
    assert second.ended() == 1
    assert "name another --port" in second.log()
