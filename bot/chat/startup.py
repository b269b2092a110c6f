"""`serve`: from a token to a running bot, and its clean end."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

import discord
from discord.backoff import ExponentialBackoff

from bot.chat.delivery import sending
from bot.chat.runtime.program import Program
from bot.core.model.errors import CasebookError

log = logging.getLogger(__name__)
Beside = Callable[[Callable[[], bool]], AbstractAsyncContextManager[Any]]  # given `is_ready`: what runs beside the bot

LONGEST_PAUSE = 6.0  # seconds between two attempts to connect; discord.py's own goes up to 1,024, and 5 come on top
NOT_READY = 600.0  # seconds without Discord, after which the process ends, to be started afresh
CHECK = 15.0  # seconds between two looks at that
LAST_ANSWERS = 7.0  # seconds that running answers get after SIGTERM; containers are killed after 10
REVOKED = 4004  # the gateway's close code; Discord's documentation, "Gateway Close Event Codes"
LAST_WORK = 0.5  # seconds more for what runs in a worker thread for nobody
TURN = 0.001  # seconds; see `prepare`. Python's own 0.005 takes the answers of 30 askers half as long again


class NoToken(CasebookError):
    template = "There is no Discord token. Set DISCORD_TOKEN to the bot's token from Discord's developer portal."


class WrongToken(CasebookError):
    template = "Discord doesn't accept the token in DISCORD_TOKEN. Copy it again from Discord's developer portal."


class NotConnected(CasebookError):
    template = "Discord can't be reached: {why}. Check the network, and https://discordstatus.com."


class WrongPortalSettings(CasebookError):
    template = "Discord refuses the connection: {why}. Check the bot's settings in Discord's developer portal."


class Pause(ExponentialBackoff[bool]):
    """discord.py's pause between attempts, capped."""

    def delay(self) -> float:
        return min(super().delay(), LONGEST_PAUSE)


def prepare(level: str) -> None:
    """Set discord.py's logging and its longest pause between attempts to connect, and how threads take turns.

    SQLite gives the interpreter's lock back at every row, and a socket at every read; each then waits for as long as a
    turn of a thread that computes.
    """
    _keep_quiet(level)
    sys.setswitchinterval(TURN)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # voice is not used, so nothing is missing
    for module in (discord.client, discord.shard):  # no other way in: the class is named in the code that uses it
        setattr(module, "ExponentialBackoff", Pause)  # noqa: B010


def _keep_quiet(level: str) -> None:
    """discord.py logs whole events, and so questions, at DEBUG: never below WARNING, whatever LOG_LEVEL says."""
    logging.getLogger("discord").setLevel(max(logging.WARNING, logging.getLevelName(level)))
    logging.getLogger("discord.app_commands.tree").addFilter(_in_a_line)


def _in_a_line(record: logging.LogRecord) -> bool:
    """A suggestion that came too late, or that Discord didn't take, is no fault: a line of it is enough."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, (discord.DiscordException, *sending.PASSING)):
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return True


async def serve(make: Callable[[], Program], token: str, beside: Beside) -> None:
    """Connect and stay until SIGTERM or SIGINT. Raises WrongToken, NotConnected, WrongPortalSettings."""
    client = make()  # inside the loop that it will live in
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with beside(lambda: client.connected):
        await _until(stop, client, token)


async def _until(stop: asyncio.Event, client: Program, token: str) -> None:
    connected = asyncio.create_task(client.start(token), name="discord")
    others = [asyncio.create_task(stop.wait(), name="signal"), asyncio.create_task(watch(client), name="watchdog")]
    try:
        done, _ = await asyncio.wait([connected, *others], return_when=asyncio.FIRST_COMPLETED)
        await _end(client)
        for task in done:
            _raise(task.exception())
    finally:
        for task in (connected, *others):
            task.cancel()
        await asyncio.gather(connected, *others, return_exceptions=True)


async def _end(client: Program) -> None:
    """What people have begun is finished and sent; then the connection is closed."""
    await client.actions.shut(LAST_ANSWERS)
    await client.rest()
    await client.door.shut(LAST_WORK)
    await client.close()


def _raise(error: BaseException | None) -> None:
    """discord.py's reasons for not starting, as sentences; the token is in none of them."""
    if error is None:
        return
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if isinstance(error, discord.LoginFailure) or code == REVOKED:
        raise WrongToken from None
    if isinstance(error, discord.PrivilegedIntentsRequired):
        raise WrongPortalSettings(why="it misses an intent") from None
    if isinstance(error, discord.ConnectionClosed):
        raise WrongPortalSettings(why=f"close code {code}") from None
    if isinstance(error, discord.HTTPException | discord.GatewayNotFound | OSError):
        raise NotConnected(why=type(error).__name__) from error
    raise error


async def watch(client: Program, patience: float = NOT_READY, check: float = CHECK) -> None:
    """Ends with NotConnected after `patience` seconds without Discord: a reconnect can loop for ever without it."""
    missing = 0.0
    while missing < patience:
        await asyncio.sleep(check)
        missing = 0.0 if client.connected else missing + check
    log.error("not connected for %d seconds", patience)
    raise NotConnected(why=f"there has been no connection for {patience / 60:.0f} minutes")
