"""Reads bodies of requests, up to a limit."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from audiobook_runner.refusal import Refusal

_DRAINED_TIMES = 4
"""A client that sends too much is heard to its end up to this many times the limit: one that is cut off
while it sends doesn't read the answer."""


PATIENCE_SECONDS = 60.0
"""How long a body may take: a client that is gone without a word must not keep the runner alive."""


def too_slow(what: str) -> Refusal:
    """A body that did not come to its end."""
    found = f"{what} was not whole after {PATIENCE_SECONDS:.0f} s"
    return Refusal("bad_request", f"{found}; send it anew", status_override=408)


async def read_body(request: Request, most_bytes: int, what: str) -> bytes | Refusal:
    """The whole body, or a refusal with 413 or 408; `what` is what it holds, for the message.

    Raises ClientDisconnect when the client is gone before its end.
    """
    pieces: list[bytes] = []
    length = 0
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for piece in request.stream():
                length += len(piece)
                if length <= most_bytes:
                    pieces.append(piece)
                elif length > most_bytes * _DRAINED_TIMES:
                    break
    except TimeoutError:
        return too_slow(what)
    if length > most_bytes:
        found = f"{what} has more than {most_bytes} bytes"
        return Refusal("too_long", f"{found}, which is all that it may have")
    return b"".join(pieces)


async def until_hang_up(request: Request) -> None:
    """Returns when the client is gone. The body must have been read."""
    try:
        while (await request.receive())["type"] != "http.disconnect":
            pass
    except ClientDisconnect:
        return
