"""A storage that failed is left alone for a while, and asked again by one alone."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Final

import pytest

from bot.core.model.errors import IndexAway
from bot.indexes.remote.breaker import Breaker
from tests.indexes.remote.storage import MemoryObjects

REST: Final = 0.2  # seconds


def broken(*, reading: bool) -> tuple[MemoryObjects, Breaker]:
    """It failed just now, and would answer again."""
    objects = MemoryObjects()
    breaker = Breaker(objects, REST)
    breaker.put("there", b"x", None)
    objects.away, objects.refuses = reading, True
    with suppress(IndexAway):
        breaker.get("there")
    with suppress(IndexAway):
        breaker.put("new", b"x", None)
    objects.away = objects.refuses = False
    return objects, breaker


def test_one_that_takes_nothing_is_read() -> None:
    objects, breaker = broken(reading=False)
    asked = objects.requests
    found = breaker.get("there")
    assert found is not None
    assert (found.data, breaker.fetch("there"), breaker.holds("there"), list(breaker.keys("th"))) == (
        b"x", memoryview(b"x"), True, ["there"]
    )  # fmt: skip
    assert objects.requests == asked + 4
    for write in (
        lambda: breaker.put("new", b"x", None),
        lambda: breaker.add("new", memoryview(b"x")),
        lambda: breaker.delete(["there"]),
        breaker.shred,
    ):
        with pytest.raises(IndexAway):
            write()
    assert objects.requests == asked + 4
    time.sleep(REST)
    assert breaker.put("new", b"x", None)


def test_one_that_can_t_be_read_is_left_alone() -> None:
    """Nor is anything written there."""
    objects, breaker = broken(reading=True)
    asked = objects.requests
    for each in (lambda: breaker.get("there"), lambda: breaker.put("new", b"x", None)):
        with pytest.raises(IndexAway):
            each()
    assert objects.requests == asked
    time.sleep(REST)
    assert breaker.get("there")
    assert breaker.put("new", b"x", None)


def test_only_one_looks_whether_it_is_back() -> None:
    """Who comes meanwhile is refused at once."""
    objects, breaker = broken(reading=True)
    time.sleep(REST)
    refused = []

    class Slow(MemoryObjects):
        def get(self, key: str, known: object = None) -> None:
            del key, known
            with pytest.raises(IndexAway):
                breaker.holds("there")
            refused.append(1)

    objects.get = Slow().get  # type: ignore[method-assign]
    breaker.get("there")
    assert refused == [1]
