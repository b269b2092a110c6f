"""What /metrics shows, in Prometheus's format: numbers about the bot, none about whom or what it was asked."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

PREFIX: Final = "pullquote"
TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus's documentation, "Exposition formats"
Labels = tuple[tuple[str, str], ...]
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
HELP: Final = {
    "answers": "Questions answered or refused, by outcome: answered, or the refusal's reason.",
    "interactions": "What came from Discord, by kind.",
    "stage": "Seconds that a stage of an answer takes: wait (for a worker), search, send.",
    "feedback": "What readers said of quotes, by verdict: useful, or what was wrong.",
    "standing": "Standing questions, by what became of them: kept, told, withdrawn, expired, left, refused, unsure.",
    "standing_questions": "Standing questions that wait for an answer.",
    "refreshes": "Pages fetched again by schedule, by outcome: changed, unchanged, failed.",
    "queue": "Calls under way and waiting.",
    "claims": "What this process does for all that share the database, and its shards: one each.",
    "connected": "1 while every shard has a session with Discord.",
    "connection_losses": "How often a session with Discord was lost since the start.",
    "heartbeat_seconds": "Between the newest heartbeat and its acknowledgement, of the slowest shard.",
    "servers": "Discord servers that the bot is in.",
    "index_bytes": "Size of the index on the disk.",
    "vectors_missing": "Documents whose vectors aren't all made yet: they are found by words alone until then.",
    "open_files": "Files and connections that the process has open.",
    "open_files_limit": "How many it may have open.",
    "database_bytes": "Size of the database on the disk.",
    "disk_free_bytes": "Free on the disk of DATA_DIR.",
    "backup_age_seconds": "Since the newest scheduled backup; Inf where there is none.",
    "offsite_backup_age_seconds": "Since the newest backup at BACKUP_URL was made; Inf where there is none.",
    "errors": "Errors in the log, by the part of the program that logged them.",
    "task_failures": "How often a background task failed and was started again, by task.",
    "task_running": "1 while a background task is well, 0 while it waits to be started again, by task.",
}


class Metrics:
    """A meter (see `bot.core.model.ports.Meter`) that Prometheus can read."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters: dict[str, Counter] = {}
        self._histograms: dict[str, Histogram] = {}
        self._gauges = _Gauges()
        self._lock = threading.Lock()
        self.registry.register(self._gauges)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def count(self, name: str, **labels: str) -> None:
        with self._lock:
            counter = self._counters.get(name) or self._counters.setdefault(name, self._counter(name, labels))
        counter.labels(**labels).inc() if labels else counter.inc()

    def _counter(self, name: str, labels: dict[str, str]) -> Counter:
        return Counter(name, HELP.get(name, name), list(labels), namespace=PREFIX, registry=self.registry)

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        with self._lock:
            histogram = self._histograms.get(name) or self._histograms.setdefault(name, self._histogram(name, labels))
        (histogram.labels(**labels) if labels else histogram).observe(seconds)

    def _histogram(self, name: str, labels: dict[str, str]) -> Histogram:
        help_, given = HELP.get(name, name), list(labels)
        return Histogram(name, help_, given, namespace=PREFIX, unit="seconds", registry=self.registry, buckets=BUCKETS)

    def gauge(self, name: str, read: Callable[[], float], **labels: str) -> None:
        self._gauges.read.setdefault(name, {})[tuple(sorted(labels.items()))] = read

    def text(self) -> bytes:
        """The page. Reading some gauges looks at the disk: not for the event loop."""
        return generate_latest(self.registry)


class _Gauges(Collector):
    """Read when somebody looks; one that can't be read now is left out."""

    def __init__(self) -> None:
        self.read: dict[str, dict[Labels, Callable[[], float]]] = {}

    def collect(self) -> Iterator[Metric]:
        for name, each in list(self.read.items()):
            family = GaugeMetricFamily(
                f"{PREFIX}_{name}", HELP.get(name, name), labels=[key for key, _ in next(iter(each))]
            )
            for labels, read in list(each.items()):
                with suppress(Exception):  # a page of numbers without one is better than no page
                    family.add_metric([value for _, value in labels], float(read()))
            if family.samples:
                yield family


class ErrorCount(logging.Handler):
    """Counts what is logged as an error, so that a monitor sees what an operator would have to read."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.ERROR)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        self._metrics.count("errors", part=".".join(record.name.split(".")[:3]))
