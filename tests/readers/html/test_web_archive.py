"""What a crawler recorded: its pages, each with the address that it was sent from."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable

import pytest

from bot.core.model import document_notes
from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, Swollen
from bot.readers.html import web_archive
from bot.readers.html.web_archive import WebArchiveReader
from bot.readers.table import pick
from tests.readers.documents import zipped

SITE = "https://example.org"
DAY = "2024-05-03T10:00:00Z"


def page(words: str) -> bytes:
    return f"<!doctype html><html><title>Letter</title><body><p>{words}</p></body></html>".encode()


def record(
    address: str, body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", head: str = ""
) -> bytes:
    sent = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{head}\r\n".encode() + body
    about = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: {DAY}\r\n"
        f"WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    return about.encode() + sent + b"\r\n\r\n"


INFO = b"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Length: 3\r\n\r\na:b\r\n\r\n"
CRAWL = [
    INFO,
    record(f"{SITE}/letter", page("The letter was signed by Weil.")),
    record(f"{SITE}/moved", b"", status="301 Moved Permanently"),
    record(f"{SITE}/logo.png", b"\x89PNG", "image/png"),
    record(f"{SITE}/letter", page("Sent again.")),
    record(f"{SITE}/frame", page("Buy things here.")),
    record(f"{SITE}/sums.csv", b"who;sum\nWeil;3\n", "text/csv"),
]


def read(data: bytes, name: str = "crawl.warc") -> list[Reading]:
    reader = WebArchiveReader(pick)
    assert reader.accepts(data, name)
    return list(reader.read(data, name))


def texts(found: Iterable[Reading]) -> list[str]:
    return [one.text for one in found]


@pytest.mark.parametrize(
    "data",
    [b"".join(CRAWL), b"".join(map(gzip.compress, CRAWL)), gzip.compress(b"".join(CRAWL))],
    ids=["plain", "each", "all"],
)
def test_pages_with_their_addresses(data: bytes) -> None:
    """Plain, each record packed by itself, or all together; what was sent again, redirects, pictures are left out."""
    letter, frame, table = read(data)
    assert letter.text == "The letter was signed by Weil."
    assert letter.details.source == f"{SITE}/letter"
    assert letter.notes[0] == document_notes.RECORDED.format(address=f"{SITE}/letter", date="2024-05-03")
    assert letter.original == page("The letter was signed by Weil.")
    assert frame.text == "Buy things here."
    assert table.text == "| who: Weil | sum: 3 |"


def test_a_page_that_was_sent_packed_and_in_pieces() -> None:
    body = gzip.compress(page("The letter was signed."))
    pieces = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    one = record(f"{SITE}/a", pieces, head="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n")
    assert texts(read(one)) == ["The letter was signed."]


def test_of_a_wacz_the_pages_that_its_list_names() -> None:
    listed = '{"format": "json-pages-1.0"}\nbroken\n' + json.dumps({"url": f"{SITE}/letter", "title": "Letter"})
    data = zipped(
        {
            "datapackage.json": "{}",
            "pages/pages.jsonl": listed,
            "archive/data.warc.gz": b"".join(map(gzip.compress, CRAWL)),
        }
    )
    assert pick(data, "crawl.wacz").name == "web archive"
    assert texts(read(data)) == ["The letter was signed by Weil.", "| who: Weil | sum: 3 |"]


def test_archives_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EmptyDocument):
        read(INFO)
    with pytest.raises(Damaged):
        read(gzip.compress(INFO)[:-9])
    monkeypatch.setattr(web_archive, "MOST", 1)
    with pytest.raises(Swollen, match="1 are the most"):
        read(b"".join(CRAWL))


def test_what_came_before_damage_is_kept() -> None:
    packed = gzip.compress(b"".join(CRAWL[:5])) + gzip.compress(CRAWL[5])[:40] + b"x" * 90
    (letter,) = read(packed)
    assert letter.text == "The letter was signed by Weil."
    assert "is damaged" in letter.notes[-1]


def test_one_bad_page_stops_nothing() -> None:
    deep = record(f"{SITE}/deep", b"<html><body>" + b"<div>" * 400 + b"words")
    (found,) = read(deep + record(f"{SITE}/empty", page(" ")) + CRAWL[1])
    assert "Not read: deep" in found.notes[-1]


def test_an_archive_in_an_archive_stays_closed() -> None:
    data = zipped({"crawl.warc": b"".join(CRAWL)})
    with pytest.raises(BadDocument, match="archive in an archive"):
        list(pick(data, "a.zip").read(data, "a.zip"))
