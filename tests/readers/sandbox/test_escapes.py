"""Code that has taken over the readers' process gets nowhere: every way out that we know of, tried in the real one.

The attempts are in `escapes`, the bot that they are tried on in `jail`. Each is tried three times: on a kernel with
Landlock, on one without, and in a process like any other, where it has to work.
"""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from bot.core.model.documents import Details, Reading
from bot.core.model.errors import Damaged
from bot.readers.pdf.scans import ocr
from bot.readers.sandbox import landlock, protocol, seccomp
from bot.readers.sandbox.needs import Needs
from bot.readers.sandbox.pool import Sandbox
from bot.readers.zip.member import Member
from tests.readers.sandbox import escapes

ROOT = Path(__file__).resolve().parents[3]
CAN = sys.platform == "linux" and os.uname().machine in seccomp.ARCHITECTURES
pytestmark = [pytest.mark.skipif(not CAN, reason="this kernel has no such filter"), pytest.mark.timeout(120)]
REFUSED = re.compile("refused: (Permission denied|Function not implemented)")
ELSEWHERE = {  # what fails in any process without capabilities, or starts another program in its place
    "a_program": "ended",
    "a_program_by_the_newer_call": "ended",
    "a_file_system": "refused: Operation not permitted",
    "a_program_in_the_kernel": "refused: Operation not permitted",
    "a_call_of_a_later_kernel": "refused: Function not implemented",
    "a_socket_by_the_second_numbering": "refused: Function not implemented",
}
NEEDS = Needs(folders=(str(ROOT / "tests"),))
NEEDS_LANDLOCK = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")


@functools.cache
def jail(*options: str) -> dict[str, Any]:
    """What came of every attempt."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.readers.sandbox.jail", *options],
        cwd=ROOT,
        env={**os.environ, "DISCORD_TOKEN": escapes.TOKEN},
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@NEEDS_LANDLOCK
@pytest.mark.parametrize("attempt", escapes.ATTEMPTS)
def test_escape(attempt: str) -> None:
    """Refused by the kernel."""
    assert REFUSED.fullmatch(jail()["outcomes"][attempt])


@pytest.mark.parametrize("attempt", escapes.ATTEMPTS)
def test_escape_without_landlock(attempt: str) -> None:
    """Without Landlock it can read what the bot's user can read, and that is all that it can more."""
    outcome = jail("--without-landlock")["outcomes"][attempt]
    assert outcome == "worked" if attempt in escapes.BY_LANDLOCK else REFUSED.fullmatch(outcome)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", escapes.ATTEMPTS)
def test_escape_from_nothing(attempt: str) -> None:
    """In a process like any other it works: so the test above would fail if nothing held it there."""
    assert jail("--unconfined")[attempt] == ELSEWHERE.get(attempt, "worked")


@pytest.mark.parametrize("options", [pytest.param((), marks=NEEDS_LANDLOCK), ("--without-landlock",)])
def test_nothing_was_touched(options: tuple[str, ...]) -> None:
    """Neither a file of the data folder, nor what is said about it; nobody was called; readers have what they need."""
    told = jail(*options)
    assert (told["untouched"], told["called"]) == (True, False)
    assert set(told["working"].values()) == {"worked"}


def test_what_holds_is_found_out_by_trying() -> None:
    """What `doctor` tells: without Landlock all but reading, and but starting where Tesseract may be started."""
    without = {"network", "processes", "writing"} | (set() if ocr.is_installed() else {"starting"})
    assert set(jail("--without-landlock")["kept"]) == without
    if landlock.version():
        assert set(jail()["kept"]) == {*without, "reading"}


# A reader that hangs, deaf to everything, in a bot that is stopped or killed

BOT = """
import sys, threading, time
from bot.readers.sandbox.needs import Needs
from bot.readers.sandbox.pool import Sandbox
from bot.readers.zip.member import Member
from bot.readers.zip.member import Member

made = Sandbox(Needs(folders=(sys.argv[1],)))
(child,) = made.run("tests.readers.sandbox.test_escapes:number", b"", "x")
print(child.name, flush=True)
threading.Thread(target=lambda: made.run("tests.readers.sandbox.test_escapes:hang", b"", "x"), daemon=True).start()
time.sleep(0.5)
print("hangs", flush=True)
sys.stdin.read()
"""


def number(data: bytes, name: str) -> list[Member]:
    """Run in the readers' process: which one it is."""
    del data, name
    return [Member(str(os.getpid()))]


def hang(data: bytes, name: str) -> None:
    """Run in the readers' process: deaf to everything that can be ignored."""
    del data, name
    for one in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(one, signal.SIG_IGN)
    while True:
        pass


@pytest.mark.parametrize("end", ["killed", "stopped", "done"])
def test_no_reader_outlives_the_bot(end: str) -> None:
    """Not one that hangs either, however the bot ends."""
    command = [sys.executable, "-c", BOT, str(ROOT / "tests")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as bot:
        assert bot.stdin is not None
        assert bot.stdout is not None
        child = int(bot.stdout.readline())
        assert bot.stdout.readline() == "hangs\n"
        assert _runs(child)
        {"killed": bot.kill, "stopped": bot.terminate, "done": bot.stdin.close}[end]()
    assert _ends(child)


def test_closing_ends_it() -> None:
    made = Sandbox(NEEDS)
    (child,) = made.run("tests.readers.sandbox.test_escapes:number", b"", "x")
    assert isinstance(child, Member)
    assert _runs(int(child.name))
    made.close()
    assert not _runs(int(child.name))


def test_a_child_outlives_the_thread_that_asked_for_it() -> None:
    """The kernel ends it with the thread that started it, so that is one which stays."""
    made = Sandbox(NEEDS)
    told: list[str] = []

    def ask() -> None:
        (child,) = made.run("tests.readers.sandbox.test_escapes:number", b"", "x")
        assert isinstance(child, Member)
        told.append(child.name)

    for _ in range(2):
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join()
        time.sleep(0.1)
    made.close()
    assert told[0] == told[1]


def _runs(process: int) -> bool:
    """Dead ones that nobody has buried don't count."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return False


def _ends(process: int) -> bool:
    until = time.monotonic() + 10
    while _runs(process) and time.monotonic() < until:
        time.sleep(0.05)
    return not _runs(process)


# What it sends back is believed no further than its form

LIES: dict[str, dict[str, Any]] = {
    "a title that is a number": {"details": {"title": 1}},
    "a title that is missing": {"details": {}},
    "a kind that there isn't": {"details": {"kind": "gospel"}},
    "sources that are numbers": {"details": {"sources": [1]}},
    "details that are a list": {"details": []},
    "a mark outside the text": {"marks": [[99, "page", "1"]]},
    "a mark before the text": {"marks": [[-1, "page", "1"]]},
    "a mark without a name": {"marks": [[0, "page", None]]},
    "notes that are numbers": {"notes": [1]},
    "a key that is a list": {"key": []},
    "a case that is a number": {"case": 7},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_reading_that_is_none(lie: str) -> None:
    header, blobs = protocol.packed(Reading("Words.", Details("Title")))
    about = header["reading"]
    for name, value in LIES[lie].items():
        about[name] = {**about[name], **value} if isinstance(value, dict) and value else value
    about["details"] = about["details"] or {}
    with pytest.raises((TypeError, ValueError, LookupError)):
        protocol.unpacked(header, blobs)


FRAMES = [
    {"member": 1, "error": None},
    {"member": "x", "error": {"class": [], "fields": {}}},
    {"member": "x", "error": {"class": "StoreCorrupt", "fields": {"path": "x"}}},
    {"fault": {"class": "Damaged", "fields": {"name": {}}}, "where": "x"},
    {"reading": None},
    {"failed": "x"},
    {"failed": {"class": 1, "fields": {}}},
    {},
]


@pytest.mark.parametrize("frame", FRAMES, ids=str)
def test_a_frame_that_is_none(frame: dict[str, Any]) -> None:
    """From a process gone wrong: a damaged file to the person, and nothing else."""
    made = Sandbox(NEEDS)
    with pytest.raises(Damaged):
        made.run("tests.readers.sandbox.test_escapes:say", json.dumps(frame).encode(), "x")
    made.close()


def say(data: bytes, name: str) -> list[protocol.Item]:
    """Run in the readers' process: a frame as given, by the pipe that replies take."""
    del name
    protocol.packed = lambda item: (json.loads(data), [b""])
    return [Reading("", Details(""))]
