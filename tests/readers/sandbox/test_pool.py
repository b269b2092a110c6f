"""The sandbox: what a hostile file does, it does to its own process only."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.core.model import page_progress, time_limit
from bot.core.model.documents import Details, Kind, Mark, Reading
from bot.core.model.errors import BadDocument, CasebookError, Damaged, Encrypted, TookTooLong, TookTooMuch
from bot.readers.pdf.pdf import PdfReader
from bot.readers.sandbox import pool as module
from bot.readers.sandbox import protocol
from bot.readers.sandbox.needs import Needs
from bot.readers.sandbox.pool import Sandbox, Sandboxed, unpacked
from bot.readers.text.text import TextReader
from bot.readers.zip.archive import ArchiveReader
from bot.readers.zip.member import Member
from tests.readers.papers import column, pdf
from tests.readers.zip.test_archive import packed, pick

NEEDS = Needs(folders=(str(Path(__file__).resolve().parent.parent.parent),))  # the tests' own readers
WORDS = ["The committee heard on Tuesday that the software had", "been installed on eleven phones."]


class Hostile:
    """Does what the file's first word says. Runs in the sandbox only."""

    name = "hostile"

    def accepts(self, data: bytes, name: str) -> bool:
        return data.startswith(b"hostile")

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        deed = data.decode().split()[0]
        return [Reading(str(getattr(self, deed)(name)), Details(title=""))]

    def spin(self, name: str) -> None:
        while True:
            pass

    def sleep(self, name: str) -> None:
        time.sleep(60)

    def swell(self, name: str) -> int:
        return len(bytearray(2_000_000_000))

    def die(self, name: str) -> None:
        os.abort()

    def leave(self, name: str) -> None:
        os._exit(1)

    def fail(self, name: str) -> None:
        raise RuntimeError("words of the document")

    def refuse(self, name: str) -> None:
        raise Encrypted(name=name)

    def chatter(self, name: str) -> str:
        print("noise on standard output", flush=True)  # noqa: T201
        os.write(1, b"more noise")
        return "said"

    def environment(self, name: str) -> str:
        return " ".join(sorted(os.environ))

    def write(self, name: str) -> str:
        with open("/tmp/pullquote-test-written", "wb") as file:  # noqa: PTH123
            file.write(b"x" * 100)
        return "written"

    def process(self, name: str) -> int:
        return os.getpid()

    def pages(self, name: str) -> str:
        for number in range(1, 6):
            time.sleep(0.7)
            page_progress.tell(number, 5)
        return "five pages"

    def endless(self, name: str) -> None:
        while True:
            time.sleep(0.2)
            page_progress.tell(1, 2)

    def garble(self, name: str) -> None:
        for number in range(3, 20):
            try:
                os.write(number, b"\xff" * 100)
            except OSError:
                continue
        os._exit(0)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(NEEDS)
    yield made
    made.close()


def does(sandbox: Sandbox, deed: str, seconds: float = 20) -> str:
    with time_limit.allowing(seconds):
        (reading,) = Sandboxed(Hostile(), sandbox).read(deed.encode(), "file.bin")
    return reading.text


def test_a_reader_in_the_sandbox(sandbox: Sandbox) -> None:
    """What comes back is exactly what the reader makes outside."""
    reader = Sandboxed(PdfReader(), sandbox)
    data = pdf([column(WORDS)], {90: b"<< /Title (The Phones) >>"}, "", "/Info 90 0 R")
    assert reader.name == "PDF"
    assert reader.accepts(data, "x")
    assert not reader.accepts(b"x", "x.pdf")
    assert reader.read(data, "paper.pdf") == list(PdfReader().read(data, "paper.pdf"))


def test_errors_come_back(sandbox: Sandbox) -> None:
    """A reader's own errors arrive as they are, and the process stays."""
    before = does(sandbox, "process")
    with pytest.raises(Encrypted, match=r"“file\.bin” is locked"):
        does(sandbox, "refuse")
    assert does(sandbox, "process") == before


def test_a_bug_in_a_reader(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    """Any other error is a damaged file to the person; the log says where it rose, not the document's words."""
    with pytest.raises(Damaged):
        does(sandbox, "fail")
    assert "RuntimeError at" in caplog.text
    assert "words of the document" not in caplog.text


@pytest.mark.parametrize(
    ("deed", "seconds", "error"),
    [
        ("sleep", 0.5, TookTooLong),
        ("swell", 20, TookTooMuch),
        ("die", 20, Damaged),
        ("leave", 20, TookTooMuch),
        ("garble", 20, Damaged),
    ],
)
def test_hostile_files(sandbox: Sandbox, deed: str, seconds: float, error: type[CasebookError]) -> None:
    """Each limit ends in its own sentence, and the next file is read as ever."""
    with pytest.raises(error):
        does(sandbox, deed, seconds)
    assert does(sandbox, "chatter") == "said"


def test_a_file_that_spins(sandbox: Sandbox) -> None:
    """A loop is stopped by the clock; the sentence says after how long."""
    started = time.monotonic()
    with pytest.raises(TookTooLong, match="in 1 s"):
        does(sandbox, "spin", 1)
    assert time.monotonic() - started < 10


def test_a_file_of_slow_pages(sandbox: Sandbox) -> None:
    """Each page may take as long as a file may, and whoever waits is told of each; but not for ever."""
    told: list[tuple[int, int]] = []
    does(sandbox, "process")  # started
    with page_progress.telling(lambda done, total: told.append((done, total))):
        assert does(sandbox, "pages", 2.5) == "five pages"
        assert told == [(number, 5) for number in range(1, 6)]
        with pytest.raises(TookTooLong):
            does(sandbox, "endless", 0.5)
    assert len(told) > 8


def test_it_knows_no_secrets(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process inherits neither token nor database address."""
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    made = Sandbox(NEEDS)
    names = does(made, "environment")
    made.close()
    assert "DISCORD_TOKEN" not in names
    assert "PYTHONPATH" in names


def test_it_writes_no_files(sandbox: Sandbox) -> None:
    with pytest.raises(Damaged):
        does(sandbox, "write")


def test_the_process_is_kept_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process reads many files, but not for ever."""
    monkeypatch.setattr(module, "FILES_A_CHILD", 2)
    made = Sandbox(NEEDS)
    seen = [does(made, "process") for _ in range(4)]
    made.close()
    assert seen[0] == seen[1] != seen[2] == seen[3]


def test_several_threads_take_turns(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: does(sandbox, "chatter"), range(8))) == ["said"] * 8


def test_letters_of_a_language_that_words_do_not_tell(sandbox: Sandbox) -> None:
    """The model that then tells the language is loaded without a file being written."""
    data = "Ministar je rekao da država nije kupila nijedan sustav, čak ni početkom šezdesetih.".encode("cp1250")
    (reading,) = Sandboxed(TextReader(), sandbox).read(data, "a.txt")
    assert reading.text == data.decode("cp1250")


def test_archives_are_unpacked_in_it() -> None:
    """The shared sandbox unpacks; what comes out goes through the table."""
    reader = ArchiveReader(pick, unpacked)
    data = packed({"a.txt": b"Words.", "../b.txt": b"x"})
    found = dict(reader.each(data, "file.zip"))
    module.SHARED.close()
    assert [type(one).__name__ for one in found.values()] == ["Reading", "UnsafeFile"]


def test_the_wire_keeps_everything() -> None:
    """Every field of a reading, every error, lone surrogates included, is the same on the other side."""
    details = Details(
        "T", "https://x.org", "P", "2021", "en", "A", Kind.SUMMARY, ("https://y.org",), checked="2026", state="closed"
    )
    reading = Reading("a\ud800b", details, (Mark(1, "page", "4"),), ("note",), "key", "case", b"\x00\xff")
    for item in (reading, Reading("", Details("")), Member("n", b"\x00"), Member("n")):
        assert protocol.unpacked(*protocol.packed(item)) == item
    fault = protocol.unpacked(*protocol.packed(Member("n", error=Encrypted(name="n"))))
    assert isinstance(fault, Member)
    assert str(fault.error) == str(Encrypted(name="n"))


def test_only_errors_of_the_program_are_made() -> None:
    """A name that is no error of ours gives a plain one."""
    assert isinstance(protocol.unpacked_error({"class": "annotations", "fields": {}}), BadDocument)


@pytest.mark.slow
async def test_a_long_paper_disturbs_nobody() -> None:
    """500 full pages within the usual time; meanwhile the event loop of the parent hardly waits."""
    lines = [f"Line {number} of the report says what the committee heard about the phones." for number in range(50)]
    data = pdf([column(lines)] * 500)
    made = Sandbox(NEEDS)
    gaps: list[float] = []

    async def heart() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            gaps.append(time.perf_counter() - before)

    beating = asyncio.create_task(heart())
    started = time.perf_counter()
    (reading,) = await asyncio.to_thread(Sandboxed(PdfReader(), made).read, data, "report.pdf")
    took = time.perf_counter() - started
    beating.cancel()
    made.close()
    assert sum(mark.kind == "page" for mark in reading.marks) == 500
    assert took < time_limit.USUAL
    assert max(gaps) < 0.5
