"""The page for Prometheus."""

from __future__ import annotations

import logging

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.web.monitor import health
from bot.web.monitor.metrics import ErrorCount, Metrics


def values(page: str) -> dict[str, float]:
    """Name and labels → value."""
    return {
        f"{one.name}{sorted(one.labels.items())}": one.value
        for family in text_string_to_metric_families(page)
        for one in family.samples
    }


async def test_what_was_counted_is_shown() -> None:
    shown = Metrics()
    shown.count("answers", outcome="answered")
    shown.count("answers", outcome="answered")
    shown.observe("stage", 0.02, stage="search")
    shown.gauge("queue", lambda: 3)
    async with (
        health.serving("127.0.0.1", 0, lambda: True, shown) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/metrics") as response,
    ):
        found = values(await response.text())
    assert found["pullquote_answers_total[('outcome', 'answered')]"] == 2
    assert found["pullquote_stage_seconds_count[('stage', 'search')]"] == 1
    assert found["pullquote_queue[]"] == 3


def test_a_gauge_that_can_t_be_read_is_left_out() -> None:
    shown = Metrics()
    shown.gauge("index_bytes", lambda: 1 / 0)
    shown.gauge("servers", lambda: 4)
    found = values(shown.text().decode())
    assert "pullquote_index_bytes[]" not in found
    assert found["pullquote_servers[]"] == 4


def test_errors_in_the_log_are_counted_by_part() -> None:
    shown, log = Metrics(), logging.getLogger("bot.test.counted")
    handler = ErrorCount(shown)
    log.addHandler(handler)
    try:
        log.error("failure %s", "0a1b2c3d")
        log.warning("no error")
    finally:
        log.removeHandler(handler)
    assert values(shown.text().decode())["pullquote_errors_total[('part', 'bot.test.counted')]"] == 1


def test_nothing_is_made_twice() -> None:
    """Two bots in one process, as tests have them, don't get in each other's way."""
    for _ in range(2):
        Metrics().count("answers", outcome="answered")
