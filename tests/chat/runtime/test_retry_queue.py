"""What has to be written is written, be it later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.chat.runtime import retry_queue
from bot.chat.runtime.retry_queue import Unwritten
from bot.chat.runtime.workers import Closing, Door, TooBusy
from bot.core.model import claims
from bot.core.model.claims import Claim
from bot.core.model.errors import StoreBusy, UnknownCase


@pytest_asyncio.fixture
async def kept() -> AsyncIterator[Unwritten]:
    door = Door()
    yield Unwritten(door)
    await door.shut(1)


class Pen:
    """Writes numbers; broken for as many times as it is told."""

    def __init__(self, broken: int, error: Exception | None = None) -> None:
        self.broken, self.error = broken, error or StoreBusy(seconds=5)
        self.written: list[int] = []

    def write(self, number: int) -> None:
        if self.broken:
            self.broken -= 1
            raise self.error
        self.written.append(number)


async def test_what_can_be_written_is_written_at_once(kept: Unwritten) -> None:
    pen = Pen(0)
    await kept.write(pen.write, 1)
    assert pen.written == [1]


@pytest.mark.parametrize("error", [StoreBusy(seconds=5), TooBusy(), Closing()])
async def test_what_cant_be_written_now_is_written_later_in_order(kept: Unwritten, error: Exception) -> None:
    pen = Pen(3, error)
    for number in range(3):
        await kept.write(pen.write, number)
    assert pen.written == []
    await kept.again()
    assert pen.written == [0, 1, 2]
    await kept.again()
    assert pen.written == [0, 1, 2]


async def test_a_mistake_of_ours_isnt_repeated(kept: Unwritten) -> None:
    """And what waits behind it is written."""
    pen = Pen(1, UnknownCase(name="x"))
    with pytest.raises(UnknownCase):
        await kept.write(pen.write, 1)
    await kept.write(pen.write, 2)
    assert pen.written == [2]


async def test_two_at_once_write_nothing_twice(kept: Unwritten) -> None:
    pen = Pen(1)
    await kept.write(pen.write, 0)
    await asyncio.gather(*(kept.write(pen.write, number) for number in range(1, 9)))
    assert sorted(pen.written) == list(range(9))


async def test_it_doesnt_grow_for_ever(kept: Unwritten, monkeypatch: pytest.MonkeyPatch) -> None:
    pen = Pen(10_000)
    for number in range(retry_queue.MOST + 5):
        await kept.write(pen.write, number)
    pen.broken = 0
    await kept.again()
    assert pen.written == list(range(5, retry_queue.MOST + 5))


async def test_what_is_written_later_is_written_under_the_claims_of_its_time(kept: Unwritten) -> None:
    """Else whoever has lost them meanwhile would write it all the same, once something else is written."""
    found: list[claims.Held | None] = []
    pen, held = Pen(1), frozenset({Claim("shard 0/1", "this", 1)})

    def write() -> None:
        pen.write(1)
        found.append(claims.current())

    with claims.under(held):
        await kept.write(write)
    await kept.again()
    assert found == [held]
