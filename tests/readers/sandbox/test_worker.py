"""The sandbox's inside, run here without its limits."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pytest

from bot.core.model.documents import Details, Reading
from bot.core.model.errors import Encrypted
from bot.readers.sandbox import protocol, worker
from bot.readers.zip.member import Member
from tests.readers.zip.test_archive import packed


class Obedient:
    """Raises or returns what the file says."""

    name = "obedient"

    def accepts(self, data: bytes, name: str) -> bool:
        return True

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        if data == b"memory":
            raise MemoryError
        if data == b"locked":
            raise Encrypted(name=name)
        if data == b"bug":
            raise ValueError("words of the document")
        return [Reading(f"{data.decode()} {charset}", Details(title=""))]


@pytest.fixture(autouse=True)
def _without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_limit_time", lambda seconds: None)


def exchange(*requests: tuple[str, bytes]) -> list[tuple[dict[str, Any], list[bytes]]]:
    """The frames that come back."""
    sent, back = io.BytesIO(), io.BytesIO()
    for target, data in requests:
        protocol.send(sent, {"target": target, "name": "file", "charset": "utf-8", "seconds": 1}, data)
    sent.seek(0)
    try:
        worker.serve(sent, back, 512)
    except SystemExit as gone:
        assert gone.code == 1  # noqa: PT017 - leaving is how it says that its memory is spent
    size = back.tell()
    back.seek(0)
    frames = []
    while back.tell() < size:
        frames.append(protocol.receive(back))
    return frames


HERE = "tests.readers.sandbox.test_worker:Obedient"


def test_readings_and_members() -> None:
    """A class is a reader, a function gives members; each answer ends with a frame that says so."""
    first, end, member, last = exchange((HERE, b"words"), ("bot.readers.zip.archive:members", packed({"a.txt": b"x"})))
    assert protocol.unpacked(*first) == Reading("words utf-8", Details(title=""))
    assert "done" in end[0]
    assert protocol.unpacked(*member) == Member("a.txt", b"x")
    assert "done" in last[0]


def test_failures() -> None:
    """An error of the program comes back as it is, a bug as a damaged file with its place; then it goes on."""
    locked, bug, *rest = exchange((HERE, b"locked"), (HERE, b"bug"), (HERE, b"words"))
    assert locked[0]["failed"] == {"class": "Encrypted", "fields": {"name": "file"}}
    assert bug[0]["failed"]["class"] == "Damaged"
    assert bug[0]["trace"].startswith("ValueError at ")
    assert "words of" not in bug[0]["trace"]
    assert len(rest) == 2


def test_memory() -> None:
    """Out of memory it says so and leaves, so that a fresh process comes."""
    ((header, _),) = exchange((HERE, b"memory"), (HERE, b"words"))
    assert header["failed"]["class"] == "TookTooMuch"
