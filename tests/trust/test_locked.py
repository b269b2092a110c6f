"""The database locked by somebody else for half a minute: every way in and out goes on or says so; nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.core.workflows import server_left
from tests.discord_server import payloads, process, server
from tests.discord_server.process import ROOT
from tests.discord_server.server import TestDiscord
from tests.trust.test_bad_days import QUESTION, QUOTE, plain
from tests.trust.working import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
SECONDS = 31.0  # that it stays locked
BUSY = "I can't reach the documents at the moment."


@asynccontextmanager
async def locked(folder: Path) -> AsyncIterator[None]:
    """Nobody can write in the block, which takes at least so long."""
    with closing(sqlite3.connect(folder / "data" / "pullquote.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        yield
        await asyncio.sleep(max(0.0, began + SECONDS - time.monotonic()))
        connection.execute("ROLLBACK")


async def run(folder: Path, *words: str) -> tuple[int, str, str]:
    """A command beside the bot: status, what it said, what it complained of."""
    environment = process.environment(folder, 0, LOG_LEVEL="ERROR")
    pipe = asyncio.subprocess.PIPE
    done = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe
    )
    out, err = await done.communicate()
    return done.returncode or 0, out.decode(), err.decode()


async def in_the_chat(discord: TestDiscord) -> None:
    """Questions are answered, a document is refused in words."""
    answers = [await (await discord.slash("ask", question=QUESTION)).answered() for _ in range(3)]
    assert all(QUOTE in plain(each.text) for each in answers)
    await discord.mention(QUESTION)
    (reply,) = await discord.replies(1)
    assert QUOTE in plain(payloads.texts(reply["components"]))
    refused = await (await discord.add_file("new.txt", b"The court ordered Quarry to pay.")).answered()
    assert BUSY in refused.text
    await discord.gateway.dispatch("GUILD_DELETE", {"id": str(payloads.GUILD)})


async def on_the_command_line(folder: Path, source: Path) -> None:
    """What reads works; what writes is one line and status 1."""
    status, out, _ = await run(folder, "ask", QUESTION)
    assert (status, QUOTE in plain(out)) == (0, True)
    assert (await run(folder, "backup", str(folder / "copy.db")))[0] == 0
    for words in (("remove", "letter"), ("add", str(source)), ("restore-backup", str(folder / "copy.db"))):
        status, _, complaint = await run(folder, *words)
        assert (status, complaint.count("\n")) == (1, 1), complaint
        assert complaint.startswith("Another process is writing to the database"), complaint


async def test_half_a_minute_without_writing(folder: Path) -> None:
    """In the chat and on the command line; then the public answer is on record, and the server's countdown runs."""
    source = folder / "more.txt"
    source.write_text("The hearing is set for March.", "utf-8")
    async with server.running() as discord, process.started(discord, folder) as bot:
        await (await discord.add_file("own.txt", b"The lease was signed by Tomas Reed.")).answered()
        async with locked(folder):
            await asyncio.gather(in_the_chat(discord), on_the_command_line(folder, source))
            assert await bot.status("/healthz") == 200
        await asyncio.sleep(12)  # two looks at what waits
        assert bot.alive
        assert (await run(folder, "add", str(source)))[0] == 0
        assert (await run(folder, "remove", "letter"))[0] == 0
    casebook = opened(folder / "data")
    assert len(casebook.store.posts()) == 1
    assert casebook.store.setting(str(payloads.GUILD), server_left.SETTING) is not None
    assert casebook.store.verify().flaws == ()  # type: ignore[attr-defined]
    casebook.close()


async def test_a_start_while_it_is_locked(folder: Path) -> None:
    """Where there is nothing new to write, it begins to answer as ever."""
    async with server.running() as discord:
        async with process.started(discord, folder) as first:
            await first.terminate()
        async with locked(folder), process.started(discord, folder):
            asked = await (await discord.slash("ask", question=QUESTION)).answered()
            assert QUOTE in plain(asked.text)
