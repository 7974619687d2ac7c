"""Why there are no weights to load."""

from audiobook_runner.engines.engine import CannotLoad


class WeightsFailure(CannotLoad):
    """An expected failure; its message says what was being done, what was found and what to do."""
