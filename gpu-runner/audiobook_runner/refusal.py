"""Expected failures as values: what a client is told instead of what it asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RefusalCode = Literal[
    "bad_request",
    "unauthorized",
    "unknown_route",
    "unknown_model",
    "unknown_voice",
    "unknown_preset",
    "unknown_language",
    "unknown_parameter",
    "bad_parameter",
    "bad_sample",
    "too_long",
    "unspeakable",
    "queue_full",
    "not_ready",
    "no_cloning",
    "no_recognition",
    "failed",
]

STATUS: dict[RefusalCode, int] = {
    "bad_request": 400,
    "unauthorized": 401,
    "unknown_route": 404,
    "unknown_model": 404,
    "unknown_voice": 404,
    "unknown_preset": 400,
    "unknown_language": 400,
    "unknown_parameter": 400,
    "bad_parameter": 400,
    "bad_sample": 400,
    "too_long": 413,
    "unspeakable": 422,
    "queue_full": 429,
    "not_ready": 503,
    "no_cloning": 501,
    "no_recognition": 501,
    "failed": 500,
}


@dataclass(frozen=True)
class Refusal:
    """Why there is no speech.

    `message` says what was being done, what was found and what to do. `code` decides the HTTP status;
    `status` overrides it where one code has two (a method that a route does not have is 405).
    `retry_after` is in whole seconds. `unknown_voice` is a sample that is not there: the client uploads it
    and asks again; `unknown_preset` is a name that the engine has not.
    """

    code: RefusalCode
    message: str
    retry_after: int | None = None
    status_override: int | None = None

    @property
    def status(self) -> int:
        """The HTTP status that goes with it."""
        return self.status_override or STATUS[self.code]

    @property
    def body(self) -> dict[str, object]:
        """OpenAI's error shape."""
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        return {"error": {"message": self.message, "type": kind, "code": self.code}}
