"""What happens to every request, whichever route it takes: token, idle time, counting."""

from __future__ import annotations

import hmac

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audiobook_runner.idle import IdleWatch
from audiobook_runner.metrics import Metrics
from audiobook_runner.refusal import Refusal

_OPEN = "/health"


class Doorkeeper:
    """An ASGI application around another one."""

    def __init__(self, app: ASGIApp, token: str | None, idle: IdleWatch, metrics: Metrics) -> None:
        self._app = app
        self._token = None if token is None else f"Bearer {token}".encode()
        self._idle = idle
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 499
        """nginx's number for a client that has hung up before its answer."""

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            if not self._may_enter(scope):
                await _unauthorized(scope, receive, counted)
            elif scope["path"].startswith("/v1/"):
                with self._idle.call():
                    await self._app(scope, receive, counted)
            else:
                if scope["path"] == "/ready":
                    self._idle.asked_ready()
                await self._app(scope, receive, counted)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._metrics.requests.labels(route, str(status)).inc()

    def _may_enter(self, scope: Scope) -> bool:
        if self._token is None or scope["path"] == _OPEN:
            return True
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        # The scheme's name is case-insensitive (RFC 9110, 11.1).
        if given[:7].lower() == b"bearer ":
            given = b"Bearer " + given[7:]
        return hmac.compare_digest(given, self._token)


async def _unauthorized(scope: Scope, receive: Receive, send: Send) -> None:
    refusal = Refusal(
        "unauthorized",
        "the token is missing or wrong; send the runner's own as Authorization: Bearer <token>",
    )
    headers = {"www-authenticate": "Bearer", "connection": "close"}
    await JSONResponse(refusal.body, refusal.status, headers)(scope, receive, send)
