"""Where titles, publishers and authors are from: what is doubtful is told, and no candidate is taken."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest

from bot import readers
from bot.core.library import intake
from bot.core.model import document_notes
from bot.core.model.documents import Details, Kind, Reading
from bot.readers.details import origins
from tests.readers.papers import column, pdf

ORDER = "The order was given by General Vahl on 3 May 2018, a witness told the court."


def told(data: bytes, name: str) -> tuple[Details, tuple[str, ...]]:
    (found,) = readers.read(data, name)
    return found.details, tuple(note for note in found.notes if getattr(note, "template", "") in document_notes.DOUBTS)


def page(title: str, body: str, head: str = "") -> bytes:
    return f"<html lang=en><head><title>{title}</title>{head}</head><body>{body}<p>{ORDER}</p></body></html>".encode()


def test_a_title_that_is_only_the_name_of_the_file_is_told() -> None:
    details, notes = told(ORDER.encode(), "letters/scan_of_vahl.txt")
    assert details.title == "Scan of vahl"
    assert notes == ("Titled “Scan of vahl”, as its file is named: check it.",)


def test_a_file_that_is_named_as_it_is_titled_is_in_no_doubt() -> None:
    assert told(f"The Harbour Report\n\n{ORDER}".encode(), "the-harbour-report.txt")[1] == ()


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2019-05-12 letter.txt", "2019-05-12"),
        ("letter_20190512.txt", "2019-05-12"),
        ("letter 2019-25-12.txt", None),
        ("letter 2019-02-30.txt", None),
        ("case 120190512.txt", None),
        ("letter 2999-05-12.txt", None),
    ],
)
def test_a_date_in_the_name_of_a_file_is_named_and_not_taken(name: str, day: str | None) -> None:
    """It may be the day of a scan as well as that of a letter."""
    details, notes = told(f"Letter\n\n{ORDER}".encode(), name)
    assert details.published is None
    held = "No date of publication was found. The name of its file holds {}."
    assert [note for note in notes if "file holds" in note] == ([held.format(day)] if day else [])


@pytest.mark.parametrize(
    "line",
    [
        "Ministry of the Harbour",
        "UNITED STATES DISTRICT COURT",
        "Landgericht Lund",
        "Ministère de l’Intérieur",
        "وزارة الداخلية",
        "Velbrant Systems GmbH",
    ],
)
def test_a_letterhead_is_named_as_the_publisher_that_it_may_be(line: str) -> None:
    details, notes = told(f"{line}\n\n{ORDER}\n\nNobody objected.".encode(), "a.txt")
    assert details.publisher is None
    assert f"No publisher was found. Its letterhead reads “{line}”." in notes


@pytest.mark.parametrize(
    "line", ["The court heard nine witnesses.", "To: Ministry of the Harbour", "Court of 2019", "Harbour news"]
)
def test_a_sentence_a_receiver_or_any_other_line_is_no_letterhead(line: str) -> None:
    assert origins.letterhead(f"{line}\n\n{ORDER}") == ""


def test_a_bulk_files_documents_and_a_summary_are_as_they_say() -> None:
    reading = Reading(f"Ministry of the Harbour\n\n{ORDER}", Details("a"))
    assert origins.beside(replace(reading, original=b"a"), "a.txt").notes == ()
    assert origins.beside(replace(reading, details=Details("a", kind=Kind.SUMMARY)), "a.txt").notes == ()
    assert origins.beside(reading, "a.txt").notes != ()


def paper(lines: list[str], title: str, author: str = "") -> bytes:
    return pdf([column(lines)], {90: f"<< /Title ({title}) /Author ({author}) >>".encode()}, "", "/Info 90 0 R")


def test_what_only_a_pdfs_details_say_is_told() -> None:
    details, notes = told(paper([ORDER], "The Vahl file", "Ann Example"), "a.pdf")
    assert (details.title, details.author) == ("The Vahl file", "Ann Example")
    assert notes == (
        "Titled “The Vahl file”? The file’s details say so; it is not printed at its beginning.",
        "Written by “Ann Example”? The file’s details say so; it is not printed at its beginning.",
    )


def test_what_a_pdf_prints_is_in_no_doubt() -> None:
    assert told(paper(["The Vahl File, by Ann Example", "", ORDER], "The Vahl file", "Ann Example"), "a.pdf")[1] == ()


def test_a_template_title_in_a_word_file_gives_way_to_the_heading() -> None:
    """The other one is named, for a person to choose it."""
    word = docx.Document()
    word.add_heading("The sale of the system", 1)
    word.add_paragraph(ORDER)
    word.core_properties.title, word.core_properties.author = "Brief Vorlage neu", "python-docx"
    buffer = io.BytesIO()
    word.save(buffer)
    details, notes = told(buffer.getvalue(), "a.docx")
    assert details.title == "The sale of the system"
    assert notes == ("Titled “The sale of the system”? It is also called “Brief Vorlage neu”: check it.",)


def test_a_heading_far_down_is_no_title() -> None:
    word = docx.Document()
    for _ in range(12):
        word.add_paragraph(ORDER)
    word.add_heading("Annex", 1)
    word.core_properties.title = "The sale"
    buffer = io.BytesIO()
    word.save(buffer)
    assert told(buffer.getvalue(), "a.docx")[0].title == "The sale"


@pytest.mark.parametrize("site", ["Coast Gazette", "News - Coast Gazette"])
def test_of_a_pages_title_the_site_is_left_out(site: str) -> None:
    """Where the page prints the rest as its heading."""
    found = told(page(f"Nine phones were tapped | {site}", "<h1>Nine phones were tapped</h1>"), "a.html")[0]
    assert found.title == "Nine phones were tapped"


def test_another_heading_than_the_declared_title_is_told() -> None:
    head = '<meta property="og:title" content="You won’t believe what happened in the port">'
    body = "<h1>Nine phones were tapped</h1>"
    assert "It is also called “Nine phones were tapped”" in " ".join(told(page("x", body, head), "a.html")[1])
    assert told(page("x", "<h1>What happened in the port</h1>", head), "a.html")[1] == ()
    site = '<meta property="og:site_name" content="Coast and Harbour Gazette">'
    assert told(page("x", "<h1>Coast and Harbour Gazette</h1>", head + site), "a.html")[1] == ()
    assert told(page("x", "<h1>Nine phones</h1><h1>Coast Gazette</h1>", head), "a.html")[1] == ()


def test_a_publisher_that_is_only_an_address_is_told() -> None:
    head = '<link rel="canonical" href="https://www.harbour.example/a">'
    details, notes = told(page("Nine phones", "<h1>Nine phones</h1>", head), "a.html")
    assert f"Published by “{details.publisher}”? That is only its address: check it." in notes
    head += '<meta property="og:site_name" content="Harbour.example">'
    assert told(page("Nine phones", "<h1>Nine phones</h1>", head), "a.html")[1] == ()


def test_a_doubt_ends_where_a_person_has_given_the_detail() -> None:
    (found,) = readers.read(f"Ministry of the Harbour\n\n{ORDER}".encode(), "letter_2019-05-12.txt")
    assert len(intake.warnings(found)) >= 2
    edited = replace(found.details, title="The order", publisher="Ministry of the Harbour", published="2019-05-12")
    assert [note for note in intake.warnings(replace(found, details=edited)) if note in found.notes] == []


def test_a_note_of_the_publication_goes_with_its_date() -> None:
    reading = Reading(ORDER, Details("a", published="2019-05-12"))
    guess = document_notes.BY_GUESS.format(date="2019-05-12")
    assert guess in intake.warnings(replace(reading, notes=(guess, "plain")))
    moved = replace(reading, notes=(guess, "plain"), details=Details("a", published="2019-05-13"))
    assert guess not in intake.warnings(moved)
    assert "plain" in intake.warnings(moved)
