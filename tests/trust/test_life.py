"""The life of the process: its start, its end, and the long outages, each on a process of its own."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from tests.discord_server import payloads, process, server
from tests.trust.test_bad_days import BACK, QUESTION, QUOTE, plain

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
GRACE = 10.0  # seconds from SIGTERM to the end; containers are killed then


async def test_discord_away_for_long_and_back(folder: Path) -> None:
    """Back within 15 s of Discord's return; it never ended."""
    async with server.running() as discord, process.started(discord, folder) as bot:
        await discord.down()
        await asyncio.sleep(25)
        assert bot.alive
        assert await bot.status("/readyz") == 503
        assert await bot.status("/healthz") == 200
        await discord.up()
        returned = time.monotonic()
        await asyncio.wait_for(discord.gateway.ready.wait(), BACK)
        asked = await (await discord.slash("ask", question=QUESTION)).answered()
        assert QUOTE in plain(asked.text)
        assert time.monotonic() - returned < BACK
        await process.ready(discord, bot)


async def test_a_gateway_that_refuses_connections_is_tried_again(folder: Path) -> None:
    async with server.running() as discord, process.started(discord, folder):
        discord.gateway.shut = True
        await discord.gateway.drop()
        await asyncio.sleep(12)
        discord.gateway.shut = False
        await asyncio.wait_for(discord.gateway.ready.wait(), BACK)


async def test_without_discord_for_too_long_it_ends_to_be_started_again(folder: Path) -> None:
    async with server.running() as discord, process.started(discord, folder, patience=3) as bot:
        await discord.down()
        assert await bot.ended(15) == 1
        assert "Discord can't be reached" in last_line(bot)


async def test_a_loop_of_refused_resumes_ends_too(folder: Path) -> None:
    """Discord answers every RESUME with "try again": the socket is there, the session never."""
    async with server.running() as discord, process.started(discord, folder, patience=3) as bot:
        discord.gateway.resume = "loop"
        await discord.gateway.drop()
        assert await bot.ended(20) == 1
        assert "Discord can't be reached" in last_line(bot)


async def test_a_gateway_that_falls_silent_is_noticed(folder: Path) -> None:
    """No heartbeat is acknowledged: after a minute the connection counts as lost, and a new one is made."""
    async with server.running() as discord, process.started(discord, folder):
        discord.gateway.silent = discord.gateway.shut = True
        discord.gateway.ready.clear()
        await asyncio.sleep(70)
        discord.gateway.silent = discord.gateway.shut = False
        await asyncio.wait_for(discord.gateway.ready.wait(), BACK)
        asked = await (await discord.slash("ask", question=QUESTION)).answered()
        assert QUOTE in plain(asked.text)


async def test_a_token_that_was_revoked_ends_it_with_a_line(folder: Path) -> None:
    """Also in the middle of an answer."""
    async with server.running() as discord, process.started(discord, folder) as bot:
        discord.revoke()
        await discord.mention(QUESTION)
        await discord.gateway.drop(4004)
        assert await bot.ended(20) == 1
        assert "token" in last_line(bot)
        assert server.TOKEN not in bot.log


@pytest.mark.parametrize("token", ["", "wrong", f"{server.TOKEN}x", "with\nnewline", "wørd"])
async def test_a_missing_or_wrong_token_is_one_line_and_status_1(folder: Path, token: str) -> None:
    async with server.running() as discord:
        bot = await process.launched(discord, folder, DISCORD_TOKEN=token)
        assert await bot.ended(30) == 1
        assert bot.log.count("\n") == 1
        assert "DISCORD_TOKEN" in bot.log


async def test_discord_away_at_the_start_is_one_line_and_status_1(folder: Path) -> None:
    async with server.running() as discord:
        await discord.down()
        bot = await process.launched(discord, folder, LOG_LEVEL="ERROR")
        assert await bot.ended(60) == 1
        assert "can't be reached" in last_line(bot)


async def test_the_end_comes_within_ten_seconds_and_finishes_what_runs(folder: Path) -> None:
    """Twelve people have just asked when SIGTERM comes: who was let in is answered, the others are told; none waits."""
    async with server.running() as discord, process.started(discord, folder) as bot:
        asked = [await discord.slash("ask", question=f"{QUESTION} {number}", by=number + 9) for number in range(12)]
        for each in asked:
            await each.changed.wait()
        began = time.monotonic()
        assert await bot.terminate() == 0
        assert time.monotonic() - began < GRACE
        assert all(each.done for each in asked)
        assert all(QUOTE in plain(each.text) or "restarting" in each.text for each in asked)


async def test_what_is_being_sent_when_the_end_comes_arrives(folder: Path) -> None:
    """An answer, a public one, a form's: Discord takes two seconds for each. The log holds no traceback."""
    async with server.running() as discord, process.started(discord, folder) as bot:
        discord.faults.add("(POST|PATCH) /api/v10/(webhooks|channels)", delay=2, times=None)
        asked = [await discord.slash("ask", question=f"{QUESTION} {number}", by=number + 9) for number in range(3)]
        await discord.mention(QUESTION)
        await asyncio.sleep(0.7)
        assert await bot.terminate() == 0
        assert [QUOTE in plain(each.text) for each in asked] == [True] * 3
        assert [QUOTE in plain(payloads.texts(each["components"])) for each in discord.rest.posted] == [True]
        assert "Traceback" not in bot.log


async def test_an_end_at_any_moment_logs_no_traceback(folder: Path) -> None:
    """Right after the start, in the middle of looking things up, while people ask."""
    async with server.running() as discord:
        for moment in (0.0, 0.05, 0.3):
            async with process.started(discord, folder) as bot:
                for number in range(6):
                    await discord.slash("ask", question=QUESTION, by=number + 9)
                    await discord.complete("ask", option="case", typed="s", by=number + 9)
                await asyncio.sleep(moment)
                assert await bot.terminate() == 0
                assert "Traceback" not in bot.log


@pytest.mark.parametrize("setting", ["HEALTH_PORT", "VIEWER_PORT"])
async def test_a_port_that_is_taken_is_one_line_and_status_1(folder: Path, setting: str) -> None:
    async with server.running() as discord:
        taken: dict[str, Any] = {"PUBLIC_URL": "https://pullquote.example", setting: str(discord.port)}
        bot = await process.launched(discord, folder, LOG_LEVEL="ERROR", **taken)
        assert await bot.ended(30) == 1
        assert f"Port {discord.port} of 127.0.0.1 can't be used" in last_line(bot)
        assert setting in last_line(bot)
        assert "Traceback" not in bot.log


async def test_the_end_comes_within_ten_seconds_while_discord_hangs(folder: Path) -> None:
    async with server.running() as discord, process.started(discord, folder) as bot:
        discord.faults.add("(POST|PATCH) /api/v10/(webhooks|channels)", delay=60, times=None)
        await discord.slash("ask", question=QUESTION)
        await discord.mention(QUESTION)
        await asyncio.sleep(0.5)
        began = time.monotonic()
        await bot.terminate(GRACE + 1)
        assert time.monotonic() - began < GRACE


async def test_a_second_start_tells_discord_nothing_new(folder: Path) -> None:
    async with server.running() as discord:
        for _ in range(2):
            async with process.started(discord, folder) as bot:
                await bot.terminate()
        assert discord.rest.registrations == 1


async def test_buttons_live_through_a_restart(folder: Path) -> None:
    async with server.running() as discord:
        async with process.started(discord, folder) as bot:
            asked = await (await discord.slash("ask", question=QUESTION)).answered()
            await bot.terminate()
        async with process.started(discord, folder):
            card = asked.messages[0]
            offered = payloads.choices(card["components"])
            context = next(each for each in offered if each.startswith("pq:context"))
            pressed = await (await discord.press(card, context)).answered()
            assert QUOTE in plain(pressed.text)


def last_line(bot: process.Bot) -> str:
    return bot.log.strip().rpartition("\n")[2]
