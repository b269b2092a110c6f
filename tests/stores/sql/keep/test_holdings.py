"""One list of everything that can hold words: nothing is missing in it, and what goes through it leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select
from sqlmodel import SQLModel

from bot import readers
from bot.core.casebook import Casebook
from bot.core.library import intake
from bot.core.library.intake import Parcel
from bot.core.library.vector_making import VectorMaking, content
from bot.core.model.documents import Actor, Audience, Document, Post, Quotation, Retrieval
from bot.core.model.kept_items import Schedule, StandingQuestion
from bot.core.model.meaning_ports import Part, Semantic
from bot.core.workflows import drafts, server_left
from bot.core.workflows.drafts import Target
from bot.indexes.bm25 import BM25Index
from bot.indexes.vectors.vector_index import KeptVectors
from bot.stores.sql.database import sqlite_file
from bot.stores.sql.keep import holdings
from bot.stores.sql.sql_store import SqlStore
from tests.meaning.fake_meaning import IDENTITY, HashedWords
from tests.scanning import holding
from tests.stores.sql.conftest import fresh

ANN = Actor("discord:1")
HERE = "7"
CANARY = "zyxkestrel"
TEXT = f"The {CANARY} met the minister at the harbour.\n\n" * 30
NOW = datetime.now(UTC)


class FullOf:
    """A casebook in files, with the canary in everything that is kept."""

    def __init__(self, path: Path) -> None:
        self.store = SqlStore(f"sqlite:///{fresh(path)}")
        self.vectors = KeptVectors(path.parent / "vectors", IDENTITY)
        semantic = Semantic(HashedWords(), self.vectors)
        self.casebook = Casebook(self.store, BM25Index(path.parent / "index"), readers.read, semantic=semantic)
        self.case = self.casebook.open_case(HERE, CANARY)
        self.store.put_case(replace(self.case, title=CANARY, roles=frozenset({1})), ANN)
        self.document = self._documents()
        self._waiting()
        self._beside()
        self.make_vectors()

    def make_vectors(self) -> None:
        VectorMaking(self.store, self.casebook.index, HashedWords(), self.vectors).run(lambda done, total: None)

    def vectors_of(self, document: Document) -> list[Part]:
        """What the files hold of it, in whatever version."""
        return [one for one in self.vectors.of_content(document.case, content(document)) if one.document == document.id]

    def parcel(self, text: str = TEXT, name: str = f"{CANARY}.txt") -> Parcel:
        return intake.read_file(readers.read, text.encode(), name)

    def page(self) -> Parcel:
        address = f"https://example.org/{CANARY}"
        parcel = self.parcel(f"{TEXT} As fetched.", f"{CANARY}-page.txt")
        found = Retrieval(address, address, 200, {"etag": CANARY}, NOW)
        return replace(parcel, origin=address, retrieval=found).edited(lambda one: replace(one, source=address))

    def _documents(self) -> Document:
        (receipt,) = self.casebook.take(self.page(), ANN, workspace=HERE, case=CANARY)
        viewer = self.casebook.viewer(Audience(HERE, everything=True))
        title = f"Again {CANARY}"
        return self.casebook.edit(viewer, receipt.document.id, lambda one: replace(one, title=title), ANN).document

    def _waiting(self) -> None:
        """A preview of the same page, a proposal of the same file as one document of several."""
        target = Target(HERE, CANARY, self.case.id)
        drafts.keep(self.casebook, self.page(), target, ANN)
        packed = self.parcel("Something else.", "many.zip")
        drafts.propose(self.casebook, drafts.keep(self.casebook, _and(packed, self.page()), target, ANN))

    def _beside(self) -> None:
        number, until = self.document.id, NOW + timedelta(days=9)
        self.store.put_post(Post(HERE, 1, 2, NOW, (Quotation(number, 1, 0, 9),)))
        self.store.count_feedback(HERE, number, "useful")
        self.store.put_schedule(Schedule(HERE, self.case.id, 7, NOW, ANN.id, document=number), ANN)
        self.store.put_setting(HERE, "language", CANARY, ANN)
        self.store.put_question(StandingQuestion("q", HERE, ANN.id, 1, CANARY, "en", NOW, until, 0, 0))

    def close(self) -> None:
        self.casebook.close()


def _and(one: Parcel, other: Parcel) -> Parcel:
    return replace(one, readings=(*one.readings, *other.readings))


@pytest.fixture
def full(path: Path) -> Iterator[FullOf]:
    made = FullOf(path)
    yield made
    made.close()


def test_every_table_is_in_the_list() -> None:
    """A new one fails here until somebody has said how its rows go."""
    assert {each.table.name for each in holdings.HOLDINGS} == set(SQLModel.metadata.tables)
    for each in holdings.HOLDINGS:
        assert each.how or (each.document is not None and each.workspace is not None), each.table.name


def test_every_table_holds_something_in_these_tests(full: FullOf) -> None:
    """So that what follows sees each of them."""
    with full.store.database.reading() as connection:
        counts = {name: connection.scalar(select(func.count()).select_from(table)) for name, table in tables().items()}
    assert {name for name, count in counts.items() if not count} == set()


def tables() -> dict[str, Table]:
    return {each.table.name: each.table for each in holdings.HOLDINGS}


def test_every_file_is_in_the_list(full: FullOf, path: Path) -> None:
    (path.parent / f"{path.name}.damaged-wal").write_bytes(b"")
    beside = [each.name.removeprefix(path.name) for each in path.parent.iterdir() if each.is_file()]
    assert [end for end in beside if end.removesuffix("-wal") not in holdings.FILES and end not in holdings.FILES] == []


def test_of_an_erased_document_nothing_is_left(full: FullOf, path: Path) -> None:
    """Nor in a preview and a proposal of it, nor in what a restored backup has set aside."""
    for end in (".damaged", ".damaged-wal", ".restoring"):
        path.with_name(path.name + end).write_bytes(TEXT.encode())
    viewer = full.casebook.viewer(Audience(HERE, everything=True))
    assert full.vectors_of(full.document)
    full.casebook.erase(viewer, full.document.id, ANN, "a source at risk")
    assert full.store.drafts() == []
    assert full.vectors_of(full.document) == []
    assert list((path.parent / "vectors").rglob("*.vectors")) == []

    left_of_the_case = {"pullquote.db"}  # its name, its title, a setting and a question: not the document's
    assert set(holding(path.parent, CANARY)) <= left_of_the_case
    assert holding(path.parent, "harbour") == []
    assert full.store.verify().flaws == ()


def test_of_a_server_that_left_nothing_is_left(full: FullOf, path: Path) -> None:
    server_left.left(full.casebook, HERE, NOW - timedelta(days=30))
    assert server_left.erase_due(full.casebook, 30, NOW) == 1
    assert holding(path.parent, CANARY) == []
    assert list((path.parent / "vectors").rglob("*.vectors")) == []
    assert full.store.workspaces() == []
    assert full.store.verify().flaws == ()
    assert server_left.erase_due(full.casebook, 30, NOW) == 0


def test_with_meaning_off_vectors_are_erased_all_the_same(full: FullOf, path: Path) -> None:
    """Also those of a model that isn't this program's any more."""
    full.casebook.semantic = Semantic(None, KeptVectors(path.parent / "vectors", replace(IDENTITY, version="2")))
    viewer = full.casebook.viewer(Audience(HERE, everything=True))
    full.casebook.erase(viewer, full.document.id, ANN, "a source at risk")
    assert list((path.parent / "vectors").rglob("*.vectors")) == []


def test_a_draft_that_is_discarded_or_has_expired_is_gone(full: FullOf, path: Path) -> None:
    """Also from the write-ahead log, where another process has the database open."""
    word = "quetzalcoatl"
    with closing(SqlStore(f"sqlite:///{path}")) as other:
        for draft in range(2):
            made = drafts.keep(full.casebook, full.parcel(f"The {word} met.", f"{word}.txt"), Target(HERE, "c"), ANN)
            assert holding(path.parent, word) != []
            if draft:
                drafts.discard(full.casebook, made)
            else:
                full.store.put_draft(replace(made.draft, expires=NOW))
                assert other.expire_drafts() == 1
            assert holding(path.parent, word) == []


def test_what_a_reader_kept_in_the_log_goes_with_the_next_change(
    full: FullOf, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0.01)
    with full.store.database.reading() as connection:
        connection.execute(select(func.count()).select_from(tables()["drafts"])).all()
        made = drafts.keep(full.casebook, full.parcel("The quetzalcoatl met."), Target(HERE, "c"), ANN)
        drafts.discard(full.casebook, made)
    assert holding(path.parent, "quetzalcoatl") == [f"{path.name}-wal"]
    full.store.put_setting(HERE, "language", "fr", ANN)
    assert holding(path.parent, "quetzalcoatl") == []


def test_previews_are_in_no_backup(full: FullOf, path: Path) -> None:
    """A proposal is somebody's work that others wait for; a preview is its maker's own."""
    copy = path.with_name("copy.db")
    full.store.backup(copy)
    with closing(SqlStore(f"sqlite:///{copy}")) as restored:
        assert [one.proposed for one in restored.drafts()] == [True]
