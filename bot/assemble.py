"""The only place that names a concrete store, index and readers, and puts them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model import LOCAL, SHARED, Actor, Fetched
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
    return Casebook(SqlStore(settings.database), BM25Index(settings.index_dir), readers.read, Fetching(settings))


@dataclass(frozen=True)
class Fetching:
    """The fetcher of web pages, loaded when the first one is wanted: most starts fetch none."""

    settings: Settings

    def fetch(self, address: str) -> Fetched:
        from bot.fetch import Limits, WebFetcher

        settings = self.settings
        limits = Limits(megabytes=settings.max_file_mb)
        fetcher = WebFetcher(_version(), settings.fetch_contact or "", settings.fetch_proxy, limits=limits)
        return fetcher.fetch(address)


def _version() -> str:
    """ "0" where the program runs from a folder, uninstalled."""
    try:
        return version("pullquote")
    except PackageNotFoundError:
        return "0"


def starter(casebook: Casebook, settings: Settings) -> Report:
    """Bring the starter case up to date from the corpus folder, where there is one."""
    if not settings.corpus_dir.is_dir():
        return Report()
    source = Folder(settings.corpus_dir, CORPUS_ACTOR, SHARED, max_file_mb=settings.max_file_mb)
    return sync(casebook, source)
