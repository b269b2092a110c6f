"""Standing questions of the real process: told once across kills, and no byte left of what has ended."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.discord_server import payloads, process, server
from tests.discord_server.payloads import ASKER, DIRECT, Payload
from tests.discord_server.process import Bot
from tests.discord_server.server import TestDiscord
from tests.scanning import holding

CANARY = "zyxkestrel"
ASKED = f"whom did the {CANARY} meet at the quarry?"
TEXT = "The {bird} met Tomas Reed at the quarry on Tuesday.\n\nNobody else came to the quarry."
LOOK = 20.0  # seconds within which a change of the files is looked at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


async def keep(discord: TestDiscord) -> Payload:
    """Ask, be refused, press the button, say yes; the card that says it is kept."""
    (refused,) = (await (await discord.slash("ask", question=ASKED)).answered()).messages
    (tell,) = (each for each in payloads.custom_ids(refused["components"]) if each.startswith("pq:tell:"))
    (asked,) = (await (await discord.press(refused, tell)).answered()).messages
    (yes,) = (each for each in payloads.custom_ids(asked["components"]) if each.startswith("pq:keep:"))
    (kept,) = (await (await discord.press(asked, yes)).answered()).messages
    assert CANARY in payloads.texts(kept["components"])
    return kept


def direct(discord: TestDiscord) -> list[str]:
    """What the asker was told by direct message."""
    own = [each for each in discord.rest.posted if each["channel_id"] == str(DIRECT + ASKER)]
    return [payloads.texts(each["components"]).replace("*", "") for each in own]


async def until_none_waits(bot: Bot) -> None:
    began = time.monotonic()
    while "pullquote_standing_questions 0.0" not in (await bot.page("/metrics"))[1]:
        assert time.monotonic() - began < 2 * LOOK
        await asyncio.sleep(0.2)


async def add(discord: TestDiscord, name: str, text: str) -> None:
    """A document without the canary, so that only the question can have left it behind."""
    await (await discord.add_file(f"{name}.txt", text.encode(), title=name)).answered()


async def test_what_was_told_is_told_once_and_leaves_nothing(folder: Path) -> None:
    """A document answers; then a copy of it comes, and a restart."""
    (folder / "tmp").mkdir()
    where = {"TMPDIR": str(folder / "tmp"), "BACKUP_HOURS": "1"}
    async with server.running() as discord:
        async with process.started(discord, folder, patience=600, **where) as bot:
            await keep(discord)
            assert "data/pullquote.db-wal" in holding(folder, CANARY)
            await add(discord, "meeting", TEXT.format(bird=CANARY))
            await until_none_waits(bot)
            assert f"The {CANARY} met Tomas Reed at the quarry on Tuesday." in direct(discord)[0]
            await add(discord, "copy", TEXT.format(bird=CANARY) + "\n\nThe Herald.")
            await asyncio.sleep(LOOK)
            await bot.kill()
        async with process.started(discord, folder, patience=600, **where) as bot:
            await asyncio.sleep(LOOK)
            assert await bot.terminate() == 0
        assert len(direct(discord)) == 1
        assert [name for name in holding(folder, "whom did") if name.startswith(("data", "log", "tmp"))] == []


async def test_killed_while_it_tells_it_tells_once(folder: Path) -> None:
    """Discord took the message and said no; the process died; the next one comes within a minute."""
    async with server.running() as discord:
        async with process.started(discord, folder) as bot:
            await keep(discord)
            discord.faults.add(rf"POST .*/channels/{DIRECT + ASKER}/messages", status=502, after=True, times=None)
            await add(discord, "meeting", TEXT.format(bird=CANARY))
            began = time.monotonic()
            while not direct(discord):
                assert time.monotonic() - began < LOOK
                await asyncio.sleep(0.05)
            await bot.kill()
        discord.faults.clear()
        async with process.started(discord, folder) as bot:
            await until_none_waits(bot)
            assert await bot.terminate() == 0
    assert len(direct(discord)) == 1


@pytest.mark.parametrize("way", ["withdrawn", "erased", "expired"])
async def test_no_byte_is_left_of_a_question_that_ended(folder: Path, way: str) -> None:
    """Database, its log, index, logs of the program, temporary files, backups."""
    (folder / "tmp").mkdir()
    days = str(3 / 86_400) if way == "expired" else "90"
    where = {"TMPDIR": str(folder / "tmp"), "BACKUP_HOURS": "1", "STANDING_DAYS": days}
    async with server.running() as discord, process.started(discord, folder, patience=600, **where) as bot:
        kept = await keep(discord)
        assert "data/pullquote.db-wal" in holding(folder, CANARY)
        if way == "withdrawn":
            (withdraw,) = payloads.custom_ids(kept["components"])
            await (await discord.press(kept, withdraw)).answered()
        elif way == "erased":
            await (await discord.slash("privacy", erase=True)).answered()
        began = time.monotonic()
        while holding(folder / "data", CANARY):
            assert time.monotonic() - began < 2 * LOOK
            await asyncio.sleep(0.2)
        assert await bot.terminate() == 0
    assert holding(folder, CANARY) == []
