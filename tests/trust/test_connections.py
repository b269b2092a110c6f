"""Whom the real process and everything that it starts talk to, as the kernel sees it: Discord, and nobody else."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.meaning import e5
from tests.discord_server import process, server
from tests.discord_server.process import Bot
from tests.discord_server.server import TestDiscord
from tests.readers.papers import column, pdf
from tests.trust.test_bad_days import QUESTION, QUOTE, plain

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
CALLS = "execve,socket,connect,sendto,sendmsg,sendmmsg,bind"
HOME = "/var/run/nscd/socket"  # the C library asks there for its own user's name, before it reads /etc/passwd
PLACE = re.compile(r"sa_family=AF_INET6?, sin6?_port=htons\((\d+)\), .*?\"([\d.:a-f]+)\"")
PAGE = b"<!doctype html><html><head><title>T</title></head><body><p>The court ordered Quarry to pay.</p></body></html>"


def strace(trace: Path) -> list[str]:
    """Watches all of a command's processes from their first moment; the command stays our own child. Or skips."""
    found = shutil.which("strace")
    watched = [found or "", "-D", "-f", "-qq", "-e", f"trace={CALLS}", "-o", str(trace)]
    if found is None or subprocess.run([*watched, sys.executable, "-c", ""], check=False).returncode:
        pytest.skip("processes can't be watched here")
    return watched


def place(line: str) -> str:
    """Where a call leads; the call itself, where that isn't a place in the network."""
    found = PLACE.search(line)
    return f"{found[2]}:{found[1]}" if found else line


async def a_day(discord: TestDiscord) -> None:
    """Questions, a mention, a page and a paper (read in processes of their own), a link into this machine's network."""
    asked = await (await discord.slash("ask", question=QUESTION)).answered()
    assert QUOTE in plain(asked.text)
    await discord.mention(QUESTION)
    await discord.replies(1)
    paper = pdf([column(["The committee heard on Tuesday that the software had", "been installed on eleven phones."])])
    for name, data in (("page.html", PAGE), ("paper.pdf", paper)):
        added = await (await discord.add_file(name, data)).answered()
        assert "Added" in added.text
    address = f"http://127.0.0.1:{discord.port + 1}/"
    refused = await (await discord.slash("documents", "add", "link", address=address)).answered()
    assert refused.messages


async def all_vectors(bot: Bot) -> None:
    """Made, in a process of their own, which the next question then asks, too."""
    for _ in range(300):
        made = list((bot.folder / "data" / "vectors").rglob("*.vectors"))
        if made and "pullquote_vectors_missing 0.0" in (await bot.page("/metrics"))[1]:
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the vectors aren't made")


async def test_it_talks_to_discord_and_nobody_else(folder: Path) -> None:
    trace = folder / "trace.txt"
    async with server.running() as discord:
        async with process.started(discord, folder, under=strace(trace), MEANING="on") as bot:
            await a_day(discord)
            if e5.absent() is None:
                await all_vectors(bot)
            await (await discord.slash("ask", question=QUESTION)).answered()
            await bot.terminate()
        lines = trace.read_text("utf-8", "replace").splitlines()
        calls = [line for line in lines if "sa_family=" in line and " bind(" not in line and HOME not in line]
        assert {place(line) for line in calls} == {f"127.0.0.1:{discord.port}"}
    assert any("bot.readers.sandbox.worker" in line for line in lines if "execve(" in line), (
        "the readers were watched, too"
    )
    models = [line for line in lines if "execve(" in line and "bot.meaning.model_worker" in line]
    assert len(models) >= (2 if e5.absent() is None else 0), "and the model, for passages and for questions"
