"""The ordered table of readers, each for one type of file. The first that accepts, reads.

Adding a type is one module and one line here. All are read in the sandbox, whose needs are in sandbox/needs.py.
"""

from __future__ import annotations

from bot.core.model.ports import Reader
from bot.readers.data.delimited import DelimitedReader
from bot.readers.data.jsonl import JsonlReader
from bot.readers.data.spreadsheet import SpreadsheetReader
from bot.readers.details.binary import BinaryReader
from bot.readers.html.html import HtmlReader
from bot.readers.html.web_archive import WebArchiveReader
from bot.readers.messages.chat_export import ChatReader
from bot.readers.messages.mail import MailReader
from bot.readers.messages.outlook import OutlookReader
from bot.readers.office.book import BookReader
from bot.readers.office.docx import DocxReader
from bot.readers.office.opendocument import OpenDocumentReader
from bot.readers.office.rtf import RtfReader
from bot.readers.office.slides import SlideReader
from bot.readers.pdf.pdf import PdfReader
from bot.readers.pdf.scans.picture import PictureReader
from bot.readers.sandbox import pool
from bot.readers.sandbox.pool import Sandboxed, SandboxedBulk
from bot.readers.text.markdown import MarkdownReader
from bot.readers.text.subtitles import SubtitleReader
from bot.readers.text.text import TextReader
from bot.readers.zip.archive import ArchiveReader


def pick(data: bytes, name: str) -> Reader:
    """The reader of that file: the first in the table that accepts it."""
    return next(reader for reader in READERS if reader.accepts(data, name))


READERS: tuple[Reader, ...] = (
    Sandboxed(PdfReader()),
    Sandboxed(DocxReader()),
    Sandboxed(SpreadsheetReader()),
    Sandboxed(SlideReader()),
    Sandboxed(OpenDocumentReader()),
    Sandboxed(BookReader()),
    Sandboxed(RtfReader()),
    WebArchiveReader(pick, pool.recorded),
    ArchiveReader(pick, pool.unpacked),
    Sandboxed(PictureReader()),
    OutlookReader(pick, pool.outlook),
    BinaryReader(),
    MailReader(pick, pool.mailed),
    Sandboxed(ChatReader()),
    SandboxedBulk(JsonlReader()),
    Sandboxed(HtmlReader()),
    Sandboxed(SubtitleReader()),
    Sandboxed(DelimitedReader()),
    Sandboxed(MarkdownReader()),
    Sandboxed(TextReader()),  # accepts everything: stays last
)
