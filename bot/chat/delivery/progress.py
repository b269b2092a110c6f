"""How far long work is, in the private message that waits for its end: edited now and then, where there is news.

Discord takes five edits of such a message in two seconds (its rate limits say so with each answer); here it is one in
two seconds. Work that is done before that shows nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import discord

from bot.chat.cards import layout
from bot.chat.delivery import outgoing, sending

EVERY = 2.0  # seconds between two edits
pause = asyncio.sleep  # a name of its own, so that a test's clock can be another


@dataclass
class Tally:
    """How much is done: set in a worker thread, read in the loop."""

    done: int = 0
    total: int = 0

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@dataclass
class Shown:
    """told: the newest line that was shown, "" while there was none."""

    told: str = ""


@asynccontextmanager
async def shown(interaction: discord.Interaction[Any], line: Callable[[], str]) -> AsyncIterator[Shown]:
    """While the block runs, what `line` says stands in the place of "thinking…"."""
    state = Shown()
    following = asyncio.create_task(_follow(interaction, line, state), name="progress")
    try:
        yield state
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _follow(interaction: discord.Interaction[Any], line: Callable[[], str], state: Shown) -> None:
    """That an edit fails changes nothing: the next one may do better."""
    while True:
        await pause(EVERY)
        now = line()
        if now != state.told:
            with suppress(discord.DiscordException, *sending.PASSING):
                await outgoing.turn(interaction, layout.note(now))
                state.told = now
