"""Reads what a crawler recorded (.warc, .warc.gz, .wacz): each page that it was sent, with its address and the day.

Pages are read as web pages are; papers and tables among them by their own types. Pictures, scripts, errors and what was
sent again are left out. Of a WACZ, whose list of pages says what was looked at, frames and advertising are, too.
Sources: ISO 28500 (WARC 1.1); Web Archive Collection Zipped, 1.1.1.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from posixpath import basename
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, Swollen
from bot.readers.html.html import HtmlReader
from bot.readers.zip import zips
from bot.readers.zip.archive import ArchiveReader, Pick, Unpack
from bot.readers.zip.member import Member

_PACKED: Final = b"\x1f\x8b"
MOST: Final = 1_000  # pages and files of an archive
WHOLE_MB: Final = 100  # of them together
_PAGES: Final = {"text/html", "application/xhtml+xml"}
_FILES: Final = {"application/pdf": ".pdf", "text/plain": ".txt", "text/csv": ".csv", "application/epub+zip": ".epub"}
_OFFICE: Final = ("application/vnd.openxmlformats-", "application/vnd.oasis.opendocument.", "application/msword")


class _Unpacked(gzip.GzipFile):
    """Gives what it has rather than nothing, where what follows is damaged."""

    def read(self, size: int | None = -1) -> bytes:
        return self.read1(-1 if size is None else size)


class _Sent(NamedTuple):
    """What a server sent: from which address, of which type, when (ISO 8601)."""

    address: str
    kind: str
    day: str
    data: bytes


class WebArchiveReader(ArchiveReader):
    """What a crawler recorded: WARC, WACZ."""

    name = "web archive"

    def __init__(self, pick: Pick, unpack: Unpack | None = None) -> None:
        super().__init__(pick, unpack or items)

    def accepts(self, data: bytes, name: str) -> bool:
        return is_archive(data)

    def _refuse_other(self, data: bytes, name: str) -> None:
        """Nothing: a WACZ may hold anything."""


def is_archive(data: bytes) -> bool:
    """Whether it is a WARC, plain or packed, or a WACZ."""
    if data.startswith(zips.MAGIC):
        held = zips.listed(data)
        return b"datapackage.json" in held and b"archive/" in held
    if data.startswith(_PACKED):
        with suppress(zlib.error):
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[:1024], 16)
    return data.startswith((b"WARC/1.", b"WARC/0."))


def items(data: bytes, name: str) -> Iterator[Reading | Member]:
    """Each page as a document, other files as they are; what came before damage is kept, and the damage named.

    Raises EmptyDocument, Damaged, Swollen.
    """
    seen: set[str] = set()
    size = 0
    for sent in _wanted(data, name):
        if isinstance(sent, Damaged):
            if not seen:
                raise sent
            yield Member(shown(name), error=sent)
            continue
        if sent.address in seen:
            continue
        seen.add(sent.address)
        size += len(sent.data)
        if len(seen) > MOST:
            raise Swollen(name=shown(name), why=document_notes.ENTRIES.format(count=len(seen), limit=MOST))
        if size > WHOLE_MB * 1_000_000:
            raise Swollen(
                name=shown(name), why=document_notes.MEGABYTES.format(count=size // 1_000_000, limit=WHOLE_MB)
            )
        yield from _read(sent)
    if not seen:
        raise EmptyDocument(name=shown(name))


def _wanted(data: bytes, name: str) -> Iterator[_Sent | Damaged]:
    if not data.startswith(zips.MAGIC):
        yield from _records(data, name)
        return
    with zips.opened(data, shown(name)) as archive:
        held = [one for one in archive.infolist() if not one.is_dir()]
        listed = [one for one in held if one.filename.startswith("pages/") and one.filename.endswith(".jsonl")]
        pages = {address for one in listed for address in _pages(zips.unpacked(archive, one, shown(name)))}
        for one in held:
            if one.filename.startswith("archive/"):
                for sent in _records(zips.unpacked(archive, one, shown(name)), name):
                    if isinstance(sent, Damaged) or not pages or sent.address in pages or sent.kind not in _PAGES:
                        yield sent


def _pages(listed: bytes) -> Iterator[str]:
    for line in listed.splitlines():
        with suppress(ValueError, TypeError, KeyError, RecursionError):
            yield str(json.loads(line)["url"])


def _records(data: bytes, name: str) -> Iterator[_Sent | Damaged]:
    from warcio.archiveiterator import ArchiveIterator

    try:
        # Unpacked here: it takes only archives of which each record was packed by itself.
        opened = _Unpacked(fileobj=io.BytesIO(data)) if data.startswith(_PACKED) else io.BytesIO(data)
        for record in ArchiveIterator(opened):
            if (sent := _sent(record)) is not None:
                yield sent
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the library's own, zlib's, the text of headers
        yield Damaged(name=shown(name))


def _sent(record: Any) -> _Sent | None:
    """None for what is no page or paper, or wasn't sent as such: a redirect, an error."""
    headers = record.http_headers
    if record.rec_type not in {"response", "resource"} or (headers and headers.get_statuscode() != "200"):
        return None
    about = record.rec_headers
    said = (headers or about).get_header("Content-Type") or ""
    kind = said.partition(";")[0].strip().lower()
    if kind not in _PAGES and kind not in _FILES and not kind.startswith(_OFFICE):
        return None
    data = record.content_stream().read(WHOLE_MB * 1_000_000 + 1)
    return _Sent(about.get_header("WARC-Target-URI") or "", kind, (about.get_header("WARC-Date") or "")[:10], data)


def _read(sent: _Sent) -> Iterable[Reading | Member]:
    if sent.kind not in _PAGES:
        return [Member(_named(sent), sent.data)]
    label = urlsplit(sent.address).netloc + unquote(urlsplit(sent.address).path)
    try:
        (found,) = HtmlReader().read(sent.data, label)
    except EmptyDocument:
        return []
    except BadDocument as fault:
        return [Member(label, error=fault)]
    return [_placed(found, sent)]


def _placed(found: Reading, sent: _Sent) -> Reading:
    """With its address, whatever the page calls its own, and the bytes that were sent."""
    source = sent.address if sent.address.startswith(("http://", "https://")) else found.details.source
    note = document_notes.RECORDED.format(address=sent.address[:300], date=sent.day)
    return replace(
        found,
        details=replace(found.details, source=source),
        notes=(note, *found.notes),
        original=sent.data,
        named=False,
    )


def _named(sent: _Sent) -> str:
    path = unquote(urlsplit(sent.address).path)
    ending = _FILES.get(sent.kind, "")
    named = basename(path.rstrip("/")) or "file"
    return named if named.lower().endswith(ending) else named + ending
