"""The audit trail shows whatever was done to it behind the program's back; what the program does leaves no flaw."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.model.documents import Details
from bot.stores.sql.sql_store import SqlStore
from tests.stores.sql.behind import REFUSED, behind
from tests.stores.sql.conftest import ANN, ENGINES, filled, made


@pytest.fixture(params=ENGINES)
def address(request: pytest.FixtureRequest, path: Path) -> str:
    return made(request.param, path)


def tamper(address: str, statement: str, *values: object) -> None:
    with behind(address) as other:
        try:
            other.execute(statement, values)
        except REFUSED:
            pytest.skip("no such value fits into a server's column")


@pytest.fixture
def events(store: SqlStore) -> int:
    return trail(store)


def trail(store: SqlStore) -> int:
    """One with something of everything in it; how many events."""
    one, two, three = filled(store)
    store.describe(one, Details("Another title"), ANN, note="as asked")
    store.remove(two, ANN)
    store.erase(three, ANN, "court order")
    store.put_setting("1", "language", "fr", ANN)
    return len(store.events())


def test_a_trail_that_nobody_touched_is_whole(store: SqlStore, events: int) -> None:
    """Erasing leaves it so; every event is signed."""
    verdict = store.verify()
    assert (verdict.events, verdict.unsigned, verdict.flaws) == (events, 0, ())


def test_an_empty_trail_is_whole(store: SqlStore) -> None:
    assert store.verify().flaws == ()


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("UPDATE events SET action = 'removed' WHERE sequence = 2", ()),
        ("UPDATE events SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 2", ()),
        ("UPDATE events SET hash = ? WHERE sequence = 2", ("ff" * 32,)),
        ("UPDATE events SET seals = ? WHERE sequence = 2", (bytes(128),)),
        ("UPDATE event_details SET actor = 'discord:666' WHERE sequence = 3", ()),
        ("UPDATE event_details SET actor = NULL WHERE sequence = 3", ()),
        ("UPDATE event_details SET key = 'other' WHERE sequence = 3", ()),
        ("UPDATE event_details SET key = NULL WHERE sequence = 3", ()),
        ("UPDATE event_details SET note = 'nothing' WHERE sequence = 5", ()),
        ("UPDATE event_details SET note = NULL WHERE note = 'court order'", ()),
        ("DELETE FROM event_details WHERE sequence = 2", ()),
        ("DELETE FROM events WHERE sequence = 2", ()),
        ("DELETE FROM events WHERE sequence = (SELECT max(sequence) FROM events)", ()),
        ("DELETE FROM events", ()),
        ("UPDATE versions SET title = 'Forged' WHERE document_id = 1 AND version = 1", ()),
        ("UPDATE versions SET kind = 'forged' WHERE document_id = 1 AND version = 1", ()),
        ("UPDATE versions SET text_sha256 = (SELECT max(sha256) FROM texts) WHERE document_id IN (1, 2)", ()),
        ("UPDATE texts SET text = ?", (b"Forged.",)),
        ("UPDATE texts SET text = replace(text, 'a', 'b')", ()),  # which leaves text where bytes were
        ("UPDATE originals SET data = ?", (bytes(1),)),
        ("UPDATE originals SET data = 'Forged.'", ()),
        ("UPDATE originals SET data = 7", ()),
        ("UPDATE events SET seals = 'forged' WHERE sequence = 2", ()),
        ("UPDATE event_details SET salts = 'forged' WHERE sequence = 2", ()),
        ("UPDATE events SET at = 'yesterday' WHERE sequence = 2", ()),
        ("UPDATE events SET action = 'forged' WHERE sequence = 2", ()),
        ("UPDATE documents SET added_at = 7", ()),
        ("UPDATE versions SET marks = 'forged', sources = '{'", ()),
        ("UPDATE versions SET version = 9 WHERE document_id = 1 AND version = 1", ()),
    ],
)
def test_every_change_shows(
    store: SqlStore, events: int, address: str, statement: str, values: tuple[object, ...]
) -> None:
    """Events, their fields, versions, texts and originals; gaps and a cut tail too."""
    tamper(address, statement, *values)
    assert store.verify().flaws
