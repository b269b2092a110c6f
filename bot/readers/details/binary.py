"""Files that hold no text for us: recognised by their first bytes, so that a person is told what to do instead."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.library.intake import shown
from bot.core.model.documents import Reading
from bot.core.model.errors import NotText, OldFormat, OtherProgram, UnknownType

TYPES = (
    ".md, .txt, .html, .pdf, .docx, .odt, .rtf, .xlsx, .xls, .ods, .csv, .pptx, .odp, .epub, .eml, .msg, .mbox, .srt, "
    ".vtt, .mhtml, .warc, .wacz, .png, .jpg, .tiff, .jsonl, .zip"
)
_MARKS = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh",
    b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x7fELF", b"MZ\x90", b"\xd0\xcf\x11\xe0", b"RIFF", b"OggS", b"ID3",
    b"SQLite format 3",
)  # fmt: skip  # one a type: pictures, archives, programs, old Office files, RTF, sound and video
_PROGRAMS = (  # whose files have words that only they can show; where in the file what stands
    ("Kindle", 60, b"BOOKMOBI"), ("DjVu", 0, b"AT&TFORM"), ("WordPerfect", 0, b"\xffWPC"), ("Hangul", 0, b"HWP Docu"),
    ("iPhone Photos (HEIC)", 4, b"ftyphe"), ("iPhone Photos (HEIC)", 4, b"ftypmif1"),
    ("AVIF", 4, b"ftypavif"), ("Access", 0, b"\0\1\0\0Standard "),
    ("OneNote", 0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d"), ("PostScript", 0, b"%!PS"),
)  # fmt: skip
_OLD = b"\xd0\xcf\x11\xe0"
TEXTUAL = (".txt", ".md", ".markdown", ".html", ".htm", ".jsonl", ".csv", ".log")


class BinaryReader:
    """Refuses pictures, archives, programs and the like; as NotText where the name promised a text."""

    name = "other files"

    def accepts(self, data: bytes, name: str) -> bool:
        return data.startswith(_MARKS) or _program(data) is not None

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        if program := _program(data):
            raise OtherProgram(name=shown(name), program=program)
        if name.lower().endswith(TEXTUAL):
            raise NotText(name=shown(name))
        if data.startswith(_OLD):
            raise OldFormat(name=shown(name))
        raise UnknownType(name=shown(name), types=TYPES)


def _program(data: bytes) -> str | None:
    """The program that made it, where that is one whose files can't be read here."""
    return next((one for one, at, sign in _PROGRAMS if data.startswith(sign, at)), None)
