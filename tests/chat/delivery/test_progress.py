"""Long work says how far it is, in the message that waits for its end."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import discord
import pytest

from bot.chat.delivery import progress
from bot.chat.documents import uploads
from bot.core.library import intake
from bot.core.model import time_limit
from bot.core.model.errors import StoreBusy
from bot.core.model.rights import Right
from bot.wording.catalogue import Tongue
from tests.chat.documents.test_commands import keys, offer
from tests.chat.world import LEASE, World, labels, last, texts


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What private messages were edited to, in order; an edit may come every 20 ms here."""
    told: list[str] = []
    edit = discord.Interaction.edit_original_response

    async def noted(self: Any, **options: Any) -> Any:
        made = await edit(self, **options)
        told.append(texts(made))
        return made

    monkeypatch.setattr(discord.Interaction, "edit_original_response", noted)
    monkeypatch.setattr(progress, "pause", lambda seconds: asyncio.to_thread(time.sleep, seconds / 100))
    return told


def slow_reading(monkeypatch: pytest.MonkeyPatch, seconds: float = 0.1) -> list[float]:
    """Reading takes that long; what it was allowed to take."""
    allowed: list[float] = []
    read = intake.read_file

    def slowly(*given: Any) -> Any:
        allowed.append(time_limit.seconds())
        time.sleep(seconds)
        return read(*given)

    monkeypatch.setattr(intake, "read_file", slowly)
    return allowed


FILES = {f"file{n}": (f"n{n}.txt", f"Note {n} about the pier.".encode()) for n in (2, 3)}


async def test_several_files_say_which_is_being_read(
    world: World, edits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_reading(monkeypatch)
    await offer(world, **FILES)
    assert edits[0] == "Reading file 1 of 3: lease.txt …"
    assert "Reading file 2 of 3: n2.txt …" in edits
    assert edits[-1] == "**3 files were read**: their previews are below."
    assert len(edits) <= 5  # no edit without news


async def test_a_long_one_says_so_until_its_preview_is_there(
    world: World, edits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_reading(monkeypatch)
    result = await offer(world)
    assert edits[0] == "Reading lease.txt …"
    assert "Publish" in labels(last(result))
    assert "nothing is published yet" in edits[-1]


async def test_quick_work_shows_nothing(world: World, edits: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY", 60.0)
    await offer(world)
    assert len(edits) == 1


async def test_no_file_is_begun_when_time_runs_out(
    world: World, edits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord takes an answer for fifteen minutes."""
    monkeypatch.setattr(uploads, "SPARE", 10**6)
    await offer(world, **FILES)
    assert edits[-1].endswith("2 were not begun, because time ran out: add them again.")


@pytest.mark.parametrize(("right", "seconds"), [(Right.CHANGE, 300), (Right.PROPOSE, 30)])
async def test_a_moderator_can_insist(
    world: World, monkeypatch: pytest.MonkeyPatch, right: Right, seconds: float
) -> None:
    who = world.mo
    if right is Right.PROPOSE:
        role = world.guild.create_role("Team")
        await world.mo.slash(world.channel, "settings contributors", role=role, may=True)
        who = world.guild.add_member(world.env.create_user("con"), roles=[role])
    world.casebook.open_case(world.workspace, "general")
    allowed = slow_reading(monkeypatch, 0)
    await who.slash(world.channel, "documents add file", file=("lease.txt", LEASE.encode()), patient=True)
    assert allowed == [seconds]


BULK = (
    "many.jsonl",
    b"\n".join(json.dumps({"title": f"T{n}", "text": f"Pier {n} is old."}).encode() for n in range(5)),
)


async def test_publishing_many_says_how_many_were_compared(
    world: World, edits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.casebook.open_case(world.workspace, "general")
    shown = await offer(world, file=BULK)
    twins = world.casebook.store.twins

    def slowly(*given: Any) -> Any:
        time.sleep(0.03)
        return twins(*given)

    monkeypatch.setattr(world.casebook.store, "twins", slowly)
    await world.mo.click(last(shown), label="Publish")
    assert any("of 5 documents were compared" in told for told in edits)
    assert edits[-1].count("**Added**") == 5
    assert len(keys(world)) == 5


async def test_what_fails_leaves_the_preview_as_it_was(
    world: World, edits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await offer(world, file=BULK)

    def busy(*_: Any) -> Any:
        time.sleep(0.1)
        raise StoreBusy(seconds=5)

    monkeypatch.setattr(world.casebook.store, "put_many", busy)
    result = await world.mo.click(last(shown), label="Publish")
    assert "can't reach the documents" in texts(last(result))
    assert "nothing is published yet" in edits[-1]
    assert "[Publish]" in edits[-1]


async def test_that_an_edit_fails_changes_nothing() -> None:
    class Failing:
        """An interaction that Discord doesn't know any more."""

        async def edit_original_response(self, **_: Any) -> None:
            raise discord.DiscordException

    interaction: Any = Failing()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "EVERY", 0.001)
        async with progress.shown(interaction, lambda: "half") as state:
            await asyncio.sleep(0.02)
    assert state.told == ""


def test_what_is_said_at_the_end_counts_what_failed() -> None:
    reading = uploads.Reading(4, at=3, failed=2)
    assert reading.end(Tongue()).splitlines() == [
        "**1 file was read**: its preview is below.",
        "2 files could not be read; below it says why.",
        "1 was not begun, because time ran out: add it again.",
    ]


def test_pages_that_take_their_time_are_counted() -> None:
    """Those of a scan; the next file begins without any."""
    reading = uploads.Reading(2)
    reading.begin("scan.pdf")
    reading.pages(7, 200)
    assert reading.line(Tongue()).splitlines() == ["Reading file 1 of 2: scan.pdf …", "Recognised: page 7 of 200"]
    reading.begin("letter.txt")
    assert reading.line(Tongue()) == "Reading file 2 of 2: letter.txt …"
