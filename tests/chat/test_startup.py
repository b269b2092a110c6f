"""`serve`: starting, failing to start in one clear line, and ending."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
from aiohttp import web

from bot.chat import client as chat
from bot.chat import startup
from bot.chat.client import Pullquote
from bot.core.casebook import Casebook
from bot.core.model.errors import CasebookError
from bot.settings import Settings
from tests.chat.world import Answered

TOKEN = "MTIz.secret.token"


class Connected(Pullquote):
    """A bot that is ready at once and stays until it is closed: Discord's part is played by nobody."""

    @property
    def connected(self) -> bool:
        return True

    def is_ready(self) -> bool:
        return True

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        del token, reconnect
        self.stay = asyncio.Event()
        await self.stay.wait()

    async def close(self) -> None:
        self.stay.set()


def test_without_a_token_it_says_where_to_get_one(settings: Settings, casebook: Casebook) -> None:
    with pytest.raises(startup.NoToken, match="DISCORD_TOKEN"):
        chat.run(settings, casebook)


@asynccontextmanager
async def api(status: int) -> Any:
    """Discord's API on the loopback, answering everything with that status."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"message": "no", "code": 0}, status=status)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_wrong_token_is_one_clear_line(
    settings: Settings, casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of a real HTTP server; the token is in no word of it."""
    async with api(401) as address:
        monkeypatch.setattr(discord.http.Route, "BASE", address)
        with pytest.raises(startup.WrongToken) as failed:
            await startup.serve(lambda: Pullquote(settings, casebook), TOKEN, chat.nothing_beside)
    assert "developer portal" in str(failed.value)
    assert "secret" not in str(failed.value)


async def test_no_network_is_one_clear_line(
    settings: Settings, casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:1")
    with pytest.raises(startup.NotConnected):
        await startup.serve(lambda: Pullquote(settings, casebook), TOKEN, chat.nothing_beside)


def _closed(code: int) -> Any:
    """A gateway's socket, closed by Discord for that reason."""
    return type("Closed", (), {"close_code": code})()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (discord.LoginFailure("bad"), startup.WrongToken),
        (discord.PrivilegedIntentsRequired(None), startup.WrongPortalSettings),
        (discord.ConnectionClosed(_closed(4014), shard_id=0), startup.WrongPortalSettings),
        (aiohttp.ClientOSError("down"), startup.NotConnected),
    ],
)
def test_every_reason_for_not_starting_is_a_sentence(error: Exception, told: type[CasebookError]) -> None:
    with pytest.raises(told):
        startup._raise(error)


def test_what_isnt_discords_doing_goes_on_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        startup._raise(ZeroDivisionError())
    startup._raise(None)


def test_sigterm_ends_cleanly_with_running_answers_finished(
    settings: Settings, casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within 10 s; what runs beside the bot ends with it and was told that it is ready."""
    finished: list[str] = []
    ready: list[bool] = []

    def slowly() -> None:
        time.sleep(0.4)
        finished.append("answer")

    class Answering(Connected):
        async def start(self, token: str, *, reconnect: bool = True) -> None:
            self.answer = asyncio.create_task(self.actions.whole(lambda: self.door(slowly)))
            asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGTERM)
            await super().start(token, reconnect=reconnect)

    @asynccontextmanager
    async def beside(is_ready: Any) -> Any:
        ready.append(is_ready())
        yield
        finished.append("beside")

    monkeypatch.setattr(chat, "Pullquote", Answering)
    began = time.monotonic()
    chat.run(settings.model_copy(update={"discord_token": _secret()}), casebook, beside)
    assert finished == ["answer", "beside"]
    assert ready == [True]
    assert time.monotonic() - began < 5


def _secret() -> Any:
    return Settings.read({"DISCORD_TOKEN": TOKEN}).discord_token


async def test_the_watchdog_gives_up_on_a_bot_that_is_never_ready(settings: Settings, casebook: Casebook) -> None:
    with pytest.raises(startup.NotConnected):
        await startup.watch(Pullquote(settings, casebook), patience=0.05, check=0.01)


async def test_the_watchdog_lets_a_ready_bot_be(settings: Settings, casebook: Casebook) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(startup.watch(Connected(settings, casebook), patience=0.05, check=0.01), 0.2)


def test_the_pause_between_attempts_is_capped() -> None:
    pause = startup.Pause()
    assert max(pause.delay() for _ in range(50)) <= startup.LONGEST_PAUSE


def test_discord_py_only_ever_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    """At DEBUG it logs whole messages."""
    import logging

    monkeypatch.setattr(logging.getLogger("discord"), "level", 0)
    for level, kept in (("DEBUG", logging.WARNING), ("INFO", logging.WARNING), ("ERROR", logging.ERROR)):
        startup.prepare(level)
        assert logging.getLogger("discord").level == kept


def test_a_suggestion_that_discord_doesnt_take_is_logged_in_a_line() -> None:
    """It came too late, as they do; anything else keeps its traceback."""
    import logging

    def logged(error: Exception) -> logging.LogRecord:
        record = logging.LogRecord("discord.app_commands.tree", logging.ERROR, "", 1, "x", (), (None, error, None))  # type: ignore[arg-type]
        assert startup._in_a_line(record)
        return record

    late = discord.NotFound(Answered(404), {"code": 10062, "message": "gone"})
    assert logged(late).exc_info is None
    assert logged(late).levelno == logging.WARNING
    assert logged(ZeroDivisionError()).exc_info
