"""What Tesseract says about a picture → lines, each with how sure it is. The program itself: test_scans.py."""

from __future__ import annotations

import pytest

from bot.core.model import document_notes
from bot.core.model.documents import Mark
from bot.core.model.errors import Scan
from bot.core.quoting.recognised import certainty
from bot.readers.pdf.scans import ocr
from bot.readers.pdf.scans.picture import PictureReader

PNG = b"\x89PNG\r\n\x1a\n"


def table(*words: tuple[int, int, int, float, str]) -> str:
    """The program's table: page, paragraph, line, how sure, the word."""
    rows = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"]
    rows += [f"5\t{page}\t1\t{part}\t{line}\t1\t0\t0\t9\t9\t{sure}\t{word}" for page, part, line, sure, word in words]
    return "\n".join(rows)


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The table that the program gives."""
    given = [""]
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "_installed", lambda: ["eng"])
    monkeypatch.setattr(ocr, "_output", lambda command, picture: given[0])
    return given


def line(page: int, part: int, number: int, sure: float, words: str) -> list[tuple[int, int, int, float, str]]:
    return [(page, part, number, sure, word) for word in words.split()]


LETTER = line(1, 1, 1, 96, "The order was given by") + line(1, 1, 2, 80, "General Vahl on Tuesday.")


def test_lines_with_how_sure_each_is(says: list[str]) -> None:
    """Paragraphs are parted; a speck on the paper is no word."""
    says[0] = table(*LETTER, (1, 1, 2, 12, "~"), *line(1, 2, 1, 91, "It was signed."))
    (page,) = ocr.recognised(PNG)
    assert page.lines == (
        ocr.Said("The order was given by", 96),
        ocr.Said("General Vahl on Tuesday.", 80),
        ocr.Said(),
        ocr.Said("It was signed.", 91),
    )


def test_a_word_that_can_hardly_be_made_out_is_not_guessed(says: list[str]) -> None:
    """A sign stands in its place, and whoever reviews it is told how many there are."""
    says[0] = table(*LETTER, (1, 1, 2, 12, "Hartl"), *line(1, 2, 1, 91, "It was signed."))
    (found,) = PictureReader().read(PNG, "a.png")
    assert found.text == "The order was given by\nGeneral Vahl on Tuesday. ▯\n\nIt was signed."
    assert document_notes.LOST_WORDS.format(count=1) in found.notes


def test_a_quote_is_as_sure_as_its_least_sure_line(says: list[str]) -> None:
    says[0] = table(*LETTER, *line(1, 2, 1, 91, "It was signed."))
    (found,) = PictureReader().read(PNG, "a.png")
    at = found.text.index("It was signed.")
    assert certainty(found.marks, 0, at - 2) == 80
    assert certainty(found.marks, at, len(found.text)) == 91


def test_a_picture_of_many_pages(says: list[str]) -> None:
    """Each is a page of the document; one that can't be made out is left out and named."""
    says[0] = table(*LETTER, *line(2, 1, 1, 45, "Scrbbld wrds"), *line(3, 1, 1, 90, "The third page."))
    (found,) = PictureReader().read(b"II*\0", "a.tiff")
    assert found.text.split("\n\n") == ["The order was given by\nGeneral Vahl on Tuesday.", "The third page."]
    assert [mark for mark in found.marks if mark.kind == "page"] == [Mark(0, "page", "1"), Mark(49, "page", "3")]
    assert found.notes == (
        document_notes.RECOGNISED.format(pages="1, 3"),
        document_notes.FAINT.format(pages="2"),
    )


def test_a_picture_without_a_page_that_can_be_made_out_is_refused(says: list[str]) -> None:
    says[0] = table(*line(1, 1, 1, 45, "Scrbbld wrds"))
    with pytest.raises(Scan):
        PictureReader().read(PNG, "a.png")
