"""What was erased is nowhere any more: every byte that the program has written is searched for it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model.documents import Viewer
from bot.stores.sql.sql_store import SqlStore
from tests.discord_server import payloads, process, server
from tests.discord_server.server import TOKEN
from tests.scanning import holding
from tests.trust.working import ANN, opened

CANARY = "zyxkestrel"
TEXT = f"The {CANARY} met the minister at the harbour. Its {CANARY} report names the Quarry company.\n" * 40
OTHER = "The lease of the warehouse was signed by Tomas Reed in 2019."

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def edited_and_erased(folder: Path) -> None:
    """As another process would, while the bot runs: the trail is whole afterwards."""
    casebook = opened(folder / "data")
    viewer = Viewer(str(payloads.GUILD), frozenset(case.id for case in casebook.store.cases()))
    casebook.edit(viewer, CANARY, lambda found: replace(found, title=f"Again {CANARY}"), ANN)
    assert holding(folder / "data", CANARY)
    casebook.erase(viewer, CANARY, ANN, "asked to")
    assert isinstance(casebook.store, SqlStore)
    assert casebook.store.verify().flaws == ()
    casebook.close()


async def test_no_byte_of_an_erased_document_is_left(folder: Path) -> None:
    """Added in Discord, asked about, edited, merged with others, and erased while the bot runs."""
    (folder / "tmp").mkdir()
    where = {"TMPDIR": str(folder / "tmp"), "BACKUP_HOURS": "0"}
    async with server.running() as discord, process.started(discord, folder, patience=600, **where) as bot:
        await (await discord.add_file(f"{CANARY}.txt", TEXT.encode(), title=f"On the {CANARY}")).answered()
        for number in range(20):
            await (await discord.add_file(f"other-{number}.txt", f"{OTHER} {number}".encode())).answered()
        asked = await (await discord.slash("ask", question=f"whom did the {CANARY} meet?")).answered()
        assert CANARY in asked.text
        await asyncio.to_thread(edited_and_erased, folder)
        again = await (await discord.slash("ask", question=f"whom did the {CANARY} meet?")).answered()
        assert "met the minister" not in again.text
        assert holding(folder / "data", CANARY) == []
        assert await bot.terminate() == 0
    assert [name for name in holding(folder, CANARY) if not name.startswith("corpus/")] == []
    assert holding(folder, TOKEN) == []


async def test_no_question_is_ever_written(folder: Path) -> None:
    (folder / "tmp").mkdir()
    async with server.running() as discord, process.started(discord, folder, TMPDIR=str(folder / "tmp")) as bot:
        for kind in ("private", "public"):
            question = f"what did the {CANARY} say about the letter in {kind}?"
            await (await discord.slash("ask", question=question, share=kind == "public")).answered()
            await discord.mention(question)
        await discord.replies(2)
        await bot.kill()
    assert holding(folder, CANARY) == []
