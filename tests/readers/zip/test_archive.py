"""ZIP files: every member through its own reader, whatever is wrong with the others."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, Encrypted, OtherProgram, Swollen, UnknownType
from bot.core.model.ports import BulkReader, Reader
from bot.readers.data.jsonl import JsonlReader
from bot.readers.office.docx import DocxReader
from bot.readers.pdf.pdf import PdfReader
from bot.readers.text.text import TextReader
from bot.readers.zip.archive import ArchiveReader
from tests.readers.papers import column, pdf

PAPER = pdf([column(["The paper says so."])])


def pick(data: bytes, name: str) -> Reader:
    table = (PdfReader(), DocxReader(), JsonlReader(), ArchiveReader(pick), TextReader())
    return next(reader for reader in table if reader.accepts(data, name))


READER = ArchiveReader(pick)


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def each(data: bytes) -> dict[str, str]:
    """Member → its text, or the sentence a person is told."""
    return {
        name: found.text if isinstance(found, Reading) else str(found) for name, found in READER.each(data, "file.zip")
    }


def test_accepts_by_content() -> None:
    """Any ZIP, also an empty one; that it may be a Word document is asked before."""
    assert READER.accepts(packed({"a.txt": b"x"}), "letter.txt")
    assert READER.accepts(packed({}), "letter.txt")
    assert not READER.accepts(b"%PDF-", "file.zip")
    as_bulk: BulkReader = READER
    assert as_bulk.name == "ZIP"


def test_every_member_by_its_own_reader() -> None:
    """Members of all types are read, each told by its content."""
    found = each(packed({"a.txt": b"Words of a.", "deep/paper.pdf": PAPER, "b.txt": PAPER}))
    assert found == {"a.txt": "Words of a.", "paper.pdf": "The paper says so.", "b.txt": "The paper says so."}


def test_keys_titles_and_originals() -> None:
    """A member keeps its own bytes, gets a key from its path, and says where it came from."""
    (reading,) = READER.read(packed({"2021/A letter.pdf": PAPER}), "up/file.zip")
    assert (reading.key, reading.details.title, reading.original) == ("2021-a-letter", "A letter", PAPER)
    assert reading.notes == ("From the archive “file.zip”, where it is “A letter.pdf”.",)


def test_bulk_files_within() -> None:
    """A bulk file gives all of its documents, with their own keys, up to its first bad line."""
    lines = (
        b'{"id": "one", "title": "One", "text": "First."}\n{"id": "two", "title": "Two", "text": "Second."}\nnot JSON'
    )
    found = list(READER.each(packed({"all.jsonl": lines}), "file.zip"))
    assert [one.key if isinstance(one, Reading) else type(one).__name__ for _, one in found] == [
        "one",
        "two",
        "BadLine",
    ]


def test_system_files_are_skipped() -> None:
    files = {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "a/": b"", "a/Thumbs.db": b"x", "a/b.txt": b"Words."}
    assert each(packed(files)) == {"b.txt": "Words."}


def test_one_bad_member_never_stops_the_rest() -> None:
    """What can't be read is reported in its place, and in the notes."""
    data = packed({"a.txt": b"Words of a.", "bad.pdf": b"%PDF-1.4 nothing", "c.txt": b"Words of c."})
    assert list(each(data)) == ["a.txt", "bad.pdf", "c.txt"]
    readings = list(READER.read(data, "file.zip"))
    assert [reading.text for reading in readings] == ["Words of a.", "Words of c."]
    assert readings[-1].notes[-1].startswith("Not read: bad.pdf: “bad.pdf” is damaged")


def test_nothing_good_in_it() -> None:
    """If no member can be read, the first one's fault is the file's; an empty archive holds no text."""
    with pytest.raises(Damaged, match=r"bad\.pdf"):
        READER.read(packed({"bad.pdf": b"%PDF-1.4 nothing"}), "file.zip")
    with pytest.raises(EmptyDocument):
        READER.read(packed({}), "file.zip")


def test_archives_in_archives_stay_closed() -> None:
    found = each(packed({"a.txt": b"Words.", "inner.zip": packed({"x.txt": b"x"}), "inner.txt": packed({"y": b"y"})}))
    assert found["a.txt"] == "Words."
    assert "archive in an archive" in found["inner.zip"]
    assert "archive in an archive" in found["inner.txt"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/../../b.txt", "/etc/cron.d/x", "C:\\x.txt", "..\\..\\x.txt"])
def test_names_that_climb(name: str) -> None:
    """A member whose name points outside is refused, the rest is read."""
    found = list(each(packed({name: b"x", "good.txt": b"Words."})).values())
    assert "points outside the archive" in found[0]
    assert found[1] == "Words."


def test_names_that_deceive() -> None:
    """Direction overrides and control characters never reach a person."""
    (name,) = each(
        packed(
            {
                "in\u202efdp.txt": b"Words.",
            }
        )
    )
    assert name == "infdp.txt"


def test_links() -> None:
    """A symbolic link is no document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("link.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "link to another file" in each(out.getvalue())["link.txt"]


def test_locked_members() -> None:
    data = bytearray(packed({"a.txt": b"Words."}, zipfile.ZIP_STORED))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    data[6] |= 1
    with pytest.raises(Encrypted):
        READER.read(bytes(data), "file.zip")


def dense() -> bytes:
    return packed({"a.txt": bytes(40_000_000)})


def large() -> bytes:
    return packed({f"{number}.txt": bytes(1_000_000) for number in range(51)}, zipfile.ZIP_STORED)


def many() -> bytes:
    return packed({f"{number}.txt": b"" for number in range(1001)})


def long_directory() -> bytes:
    return packed({f"{number:05}{'x' * 200}.txt": b"" for number in range(5000)})


def overlapping() -> bytes:
    """Many entries that share the same packed bytes."""
    data = packed({"a.txt": bytes(900_000)})
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 900, 900, len(entry) * 900, start, 0)
    return data[:start] + entry * 900 + end


@pytest.mark.parametrize("make", [dense, large, many, long_directory, overlapping])
def test_archives_that_swell(make: Callable[[], bytes]) -> None:
    """Sizes and numbers are looked at before anything is unpacked."""
    with pytest.raises(Swollen, match="unpacks to far more"):
        READER.read(make(), "file.zip")


def test_a_declared_size_that_lies() -> None:
    """Never more than the declared size is unpacked."""
    data = bytearray(packed({"a.txt": b"x" * 5000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(Damaged):
        READER.read(bytes(data), "file.zip")


def test_other_programs_files() -> None:
    """A drawing of OpenDocument or a file of Pages is not taken for an archive of documents."""
    with pytest.raises(UnknownType, match="can't be read here"):
        READER.read(packed({"mimetype": b"application/vnd.oasis.opendocument.graphics"}), "plan.odg")
    with pytest.raises(OtherProgram, match="save it as PDF"):
        READER.read(packed({"Index/Document.iwa": b"x"}), "letter.pages")


def read_or_refuse(data: bytes) -> str:
    try:
        return " ".join(reading.text for reading in READER.read(data, "file.zip"))
    except BadDocument as error:
        return str(error)


def test_truncated_and_turned_over() -> None:
    """Damage anywhere ends in a text or a clear sentence."""
    data = packed({"a.txt": b"Words of a.", "paper.pdf": PAPER})
    for at in range(4, len(data), 13):
        assert read_or_refuse(data[:at])
        assert read_or_refuse(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
