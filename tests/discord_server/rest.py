"""The REST half of the test Discord: what a bot of slash commands and mentions calls, with Discord's own rules.

An interaction must be answered within 3 s, once; the first follow-up after a deferral takes the place of "thinking…";
a message sent twice with the same nonce is made once. See Discord's documentation, "Interactions" and "Message".
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.discord_server import payloads
from tests.discord_server.faults import as_json
from tests.discord_server.payloads import Payload

EPHEMERAL = 1 << 6
FIRST_RESPONSE = 3.0  # seconds
MESSAGE, DEFERRED, DEFERRED_UPDATE = 4, 5, 6
FORM = 9  # of a response's types: a form is opened


class Refusal(Exception):
    """An error with Discord's own number."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


class Limited(Exception):
    """A limit was reached; with what is answered."""

    def __init__(self, answer: web.Response) -> None:
        super().__init__("limited")
        self.answer = answer


@dataclass
class Interaction:
    """What became of one: when it was first answered, and every message that the person was shown because of it."""

    payload: Payload
    sent_at: float = field(default_factory=time.monotonic)
    first_after: float | None = None  # seconds to the first response
    kind: int = 0  # of the first response
    thinking: bool = False
    choices: list[Payload] = field(default_factory=list)
    form: Payload = field(default_factory=dict)  # that was opened
    messages: list[Payload] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        return "\n".join(payloads.texts(each.get("components")) or each.get("content", "") for each in self.messages)

    @property
    def done(self) -> bool:
        """Answered, and nothing left "thinking…"; where the card itself is to change, changed."""
        return self.kind != 0 and not self.thinking and bool(self.messages or self.kind != DEFERRED_UPDATE)

    async def answered(self, seconds: float = 20.0) -> Interaction:
        """Wait until it is. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not self.done:
                self.changed.clear()
                await self.changed.wait()
        return self

    async def through(self, seconds: float = 60.0) -> Interaction:
        """Wait until it no longer says how far it is. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not self.done or self.text.startswith("Reading "):
                self.changed.clear()
                await self.changed.wait()
        return self


class Rest:
    """bucket: requests a channel gets in 5 s before its limit is reached; 0 for none. token: the right one."""

    def __init__(self, token: str) -> None:
        self.token, self.bucket = token, 0
        self.revoked = False
        self.registered: list[Payload] = []
        self.registrations = 0
        self.interactions: dict[str, Interaction] = {}
        self.posted: list[Payload] = []  # messages in channels
        self.said: dict[str, Payload] = {}  # by people, by their numbers
        self.members: dict[int, Payload] = {}  # those who aren't allowed everything, by their numbers
        self.deleted: set[str] = set()  # messages that can't be replied to any more
        self.attachments: dict[str, bytes] = {}
        self.limited = 0  # how often a limit was reached
        self.again = 0  # messages that were known by their nonce
        self.heard = asyncio.Event()  # something was posted, changed or deleted
        self._window: list[float] = []

    def routes(self) -> list[web.RouteDef]:
        api, hook = "/api/v10", "/api/v10/webhooks/{app}/{token}"
        return [
            web.get(f"{api}/users/@me", self._me),
            web.get(f"{api}/users/{{user}}", self._user),
            web.get(f"{api}/oauth2/applications/@me", self._application),
            web.get(f"{api}/applications/@me", self._application),
            web.put(f"{api}/applications/{{app}}/commands", self._register),
            web.get(f"{api}/applications/{{app}}/commands", self._commands),
            web.post(f"{api}/interactions/{{id}}/{{token}}/callback", self._callback),
            web.post(hook, self._follow_up),
            web.get(f"{hook}/messages/@original", self._original),
            web.patch(f"{hook}/messages/{{message}}", self._edit),
            web.post(f"{api}/channels/{{channel}}/messages", self._post),
            web.get(f"{api}/channels/{{channel}}/messages/{{message}}", self._message),
            web.patch(f"{api}/channels/{{channel}}/messages/{{message}}", self._change),
            web.delete(f"{api}/channels/{{channel}}/messages/{{message}}", self._delete),
            web.post(f"{api}/channels/{{channel}}/typing", self._typing),
            web.get(f"{api}/guilds/{{guild}}/members/{{user}}", self._member),
            web.post(f"{api}/users/@me/channels", self._direct),
            web.get("/attachments/{name}", self._attachment),
        ]

    def check(self, request: web.Request) -> None:
        """Raises Refusal for a wrong token; interactions bring their own."""
        open_to_all = any(part in request.path for part in ("/interactions/", "/webhooks/", "/attachments/"))
        right = request.headers.get("Authorization") == f"Bot {self.token}" and not self.revoked
        if not open_to_all and request.path.startswith("/api/") and not right:
            raise Refusal(401, 0)

    async def _me(self, _: web.Request) -> web.Response:
        return as_json(payloads.ME)

    async def _user(self, request: web.Request) -> web.Response:
        number = int(request.match_info["user"])
        return as_json(payloads.user(number, f"person-{number % 1000}"))

    async def _application(self, _: web.Request) -> web.Response:
        about = {"id": str(payloads.APPLICATION), "name": "Pullquote", "description": "", "icon": None, "flags": 0}
        owner = payloads.user(payloads.OWNER, "owner")
        more = {"verify_key": "", "bot_public": False, "bot_require_code_grant": False, "team": None}
        return as_json({**about, **more, "owner": owner, "rpc_origins": [], "summary": ""})

    async def _commands(self, _: web.Request) -> web.Response:
        return as_json(self.registered)

    async def _register(self, request: web.Request) -> web.Response:
        self.registrations += 1
        fixed = {"application_id": str(payloads.APPLICATION), "version": "1", "default_member_permissions": None}
        blank = {"description": "", "type": 1, "options": [], "nsfw": False, "contexts": [0], "integration_types": [0]}
        given = await request.json()
        self.registered = [{**blank, **each, **fixed, "id": payloads.snowflake()} for each in given]
        return as_json(self.registered)

    # --- interactions

    def _found(self, request: web.Request) -> Interaction:
        found = self.interactions.get(request.match_info["token"])
        if found is None:
            raise Refusal(404, 10015)
        return found

    async def _callback(self, request: web.Request) -> web.Response:
        body, files = await _body(request)
        found = self.interactions.get(request.match_info["token"])
        late = found is None or time.monotonic() - found.sent_at > FIRST_RESPONSE
        if found is None or late:
            raise Refusal(404, 10062)
        if found.kind:
            raise Refusal(400, 40060)
        found.kind, found.first_after = body["type"], time.monotonic() - found.sent_at
        found.thinking = body["type"] == DEFERRED
        data = body.get("data") or {}
        found.choices = data.get("choices", [])
        found.form = data if body["type"] == FORM else {}
        if body["type"] == MESSAGE:
            found.messages.append({**data, "id": payloads.snowflake(), "files": files})
        elif body["type"] == DEFERRED:
            found.messages.append({"id": payloads.snowflake(), "flags": data.get("flags", 0), "loading": True})
        found.changed.set()
        about = {"id": found.payload["id"], "type": found.payload["type"], "response_message_loading": found.thinking}
        if found.messages:
            about["response_message_id"] = found.messages[0]["id"]
        return as_json({"interaction": about})

    async def _follow_up(self, request: web.Request) -> web.Response:
        found, (body, files) = self._found(request), await _body(request)
        if not found.kind:
            raise Refusal(404, 10015)
        if found.thinking:
            return self._fill(found, found.messages[0], body, files)
        made = {**body, "id": payloads.snowflake(), "files": files}
        found.messages.append(made)
        found.changed.set()
        return as_json(_as_sent(made))

    def _fill(self, found: Interaction, held: Payload, body: Payload, files: dict[str, bytes]) -> web.Response:
        if not held.pop("loading", False) and found.kind != DEFERRED_UPDATE:
            held["edited"] = True  # as people are shown, where they haven't pressed on that very card
        held.update(body, files=files, flags=held.get("flags", 0) | body.get("flags", 0))
        found.thinking = False
        found.changed.set()
        return as_json(_as_sent(held))

    async def _original(self, request: web.Request) -> web.Response:
        return as_json(_as_sent(self._found(request).messages[0]))

    async def _edit(self, request: web.Request) -> web.Response:
        found, (body, files) = self._found(request), await _body(request)
        wanted = request.match_info["message"]
        if found.kind == DEFERRED_UPDATE and wanted == "@original" and not found.messages:
            found.messages.append({"id": payloads.snowflake()})
        held = next((each for each in found.messages if wanted in ("@original", each["id"])), None)
        if held is None:
            raise Refusal(404, 10008)
        return self._fill(found, held, body, files)

    # --- channels

    async def _post(self, request: web.Request) -> web.Response:
        body, files = await _body(request)
        headers = self._limit()
        to = body.get("message_reference") or {}
        if to.get("message_id") in self.deleted and to.get("fail_if_not_exists", True):
            raise Refusal(400, 50035)
        nonce = body.get("nonce") if body.get("enforce_nonce") else None
        twin = next((each for each in self.posted if nonce and each.get("nonce") == nonce), None)
        self.again += twin is not None
        if twin is None:
            twin = {**body, "id": payloads.snowflake(), "files": files, "channel_id": request.match_info["channel"]}
            self.posted.append(twin)
            self.heard.set()
        return as_json(_as_sent(twin), headers=headers)

    def _limit(self) -> dict[str, str]:
        """The headers of this bucket. Raises Limited when it is used up."""
        if not self.bucket:
            return {}
        now = time.monotonic()
        self._window = [each for each in self._window if now - each < 5.0]
        wait = 5.0 - (now - self._window[0]) if self._window else 5.0
        left = self.bucket - len(self._window) - 1
        headers = {
            "X-RateLimit-Bucket": "messages",
            "X-RateLimit-Limit": str(self.bucket),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Reset": f"{time.time() + wait:.3f}",
            "Via": "1.1 test",
        }
        if left < 0:
            self.limited += 1
            body = {"message": "You are being rate limited.", "retry_after": wait, "global": False}
            raise Limited(as_json(body, 429, headers))
        self._window.append(now)
        return headers

    async def _message(self, request: web.Request) -> web.Response:
        found = self.said.get(request.match_info["message"])
        return as_json(found or _as_sent(self._own(request)))

    async def _change(self, request: web.Request) -> web.Response:
        """A message of the bot's, edited."""
        held, (body, _) = self._own(request), await _body(request)
        held.update(body)
        self.heard.set()
        return as_json(_as_sent(held))

    def _own(self, request: web.Request) -> Payload:
        found = next((each for each in self.posted if each["id"] == request.match_info["message"]), None)
        if found is None:
            raise Refusal(404, 10008)
        return found

    async def _delete(self, request: web.Request) -> web.Response:
        self.deleted.add(request.match_info["message"])
        self.heard.set()
        return web.Response(status=204)

    async def _typing(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _member(self, request: web.Request) -> web.Response:
        number = int(request.match_info["user"])
        return as_json(self.members.get(number) or payloads.member(number, "somebody", (payloads.MODERATORS,)))

    async def _direct(self, request: web.Request) -> web.Response:
        number = int((await request.json())["recipient_id"])
        return as_json(payloads.direct(number, f"person-{number % 1000}"))

    async def _attachment(self, request: web.Request) -> web.Response:
        data = self.attachments.get(request.match_info["name"])
        return web.Response(status=404) if data is None else web.Response(body=data)


async def _body(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    """The JSON of a request, and the files that came with it."""
    if not request.content_type.startswith("multipart/"):
        return await request.json(), {}
    body: Any = {}
    files: dict[str, bytes] = {}
    form = await request.post()
    for name, value in form.items():
        if name == "payload_json":
            body = json.loads(str(value))
        elif isinstance(value, web.FileField):
            files[value.filename] = value.file.read()
    return body, files


def _as_sent(made: Payload) -> Payload:
    """A message as Discord gives it back."""
    where = int(made.get("channel_id", payloads.CHANNEL))
    parts = made.get("components") or []
    return {**payloads.message(made.get("content") or "", payloads.ME, where), "id": made["id"], "components": parts}
