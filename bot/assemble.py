"""The only place that names a concrete store, index and readers, and puts them together."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model import time_limit
from bot.core.model.documents import LOCAL, SHARED, STARTER, Actor, Fetched
from bot.core.model.errors import BadDocument, CasebookError, IndexUnfit, StoreError, StoreLacksDriver, TooLarge
from bot.core.model.judge_ports import Judge
from bot.core.model.meaning_ports import Identity, KnownVectors, Meaning, Semantic
from bot.core.workflows.folder_sync import Folder, Report, sync
from bot.indexes.bm25 import BM25Index
from bot.settings import VERSION, Settings

if TYPE_CHECKING:
    from bot.core.library.vector_making import VectorMaking
    from bot.indexes.files import Files
    from bot.indexes.remote.objects import Objects


class UnusedVectors(CasebookError):
    template = (
        "It is {why}, so it isn't used; without it answers come by words. "
        "`python -m bot vectors --corpus {folder}` makes it anew."
    )


class NoDataFolder(StoreError):
    template = "The data folder {path} can't be made: {why}. Set DATA_DIR to a folder that may be written to."


CORPUS_ACTOR = Actor("corpus")
_log = logging.getLogger(__name__)
READABLE = 0o644  # of a folder's permissions, those that its file of vectors has


def folder_casebook(
    folder: Path, settings: Settings, progress: Callable[[int, int], None], model: Meaning | None = None
) -> tuple[Casebook, Report]:
    """A casebook of that folder alone, in memory: nothing is written.

    What has no vector in the folder's own file of them is found by words, unless MEANING=on: all vectors are then made
    before this returns, which takes its time.
    """
    from bot.stores.memory.memory_store import MemoryStore

    semantic = None if settings.meaning == "off" else _semantic(None, model or usable_model(settings, patient=True))
    judge = usable_judge(settings, patient=True)
    casebook = Casebook(MemoryStore(), BM25Index(None), readers.read, semantic=semantic, judge=judge)
    source = Folder(folder, CORPUS_ACTOR, LOCAL, readers.each, max_file_mb=settings.max_file_mb, own=settings.own)
    with time_limit.allowing(time_limit.LONGER):
        report = sync(casebook, source, progress)
    take_vectors(casebook, folder, settings, report)
    making = vector_making(casebook)
    if making and settings.meaning == "on":
        making.run(progress)
    return casebook, report


def stored_casebook(settings: Settings, *, patient: bool = False) -> Casebook:
    """The casebook of DATA_DIR, made if it isn't there, its starter case not yet brought up to date.

    patient: as in `local_model`.
    """
    from bot.stores.sql.sql_store import SqlStore

    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NoDataFolder(path=settings.data_dir, why=error.strerror or "unknown") from error
    return Casebook(
        SqlStore(settings.database, key=settings.signing),
        BM25Index(index_place(settings)),
        readers.read,
        Fetching(settings),
        _semantic(settings.vectors_dir, usable_model(settings, patient=patient)),
        usable_judge(settings, patient=patient),
    )


def index_place(settings: Settings) -> Path | Files:
    """A folder, or what machines share: objects in a storage or a database, read through a folder."""
    if settings.index_url is None:
        return settings.index_dir
    from bot.indexes.remote.breaker import Breaker
    from bot.indexes.remote.remote_files import RemoteFiles
    from bot.indexes.remote.segment_cache import SegmentCache

    objects = _bucket(settings) if settings.index_url.startswith("s3:") else _table(settings)
    return RemoteFiles(Breaker(objects), SegmentCache(settings.index_cache_dir, settings.index_cache_mb * 1_000_000))


def _bucket(settings: Settings) -> Objects:
    from bot.indexes.remote.s3_objects import S3Objects

    return S3Objects(settings.index_url or "", settings.index_endpoint)


def offsite_storage(address: str, settings: Settings) -> Objects:
    """Where backups are sent to, s3://bucket/folder. Raises OffsiteUnfit, OffsiteLacksClient; asks nothing yet."""
    from bot.indexes.remote.objects import OF_BACKUPS
    from bot.indexes.remote.s3_objects import S3Objects

    return S3Objects(address, settings.backup_endpoint, sentences=OF_BACKUPS)


def _table(settings: Settings) -> Objects:
    """In the database of that address, or in that of the documents."""
    from sqlalchemy.engine import make_url

    from bot.indexes.remote.postgresql_objects import PostgresObjects
    from bot.stores.sql.database import opening

    address = settings.index_url or ""
    if "://" not in address:
        address = settings.database
    if not opening.is_server(address):
        raise IndexUnfit(path="INDEX_URL", why="it is `postgresql`, and DATABASE_URL names no PostgreSQL database")
    if find_spec("psycopg") is None:
        raise StoreLacksDriver
    from bot.stores.sql.database import postgresql, postgresql_faults

    url = postgresql.url_of(make_url(address))
    name = postgresql.named(url)
    return PostgresObjects(name, lambda: postgresql.alone(url), lambda: postgresql_faults.told(name))


def _semantic(folder: Path | None, model: Meaning | None) -> Semantic:
    """Vectors in that folder, in memory where it is None; without a model they are only erased."""
    from bot.indexes.vectors.vector_index import KeptVectors
    from bot.meaning import e5

    return Semantic(model, KeptVectors(folder, model.identity if model else e5.IDENTITY))


def take_vectors(
    casebook: Casebook, folder: Path, settings: Settings, report: Report, workspace: str | None = None
) -> None:
    """Those that are known from the folder's file, for a workspace's cases or all; makes none, asks no model.

    A file that can't be used is named in the report, and harms nothing else.
    """
    from bot.core.library import known_vectors
    from bot.indexes.vectors.known_vector_file import NAME

    semantic = casebook.semantic
    if semantic is None or semantic.model is None or not os.path.lexists(folder / NAME):
        return
    try:
        known = _known(folder, settings, semantic.model.identity)
    except UnusedVectors as error:
        report.problems.append((NAME, str(error)))
        return
    cases = [case.id for case in casebook.store.cases(workspace)]
    known_vectors.take(casebook.store, casebook.index, semantic.vectors, known, cases)


def _known(folder: Path, settings: Settings, identity: Identity) -> KnownVectors:
    """Raises UnusedVectors."""
    from bot.core.library import paths
    from bot.indexes.vectors import known_vector_file as file

    try:
        return file.read(paths.read(folder / file.NAME, file.LARGEST_MB, settings.own, folder), identity)
    except TooLarge:
        why = f"larger than {file.LARGEST_MB} MB"
    except BadDocument:
        why = "no file that can be opened in this folder"
    except file.Torn:
        why = "torn"
    except file.OfAnotherModel:
        why = "of another model"
    raise UnusedVectors(why=why, folder=folder)


def check_vectors(folder: Path, settings: Settings) -> None:
    """Whether the folder's file of them may be written. Raises what `paths.check_target` does."""
    from bot.core.library import paths
    from bot.indexes.vectors import known_vector_file as file

    paths.check_target(folder / file.NAME, settings.own, "a file of vectors", file.is_ours)


def keep_vectors(casebook: Casebook, folder: Path) -> None:
    """Write those that there are of this folder's casebook into its file, in the place of what was in it; readable for
    whoever may look into the folder. See `check_vectors`."""
    from bot.core.library import known_vectors, paths
    from bot.indexes.vectors import known_vector_file as file

    semantic = casebook.semantic
    if semantic is None or semantic.model is None:
        return
    cases = [case.id for case in casebook.store.cases()]
    found = known_vectors.every(casebook.store, semantic.vectors, cases)
    with paths.replacing(folder / file.NAME) as draft:
        draft.write(file.written(semantic.model.identity, found))
        os.fchmod(draft.fileno(), folder.stat().st_mode & READABLE)


def vector_making(casebook: Casebook) -> VectorMaking | None:
    """What makes the vectors that are missing; None where answers come by words alone."""
    semantic = casebook.semantic
    if semantic is None or semantic.model is None:
        return None
    from bot.core.library.vector_making import VectorMaking

    return VectorMaking(casebook.store, casebook.index, semantic.model, semantic.vectors)


def usable_model(settings: Settings, *, patient: bool = False) -> Meaning | None:
    """The model that is installed, or that an operator's folder holds, unless it is off."""
    if settings.meaning == "off":
        return None
    why = no_meaning(settings)
    if why and settings.meaning_model:
        _log.warning("answers come by words: MEANING_MODEL can't be used: %s", why)
    return None if why else local_model(settings, patient=patient)


def no_meaning(settings: Settings) -> str | None:
    """Why answers come by words alone whether or not they should, in words for people; None where they needn't."""
    from bot.meaning import e5, model_folder

    return model_folder.absent(settings.meaning_model) if settings.meaning_model else e5.absent()


def local_model(settings: Settings, *, patient: bool = False) -> Meaning:
    """The model that `no_meaning` has nothing against. Starts nothing before it is asked.

    patient: nobody waits in a chat, and the same questions must be answered alike however busy the machine is.
    """
    from bot.meaning import e5, model_folder
    from bot.meaning.model_process import PATIENT, LocalModel, Patience

    packaged = model_folder.packaged(settings.meaning_model) if settings.meaning_model else e5.PACKAGED
    return LocalModel(packaged, PATIENT if patient else Patience())


class PagePictures:
    """Pages of PDFs and scans, drawn in the readers' process: what the viewer takes as `Draw`."""

    def can(self, data: bytes) -> bool:
        from bot.readers.pdf.scans import page_picture

        return page_picture.can_draw(data)

    def __call__(self, data: bytes, number: int) -> bytes | None:
        from bot.readers.sandbox import pool

        return pool.page_picture(data, number)


def usable_judge(settings: Settings, *, patient: bool = False) -> Judge | None:
    """The reader that judges whether a sentence answers, unless it is off or can't run here."""
    return None if settings.reader == "off" or no_judge() else local_judge(patient=patient)


def no_judge() -> str | None:
    """Why no reader judges whatever the settings say, in words for people; None where one can."""
    from bot.meaning import cross_encoder

    return cross_encoder.absent()


def local_judge(*, patient: bool = False) -> Judge:
    """The reader. Starts nothing before it is asked. patient: as in `local_model`."""
    from bot.meaning import cross_encoder, multilingual_judge
    from bot.meaning.model_process import PATIENT, LocalJudge, Patience

    others = None if multilingual_judge.absent() else multilingual_judge.PACKAGED
    return LocalJudge(cross_encoder.PACKAGED, PATIENT if patient else Patience(), others)


@dataclass(frozen=True)
class Fetching:
    """The fetcher of web pages, loaded when the first one is wanted: most starts fetch none."""

    settings: Settings

    def fetch(self, address: str) -> Fetched:
        from bot.fetch import Limits, WebFetcher

        settings = self.settings
        limits = Limits(megabytes=settings.max_file_mb)
        fetcher = WebFetcher(VERSION, settings.fetch_contact or "", settings.fetch_proxy, limits=limits)
        return fetcher.fetch(address)


def starter(casebook: Casebook, settings: Settings) -> Report:
    """Bring the starter case up to date from the corpus folder, where there is one."""
    if not settings.corpus_dir.is_dir():
        return Report()
    report = sync(casebook, synced(settings.corpus_dir, settings))
    if report.added or report.updated:
        take_vectors(casebook, settings.corpus_dir, settings, report, SHARED)
    return report


def synced(path: Path, settings: Settings, case: str = STARTER) -> Folder:
    """A folder to sync, and as whom: each owns what came from it, the corpus folder the shared starter case."""
    is_corpus = path.resolve() == settings.corpus_dir.resolve()
    by = CORPUS_ACTOR if is_corpus else Actor(f"folder:{path.resolve()}")
    return Folder(path, by, SHARED if is_corpus else LOCAL, readers.each, case, settings.max_file_mb, settings.own)


def watched(path: Path, settings: Settings) -> Folder:
    """The folder that `serve` watches, for one server or all of them; it owns what came from it by this way."""
    if path.resolve() == settings.corpus_dir.resolve():
        return synced(path, settings)
    workspace = settings.watch_server or SHARED
    by = Actor(f"watch:{workspace}:{path.resolve()}")
    return Folder(path, by, workspace, readers.each, settings.watch_case, settings.max_file_mb, settings.own)
