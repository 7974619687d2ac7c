"""Fetches one file over HTTP: to a temporary name, resumed when cut, and renamed when its digest is right."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path

from audiobook_runner.weights.failure import WeightsFailure
from audiobook_runner.weights.pins import PinnedFile

BLOCK = 1 << 20
TIMEOUT_SECONDS = 60
ATTEMPTS_WITHOUT_PROGRESS = 5
RETRIED = {408, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Downloaded:
    """What came. `commit` is the repository's, where the server named one."""

    sha256: str
    commit: str | None


@dataclass(frozen=True)
class _Cut(Exception):
    """The connection ended before the file did."""

    reason: str


class _Headers(urllib.request.HTTPRedirectHandler):
    """Keeps Hugging Face's own headers, which stand on the redirect and not on the answer behind it."""

    def __init__(self) -> None:
        self.commit: str | None = None
        self.etag: str | None = None

    def take(self, headers: HTTPMessage) -> None:
        self.commit = self.commit or headers.get("x-repo-commit")
        self.etag = self.etag or headers.get("x-linked-etag")

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # noqa: PLR0917 (urllib's)
        self.take(headers)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download(pin: PinnedFile, to: Path, progress: Callable[[int], None]) -> Downloaded:
    """Fetches `pin` to the path `to`, going on where an earlier attempt was cut.

    `progress` is told how many bytes are there. A cut connection is tried again, after 1, 2, 4 … seconds,
    until five attempts in a row brought nothing. Raises WeightsFailure, which says what to do.
    """
    part = to.with_name(f"{to.name}.{(pin.sha256 or 'first-use')[:12]}.part")
    headers = _Headers()
    failed = 0
    while True:
        before = part.stat().st_size if part.exists() else 0
        try:
            _receive(pin, part, headers, progress)
            break
        except _Cut as cut:
            grown = part.exists() and part.stat().st_size > before
            failed = 0 if grown else failed + 1
            if failed == ATTEMPTS_WITHOUT_PROGRESS:
                raise WeightsFailure(
                    _message(pin, to, cut.reason, "Check the network and start again")
                ) from cut
            time.sleep(2.0**failed / 2)
        except OSError as error:
            raise WeightsFailure(_disk(pin, to, error)) from error
    sha256 = _checked(pin, part, to, headers)
    part.replace(to)
    return Downloaded(sha256, headers.commit)


def _receive(pin: PinnedFile, part: Path, headers: _Headers, progress: Callable[[int], None]) -> None:
    have = part.stat().st_size if part.exists() else 0
    if pin.size is not None and have >= pin.size:
        return
    with _open(pin, part, have, headers) as answer:
        if answer.status != 206:
            have = 0
        with part.open("ab" if have else "wb") as file:
            for block in _blocks(answer):
                file.write(block)
                have += len(block)
                progress(have)
            file.flush()
            os.fsync(file.fileno())
    expected = pin.size
    if expected is not None and have < expected:
        raise _Cut(f"the connection was cut after {have:,} of {expected:,} bytes")


def _blocks(answer: HTTPResponse):
    while True:
        try:
            block = answer.read(BLOCK)
        except (HTTPException, OSError) as error:
            raise _Cut(f"the connection was cut ({error or type(error).__name__})") from error
        if not block:
            if answer.length:
                raise _Cut(f"the connection was cut with {answer.length:,} bytes missing")
            return
        yield block


def _open(pin: PinnedFile, part: Path, have: int, headers: _Headers) -> HTTPResponse:
    request = urllib.request.Request(pin.url, headers={"User-Agent": "audiobook-runner"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    token = os.environ.get("HF_TOKEN")
    if token and pin.is_on_hub:
        # Not kept on a redirect: the token is for the named host only.
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    try:
        answer = urllib.request.build_opener(headers).open(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        raise _status(pin, part, error) from error
    except (HTTPException, OSError) as error:
        raise _Cut(f"{_host(pin)} can't be reached ({getattr(error, 'reason', error)})") from error
    headers.take(answer.headers)
    return answer


def _status(pin: PinnedFile, part: Path, error: urllib.error.HTTPError) -> Exception:
    to = part.with_name(pin.name)
    if error.code == 416:
        part.unlink(missing_ok=True)
        return _Cut("the server has fewer bytes than are here already; beginning again")
    if error.code in RETRIED:
        return _Cut(f"{_host(pin)} answered {error.code} {error.reason}")
    found = f"the server answered {error.code} {error.reason}"
    if error.code in (401, 403):
        return WeightsFailure(
            _message(pin, to, found, "Set HF_TOKEN to a token that may read the repository, accept its terms")
        )
    if error.code == 404:
        return WeightsFailure(
            _message(pin, to, found, "Check HF_ENDPOINT, and repository, commit and file in weights.json")
        )
    return WeightsFailure(_message(pin, to, found, "Open the address in a browser to see why"))


def _checked(pin: PinnedFile, part: Path, to: Path, headers: _Headers) -> str:
    with part.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    linked = (headers.etag or "").strip('"')
    wanted = pin.sha256 or (linked if re.fullmatch(r"[0-9a-f]{64}", linked) else None)
    if wanted is not None and sha256 != wanted:
        size = part.stat().st_size
        part.unlink()
        raise WeightsFailure(
            _message(
                pin,
                to,
                f"{size:,} bytes came with SHA-256 {sha256}, wanted {wanted}; they were thrown away",
                "Start again; if it happens again, a proxy or mirror changes the file: try without it",
            )
        )
    return sha256


def _disk(pin: PinnedFile, to: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        size = f"{pin.size:,} bytes" if pin.size else "room"
        return _message(pin, to, "the disk is full", f"Free {size} there or name another folder of weights")
    advice = "Make the folder writable, or name another folder of weights"
    return _message(pin, to, f"it could not be written ({error.strerror or error})", advice)


def _message(pin: PinnedFile, to: Path, found: str, advice: str) -> str:
    digest = f" (its SHA-256 must be {pin.sha256})" if pin.sha256 else ""
    return (
        f"Fetching {pin.url}: {found}. {advice}; or download that address on another machine and put the "
        f"file at {to}{digest}."
    )


def _host(pin: PinnedFile) -> str:
    return urllib.request.urlparse(pin.url).netloc
