"""Kills the program while it brings a kept database of an earlier schema up to date."""

from __future__ import annotations

import functools
import random
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Protocol

import alembic.command  # noqa: F401  what a forked child needs is there, so that the upgrade begins at once

from bot.core.model.trail import Head
from bot.stores.sql.database import migrating
from bot.stores.sql.database.tables import REVISIONS
from bot.stores.sql.sql_store import SqlStore
from bot.stores.sql.trail import signature
from bot.stores.sql.trail.signet import Ends, FileSignet
from tests.trust import forks
from tests.trust.working import opened

SAMPLES = Path(__file__).resolve().parents[1] / "stores" / "samples"
LONGEST = 0.2  # seconds that a process lives; an upgrade takes about half of that
Held = dict[tuple[int, str], tuple[object, ...]]


class Counts(Protocol):
    upgrades: int  # that were killed
    cut: int  # before they were done


def killed(chance: random.Random, figures: Counts) -> None:
    """One upgrade, killed. Raises AssertionError where the next start finds anything but what was there."""
    sample, folder = chance.choice(REVISIONS[:-1]), Path(tempfile.mkdtemp(prefix="upgraded-"))
    path = kept(sample, folder)
    crashed = forks.killed([(lambda _: upgrade(folder), chance.uniform(0, LONGEST))])
    assert not crashed, crashed
    figures.upgrades += 1
    figures.cut += migrating.refuse_newer(path) != REVISIONS[-1]
    assert held(folder) == whole(sample), f"schema {sample}, {folder}"
    assert migrating.refuse_newer(path) == REVISIONS[-1]
    shutil.rmtree(folder)


def upgrade(folder: Path) -> None:
    opened(folder).catch_up()
    time.sleep(60)


def kept(sample: str, folder: Path) -> Path:
    """A database of that schema, its trail signed, as its own version of the program left it."""
    path = folder / "pullquote.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((SAMPLES / f"v{int(sample)}.sql").read_text("utf-8"))
        connection.execute("PRAGMA journal_mode=WAL")
        signet = FileSignet(path)
        if int(sample) < int(migrating.JOURNAL_SINCE):
            end = connection.execute("SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1").fetchone()
            signet.sign(Ends(Head(*end)))
        else:
            signet.sign(signature.ends(connection))
            signature.put(connection, signet, signature.ends(connection))
            connection.commit()
    return path


def held(folder: Path) -> Held:
    """Everything of every document, removed ones too; the trail is whole, the index there."""
    casebook = opened(folder)
    try:
        casebook.catch_up()
        store = casebook.store
        assert isinstance(store, SqlStore)
        assert store.verify().flaws == ()
        assert casebook.index.head() == store.head()
        cases = [case.id for case in store.cases()]
        documents = (*store.documents(cases), *store.documents(cases, removed=True))
        return {(one.case, one.key): (one, store.texts([one.id]), store.original(one.id)) for one in documents}
    finally:
        casebook.close()


@functools.cache
def whole(sample: str) -> Held:
    """What an upgrade that nobody killed makes of it."""
    with tempfile.TemporaryDirectory() as folder:
        kept(sample, Path(folder))
        return held(Path(folder))
