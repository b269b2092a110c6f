"""The test Discord for a bot in many servers, whose shards may be served by several processes."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.discord_server import payloads
from tests.discord_server.gateway import INVALID_SESSION, Gateway, Session
from tests.discord_server.payloads import Payload
from tests.discord_server.rest import Interaction
from tests.discord_server.server import TestDiscord, _command, _option


def channel_of(guild: int) -> int:
    """The number of a server's one channel."""
    return guild + 1


class ShardedGateway(Gateway):
    """A session is as old as its socket: none is resumed, so what a process has missed it has missed.

    identifies: when shards were let in, of time.monotonic. unheard: what reached nobody, by its number.
    """

    def __init__(self, url: str, heartbeat: float, guilds: Sequence[int]) -> None:
        super().__init__(url, heartbeat)
        self.guilds = guilds
        self.identifies: list[float] = []
        self.unheard: set[str] = set()
        self._shards: dict[web.WebSocketResponse, tuple[int, int, Session]] = {}

    async def _identify(self, socket: web.WebSocketResponse, wanted: Payload) -> None:
        self.identified += 1
        self.identifies.append(time.monotonic())
        shard, count = wanted["shard"]
        session = Session(payloads.snowflake())
        self._shards[socket] = shard, count, session
        own = [each for each in self.guilds if (each >> 22) % count == shard]
        where = {"session_id": session.id, "resume_gateway_url": self.url, "shard": wanted["shard"]}
        application = {"id": str(payloads.APPLICATION), "flags": 0}
        unready = [{"id": str(each), "unavailable": True} for each in own]
        about = {"v": 10, "user": payloads.ME, "guilds": unready, "application": application, **where}
        await self._send(socket, "READY", about)
        for each in own:
            await self._send(socket, "GUILD_CREATE", payloads.guild(each, channel_of(each)))
        self.ready.set()

    async def _resume(self, socket: web.WebSocketResponse, wanted: Payload) -> None:
        del wanted
        await socket.send_json({"op": INVALID_SESSION, "d": False})

    async def _send(self, socket: web.WebSocketResponse, event: str, data: Payload) -> None:
        session = self._shards[socket][2]
        session.sent.append({})  # nothing is sent again
        await socket.send_json({"op": 0, "t": event, "s": len(session.sent), "d": data})

    async def dispatch(self, event: str, data: Payload) -> None:
        """To every process that serves the shard of its server now."""
        number = int(data["guild_id"]) >> 22
        there = [
            socket
            for socket in list(self._sockets)
            if socket in self._shards and number % self._shards[socket][1] == self._shards[socket][0]
        ]
        heard = False
        for socket in there:
            try:
                await self._send(socket, event, data)
                heard = True
            except ConnectionError:  # it was killed
                continue
        if not heard:
            self.unheard.add(data["id"])


class ShardedDiscord(TestDiscord):
    """In so many servers."""

    gateway: ShardedGateway

    def __init__(self, port: int, heartbeat: float, guilds: Sequence[int]) -> None:
        super().__init__(port, heartbeat)
        self.gateway = ShardedGateway(f"ws://127.0.0.1:{port}/gateway/", heartbeat, guilds)

    async def command(self, guild: int, *path: str, by: int, **options: Any) -> Interaction:
        """A slash command in that server."""
        data = _command(path, [_option(name, value) for name, value in options.items()])
        place = {**payloads.channel(channel_of(guild), server=guild), "permissions": payloads.EVERYTHING}
        where = {
            "guild_id": str(guild),
            "guild": {"id": str(guild), "locale": "en-US", "features": []},
            "channel_id": place["id"],
            "channel": place,
            "authorizing_integration_owners": {"0": str(guild)},
        }
        return await self._interact(2, data, by, **where)

    async def mention_in(self, guild: int, content: str, by: int) -> Payload:
        """A message there that names the bot."""
        message = payloads.mention(content, by, "ann", channel_of(guild))
        return await self._said({**message, "guild_id": str(guild)})


@asynccontextmanager
async def running(guilds: Sequence[int], heartbeat: float = 5.0) -> AsyncIterator[ShardedDiscord]:
    """On any free port, until the block ends."""
    discord = ShardedDiscord(0, heartbeat, guilds)
    await discord.up()
    try:
        yield discord
    finally:
        await discord.down()
