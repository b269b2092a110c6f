"""A bot's process with a secret, a data folder and the real sandbox, in which every escape is tried; told as JSON.

    python -m tests.readers.sandbox.jail [--without-landlock | --unconfined]

It has no capabilities, as in the container. Without Landlock: the kernel is made to answer as one that has none.
Unconfined: each is tried in a process of its own like any other, on a bot that doesn't hide: so it is seen that an
attempt which fails elsewhere is refused there, and isn't merely a wrong one.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import signal
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.core.model.errors import BadDocument
from bot.readers.sandbox import confinement, hidden, pool, seccomp
from bot.readers.sandbox.needs import Needs, of_readers
from bot.readers.zip.member import Member
from tests.readers.sandbox import escapes

TESTS = Path(__file__).resolve().parents[2]


def main() -> None:
    assert os.environ["DISCORD_TOKEN"] == escapes.TOKEN
    hidden.prctl(38, 1)  # PR_SET_NO_NEW_PRIVS: root doesn't get its capabilities back by starting a program
    confinement._drop_capabilities()
    if "--unconfined" in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(_unconfined(Path(folder))))  # noqa: T201
        return
    hidden.hide()
    if "--without-landlock" in sys.argv:
        assert seccomp.install(_without_landlock())
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(_outcomes(Path(folder))))  # noqa: T201


def _without_landlock() -> bytes:
    """A filter that answers ENOSYS to its three calls, whose numbers are the same everywhere."""
    load, same, answer = 0x20, 0x15, 0x06
    steps = [(load, 0, 0, 0)]
    for number in (444, 445, 446):
        steps += [(same, 0, 1, number), (answer, 0, 0, 0x00050000 | errno.ENOSYS)]
    return b"".join(struct.pack("=HBBI", *step) for step in (*steps, (answer, 0, 0, 0x7FFF0000)))


def _unconfined(data: Path) -> dict[str, str]:
    return {name: _tried(name, data / name) for name in escapes.ATTEMPTS}


def _tried(name: str, data: Path) -> str:
    """In a process of its own, on a bot and a folder of its own: they may not survive it."""
    data.mkdir()
    _fill(data)
    reading, writing = os.pipe()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        bot = _forked(lambda: time.sleep(60))
        facts = json.dumps([bot, bot, str(data), listener.getsockname()[1]]).encode()
        trying = _forked(lambda: os.write(writing, escapes.run(facts, name)[0].name.encode()))
        os.waitpid(trying, 0)
        os.kill(bot, signal.SIGKILL)
        os.waitpid(bot, 0)
    os.close(writing)
    told = os.read(reading, 1000).decode()
    os.close(reading)
    return told or "ended"


def _forked(deed: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            deed()
        finally:
            os._exit(0)
    return child


def _fill(data: Path) -> None:
    for name in ("pullquote.db", "viewer.key"):
        (data / name).write_bytes(name.encode() * 100)
    (data / "link").symlink_to(data / "viewer.key")
    (data / "empty").mkdir()


def _outcomes(data: Path) -> dict[str, object]:
    _fill(data)
    before = _state(data)
    needs = Needs(of_readers().libraries, (str(TESTS),))
    tried, sibling = pool.Sandbox(needs), pool.Sandbox(needs)
    sibling.run("tests.readers.sandbox.test_pool:Hostile", b"process", "x")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        other = sibling._idle.queue[0]
        assert other is not None
        facts = json.dumps([os.getpid(), other._process.pid, str(data), listener.getsockname()[1]]).encode()
        told = {name: _outcome(tried, facts, name) for name in escapes.ATTEMPTS}
        listener.settimeout(0.1)
        called = _is_called(listener)
    return {
        "outcomes": told,
        "working": {name: _outcome(tried, facts, name) for name in escapes.WORKING},
        "untouched": _state(data) == before,
        "called": called,
        "kept": sorted(pool.kept(data)),
        "platform": platform.machine(),
    }


def _outcome(tried: pool.Sandbox, facts: bytes, name: str) -> str:
    try:
        (told,) = tried.run("tests.readers.sandbox.escapes:run", facts, name)
    except BadDocument as ended:
        return f"ended: {type(ended).__name__}"
    assert isinstance(told, Member)
    return told.name


def _is_called(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except TimeoutError:
        return False
    return True


def _state(data: Path) -> list[tuple[str, int, int, float, str]]:
    """What is there, and what is said about it."""
    found = []
    for one in sorted(data.rglob("*")):
        about = one.lstat()
        held = hashlib.sha256(one.read_bytes()).hexdigest() if one.is_file() else ""
        found.append((one.name, about.st_mode, about.st_nlink, about.st_mtime, held))
    return found


if __name__ == "__main__":
    main()
