"""Slides and books: the words in the order in which they are shown, each quote with its slide or chapter."""

from __future__ import annotations

import pytest

from bot.core.model.documents import Reading
from bot.core.model.errors import Damaged, EmptyDocument, Encrypted, UnsafeFile
from bot.readers.office.book import BookReader
from bot.readers.office.slides import SlideReader
from bot.readers.table import pick
from tests.readers.documents import epub, odt, pptx, shape, zipped

CELL = "<a:tc><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:tc>"
TABLE = f"<a:tbl><a:tr>{CELL}{CELL}</a:tr></a:tbl>"


def slides(data: bytes, name: str = "talk.pptx") -> Reading:
    (found,) = SlideReader().read(data, name)
    return found


def book(data: bytes, name: str = "book.epub") -> Reading:
    (found,) = BookReader().read(data, name)
    return found


def test_slides_in_the_order_in_which_they_are_shown() -> None:
    """Titles, paragraphs, tables, then the speaker's notes; numbers and dates of every slide are left out."""
    first = shape("What was sold", kind="title") + shape("The system was sold", "in &lt;May>")
    second = shape("7", kind="sldNum") + TABLE.format("Unit 412", "3.4 million") + shape("Who paid?")
    found = slides(
        pptx([first, second], notes="<a:p><a:r><a:t>Said on </a:t></a:r><a:r><a:t>Monday.</a:t></a:r></a:p>")
    )
    assert found.text.split("\n\n") == [
        "What was sold", "The system was sold", "in <May>", "Said on Monday.", "Unit 412 | 3.4 million", "Who paid?",
    ]  # fmt: skip
    marks = [(mark.kind, mark.label, found.text[mark.start :][:8]) for mark in found.marks]
    assert marks == [
        ("spot", "slide 1", "What was"), ("heading", "What was sold", "What was"), ("spot", "slide 2", "Unit 412"),
    ]  # fmt: skip
    assert found.details.title == "What was sold"
    assert slides(pptx([shape("Who paid?")], title="The sale")).details.title == "The sale"


def test_words_in_drawings_stand_once() -> None:
    """Office writes a shape a second time, for older programs."""
    twice = f"<x:AlternateContent xmlns:x='urn:x'><x:Choice>{shape('Signed by Weil.')}</x:Choice>"
    twice += f"<x:Fallback>{shape('Signed by Weil.')}</x:Fallback></x:AlternateContent>"
    assert slides(pptx([twice])).text == "Signed by Weil."


def test_slides_that_cannot_be_read() -> None:
    with pytest.raises(EmptyDocument):
        slides(pptx([shape(" ")]))
    with pytest.raises(Damaged):
        slides(zipped({"ppt/presentation.xml": "<a/>"}))
    with pytest.raises(UnsafeFile):
        slides(zipped({"ppt/presentation.xml": "<!DOCTYPE a><a/>"}))


def test_slides_of_opendocument() -> None:
    data = odt("<text:p>The system was sold.</text:p>").replace(b"opendocument.text", b"opendocument.presentation")
    assert pick(data, "talk.odp").name == "OpenDocument"


CHAPTERS = {
    "b.xhtml": "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head>"
    "<body><h2>The order</h2><p>It was signed by <i>Colonel</i> Weil.</p></body></html>",
    "a.xhtml": "<html><body><h2>The money</h2><ol><li>Unit 412 paid.</li></ol><p hidden=''>Nothing.</p></body></html>",
}


def test_a_book() -> None:
    """Chapters in the order of reading, as a browser shows them."""
    about = "<dc:title>The  Order</dc:title><dc:creator>Ida Rask</dc:creator><dc:language>en-GB</dc:language>"
    about += "<dc:publisher>Ulv</dc:publisher><dc:date>2019-03-02T00:00:00Z</dc:date>"
    found = book(epub(CHAPTERS, about))
    assert found.text == "The order\n\nIt was signed by Colonel Weil.\n\nThe money\n\n1. Unit 412 paid."
    assert [(mark.kind, mark.label) for mark in found.marks] == [("heading", "The order"), ("heading", "The money")]
    told = found.details
    assert (told.title, told.author, told.publisher) == ("The Order", "Ida Rask", "Ulv")
    assert (told.published, told.language) == ("2019-03-02", "en")


def test_a_book_that_says_nothing_about_itself() -> None:
    """A day that programs put in where none is known is none."""
    about = "<dc:date>0101-01-01T00:00:00+00:00</dc:date>"
    assert book(epub(CHAPTERS, about)).details.published is None
    assert book(epub(CHAPTERS), "the-order.epub").details.title == "The order"


def test_books_that_cannot_be_read() -> None:
    """Locked by a shop; without words; without its parts. Fonts that are hidden lock nothing."""
    locked = "<encryption><EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/></encryption>"
    fonts = "<encryption><EncryptionMethod Algorithm='http://www.idpf.org/2008/embedding'/></encryption>"
    with pytest.raises(Encrypted):
        book(epub(CHAPTERS, more={"META-INF/encryption.xml": locked}))
    assert book(epub(CHAPTERS, more={"META-INF/encryption.xml": fonts})).text
    with pytest.raises(EmptyDocument):
        book(epub({"a.xhtml": "<html><body> </body></html>"}))
    with pytest.raises(Damaged):
        book(zipped({"mimetype": "application/epub+zip"}))


def test_files_packed_into_an_archive_as_they_are() -> None:
    """A ZIP is told by its own list of contents, not by that of a file that lies in it unpacked."""
    inside = epub(CHAPTERS)
    assert pick(zipped({"mimetype": inside, "b.txt": "x"}), "files.zip").name == "ZIP"
    for kept in (pptx([shape("Words.")]), odt("<text:p>Words.</text:p>")):
        assert pick(zipped({"mimetype": kept}), "files.zip").name == "ZIP"
        assert pick(kept, "files.zip").name != "ZIP"
