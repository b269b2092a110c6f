"""Those who change things and may not read all: every byte that they receive is the same without what is hidden.

Members who ask are in test_hidden_from_askers.py. Numbers are drawn at random (a store's contract says so), so those of
what may be seen are put in words here before bytes are compared, and Discord's own are left out; nothing else.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot import readers
from bot.chat.client import Pullquote
from bot.chat.runtime.rate_limits import Limits
from bot.core.casebook import Casebook
from bot.core.model.ports import Store
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings
from bot.stores.memory.memory_store import MemoryStore
from bot.stores.sql.sql_store import SqlStore
from tests.chat.test_hidden_from_askers import HIDDEN, raw
from tests.chat.world import COURT, LEASE, LETTER, World, last, put, texts
from tests.contracts.store_contract import START
from tests.stores.sql.conftest import ENGINES, made

LONG = "\n\n".join(
    f"In paragraph {n} the pier of Elmstead is {n * 7} metres long, says the surveyor." for n in range(9)
)
OFFERED = [("pier.txt", LONG), ("hidden-0.txt", HIDDEN[0]), ("other.txt", LONG.replace("paragraph 3", "part three"))]


async def conversation(right: str, hidden: bool, store: Store | None = None) -> list[str]:
    """Everything that somebody with that right receives; what he may not see was there first."""
    book = Casebook(store or MemoryStore(lambda: START), BM25Index(None), readers.read)
    async with simcord.run(Pullquote(Settings.read({}), book, shard_count=1), check_errors=False) as env:
        world = World(env, book)
        if hidden:
            await hide(world)
        put(book, "letter", LETTER, world.workspace, "open", publisher="Daily Example", published="2021-12-15")
        put(book, "court", COURT, world.workspace, "open")
        role = world.guild.create_role("Team")
        world.env.backend.get_guild(world.guild.id).members[world.ann.id].role_ids = [role.id]
        await world.mo.slash(world.channel, f"settings {right}", role=role, may=True)
        received = [part for name in PARTS for part in await PARTS[name](world)]
        return [plain(world, part) for part in received]


async def hide(world: World) -> None:
    """A case for others with documents that would be duplicates, versions and matches; another server's; a proposal."""
    world.restrict("sealed", roles=(world.mods.id,))
    world.restrict("general", roles=(world.mods.id,))
    for number, text in enumerate([*HIDDEN, LONG]):
        for case in ("sealed", "general"):
            put(world.casebook, f"hidden-{number}", text, world.workspace, case)
        put(world.casebook, f"pier-{number}", text, "1", "open")
    world.remove(put(world.casebook, "gone", LEASE, world.workspace, "sealed"))
    for case, by in (("sealed", world.mo), ("general", world.mo)):
        await by.slash(world.channel, "documents add file", file=("draft.txt", LEASE.encode()), case=case)


def plain(world: World, part: str) -> str:
    """With the numbers of what may be seen as words, and those that Discord and drafts have left out."""
    cases = {case.id: case.name for case in world.casebook.store.cases() if case.name == "open"}
    names = {str(one.id): one.key for one in world.casebook.store.documents(cases)} | {
        str(number): name for number, name in cases.items()
    }
    part = re.sub(
        r"\d{13,19}", lambda found: names.get(found[0], "DISCORD" if found[0].startswith("14") else found[0]), part
    )
    return re.sub(r"[0-9a-f]{32}", "DRAFT", part)


def everything(result: Any) -> list[str]:
    """All messages and the form of an interaction."""
    shown = {id(each): each for each in (result.response, *result.followups) if each is not None}
    return [*map(raw, shown.values()), json.dumps(result.modal, sort_keys=True, default=str)]


async def lists(world: World) -> list[str]:
    received = []
    for name, options in (
        ("documents list", {}),
        ("documents list", {"removed": True}),
        ("documents list", {"case": "sealed"}),
        ("documents review", {}),
        ("documents edit-many", {}),
        ("documents edit-many", {"find": "hidden"}),
        ("documents edit-many", {"case": "sealed"}),
        ("documents schedule", {}),
        ("cases list", {}),
        ("help", {}),
        ("privacy", {}),
    ):
        received += everything(await world.ann.slash(world.channel, name, **options))
    return received


async def names(world: World) -> list[str]:
    """Hidden keys and names are as if they never were; so are those of removed and of other servers' documents."""
    received = []
    for key in ("hidden-0", "gone", "pier-3", "letter"):
        for name in ("show", "history", "edit", "remove", "restore", "refresh"):
            received += everything(await world.ann.slash(world.channel, f"documents {name}", document=key))
        received += everything(await world.ann.slash(world.channel, "documents schedule", document=key, every="week"))
    for case in ("sealed", "general", "never"):
        received += everything(await world.ann.slash(world.channel, "cases access", case=case, open=True))
        received += everything(await world.ann.slash(world.channel, "cases create", name=case))
        received += everything(await world.ann.slash(world.channel, "cases export", case=case))
        received += everything(await world.ann.slash(world.channel, "documents schedule", case=case, every="day"))
    for command in ("documents show", "documents remove", "documents restore"):
        for typed in ("", "hid", "pier"):
            received.append(json.dumps(await world.ann.autocomplete(world.channel, command, "document", typed)))
    for command in ("documents add file", "documents list", "cases access", "ask"):
        received.append(json.dumps(await world.ann.autocomplete(world.channel, command, "case", "")))
    return received


async def previews(world: World) -> list[str]:
    """Duplicates, versions and likes are told of what may be seen only; so is what publishing does."""
    received = []
    for case in ("", "open", "sealed", "never"):
        for name, text in OFFERED:
            given = {"file": (name, text.encode()), **({"case": case} if case else {})}
            result = await world.ann.slash(world.channel, "documents add file", **given)
            received += everything(result)
            for label in sorted(re.findall(r'"label": "(Edit|Differences|Publish|Propose)"', raw(last(result)))):
                received += everything(await world.ann.click(last(result), label=label))
    world.bot.limits = Limits()
    received += everything(await world.ann.slash(world.channel, "ask", question="how long is the pier?"))
    return received


PARTS = {"lists": lists, "names": names, "previews": previews}


@pytest.mark.parametrize("right", ["moderators", "contributors"])
async def test_hidden_documents_change_no_byte(right: str) -> None:
    """Lists, names, choices, errors, previews, duplicates, keys, what is published."""
    without, with_hidden = await conversation(right, hidden=False), await conversation(right, hidden=True)
    assert len(without) > 80
    assert without == with_hidden


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
async def test_hidden_documents_change_no_byte_in_a_database(tmp_path: Path, engine: str) -> None:
    """The same with each engine, and what is received is what the store in memory gives."""
    stores = [SqlStore(made(engine, tmp_path / name / "x.db"), lambda: START) for name in ("without", "with")]
    right = "moderators"
    without, with_hidden = [await conversation(right, store is stores[1], store) for store in stores]
    assert without == with_hidden == await conversation(right, hidden=False)
    for store in stores:
        store.close()


async def test_a_role_taken_away_counts_at_the_next_press_of_an_old_button(world: World) -> None:
    """Every button of a card that was made when he could read it."""
    team = world.guild.create_role("Team")
    world.restrict("leases", roles=(team.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    member = world.env.backend.get_guild(world.guild.id).members[world.ann.id]
    for label in ("Context", "Full text", "Why this?", "Cite", "Share"):
        member.role_ids = [team.id]
        world.bot.limits = Limits()
        card = last(await world.ask("who signed the lease?"))
        assert "Tomas Reed" in texts(card)
        member.role_ids = []
        told = texts(last(await world.ann.click(card, label=label)))
        assert "Reed" not in told, label
        assert "warehouse" not in told, label
    assert not [each for each in world.channel.history() if not each.flags.ephemeral]
