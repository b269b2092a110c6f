"""The end of the process waits for what people have begun."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat.runtime.actions import Actions
from bot.chat.runtime.workers import Closing


async def test_the_end_waits_for_what_was_begun() -> None:
    actions, told = Actions(), []

    async def action() -> None:
        actions.begin()
        await asyncio.sleep(0.05)
        told.append("answered")

    running = asyncio.create_task(action())
    await asyncio.sleep(0)
    await actions.shut(5)
    assert told == ["answered"]
    assert running.done()


async def test_it_waits_for_no_longer_than_it_says() -> None:
    actions = Actions()

    async def action() -> None:
        actions.begin()
        await asyncio.sleep(60)

    running = asyncio.create_task(action())
    await asyncio.sleep(0)
    await asyncio.wait_for(actions.shut(0.05), 1)
    assert not running.done()
    running.cancel()


async def test_who_comes_after_is_refused_and_the_end_waits_until_they_are_told() -> None:
    actions, told = Actions(), []

    async def action(late: bool) -> None:
        try:
            actions.begin()
            await asyncio.sleep(0.05)
        except Closing:
            await asyncio.sleep(0.1)
            told.append("refused")

    async def later() -> None:
        await asyncio.sleep(0.02)
        tasks.append(asyncio.create_task(action(True)))

    tasks = [asyncio.create_task(action(False)), asyncio.create_task(later())]
    await asyncio.sleep(0)
    await actions.shut(5)
    assert told == ["refused"]


async def test_what_is_to_be_done_whole_is_done_though_its_task_is_ended() -> None:
    """A direct message that is being sent when the process ends."""
    actions, told = Actions(), []

    async def send() -> None:
        await asyncio.sleep(0.05)
        told.append("sent")

    task = asyncio.create_task(actions.whole(send))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    await actions.shut(5)
    assert told == ["sent"]
    with pytest.raises(Closing):
        await actions.whole(send)
