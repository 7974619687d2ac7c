"""Reads an engine's options: every one is known, and has the right kind of value."""

from __future__ import annotations

from collections.abc import Mapping


class OptionReader:
    """Takes options by name; `finish` refuses those that nothing took. All methods raise ValueError."""

    def __init__(self, options: Mapping[str, object]) -> None:
        self._options = dict(options)
        self._known: list[str] = []

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """A number of a range."""
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
            raise ValueError(f'"{name}" is {value!r}; it may be a number from {least} to {most}')
        return value

    def integer(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number of a range."""
        value = self.number(name, default, least, most)
        if value != int(value):
            raise ValueError(f'"{name}" is {value!r}; it may be a whole number')
        return int(value)

    def text(self, name: str, default: str) -> str:
        """A text that is not empty."""
        value = self._take(name, default)
        if not isinstance(value, str) or value == "":
            raise ValueError(f'"{name}" is {value!r}; it may be a text')
        return value

    def finish(self) -> None:
        """Refuses options that there aren't."""
        if self._options:
            unknown = next(iter(self._options))
            names = ", ".join(self._known) or "none"
            raise ValueError(f'there is no option "{unknown}"; there is {names}')

    def _take(self, name: str, default: object) -> object:
        self._known.append(name)
        return self._options.pop(name, default)
