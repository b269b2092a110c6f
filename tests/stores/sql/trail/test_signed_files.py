"""What lies beside a SQLite file: the signed head and its key, and that nothing of what was erased is left there."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.model.documents import Details
from bot.stores.sql.sql_store import SqlStore
from tests.stores.sql.conftest import ANN, SECRET, filled, opened, upload
from tests.stores.sql.trail.test_audit import trail


@pytest.fixture
def events(store: SqlStore) -> int:
    return trail(store)


def test_a_tail_that_is_cut_off_with_its_documents_shows(store: SqlStore, events: int, path: Path) -> None:
    """As after going back to an older copy of the database: the chain is whole, the signed head tells."""
    copy = path.with_name("older.db")
    store.backup(copy)
    store.put(1, upload(7), ANN)
    store.close()
    copy.replace(path)

    with closing(opened(path)) as older:
        assert [flaw.what for flaw in older.verify().flaws] == ["the newest events, up to this one, are missing"]
        older.put(1, upload(8), ANN)
        assert older.verify().flaws, "a later change doesn't sign the evidence away"


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.with_name("pullquote.db.head").unlink(),
        lambda path: path.with_name("pullquote.db.key").unlink(),
        lambda path: path.with_name("pullquote.db.key").write_bytes(bytes(32)),
        lambda path: path.with_name("pullquote.db.head").write_text("{}"),
        lambda path: _advance(path.with_name("pullquote.db.head")),
    ],
)
def test_a_signed_head_that_is_touched_shows(
    store: SqlStore, events: int, path: Path, harm: Callable[[Path], None]
) -> None:
    """And goes on showing after the next change and the next start."""
    harm(path)
    assert store.verify().flaws
    store.put(1, upload(9), ANN)
    assert store.verify().flaws
    with closing(opened(path)) as again:
        assert again.verify().flaws


def _advance(path: Path) -> None:
    said = json.loads(path.read_bytes())
    path.write_text(json.dumps(said | {"sequence": said["sequence"] + 1}))


def test_both_files_gone_shows(store: SqlStore, events: int, path: Path) -> None:
    for name in ("head", "key"):
        path.with_name(f"pullquote.db.{name}").unlink()
    assert [flaw.what for flaw in store.verify().flaws] == ["there is no signed head"]
    store.put(1, upload(9), ANN)
    assert store.verify().flaws


def test_a_process_killed_before_signing_leaves_no_flaw(store: SqlStore, events: int, path: Path) -> None:
    """The events that it left unsigned are counted, and signed with the next."""
    head = path.with_name("pullquote.db.head")
    before = head.read_bytes()
    store.put(1, upload(8), ANN)
    head.write_bytes(before)

    assert (store.verify().unsigned, store.verify().flaws) == (1, ())
    store.put(1, upload(9), ANN)
    assert (store.verify().unsigned, store.verify().flaws) == (0, ())


def test_the_secret_files_are_for_their_owner_only(store: SqlStore, events: int, path: Path) -> None:
    modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    assert modes == {f"pullquote.db{end}": 0o600 for end in ("", "-wal", "-shm", ".key", ".head")}


@pytest.mark.parametrize("count", [1, 40])
def test_nothing_of_an_erased_document_is_left_in_any_file(store: SqlStore, path: Path, count: int) -> None:
    """Words, title, author, key, file name, notes: not in the database, its log or the files beside it.

    Also while another process has the database open, as `serve` would.
    """
    ids = filled(store, count)
    for number in ids:
        store.describe(number, Details(f"{SECRET}, corrected"), ANN, note=f"{SECRET} asked")
    with closing(opened(path)) as other:
        assert len(other.texts(ids)) == count
        for number in ids:
            store.erase(number, ANN, "a source at risk")

        left = [each.name for each in path.parent.iterdir() if SECRET.encode() in each.read_bytes()]
    assert left == []
    assert store.verify().flaws == ()


def test_erasing_one_document_leaves_no_word_of_it(store: SqlStore, path: Path) -> None:
    """Among others that stay."""
    filled(store, 60)
    words = "Rosencrantz"
    case = store.cases()[0].id
    for number in range(5):
        text = f"{words} {number} " * 700
        one = upload(1000 + number)
        odd = type(one)(f"{words}-{number}", Details(words, author=words), text, text.encode(), words)
        store.erase(store.put(case, odd, ANN).document.id, ANN, "asked to")
        store.put(case, upload(2000 + number), ANN)

    assert [each.name for each in path.parent.iterdir() if words.encode() in each.read_bytes()] == []
    assert len(store.documents([case])) == 65
