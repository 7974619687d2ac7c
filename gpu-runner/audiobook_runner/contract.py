"""What goes over the wire, in the shape of OpenAI's speech API, and its limits."""

from __future__ import annotations

import json
import math
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
)

from audiobook_runner.engines.engine import ParameterValue, SpeechOrder
from audiobook_runner.refusal import Refusal
from audiobook_runner.samples import PREFIX

LONGEST_INPUT = 4_000
"""Of one request, in UTF-16 code units, as JavaScript counts them."""
LONGEST_BODY = 100_000
"""Of a speech request, in bytes."""
INTERACTIVE = "x-interactive"
"""The header that is `true` where somebody listens for what is asked for."""
UNDETERMINED = "und"
"""The language where a request names none (ISO 639-2)."""


class SpeechCall(BaseModel):
    """Body of POST /v1/audio/speech. Other fields are parameters of the engine."""

    model_config = ConfigDict(extra="allow", frozen=True)

    model: Annotated[StrictStr, Field(min_length=1, max_length=200)]
    input: StrictStr
    voice: Annotated[StrictStr, Field(min_length=1, max_length=200)]
    response_format: Literal["wav", "pcm"] = "wav"
    stream: Literal[False] = False
    language: Annotated[StrictStr, Field(min_length=1, max_length=35)] = UNDETERMINED
    seed: Annotated[StrictInt, Field(ge=0, le=2**32 - 1)] = 0

    __pydantic_extra__: dict[
        str, StrictBool | StrictInt | StrictFloat | Annotated[StrictStr, Field(max_length=1_000)]
    ]

    @property
    def params(self) -> dict[str, ParameterValue]:
        """The engine's own parameters."""
        return dict(self.__pydantic_extra__)

    @property
    def sample(self) -> str | None:
        """The id of the sample that the voice is, None where it is a preset."""
        return self.voice if self.voice.startswith(PREFIX) else None

    def order(self, interactive: bool = False) -> SpeechOrder:
        """What the engine is asked for; the sample's file is not in it yet."""
        return SpeechOrder(self.input, self.language, self.voice, None, self.params, self.seed, interactive)


def read_call(body: bytes) -> SpeechCall | Refusal:
    """The call in a body, or what is wrong with it."""
    try:
        value = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Refusal("bad_request", f"the body is no JSON: {str(error)[:200]}")
    if not isinstance(value, dict):
        return Refusal("bad_request", "the body is no JSON object")
    try:
        call = SpeechCall.model_validate(value)
    except ValidationError as error:
        return Refusal("bad_request", _words_for(error))
    if any(_is_broken(text) for item in value.items() for text in item):
        return Refusal("bad_request", "a text has half a surrogate pair, which is no character")
    return _problem(call) or call


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text has."""
    return len(text) + sum(character > "\uffff" for character in text)


def to_header(text: str) -> str:
    """A text as a header's value, as JavaScript's `encodeURI` makes it."""
    return quote(text, safe=";,/?:@&=+$-_.!~*'()#")


def _problem(call: SpeechCall) -> Refusal | None:
    length = utf16_length(call.input)
    if length > LONGEST_INPUT:
        found = f'"input" has {length} characters; it may have {LONGEST_INPUT}'
        return Refusal("too_long", f"{found}: say it in several requests")
    if call.input.strip() == "":
        return Refusal("unspeakable", '"input" has nothing to say')
    for name, value in call.params.items():
        if len(name) > 100:
            return Refusal("unknown_parameter", f"there is no parameter {name[:100]!r}…")
        if isinstance(value, (int, float)) and not _is_finite(value):
            return Refusal("bad_parameter", f'"{name}" is beyond all numbers')
    return None


def _is_broken(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _words_for(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"][:1])
    return f'"{place[:100]}": {first["msg"]}'
