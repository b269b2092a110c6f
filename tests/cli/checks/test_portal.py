"""What `doctor` asks of Discord, and what it makes of the answers."""

from __future__ import annotations

import base64
import functools
import json
import threading
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.cli.checks import portal
from bot.cli.checks.finding import Finding
from tests.console import Console

NUMBER = 1000000000000000001
TOKEN = base64.b64encode(str(NUMBER).encode()).decode().rstrip("=") + ".GcanaRy.secret"
ALL = sum(portal.NEEDED.values())


class Portal(HTTPServer):
    """Discord, as far as `doctor` goes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.status = 200
        self.off = 0.0  # seconds that its clock is ahead
        self.said: dict[str, Any] = {
            "/users/@me": {"id": str(NUMBER)},
            "/applications/@me": {"flags": 0},
            "/users/@me/guilds": [{"permissions": str(ALL)}],
            "/gateway/bot": {"session_start_limit": {"total": 1000, "remaining": 990}},
        }

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        right = self.headers["Authorization"] == f"Bot {TOKEN}"
        self.send_response_only(self.server.status if right else 401)
        self.send_header("Date", formatdate(self.date() + self.server.off, usegmt=True))
        self.end_headers()
        self.wfile.write(json.dumps(self.server.said[self.path]).encode())

    @staticmethod
    def date() -> float:
        import time

        return time.time()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        pass


@pytest.fixture
def discord() -> Iterator[Portal]:
    server = Portal()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def found(discord: Portal, token: str = TOKEN, *, listens: bool = False) -> dict[str, Finding]:
    return {one.name: one for one in portal.findings(token, discord.api, listens=listens)}


def test_all_is_well(discord: Portal) -> None:
    assert {one.state for one in found(discord).values()} == {"ok"}


def test_the_invite_link_has_exactly_the_permissions_that_are_needed(discord: Portal) -> None:
    link = found(discord)["Invite link"].words
    assert f"client_id={NUMBER}" in link
    assert f"permissions={ALL}" in link
    assert ALL & portal.ADMINISTRATOR == 0


@pytest.mark.parametrize("token", ["", "hunter2", "MTA.x", f"{TOKEN}x"])
def test_a_wrong_token_is_named_and_never_shown(discord: Portal, token: str) -> None:
    wrong = found(discord, token)["Discord token"]
    assert wrong.state == "broken"
    assert "Reset Token" in wrong.mend
    assert not token or token not in wrong.words + wrong.mend


def test_a_clock_that_is_wrong(discord: Portal) -> None:
    discord.off = 400
    clock = found(discord)["Clock"]
    assert (clock.state, "NTP" in clock.mend) == ("broken", True)


def test_a_privileged_intent_that_nobody_needs(discord: Portal) -> None:
    discord.said["/applications/@me"] = {"flags": 1 << 19}
    assert "Message Content" in found(discord)["Intents"].words


@pytest.mark.parametrize(
    ("flags", "state", "words"),
    [
        (0, "broken", "isn't granted"),
        (1 << 19, "ok", "only Message Content is on"),
        (1 << 19 | 1 << 15, "warning", "not needed: Server Members"),
    ],
)
def test_the_intent_that_message_content_needs(discord: Portal, flags: int, state: str, words: str) -> None:
    discord.said["/applications/@me"] = {"flags": flags}
    told = found(discord, listens=True)["Intents"]
    assert (told.state, words in told.words) == (state, True)


def test_permissions_that_are_missing_somewhere(discord: Portal) -> None:
    discord.said["/users/@me/guilds"] = [{"permissions": str(ALL)}, {"permissions": str(1 << 10)}, {"permissions": "8"}]
    told = found(discord)["Permissions"]
    assert told.state == "warning"
    assert "Attach Files in 1 of 3 servers" in told.words


def test_in_no_server_yet(discord: Portal) -> None:
    discord.said["/users/@me/guilds"] = []
    assert "invite link" in found(discord)["Permissions"].mend


@pytest.mark.parametrize(("left", "state"), [(0, "broken"), (5, "warning")])
def test_too_many_restarts(discord: Portal, left: int, state: str) -> None:
    discord.said["/gateway/bot"]["session_start_limit"]["remaining"] = left
    assert found(discord)["Sessions"].state == state


def test_discord_out_of_reach_is_no_fault_of_ours(discord: Portal) -> None:
    discord.status = 503
    assert found(discord)["Discord"].state == "warning"
    one, link = portal.findings(TOKEN, "http://127.0.0.1:9")
    assert one.state == "warning"
    assert str(NUMBER) in link.words


def test_the_command_asks_all_of_it(
    discord: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And `--offline` asks nothing. The token is in no line."""
    monkeypatch.setattr(portal, "findings", functools.partial(portal.findings, api=discord.api))
    pullquote = Console.at(tmp_path).within(capsys, monkeypatch)
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    result = pullquote("doctor", "--json")
    assert result.status == 0
    assert {"Readers", "Database", "PUBLIC_URL", "Clock", "Intents", "Permissions", "Sessions", "Invite link"} <= {
        row["name"] for row in result.rows
    }
    assert TOKEN not in result.out + result.err
    assert "Sessions" not in pullquote("doctor", "--offline").out
    discord.status = 401
    refused = pullquote("doctor")
    assert refused.status == 1
    assert "Discord doesn't accept it" in refused.out
