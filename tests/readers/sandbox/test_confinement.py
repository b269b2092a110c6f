"""A reader's process can't reach the network, nor other processes, whatever runs in it."""

from __future__ import annotations

import ctypes
import errno
import json
import platform
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.readers.sandbox import confinement, pool
from bot.readers.sandbox.pool import Sandbox

ROOT = Path(__file__).resolve().parents[3]
CAN = platform.system() == "Linux" and platform.machine() in {"x86_64", "aarch64"}
pytestmark = pytest.mark.skipif(not CAN, reason="this kernel has no such filter")

TRY = """
import ctypes, errno, json, os, socket, subprocess, sys
from bot.readers.sandbox import confinement as confined

libc, port = ctypes.CDLL(None, use_errno=True), sys.argv[1]
known = confined._REFUSED[os.uname().machine][1]
call = "import socket; socket.create_connection(('127.0.0.1', %s), 1)" % port
found = {}

def tried(what, deed):
    try:
        deed()
    except OSError as error:
        found[what] = errno.errorcode[error.errno]
    else:
        found[what] = "done"

def called(what, number):
    done = libc.syscall(ctypes.c_long(number), 0, 0, 0, 0, 0, 0)
    found[what] = "done" if done >= 0 else errno.errorcode[ctypes.get_errno()]

assert confined.confine()
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    tried(str(family), lambda: socket.socket(family))
tried("connection", lambda: socket.create_connection(("127.0.0.1", int(port)), 1))
for number in known:
    called(str(number), number)
called("x32", 0x40000000 + known[0])
child = subprocess.run([sys.executable, "-c", call], capture_output=True)
found["child"] = child.stderr.decode().strip().rpartition(chr(10))[2]
tried("file", lambda: open(os.devnull, "wb").close())
tried("pair", lambda: [each.close() for each in socket.socketpair()])
print(json.dumps(found))
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def found(listener: socket.socket) -> dict[str, str]:
    """What a confined process was told, by what it tried."""
    port = str(listener.getsockname()[1])
    done = subprocess.run([sys.executable, "-c", TRY, port], cwd=ROOT, check=True, capture_output=True, text=True)
    told: dict[str, str] = json.loads(done.stdout)
    return told


def test_nothing_gets_out(found: dict[str, str]) -> None:
    """No socket of any family, no connection, not by the second numbering of calls, not from a child either."""
    ways = [str(family) for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX)]
    assert {found[way] for way in (*ways, "connection", "x32")} == {"EACCES"}
    assert found["child"].startswith("PermissionError")


def test_no_other_process_is_touched(found: dict[str, str]) -> None:
    """Each call that the filter names is refused as such: EACCES comes from nowhere else with these arguments."""
    numbers = confinement._REFUSED[platform.machine()][1]
    assert {found[str(number)] for number in numbers} == {"EACCES"}


def test_reading_goes_on_as_before(found: dict[str, str]) -> None:
    assert (found["file"], found["pair"]) == ("done", "done")


def connection(data: bytes, name: str) -> list[object]:
    """Run in the sandbox: what becomes of an attempt to connect, as an error."""
    with socket.create_connection(("127.0.0.1", int(data)), 1):
        return []


def test_the_sandbox_is_confined(listener: socket.socket, caplog: pytest.LogCaptureFixture) -> None:
    """A reader that calls home fails, and nobody was called."""
    made = Sandbox(warm=())
    listener.settimeout(0.2)
    with pytest.raises(Exception, match="damaged"):
        made.run(
            "tests.readers.sandbox.test_confinement:connection", str(listener.getsockname()[1]).encode(), "file.pdf"
        )
    made.close()
    assert "PermissionError at" in caplog.text
    with pytest.raises(TimeoutError):
        listener.accept()
    assert pool.is_offline()


def test_elsewhere_it_says_that_it_isn_t(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert not confinement.confine()
    assert not confinement.is_confined()


def test_the_numbers_are_those_of_the_kernel() -> None:
    """As the C library has them, where its headers are installed."""
    names = ("socket", "ptrace", "process_vm_readv", "process_vm_writev", "io_uring_setup", "pidfd_getfd")
    source = "#include <sys/syscall.h>\n#include <linux/audit.h>\nAUDIT_ARCH_X86_64 AUDIT_ARCH_AARCH64\n"
    source += "\n".join(f"SYS_{name}" for name in names)
    try:
        done = subprocess.run(["cc", "-E", "-P", "-"], input=source, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no C compiler, or it has no headers")
    assert tuple(map(int, done.stdout.split()[-len(names) :])) == confinement._REFUSED[platform.machine()][1]
    assert errno.EACCES == confinement._REFUSE & 0xFFFF
    assert ctypes.sizeof(confinement._Program) == 2 * ctypes.sizeof(ctypes.c_void_p)
