"""A small case file behind a source viewer, and a made-up chat that says who comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
from cryptography.fernet import Fernet

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.documents import SHARED, Actor, Audience, Details, Standing
from bot.core.model.visits import Place, Visit
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore
from bot.web.viewer import viewer
from bot.web.viewer.links import Seal
from bot.web.viewer.words import Languages
from bot.wording import catalogue

LETTER = """# The letter

Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.

"We will not look away," Senator Ada Brook told the Daily Example.  The letter names the <Quarry> company & its owners.

The company did not answer questions. It had been asked twice, by telephone and in writing, what its programs are used
for, and who had bought them.

A hearing is set for March."""
ARABIC = """قالت المحكمة إن الشركة باعت البرنامج إلى الحكومة في العام الماضي. وقد رفض الوزير الإجابة عن أسئلة الصحفيين.

اخترقت الهواتف قبل الجلسة، وفق ما جاء في تقرير من 12 صفحة نشره مختبر "Citizen Lab".

وسيصدر الحكم في شهر آذار."""
COURT = "The court in Elmstead ordered the Quarry company to hand over the source code of Harbour."
WORKSPACE, USER, CHANNEL, ROLE = "4001", 77, 88, 99
KEY = Fernet.generate_key()


LANGUAGES = Languages(catalogue.NAMES, catalogue.spoken)


@dataclass
class Chat:
    """Who is there, as the chat would say."""

    audience: Audience | None = field(default_factory=lambda: Audience(WORKSPACE, frozenset({ROLE}), CHANNEL))
    asked: list[Visit] = field(default_factory=list)

    async def __call__(self, visit: Visit) -> Audience | None:
        self.asked.append(visit)
        return self.audience


class Rooms:
    """The viewer on `base`; `now` is its clock."""

    def __init__(self) -> None:
        added = datetime(2026, 9, 20, 8, 30, tzinfo=UTC)
        self.book = Casebook(MemoryStore(lambda: added), BM25Index(None), readers.read)
        self.now = 1_790_000_000.0
        self.chat = Chat()
        self.seal = Seal("http://viewer.example/files", KEY, 10, lambda: self.now)
        self.seal.ask(self.chat)
        self.base = ""
        self.letter = self.put("letter", LETTER, "The letter", source="https://news.example/letter", author="B. Writer")
        self.arabic = self.put("hukm", ARABIC, "حكم المحكمة", language="ar", publisher="صحيفة المثال")
        self.court = self.put("court", COURT, "The court's order", case="closed", standing=Standing.DISPUTED)
        closed = self.book.store.open_case(WORKSPACE, "closed", "Closed")
        self.book.store.put_case(replace(closed, open=False, roles=frozenset({ROLE})), Actor("cli"))

    def put(self, key: str, text: str, title: str, case: str | None = None, **details: Any) -> int:
        told = Details(title, **{"publisher": "Daily Example", "published": "2021-12-15", "language": "en", **details})
        workspace = WORKSPACE if case else SHARED
        done = self.book.add(
            text.encode(), f"{key}.md", Actor("cli"), workspace=workspace, case=case, details=lambda found: told
        )
        return done[0].document.id

    def place(self, document: int, quote: str) -> Place:
        found = self.book.store.get([document])[document]
        text = self.book.store.texts([document])[document]
        start = text.index(quote)
        return Place(document, start, start + len(quote), found.text_sha256[:8])

    def address(self, *places: Place, language: str = "") -> str:
        """A link for the person, on the port that the test serves."""
        made = self.seal.address(Visit(WORKSPACE, USER, CHANNEL, places, language))
        return made.replace("http://viewer.example", self.base).partition("#")[0]


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Rooms, aiohttp.ClientSession]]:
    rooms = Rooms()
    serving = viewer.serving("127.0.0.1", 0, rooms.book, rooms.seal, LANGUAGES)
    async with serving as port, aiohttp.ClientSession() as session:
        rooms.base = f"http://127.0.0.1:{port}"
        yield rooms, session
    rooms.book.close()
