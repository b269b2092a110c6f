"""The only place that names a concrete store, index and readers, and puts them together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model import LOCAL, SHARED, Actor
from bot.core.syncing import Folder, Report, sync
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings

CORPUS_ACTOR = Actor("corpus")


def folder_casebook(folder: Path, settings: Settings, progress: Callable[[int, int], None]) -> tuple[Casebook, Report]:
    """A casebook of that folder alone, in memory: nothing is written."""
    from bot.stores.memory import MemoryStore

    casebook = Casebook(MemoryStore(), BM25Index(None), readers.read)
    source = Folder(folder, CORPUS_ACTOR, LOCAL, max_file_mb=settings.max_file_mb)
    return casebook, sync(casebook, source, progress)


def stored_casebook(settings: Settings) -> Casebook:
    """The casebook of DATA_DIR, made if it isn't there, its starter case not yet brought up to date."""
    from bot.stores.sql.store import SqlStore

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Casebook(SqlStore(settings.database), BM25Index(settings.index_dir), readers.read)


def starter(casebook: Casebook, settings: Settings) -> Report:
    """Bring the starter case up to date from the corpus folder, where there is one."""
    if not settings.corpus_dir.is_dir():
        return Report()
    source = Folder(settings.corpus_dir, CORPUS_ACTOR, SHARED, max_file_mb=settings.max_file_mb)
    return sync(casebook, source)
