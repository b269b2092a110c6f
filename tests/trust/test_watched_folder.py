"""A folder that is kept in sync while the real bot serves: what is put there is answered from within seconds."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.discord_server import process, server
from tests.discord_server.process import Bot
from tests.discord_server.server import TestDiscord
from tests.trust.test_bad_days import plain

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
QUESTION = "who signed the harbour treaty?"
SOON = 20.0  # seconds; two looks are two seconds apart


async def told(discord: TestDiscord) -> str:
    return plain((await (await discord.slash("ask", question=QUESTION)).answered()).text)


async def until(bot: Bot, line: str) -> None:
    """That line is in the log."""
    began = time.monotonic()
    while line not in bot.log:
        assert time.monotonic() - began < SOON, bot.log[-2000:]
        await asyncio.sleep(0.2)


@pytest.fixture
def papers(folder: Path) -> Path:
    made = folder / "papers"
    made.mkdir()
    return made


async def test_files_come_change_move_and_go(folder: Path, papers: Path) -> None:
    (papers / "bad.pdf").write_bytes(b"no PDF \x00\xff")
    async with server.running() as discord, process.started(discord, folder, WATCH_DIR=str(papers)) as bot:
        await until(bot, "bad.pdf")
        assert "Ada Brook" not in await told(discord)
        (papers / "treaty.txt").write_text("Senator Ada Brook signed the harbour treaty in Elmstead.", "utf-8")
        await until(bot, "1 added, 0 updated")
        assert "Ada Brook" in await told(discord)
        (papers / "treaty.txt").write_text("Senator Tomas Reed signed the harbour treaty in Elmstead.", "utf-8")
        await until(bot, "0 added, 1 updated")
        assert "Tomas Reed" in await told(discord)
        (papers / "treaty.txt").rename(papers / "accord.txt")
        await until(bot, "1 renamed")
        assert "Tomas Reed" in await told(discord)
        (papers / "accord.txt").unlink()
        await until(bot, "1 removed")
        assert "Tomas Reed" not in await told(discord)
        assert bot.log.count("bad.pdf") == 2  # its name, and the sentence; once
        status, page = await bot.page("/metrics")
        assert status == 200
        assert 'pullquote_task_running{task="watch"} 1.0' in page
        assert await bot.terminate() == 0


async def test_a_folder_for_one_server_is_not_for_another(folder: Path, papers: Path) -> None:
    (papers / "treaty.txt").write_text("Senator Ada Brook signed the harbour treaty in Elmstead.", "utf-8")
    async with (
        server.running() as discord,
        process.started(discord, folder, WATCH_DIR=str(papers), WATCH_SERVER="1") as bot,
    ):
        await until(bot, "1 added")
        assert "Ada Brook" not in await told(discord)
