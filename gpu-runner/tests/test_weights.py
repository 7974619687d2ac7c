"""Weights: found, fetched from a real HTTP server on loopback, checked, pinned."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from audiobook_runner.weights import WeightsFailure, download, ensure, ensure_weights, read_pins
from audiobook_runner.weights.__main__ import main
from audiobook_runner.weights.store import Store

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CONTENT = bytes(range(256)) * 12_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Hub(ThreadingHTTPServer):
    """Serves `files` by name below /org/model/resolve/<commit>/, with a redirect as Hugging Face does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files: dict[str, bytes] = {"a.bin": CONTENT}
        self.cuts: list[int] = []
        self.statuses: list[int] = []
        self.ranges: list[str | None] = []
        self.tokens: list[tuple[str, str | None]] = []
        self.knows_ranges = True
        self.before_body = lambda: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        self.server.tokens.append((self.path, self.headers.get("authorization")))
        if self.path.startswith(f"/org/model/resolve/{COMMIT}/") or "/resolve/main/" in self.path:
            self._redirect(self.path.rsplit("/", 1)[1])
        elif self.path.startswith("/blob/"):
            self._blob(self.path.removeprefix("/blob/"))
        else:
            self.send_error(404)

    def _redirect(self, name: str) -> None:
        if self.server.statuses:
            self.send_error(self.server.statuses.pop(0))
        elif name not in self.server.files:
            self.send_error(404)
        else:
            self.send_response(302)
            self.send_header("x-repo-commit", COMMIT)
            self.send_header("x-linked-etag", f'"{hashlib.sha256(CONTENT).hexdigest()}"')
            self.send_header("location", f"{self.server.url}/blob/{name}")
            self.send_header("content-length", "0")
            self.end_headers()

    def _blob(self, name: str) -> None:
        body = self.server.files[name]
        asked = self.headers.get("range")
        self.server.ranges.append(asked)
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.server.knows_ranges else 0
        self.send_response(206 if begin else 200)
        self.send_header("content-length", str(len(body) - begin))
        self.end_headers()
        self.server.before_body()
        end = self.server.cuts.pop(0) if self.server.cuts else len(body)
        self.wfile.write(body[begin:end])
        if end < len(body):
            self.close_connection = True

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    server = Hub()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(download.time, "sleep", lambda _: None)
    yield server
    server.shutdown()
    server.server_close()


def pins(folder: Path, sha256: str | None = SHA256, name: str = "a.bin", commit: str | None = COMMIT) -> Path:
    source = {
        "repository": "org/model",
        "commit": commit,
        "files": {name: {"sha256": sha256, "size": len(CONTENT) if sha256 else None}},
    }
    checkpoint = {"engine": "tone", "files": {"model": f"model/{name}"}}
    file = folder / "weights.json"
    file.write_text(json.dumps({"sources": {"model": source}, "checkpoints": {"first": checkpoint}}))
    return file


def fetch(folder: Path, file: Path | None = None, report=lambda _: None):
    return ensure_weights(read_pins(file or pins(folder)).of("tone"), folder / "cache", report)


def test_a_missing_file_is_fetched_checked_and_reported(hub: Hub, tmp_path: Path) -> None:
    lines: list[str] = []
    found = fetch(tmp_path, report=lines.append)
    assert found["model"].sha256 == SHA256
    assert found["model"].path == tmp_path / "cache" / "model" / "a.bin"
    assert found["model"].path.read_bytes() == CONTENT
    assert "fetching weights: 100 % (a.bin)" in lines
    assert not list((tmp_path / "cache" / "model").glob("*.part"))


def test_a_cut_connection_is_resumed_where_it_was_cut(hub: Hub, tmp_path: Path) -> None:
    hub.cuts = [1_000_000, 2_500_000]
    assert fetch(tmp_path)["model"].sha256 == SHA256
    assert hub.ranges == [None, "bytes=1000000-", "bytes=2500000-"]


def test_a_later_run_resumes_what_an_earlier_one_left(hub: Hub, tmp_path: Path) -> None:
    part = tmp_path / "cache" / "model" / f"a.bin.{SHA256[:12]}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(CONTENT[:4096])
    fetch(tmp_path)
    assert hub.ranges == ["bytes=4096-"]


def test_a_server_without_ranges_is_read_from_the_start(hub: Hub, tmp_path: Path) -> None:
    hub.knows_ranges = False
    hub.cuts = [1_000_000]
    assert fetch(tmp_path)["model"].path.read_bytes() == CONTENT


def test_five_attempts_that_bring_nothing_are_enough(hub: Hub, tmp_path: Path) -> None:
    hub.cuts = [0] * 9
    with pytest.raises(
        WeightsFailure, match=r"connection was cut.*Check the network.*or download that address"
    ):
        fetch(tmp_path)
    assert len(hub.ranges) == 5


def test_a_server_error_is_tried_again(hub: Hub, tmp_path: Path) -> None:
    hub.statuses = [503, 429, 500]
    assert fetch(tmp_path)["model"].sha256 == SHA256


def test_wrong_bytes_are_thrown_away(hub: Hub, tmp_path: Path) -> None:
    hub.files["a.bin"] = CONTENT[:-1] + b"!"
    with pytest.raises(WeightsFailure, match=f"wanted {SHA256}; they were thrown away"):
        fetch(tmp_path)
    assert [each.name for each in (tmp_path / "cache" / "model").iterdir()] == []


@pytest.mark.parametrize(
    ("status", "advice"), [(401, "Set HF_TOKEN"), (403, "accept its terms"), (451, "browser")]
)
def test_refusals_say_what_to_do(hub: Hub, tmp_path: Path, status: int, advice: str) -> None:
    hub.statuses = [status]
    with pytest.raises(
        WeightsFailure, match=f"answered {status}.*{advice}.*put the file at .*cache/model/a.bin"
    ):
        fetch(tmp_path)


def test_a_file_that_is_not_there_names_the_address(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(WeightsFailure, match=f"Fetching {hub.url}/org/model/resolve/{COMMIT}/b.bin: .*404"):
        fetch(tmp_path, pins(tmp_path, name="b.bin"))


def test_an_unreachable_host_is_named(tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(WeightsFailure, match=r"127.0.0.1:9 can't be reached \(.*refused.*\)"):
        fetch(tmp_path)


def test_the_token_goes_to_the_named_host_and_not_where_it_redirects(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    fetch(tmp_path)
    assert [token for _, token in hub.tokens] == ["Bearer hf_secret", None]


def test_the_token_goes_to_no_source_but_the_hub(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    source = {"url": f"{hub.url}/acme/voice/resolve/main", "files": {"a.bin": {"sha256": None, "size": None}}}
    checkpoints = {"x": {"engine": "x", "files": {"a.bin": "elsewhere/a.bin"}}}
    file = tmp_path / "pins.json"
    file.write_text(json.dumps({"sources": {"elsewhere": source}, "checkpoints": checkpoints}))
    ensure_weights(read_pins(file).of("x"), tmp_path / "cache")
    assert hub.tokens and {token for _, token in hub.tokens} == {None}


def test_a_disk_without_room_is_found_before_fetching(hub: Hub, tmp_path: Path, monkeypatch) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr(ensure.shutil, "disk_usage", lambda _: Usage)
    with pytest.raises(WeightsFailure, match="needs 66 MB, and 0 MB are free"):
        fetch(tmp_path)
    assert hub.ranges == []


def test_a_disk_that_fills_up_says_so(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(download.os, "fsync", full)
    with pytest.raises(WeightsFailure, match=r"the disk is full. Free 3,072,000 bytes"):
        fetch(tmp_path)


def test_a_file_brought_by_hand_is_taken_and_a_wrong_one_refused(hub: Hub, tmp_path: Path) -> None:
    file = tmp_path / "cache" / "model" / "a.bin"
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    fetch(tmp_path)
    assert hub.ranges == []
    file.write_bytes(CONTENT[:-1])
    with pytest.raises(
        WeightsFailure, match=r"found 3,071,999 bytes, wanted 3,072,000 bytes.*bring the right file"
    ):
        fetch(tmp_path)
    file.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(WeightsFailure, match=r"found SHA-256 .*, wanted SHA-256 "):
        fetch(tmp_path)


def test_a_digest_is_remembered_until_size_or_time_change(hub: Hub, tmp_path: Path) -> None:
    path = fetch(tmp_path)["model"].path
    state = path.stat()
    path.write_bytes(CONTENT[:-1] + b"!")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    store = Store(tmp_path / "cache")
    (pin,) = read_pins(pins(tmp_path)).of("tone").files.values()
    assert store.find(pin) is not None, "the bytes aren't read again for the same size and time"
    with pytest.raises(WeightsFailure):
        store.find(pin, deep=True)
    with pytest.raises(WeightsFailure):
        store.find(pin)


def test_two_processes_fetch_once(hub: Hub, tmp_path: Path) -> None:
    here = threading.Barrier(2, timeout=30)
    first = iter([True])
    hub.before_body = lambda: next(first, None) and here.wait()
    command = [sys.executable, "-m", "audiobook_runner.weights", "fetch", "--engine=tone"]
    command += [f"--pins={pins(tmp_path)}", f"--weights={tmp_path / 'cache'}"]
    root = Path(__file__).parents[1]
    one = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    two = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    waiting = _first_that_waits(one, two)
    here.wait()
    outputs = [each.communicate(timeout=30) for each in (one, two)]
    assert waiting
    assert [one.returncode, two.returncode] == [0, 0], outputs
    assert hub.ranges == [None]
    assert all(SHA256 in out for out, _ in outputs)


def _first_that_waits(*processes: subprocess.Popen) -> bool:
    """Reads both processes' lines until one says that it waits for the other."""
    said = threading.Event()

    def read(process: subprocess.Popen) -> None:
        for line in process.stderr:
            if "waiting for another process" in line:
                said.set()

    for process in processes:
        threading.Thread(target=read, args=(process,), daemon=True).start()
    return said.wait(30)


def test_an_entry_without_a_digest_is_trusted_on_first_use_and_no_other_bytes_later(
    hub: Hub, tmp_path: Path
) -> None:
    file = pins(tmp_path, sha256=None, commit=None)
    path = fetch(tmp_path, file)["model"].path
    path.unlink()
    hub.files["a.bin"] = CONTENT[::-1]
    with pytest.raises(WeightsFailure, match=f"wanted {SHA256}"):
        fetch(tmp_path, file)
    path.write_bytes(CONTENT[::-1])
    with pytest.raises(WeightsFailure, match=f"wanted SHA-256 {SHA256}"):
        fetch(tmp_path, file)


def test_pin_writes_digest_size_and_commit_into_the_file(hub: Hub, tmp_path: Path, capsys) -> None:
    file = pins(tmp_path, sha256=None, commit=None)
    arguments = [f"--pins={file}", f"--weights={tmp_path / 'cache'}"]
    assert main(["pin", *arguments]) == 1
    assert "Fetch it first" in capsys.readouterr().err
    fetch(tmp_path, file)
    assert main(["pin", *arguments]) == 0
    source = json.loads(file.read_text())["sources"]["model"]
    assert source["commit"] == COMMIT
    assert source["files"]["a.bin"] == {"sha256": SHA256, "size": len(CONTENT)}
    assert main(["check", "--deep", "--engine=tone", *arguments]) == 0


def test_check_names_what_is_missing_and_where_it_belongs(tmp_path: Path, capsys) -> None:
    arguments = [f"--pins={pins(tmp_path)}", f"--weights={tmp_path / 'cache'}", "--engine=tone"]
    assert main(["check", *arguments]) == 1
    out = capsys.readouterr().out
    assert "missing  model/a.bin" in out
    assert f"to fetch: {len(CONTENT)} bytes" in out
    assert (
        f"put it at {tmp_path / 'cache' / 'model' / 'a.bin'}, from https://huggingface.co/org/model/resolve/"
        in out
    )


def test_a_cache_that_cannot_be_written_to_is_enough_when_all_files_are_there(
    hub: Hub, tmp_path: Path
) -> None:
    fetch(tmp_path)
    folder = tmp_path / "cache" / "model"
    (folder / ".verified.json").unlink()
    # A folder in the place of the temporary file: writing fails for root too.
    (folder / f".verified.json.{os.getpid()}").mkdir()
    assert fetch(tmp_path)["model"].sha256 == SHA256
    assert not (folder / ".verified.json").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda source: source["files"]["a.bin"].update(sha256="12"), "not 64 hex digits"),
        (lambda source: source["files"].update({"../b": {"sha256": None}}), "not a plain file name"),
        (lambda source: source["files"].clear(), "sources have no model/a.bin"),
        (lambda source: source.pop("repository"), "KeyError: 'repository'"),
    ],
)
def test_a_broken_pins_file_says_where(tmp_path: Path, change, message: str) -> None:
    file = pins(tmp_path)
    content = json.loads(file.read_text())
    change(content["sources"]["model"])
    file.write_text(json.dumps(content))
    with pytest.raises(WeightsFailure, match=message):
        read_pins(file)


def test_the_committed_file_pins_every_engine_with_digests() -> None:
    committed = read_pins()
    assert committed.of("chatterbox").name == "chatterbox-multilingual"
    assert committed.of("chatterbox", "chatterbox-multilingual-v3").name == "chatterbox-multilingual-v3"
    assert committed.of("kokoro").name == "kokoro"
    for checkpoint in committed.checkpoints.values():
        for pin in checkpoint.files.values():
            assert pin.sha256 and pin.size, pin
            assert pin.url.startswith("https://")


def test_check_takes_a_folder_of_ones_own_for_what_kokoro_loads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["check", "--engine=kokoro", f"--weights={tmp_path}"]
    assert main(arguments) == 1
    (tmp_path / "kokoro").mkdir()
    (tmp_path / "kokoro" / "model.onnx").write_bytes(b"own")
    assert main(arguments) == 0
    assert f"own weights: {tmp_path / 'kokoro'}" in capsys.readouterr().out
