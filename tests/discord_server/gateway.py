"""The gateway half of the test Discord: one websocket a shard, sessions that can be resumed, heartbeats watched."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp
from aiohttp import web

from tests.discord_server import payloads
from tests.discord_server.payloads import Payload

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11


@dataclass
class Session:
    """What was sent in one session, to be sent again after a RESUME."""

    id: str
    sent: list[Payload] = field(default_factory=list)


class Gateway:
    """heartbeat: seconds between two. resume: what becomes of a RESUME; "loop" asks to try again for ever.

    shut: new connections are refused. silent: nothing is answered, not even heartbeats. revoked: the token is wrong.
    """

    def __init__(self, url: str, heartbeat: float = 1.0) -> None:
        self.url, self.heartbeat = url, heartbeat
        self.resume: Literal["yes", "no", "loop"] = "yes"
        self.shut = self.silent = self.revoked = False
        self.identified = self.resumed = 0
        self.beats: list[float] = []  # when heartbeats came, of time.monotonic
        self.ready = asyncio.Event()
        self.guild = payloads.guild()
        self._session = Session("none")
        self._sockets: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self.shut:
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}})
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT and not self.silent:
                    await self._take(socket, json.loads(message.data))
        except (ConnectionError, RuntimeError):  # dropped while something was being sent
            pass
        finally:
            self._sockets.discard(socket)
        return socket

    async def _take(self, socket: web.WebSocketResponse, payload: Payload) -> None:
        match payload["op"]:
            case 1:
                self.beats.append(time.monotonic())
                await socket.send_json({"op": HEARTBEAT_ACK})
            case 2:
                await self._identify(socket, payload["d"])
            case 6:
                await self._resume(socket, payload["d"])

    async def _identify(self, socket: web.WebSocketResponse, wanted: Payload) -> None:
        del wanted
        if self.revoked:
            await socket.close(code=4004, message=b"Authentication failed.")
            return
        self.identified += 1
        self._session = Session(payloads.snowflake())
        where = {"session_id": self._session.id, "resume_gateway_url": self.url}
        unready = [{"id": self.guild["id"], "unavailable": True}]
        application = {"id": str(payloads.APPLICATION), "flags": 0}
        about = {"v": 10, "user": payloads.ME, "guilds": unready, "application": application, "shard": [0, 1], **where}
        await self._send(socket, "READY", about)
        await self._send(socket, "GUILD_CREATE", self.guild)
        self.ready.set()

    async def _resume(self, socket: web.WebSocketResponse, wanted: Payload) -> None:
        if self.resume != "yes" or wanted["session_id"] != self._session.id:
            await socket.send_json({"op": INVALID_SESSION, "d": self.resume == "loop"})
            return
        self.resumed += 1
        for payload in [each for each in self._session.sent if each["s"] > wanted["seq"]]:
            await socket.send_json(payload)
        await self._send(socket, "RESUMED", {})
        self.ready.set()

    async def _send(self, socket: web.WebSocketResponse, event: str, data: Payload) -> None:
        payload = {"op": DISPATCH, "t": event, "s": len(self._session.sent) + 1, "d": data}
        self._session.sent.append(payload)
        await socket.send_json(payload)

    async def dispatch(self, event: str, data: Payload) -> None:
        """Send an event; where nobody is connected, it waits for a RESUME."""
        open_ones = [each for each in self._sockets if not each.closed]
        if open_ones:
            await self._send(open_ones[-1], event, data)
        else:
            self._session.sent.append({"op": DISPATCH, "t": event, "s": len(self._session.sent) + 1, "d": data})

    async def say(self, op: int, data: Any = None) -> None:
        for socket in list(self._sockets):
            with contextlib.suppress(ConnectionError):
                await socket.send_json({"op": op, "d": data})

    async def drop(self, code: int | None = None) -> None:
        """Close every connection: with that code, or, with none, as a cut cable would."""
        self.ready.clear()
        dropped, self._sockets = self._sockets, set()
        for socket in dropped:
            if code is not None:
                await socket.close(code=code)
            elif socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()
