"""The door between the event loop and the core."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.chat.runtime.workers import Closing, Door, TooBusy
from bot.core.model import time_limit


async def test_the_loop_goes_on_while_the_core_works() -> None:
    """Slow work in every thread delays nobody in the loop: it takes many turns while all of the work waits."""
    door, release = Door(), threading.Event()
    working = [asyncio.create_task(door(release.wait, 30)) for _ in range(8)]
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not any(each.done() for each in working)
    release.set()
    assert all(await asyncio.gather(*working))
    await door.shut(1)


async def test_reading_a_file_delays_no_question() -> None:
    """It has a thread of its own."""
    door = Door(workers=1)
    release = threading.Event()
    slow = asyncio.create_task(door.slowly(release.wait, 5))
    assert await asyncio.wait_for(door(lambda: "answered"), 1) == "answered"
    release.set()
    await slow
    await door.shut(1)


async def test_fetching_a_page_delays_no_other_intake() -> None:
    """Several wait for the web at a time, and what is short is done beside them."""
    door = Door(workers=1)
    release = threading.Event()
    slow = [asyncio.create_task(door.outside(release.wait, 5)) for _ in range(3)]
    assert await asyncio.wait_for(door.outside(lambda: "fetched"), 1) == "fetched"
    assert await asyncio.wait_for(door.slowly(lambda: "published"), 1) == "published"
    release.set()
    await asyncio.gather(*slow)
    await door.shut(1)


async def test_work_outside_is_as_patient_as_it_was_told() -> None:
    door = Door()
    with time_limit.allowing(300):
        assert await door.outside(time_limit.seconds) == 300
    assert await door.outside(time_limit.seconds) == time_limit.USUAL
    await door.shut(1)


async def test_what_fails_outside_fails_for_whoever_waits() -> None:
    door = Door()
    with pytest.raises(ZeroDivisionError):
        await door.outside(lambda: 1 // 0)
    await door.shut(1)
    with pytest.raises(Closing):
        await door.outside(lambda: 1)


def test_the_end_of_the_process_waits_for_no_page() -> None:
    """A thread that waits for the web is none that Python would wait for."""

    async def leave() -> None:
        door = Door()
        waiting = asyncio.create_task(door.outside(release.wait, 60))
        await asyncio.sleep(0.05)
        await door.shut(0.05)
        waiting.cancel()

    release = threading.Event()
    began = time.monotonic()
    asyncio.run(leave())
    assert time.monotonic() - began < 5
    left = [one for one in threading.enumerate() if one.name == "outside"]
    assert all(one.daemon for one in left)
    release.set()


async def test_the_queue_is_bounded() -> None:
    door = Door(workers=1, waiting=2)
    release = threading.Event()
    waiting = [asyncio.create_task(door(release.wait, 5)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await door(lambda: None)
    release.set()
    await asyncio.gather(*waiting)
    await door.shut(1)


def _slowly() -> str:
    time.sleep(0.2)
    return "done"


async def test_shutting_waits_for_those_inside_and_lets_nobody_in() -> None:
    door = Door()
    inside = asyncio.create_task(door(_slowly))
    await asyncio.sleep(0.05)
    await door.shut(5)
    assert inside.done()
    assert await inside == "done"
    with pytest.raises(Closing):
        await door(lambda: None)


async def test_shutting_gives_up_after_a_while() -> None:
    door = Door()
    inside = asyncio.create_task(door(time.sleep, 0.5))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await door.shut(0.1)
    assert time.monotonic() - began < 0.4
    await inside
