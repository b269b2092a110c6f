"""From bytes to documents: an ordered table of readers, each for one type of file. The first that accepts, reads.

Adding a type is one module and one line here.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.model import Reading
from bot.core.ports import Reader
from bot.readers.binary import BinaryReader
from bot.readers.html import HtmlReader
from bot.readers.jsonl import JsonlReader
from bot.readers.later import LaterReader
from bot.readers.markdown import MarkdownReader
from bot.readers.text import TextReader

READERS: tuple[Reader, ...] = (
    LaterReader("PDF files", b"%PDF-"),
    LaterReader("Word documents", b"PK\x03\x04", b"word/"),
    BinaryReader(),
    JsonlReader(),
    HtmlReader(),
    MarkdownReader(),
    TextReader(),  # accepts everything: stays last
)


def read(data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
    """The documents in `data`. Raises a BadDocument; a bulk file at its first bad line, after the ones before it."""
    return next(reader for reader in READERS if reader.accepts(data, name)).read(data, name, charset)
