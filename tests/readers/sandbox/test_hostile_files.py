"""Pages and papers made to do harm: each ends in a text or a clear sentence, within the limits, and nothing else."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest

from bot.core.model import time_limit
from bot.core.model.errors import BadDocument
from bot.core.model.ports import Reader
from bot.readers.html.html import HtmlReader
from bot.readers.office.book import BookReader
from bot.readers.office.docx import DocxReader
from bot.readers.office.slides import SlideReader
from bot.readers.pdf.pdf import PdfReader
from bot.readers.sandbox.pool import Sandbox, Sandboxed
from bot.readers.table import pick
from tests.readers.documents import epub, pptx, shape, zipped
from tests.readers.html.test_web_archive import record
from tests.readers.papers import column, packed, pdf

HEAD = b"<!doctype html><html><head><title>T</title></head><body>"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def one_line() -> bytes:
    return HEAD + b"<p>word " * 6_000_000


def nested() -> bytes:
    return HEAD + b"<div>" * 200_000 + b"words" + b"</div>" * 200_000


def nested_inline() -> bytes:
    return HEAD + b"<b>" * 200_000 + b"words"


def many_paragraphs() -> bytes:
    return HEAD + b"<p>A sentence here.\n" * 1_000_000


def many_short_paragraphs() -> bytes:
    return HEAD + b"<p>A" * 1_000_000


def many_attributes() -> bytes:
    return HEAD + b"<p " + b" ".join(b"a%d=1" % number for number in range(200_000)) + b">words</p>"


def unclosed() -> bytes:
    return HEAD + b"<a <b <!-- <script> " * 100_000


def entities() -> bytes:
    return HEAD + b"<p>" + b"&amp;" * 900_000


def pdf_of_operators() -> bytes:
    """A small stream that draws for hours."""
    return pdf(["x"], {11: packed(b"BT /F1 9 Tf (word) Tj ET\n" * 2_500_000)})


def pdf_of_pages() -> bytes:
    """One page, listed a million times."""
    return pdf([column(["Words."])], {2: b"<< /Type /Pages /Kids [" + b"10 0 R " * 1_000_000 + b"] /Count 1000000 >>"})


def pdf_of_nested_arrays() -> bytes:
    return pdf(["x"], {11: b"[" * 1_000_000})


def pdf_of_forms() -> bytes:
    """Each form draws the next ten times: ten to the tenth words."""
    forms = {
        60 + at: b"<< /Type /XObject /Subtype /Form /Resources << /XObject << /Fm0 %d 0 R >> /Font << /F1 4 0 R >> >> "
        b"/Length 80 >>\nstream\n%s\nendstream" % (61 + at, b"/Fm0 Do " * 10)
        for at in range(10)
    }
    last = b"<< /Type /XObject /Subtype /Form /Length 30 >>\nstream\nBT /F1 9 Tf (word) Tj ET      \nendstream"
    page = b"<< /Type /Page /Parent 2 0 R /Contents 11 0 R /Resources << /XObject << /Fm0 60 0 R >> >> >>"
    return pdf(["/Fm0 Do"], {10: page, **forms, 70: last})


def slides_within_slides() -> bytes:
    """Shapes in groups in groups."""
    return pptx(["<p:grpSp>" * 200_000 + shape("Words.") + "</p:grpSp>" * 200_000])


def slides_upon_slides() -> bytes:
    """One slide, listed a million times."""
    listed = '<p:sldId id="256" r:id="r1"/>' * 1_000_000
    with ZipFile(BytesIO(pptx([shape("Words.")]))) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held["ppt/presentation.xml"] = held["ppt/presentation.xml"].replace(
        b'<p:sldId id="256" r:id="r1"/>', listed.encode()
    )
    return zipped(held)


def book_of_one_chapter_many_times() -> bytes:
    chapter = f"<html><body>{'<p>A sentence here.' * 20_000}</body></html>"
    data = epub({"a.xhtml": chapter})
    with ZipFile(BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held["OPS/book.opf"] = held["OPS/book.opf"].replace(b'<itemref idref="0"/>', b'<itemref idref="0"/>' * 10_000)
    return zipped(held)


BOOKS: list[tuple[Reader, Callable[[], bytes]]] = [
    (SlideReader(), slides_within_slides),
    (SlideReader(), slides_upon_slides),
    (BookReader(), book_of_one_chapter_many_times),
]

PAGES = [
    one_line,
    nested,
    nested_inline,
    many_paragraphs,
    many_short_paragraphs,
    many_attributes,
    unclosed,
    entities,
]
PAPERS = [pdf_of_operators, pdf_of_pages, pdf_of_nested_arrays, pdf_of_forms]


def outcome(sandbox: Sandbox, reader: Reader, data: bytes) -> str:
    """What a person gets, within 10 seconds."""
    started = time.monotonic()
    with time_limit.allowing(10):
        try:
            found = "".join(reading.text[:50] for reading in Sandboxed(reader, sandbox).read(data, "hostile.bin"))
        except BadDocument as error:
            found = str(error)
    assert time.monotonic() - started < 13
    return found


@pytest.mark.slow
@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_hostile_pages(sandbox: Sandbox, make: Callable[[], bytes]) -> None:
    assert outcome(sandbox, HtmlReader(), make())
    assert outcome(sandbox, HtmlReader(), HEAD + b"<p>The committee heard it.").startswith("The committee")


@pytest.mark.slow
@pytest.mark.parametrize("make", PAPERS, ids=lambda make: make.__name__)
def test_hostile_papers(sandbox: Sandbox, make: Callable[[], bytes]) -> None:
    assert outcome(sandbox, PdfReader(), make())
    assert outcome(sandbox, PdfReader(), pdf([column(["Words."])])) == "Words."


@pytest.mark.slow
@pytest.mark.parametrize(("reader", "make"), BOOKS, ids=[make.__name__ for _, make in BOOKS])
def test_hostile_slides_and_books(sandbox: Sandbox, reader: Reader, make: Callable[[], bytes]) -> None:
    assert outcome(sandbox, reader, make())


@pytest.mark.slow
def test_a_crawl_that_unpacks_to_gigabytes() -> None:
    """In the sandbox of all, as crawls are."""
    page = record("https://example.org/a", b"<html><body>" + b"<p>A sentence here." * 10_000_000)
    with time_limit.allowing(20), pytest.raises(BadDocument):
        list(pick(packed_twice(page), "crawl.warc.gz").read(packed_twice(page), "crawl.warc.gz"))


def packed_twice(page: bytes) -> bytes:
    return gzip.compress(page, 1) * 2


@pytest.mark.slow
def test_hostile_bytes(sandbox: Sandbox) -> None:
    """A reader given what it would never accept still ends in a sentence."""
    for reader in (PdfReader(), DocxReader(), HtmlReader()):
        assert outcome(sandbox, reader, b"\x00" * 1_000_000)
