"""OpenDocument text and RTF: the words, in their order."""

from __future__ import annotations

import pytest

from bot.core.model.documents import Reading
from bot.core.model.errors import Damaged, EmptyDocument, UnsafeFile
from bot.readers.office.opendocument import OpenDocumentReader
from bot.readers.office.rtf import RtfReader
from tests.readers.documents import odt, zipped

BODY = (
    '<text:h text:outline-level="1">Order</text:h>'
    "<text:p>The order was<text:s/><text:span>signed</text:span> by Colonel Weil"
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In May.</text:p></text:note-body>"
    "</text:note>.<office:annotation><dc:creator>Ida</dc:creator><text:p>Really?</text:p></office:annotation></text:p>"
    "<text:tracked-changes><text:p>Struck out.</text:p></text:tracked-changes>"
    "<text:list><text:list-item><text:p>First.</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>Acme</text:p></table:table-cell>"
    "<table:table-cell><text:p>11</text:p></table:table-cell></table:table-row></table:table>"
)


def read(data: bytes) -> Reading:
    assert OpenDocumentReader().accepts(data, "a.odt")
    (found,) = OpenDocumentReader().read(data, "a.odt")
    return found


def test_an_opendocument_text() -> None:
    """Paragraphs, headings, lists, tables; notes and comments at the end; what was deleted is out."""
    found = read(odt(BODY, "<dc:title>The order</dc:title><dc:creator>Ida Rask</dc:creator>"))
    assert found.text.split("\n\n") == [
        "Order",
        "The order was signed by Colonel Weil.",
        "First.",
        "Acme | 11",
        "[1] In May.",
        "Comment by Ida: Really?",
    ]
    assert [(mark.kind, mark.label) for mark in found.marks] == [("heading", "Order")]
    assert (found.details.title, found.details.author) == ("The order", "Ida Rask")


def test_opendocuments_that_cannot_be_read() -> None:
    with pytest.raises(EmptyDocument):
        read(odt("<text:p> </text:p>"))
    with pytest.raises(Damaged):
        read(zipped({"mimetype": "application/vnd.oasis.opendocument.text"}))
    with pytest.raises(UnsafeFile):
        read(zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<!DOCTYPE a><a/>"}))


def test_rtf() -> None:
    data = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\info{\title The order}}\f0 Signed by M\'fcller.\par No.\par}"
    )
    (found,) = RtfReader().read(data, "note.rtf")
    assert (found.text, found.details.title) == ("Signed by Müller.\n\nNo.", "The order")


def test_rtf_without_words() -> None:
    with pytest.raises(EmptyDocument):
        RtfReader().read(rb"{\rtf1 {\fonttbl{\f0 Times;}}}", "note.rtf")
