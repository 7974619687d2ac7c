"""What the runner did, for Prometheus."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from audiobook_runner.engines.engine import SpeechOrder, Spoken

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """All metrics of one process; names follow Prometheus's conventions (base units, `_total`)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = self._counter("requests", "Answered requests", "route", "status")
        self.segments = self._counter("segments", "Segments that were spoken")
        self.characters = self._counter("characters", "Characters that were spoken")
        self.audio_seconds = self._counter("audio_seconds", "Seconds of audio that were spoken")
        self.truncated = self._counter("truncated", "Segments that end before their text does")
        self.generation_seconds = Histogram(
            "audiobook_runner_generation_seconds",
            "Seconds that a segment took on the worker",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.load_seconds = self._gauge("load_seconds", "Seconds that loading took")
        self._most_rows = self._gauge("rows_most", "Most segments that were spoken at the same time")
        self._most = 0

    def spoke(self, order: SpeechOrder, spoken: Spoken) -> None:
        """Counts a segment."""
        self.segments.inc()
        self.characters.inc(len(order.text))
        self.audio_seconds.inc(spoken.samples.size / spoken.sample_rate)
        self.generation_seconds.observe(spoken.generation_seconds)
        if spoken.truncated:
            self.truncated.inc()

    def had_rows(self, rows: int) -> None:
        """So many segments are spoken at the same time."""
        self._most = max(self._most, rows)
        self._most_rows.set(self._most)

    def watch(self, name: str, help_text: str, value: Callable[[], float]) -> None:
        """A gauge whose value is asked for whenever metrics are read."""
        self._gauge(name, help_text).set_function(value)

    def text(self) -> bytes:
        """All of it, in Prometheus's text format 0.0.4."""
        return generate_latest(self.registry)

    def _counter(self, name: str, help_text: str, *labels: str) -> Counter:
        return Counter(f"audiobook_runner_{name}", help_text, labels, registry=self.registry)

    def _gauge(self, name: str, help_text: str) -> Gauge:
        return Gauge(f"audiobook_runner_{name}", help_text, registry=self.registry)
