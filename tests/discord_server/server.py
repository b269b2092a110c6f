"""A small Discord on 127.0.0.1: gateway and REST on one port, driven by tests as people would drive the real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.discord_server import payloads
from tests.discord_server.faults import Faults, Handler, as_json
from tests.discord_server.gateway import Gateway
from tests.discord_server.payloads import ASKER, CHANNEL, Payload
from tests.discord_server.rest import Interaction, Limited, Refusal, Rest

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAwMQ.GcanaRy.tHe-tOkEn-tHaT-nO-lOg-mAy-hOlD"


class TestDiscord:
    """`up` and `down` are the whole of Discord coming and going; `faults` are its bad moments."""

    __test__ = False

    def __init__(self, port: int, heartbeat: float) -> None:
        self.port = port
        self.faults = Faults()
        self.rest = Rest(TOKEN)
        self.gateway = Gateway(f"ws://127.0.0.1:{port}/gateway/", heartbeat)
        self.powers = payloads.EVERYTHING  # what the bot may do, as interactions say it
        self.requests: list[str] = []  # "METHOD /path" of every request
        self._runner: web.AppRunner | None = None

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    async def up(self) -> None:
        app = web.Application(middlewares=[self._middleware], client_max_size=30_000_000)
        app.add_routes(self.rest.routes())
        app.add_routes([web.get("/api/v10/gateway/bot", self._where), web.get("/gateway/", self.gateway.serve)])
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = f"ws://127.0.0.1:{self.port}/gateway/"

    async def down(self) -> None:
        await self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    def revoke(self) -> None:
        """The token is no longer valid, anywhere."""
        self.rest.revoked = self.gateway.revoked = True

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        try:
            self.rest.check(request)
            return await self.faults.meet(request, handler)
        except Limited as limited:
            return limited.answer
        except Refusal as refusal:
            return as_json({"message": "refused", "code": refusal.code}, status=refusal.status)

    async def _where(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1}
        return as_json({"url": self.gateway.url, "shards": 1, "session_start_limit": limit})

    # --- what people do

    async def slash(self, *path: str, by: int = ASKER, resolved: Payload | None = None, **options: Any) -> Interaction:
        """A command, "documents", "add", "file" being one of a group's group."""
        data = _command(path, [_option(name, value) for name, value in options.items()])
        named = {part: {options[name]: made(int(options[name]))} for name, part, made in NAMED if name in options}
        if resolved or named:
            data["resolved"] = {**named, **(resolved or {})}
        return await self._interact(2, data, by)

    async def menu(self, name: str, message: Payload, by: int = ASKER) -> Interaction:
        """A command of a message's own menu."""
        about = {"id": payloads.snowflake(), "name": name, "type": 3, "target_id": message["id"]}
        return await self._interact(2, {**about, "resolved": {"messages": {message["id"]: message}}}, by)

    async def complete(self, *path: str, option: str, typed: str, by: int = ASKER) -> Interaction:
        """Autocomplete, while that is typed."""
        return await self._interact(4, _command(path, [{**_option(option, typed), "focused": True}]), by)

    async def press(self, card: Payload, custom_id: str, by: int = ASKER) -> Interaction:
        """A button under a message of the bot's, or a choice of its menu."""
        data: Payload = {"component_type": 2, "custom_id": custom_id}
        if custom_id in payloads.choices(card.get("components")):
            data = {"component_type": 3, "custom_id": "pq:more", "values": [custom_id]}
        return await self._interact(3, data, by, message=_held(card), **_where(card))

    async def choose(self, card: Payload, custom_id: str, values: list[str], by: int = ASKER) -> Interaction:
        """Some of what a menu offers."""
        data: Payload = {"component_type": 3, "custom_id": custom_id, "values": values}
        return await self._interact(3, data, by, message=_held(card))

    def upload(self, name: str, data: bytes) -> tuple[str, Payload]:
        """A file on its way: its number, and what comes with the command or form that names it."""
        number = payloads.snowflake()
        self.rest.attachments[name] = data
        url = f"http://127.0.0.1:{self.port}/attachments/{name}"
        about = {"id": number, "filename": name, "size": len(data), "url": url, "proxy_url": url}
        return number, {"attachments": {number: about}}

    async def fill_in(
        self,
        form: Payload,
        filled: dict[str, str | list[str]],
        by: int = ASKER,
        card: Payload | None = None,
        resolved: Payload | None = None,
    ) -> Interaction:
        """A form comes back, with these of its fields filled in or chosen; the card that it was opened from."""
        fields = [
            {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
            if isinstance(value, str)
            else {"type": 18, "component": {"type": 3, "custom_id": name, "values": value}}
            for name, value in filled.items()
        ]
        data: Payload = {"custom_id": form["custom_id"], "components": fields, "resolved": resolved or {}}
        return await self._interact(5, data, by, **({"message": _held(card)} if card else {}))

    async def add_file(self, name: str, data: bytes, by: int = ASKER, **options: Any) -> Interaction:
        """/documents add file, then Publish on its preview: what became of that, or of the command where refused."""
        number, file = self.upload(name, data)
        read = await self.slash("documents", "add", "file", by=by, resolved=file, file=number, **options)
        (card,) = (await read.through()).messages
        publish = [each for each in payloads.custom_ids(card["components"]) if ":publish:" in each]
        return await self.press(card, publish[0], by) if publish else read

    async def _interact(self, kind: int, data: Payload, by: int, **more: Any) -> Interaction:
        known = {"member": self.rest.members[by]} if by in self.rest.members else {}
        about = {"app_permissions": self.powers, **known, **more}
        payload = payloads.interaction(kind, data, by, f"person-{by % 1000}", **about)
        made = self.rest.interactions[payload["token"]] = Interaction(payload)
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        return made

    async def mention(self, content: str, by: int = ASKER, place: int = CHANNEL) -> Payload:
        """A message that names the bot; the same again can be sent with `gateway.dispatch`."""
        return await self._said(payloads.mention(content, by, "ann", place))

    async def say(self, content: str, by: int = ASKER, place: int = CHANNEL) -> Payload:
        """A message to nobody in particular."""
        return await self._said(payloads.said(content, by, "ann", place))

    async def _said(self, message: Payload) -> Payload:
        self.rest.said[message["id"]] = message
        await self.gateway.dispatch("MESSAGE_CREATE", message)
        return message

    async def replies(self, count: int, seconds: float = 20.0) -> list[Payload]:
        """Wait until so many messages were posted in channels. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while len(self.rest.posted) < count:
                self.rest.heard.clear()
                await self.rest.heard.wait()
        return self.rest.posted


def _held(card: Payload) -> Payload:
    """A message of the bot's, as it comes along with what is pressed on it."""
    held = payloads.message("", payloads.ME, components=card.get("components", []), flags=card.get("flags", 0))
    reference = {"message_reference": card["message_reference"]} if "message_reference" in card else {}
    return {**held, "id": card["id"], **reference}


def _where(card: Payload) -> Payload:
    """The channel in which something is pressed, where that isn't the usual one."""
    place = int(card.get("channel_id", CHANNEL))
    if place == CHANNEL:
        return {}
    return {"channel_id": str(place), "channel": {**payloads.channel(place), "permissions": payloads.EVERYTHING}}


def _command(path: tuple[str, ...], given: list[Payload]) -> Payload:
    for depth, name in reversed(list(enumerate(path[1:], 1))):
        given = [{"name": name, "type": 1 if depth == len(path) - 1 else 2, "options": given}]
    return {"id": payloads.snowflake(), "name": path[0], "type": 1, "options": given}


NAMED = (("channel", "channels", payloads.channel), ("role", "roles", payloads.role))  # options that are numbers


def _option(name: str, value: Any) -> Payload:
    kind = {"file": 11, "channel": 7, "role": 8}.get(name, 5 if isinstance(value, bool) else 3)
    return {"name": name, "type": kind, "value": value}


@asynccontextmanager
async def running(heartbeat: float = 1.0) -> AsyncIterator[TestDiscord]:
    """On any free port, until the block ends."""
    discord = TestDiscord(0, heartbeat)
    await discord.up()
    try:
        yield discord
    finally:
        await discord.down()
