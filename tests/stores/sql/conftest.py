"""A store in a fresh database, and one document for it: in a file, and where a module asks for both, on a server."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.core.model.documents import Actor, Details, Upload
from bot.stores.sql.sql_store import SqlStore
from tests import postgresql

ENGINES = ("file", "server")
PATIENTLY = ("file", pytest.param("server", marks=pytest.mark.slow))  # where one engine alone takes a while
ANN = Actor("discord:1")
SECRET = "Xanthippe"  # a word to look for in bytes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "pullquote.db"


@pytest.fixture
def address(path: Path) -> str:
    """A module that is about both engines overrides it, by ENGINES and `made`."""
    return made("file", path)


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    store = SqlStore(address)
    yield store
    store.close()


def made(engine: str, path: Path) -> str:
    """The address of a database with nothing in it."""
    return postgresql.database() if engine == "server" else f"sqlite:///{fresh(path)}"


@cache
def empty() -> Path:
    """The folder of a database with nothing in it, made once: running the migrations for every test takes a while."""
    folder = Path(tempfile.mkdtemp())
    opened(folder / "pullquote.db").close()
    atexit.register(shutil.rmtree, folder)
    return folder


def fresh(path: Path) -> Path:
    """A copy of it as `path`."""
    path.parent.mkdir(exist_ok=True)
    for each in empty().iterdir():
        shutil.copy(each, path.with_name(each.name.replace("pullquote.db", path.name)))
    return path


def opened(path: Path) -> SqlStore:
    return SqlStore(f"sqlite:///{path}")


def upload(number: int = 1, size: int = 40) -> Upload:
    text = f"{SECRET} {number} " + "said so. " * size
    details = Details(f"{SECRET}’s letter {number}", author=f"{SECRET} {number}")
    return Upload(f"{SECRET}-{number}", details, text, text.encode(), f"{SECRET}-{number}.txt")


def filled(store: SqlStore, count: int = 3) -> list[int]:
    """Put some documents in; their ids."""
    case = store.open_case("local", "nso-group", "NSO Group")
    return [one.document.id for one in store.put_many(case.id, map(upload, range(count)), ANN)]
