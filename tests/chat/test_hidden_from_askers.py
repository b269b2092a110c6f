"""Whole conversations, with and without hidden documents: the uncleared person receives the same bytes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot import readers
from bot.assemble import vector_making
from bot.chat.client import Pullquote
from bot.core.casebook import Casebook
from bot.core.model.documents import Actor
from bot.core.model.meaning_ports import Semantic
from bot.core.model.ports import Store
from bot.indexes.bm25 import BM25Index
from bot.indexes.vectors.vector_index import KeptVectors
from bot.settings import Settings
from bot.stores.memory.memory_store import MemoryStore
from bot.stores.sql.sql_store import SqlStore
from tests.chat.world import COURT, LEASE, LETTER, World, labels, last, put
from tests.meaning.fake_meaning import IDENTITY, HashedWords
from tests.stores.sql.conftest import ENGINES, made

HIDDEN = [
    "Nineteen lawmakers signed the secret letter about the Harbour spyware on Monday.",
    "The letter of the Quarry company was signed by Tomas Reed, the lawmakers said.",
    f"{LETTER} The hidden truth about the court in Elmstead.",
]
NAMED = (("Tomas Reed", "eighteen lawmakers", "the court"), ("xylophone", "letter"))
MO = Actor("discord:1")
QUESTIONS = [
    "who signed the letter?",
    "who is Tomas Reed?",
    "what is the hidden truth?",
    "wher is Elmsted?",
    "xylophone",
]


async def conversation(hidden: bool, *, by_meaning: bool = False, store: Store | None = None) -> list[str]:
    """Everything that ann receives, as Discord's client gets it. store: in memory, where none is given."""
    semantic = Semantic(HashedWords(), KeptVectors(None, IDENTITY)) if by_meaning else None
    book = Casebook(store or MemoryStore(), BM25Index(None), readers.read, semantic=semantic)
    put(book, "letter", LETTER, publisher="Daily Example", published="2021-12-15")
    put(book, "court", COURT)
    async with simcord.run(Pullquote(Settings.read({}), book, shard_count=1), check_errors=False) as env:
        world = World(env, book)
        if hidden:
            hide(world)
        if making := vector_making(book):
            making.work()
            assert making.units > 2
        received = [await talk(world, question) for question in QUESTIONS]
        received.append(await look_around(world))
    return numbered([part for parts in received for part in parts])


def numbered(received: list[str]) -> list[str]:
    """Numbers of documents, cases and questions, which are drawn by lot, by the order in which they appear; so are
    Discord's, which tell the time."""
    seen: dict[str, str] = {}
    return [
        re.sub(
            r"(?<=:)(?:\d{9,18}|[0-9a-f]{32})(?=[:\"])|(?<!\d)\d{19}(?!\d)",
            lambda found: seen.setdefault(found[0], f"N{len(seen)}"),
            part,
        )
        for part in received
    ]


def hide(world: World) -> None:
    """For moderators, for another server, and removed."""
    world.restrict("sealed", roles=(world.mods.id,))
    for number, text in enumerate(HIDDEN):
        put(world.casebook, f"hidden-{number}", text, world.workspace, "sealed", aliases="letter\nxylophone\nReed")
        put(world.casebook, f"foreign-{number}", f"{text} Elsewhere.", "1", "general")
    for case in (one for one in world.casebook.store.cases() if one.name == "sealed" or one.workspace == "1"):
        world.casebook.store.put_case(replace(case, aliases=NAMED), MO)
    gone = put(world.casebook, "gone", LEASE + " The letter was gone.", world.workspace, "sealed")
    world.remove(gone)


async def talk(world: World, question: str) -> list[str]:
    """A question in every way it can be asked, and every button below the answer."""
    asked = await world.ask(question)
    card = last(asked)
    received = [raw(card)]
    for label in labels(card):
        if label in {"Open", "Follow up", "Wrong or outdated …"}:
            continue
        result = await world.ann.click(card, label=label)
        received.append(raw(last(result)))
        card = last(await world.ask(question))
    await world.ann.send(world.channel, f"{world.name} {question}")
    received.append(raw(world.channel.last_message))
    received.append(raw(last(await world.ask(question, case="starter"))))
    return received


async def look_around(world: World) -> list[str]:
    """Help, suggestions, keys and names of hidden things."""
    received = [raw(last(await world.ann.slash(world.channel, "help")))]
    for typed in ("", "sea", "h"):
        received.append(json.dumps(await world.ann.autocomplete(world.channel, "ask", "case", typed)))
        received.append(json.dumps(await world.ann.autocomplete(world.channel, "documents show", "document", typed)))
    received += [raw(last(await world.ask("who?", case=name))) for name in ("sealed", "general", "never")]
    said = await world.mo.send(
        world.channel, "Nineteen lawmakers signed the secret letter. Tomas Reed signed the lease."
    )
    received.append(raw(last(await world.ann.context_menu(world.channel, "Find evidence", said))))
    return received


def raw(message: Any) -> str:
    """Text, buttons with their ids, files; without the numbers that Discord gives."""
    parts = message.components
    return json.dumps(
        [part if isinstance(part, dict) else part.to_dict() for part in parts], sort_keys=True, ensure_ascii=False
    )


@pytest.mark.parametrize("by_meaning", [False, True])
async def test_hidden_documents_change_no_byte(by_meaning: bool) -> None:
    """Answers, refusals, counts, scores, suggestions, buttons, errors; with the vectors of what is hidden, too."""
    without = await conversation(hidden=False, by_meaning=by_meaning)
    with_hidden = await conversation(hidden=True, by_meaning=by_meaning)
    assert len(without) > 30
    assert without == with_hidden
    told = "".join(with_hidden)
    assert "Nineteen" not in told.replace("Nineteen lawmakers signed the secret letter", "")
    assert "sealed" not in told.replace("There is no case “sealed” here", "")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
async def test_hidden_documents_change_no_byte_in_a_database(tmp_path: Path, engine: str) -> None:
    """The same with each engine, and what is received is what the store in memory gives."""
    stores = [SqlStore(made(engine, tmp_path / name / "x.db")) for name in ("without", "with")]
    without, with_hidden = [await conversation(hidden=store is stores[1], store=store) for store in stores]
    assert without == with_hidden == await conversation(hidden=False)
    for store in stores:
        store.close()


async def test_a_hidden_name_and_one_that_never_was_get_the_same_words() -> None:
    received = await conversation(hidden=True)
    told = [
        part.replace("sealed", "N").replace("general", "N").replace("never", "N")
        for part in received
        if "no case" in part
    ]
    assert len(told) == 3
    assert len(set(told)) == 1
