"""PDFs of many layouts: what must come out, and what must not. All are made here."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader as Pdf
from pypdf import PdfWriter

from bot.core.language import passages
from bot.core.model.documents import Mark, Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, Encrypted, Scan, Swollen
from bot.readers.pdf.pdf import PdfReader
from bot.readers.pdf.printed import glyphs
from bot.readers.pdf.scans import ocr
from tests.readers.papers import column, drawn, line, packed, pdf, stream

LETTER = [
    "The committee heard on Tuesday that the software had",
    "been installed on the phones of eleven journalists.",
    "Nobody had told them.",
    "",
    "“We were not asked,” said one of them.",
]


def read(data: bytes, name: str = "paper.pdf") -> Reading:
    (reading,) = PdfReader().read(data, name)
    return reading


def marks(reading: Reading, kind: str) -> list[tuple[str, str]]:
    """Each mark's label, with the words it stands at."""
    return [(mark.label, reading.text[mark.start :].split("\n")[0]) for mark in reading.marks if mark.kind == kind]


def test_accepts_by_content() -> None:
    """A PDF is known by its first bytes, whatever its name."""
    assert PdfReader().accepts(pdf(["x"]), "letter.txt")
    assert PdfReader().accepts(b"junk before\n" + pdf(["x"]), "letter")
    assert not PdfReader().accepts(b"PK\x03\x04", "letter.pdf")


def test_paragraphs() -> None:
    """Lines of a paragraph are joined by spaces; a wider gap becomes a blank line; no word changes."""
    assert read(pdf([column(LETTER)])).text == (
        "The committee heard on Tuesday that the software had been installed on the phones of eleven journalists. "
        "Nobody had told them.\n\n“We were not asked,” said one of them."
    )


def test_paragraphs_by_indentation() -> None:
    """Where nothing but an indented first line tells paragraphs apart, that does."""
    rows = [
        "One line of a paragraph that runs on",
        "and ends with a full stop right here.",
        "A second one begins here,",
    ]
    page = column(rows[:2]) + line(rows[2], 90, 760 - 28) + line("and goes on to this line.", 72, 760 - 42)
    assert read(pdf([page])).text == f"{rows[0]} {rows[1]}\n\n{rows[2]} and goes on to this line."


def test_paragraphs_by_a_short_last_line() -> None:
    """A sentence that ends well before the margin ends its paragraph when the next line starts a new sentence."""
    rows = ["It was the first time that the court had said so in public.", "Nobody objected.", "Later the judge left."]
    assert read(pdf([column(rows)])).text == f"{rows[0]} {rows[1]}\n\n{rows[2]}"


def test_double_spaced_lines_are_one_paragraph() -> None:
    """Court papers with wide leading don't fall apart into lines."""
    rows = ["The plaintiff says that the defendant", "sold the software to a government", "that used it on her phone."]
    assert "\n\n" not in read(pdf([column(rows * 3, leading=28)])).text


def test_headings() -> None:
    """Larger or bold lines are headings, and marked."""
    page = line("The phones", 72, 780, 18) + column(LETTER) + line("What was found", 72, 660, 11, "F2")
    found = read(pdf([page + column(["Traces of it were found."], top=640)]))
    assert marks(found, "heading") == [("The phones", "The phones"), ("What was found", "What was found")]
    assert found.details.title == "The phones"


def test_a_table_of_contents_has_no_headings() -> None:
    """Lines with leaders point at headings, but aren't any."""
    found = read(pdf([line("1 The phones . . . . . . . . 7", 72, 780, 14) + column(LETTER)]))
    assert marks(found, "heading") == []


def test_pages_and_a_sentence_over_the_page_break() -> None:
    """Each page is marked where it begins, also inside a sentence that runs on."""
    first, second = ["The company said that it had not", "known of any"], ["of the phones, and that it regretted it."]
    found = read(pdf([column(first), column(second)]))
    assert found.text == " ".join(first + second)
    assert marks(found, "page") == [("1", found.text), ("2", second[0])]


def test_pages_that_end_a_sentence() -> None:
    """A page that ends a sentence ends its paragraph."""
    assert read(pdf([column(["It ended."]), column(["It began."])])).text == "It ended.\n\nIt began."


def test_printed_page_labels() -> None:
    """The printed label comes first, the number in the file beside it where that is another."""
    labels = "/PageLabels << /Nums [0 << /S /r /St 3 >> 1 << /S /D /St 1 >> 2 << /S /D /St 3 >>] >>"
    found = read(pdf([column(["Preface."]), column(["One."]), column(["Three."])], catalog=labels))
    assert marks(found, "page") == [("iii (1)", "Preface."), ("1 (2)", "One."), ("3", "Three.")]


def test_hyphens_at_line_ends() -> None:
    """A divided word stays as printed, and the note says how many there are."""
    found = read(pdf([column(["The surveil-", "lance of lawyers is for-", "bidden."])]))
    assert found.text == "The surveil-\nlance of lawyers is for-\nbidden."
    assert found.notes == ("Words divided by a hyphen at a line end, kept as printed: 2",)


def test_running_heads() -> None:
    """What repeats at the edges of the pages is left out and named; the sentence over the break is whole."""
    pages = [
        line("Committee report 2021", 72, 810, 8)
        + column([f"Finding number {at} says that the phone", "of a lawyer was read"])
        + line(f"Page {at} of 4", 300, 30, 8)
        for at in (1, 2, 3, 4)
    ]
    found = read(pdf(pages))
    assert "Committee report" not in found.text
    assert "of 4" not in found.text
    assert found.text.count("Finding number") == 4
    assert found.notes == ("Left out as running heads or page numbers: Page 1 of 4; Committee report 2021",)


def test_a_printers_foot_counts_in_its_middle() -> None:
    """As in an official gazette: the number of the sheet stands between the date, the job and the file's name."""
    pages = [
        column(LETTER)
        + line(f"Set 2014 16:21 5 Aug 2020 Job 2501 Sheet 0000{at} Format 4702 06AUP1.SGM 06AUP1", 72, 20, 6)
        for at in (1, 2, 3)
    ]
    assert "Sheet" not in read(pdf(pages)).text


def test_headings_that_count_are_no_running_heads() -> None:
    """Only a number that counts along with the pages makes different lines one running head."""
    pages = [line(f"Witness {at}", 72, 800, 11) + column(LETTER, top=780 - 20 * at) for at in (4, 9, 2)]
    assert [f"Witness {at}" in read(pdf(pages)).text for at in (4, 9, 2)] == [True] * 3


LEFT = [
    "The first column tells how",
    "the phones were found and",
    "by whom, and it goes on to",
    "its very last line here",
    "and ends.",
]
RIGHT = [
    "In the second column there",
    "is what the company said",
    "when it was asked on",
    "Friday by two reporters at",
    "its office.",
]


def test_two_columns_drawn_one_after_the_other() -> None:
    """The usual way: the left column is read to its foot first."""
    assert read(pdf([column(LEFT) + column(RIGHT, x=320)])).text == " ".join(LEFT) + "\n\n" + " ".join(RIGHT)


def test_two_columns_drawn_row_by_row() -> None:
    """Also where the file draws them across."""
    across = "".join(
        line(left, 72, 760 - 14 * at) + line(right, 320, 760 - 14 * at)
        for at, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True))
    )
    assert read(pdf([across])).text == " ".join(LEFT) + "\n\n" + " ".join(RIGHT)


def test_a_table_keeps_its_rows() -> None:
    """Short cells side by side are a table: its rows stay together."""
    rows = [("Name", "Year"), ("Acme", "2019"), ("Omega", "2020"), ("Delta", "2021"), ("Sigma", "2022")]
    page = "".join(
        line(name, 72, 760 - 14 * at) + line(year, 320, 760 - 14 * at) for at, (name, year) in enumerate(rows)
    )
    assert read(pdf([page])).text.split("\n") == [f"{name} {year}" for name, year in rows]


def test_ligatures() -> None:
    """A ligature is the letters that it stands for."""
    assert read(pdf([drawn("The of\ufb01ce was \ufb02ooded.", 72, 700)])).text == "The office was flooded."


@pytest.mark.parametrize("words", ["הוועדה שמעה עדות", "سمعت اللجنة شهادة"])
def test_right_to_left(words: str) -> None:
    """Letters drawn from left to right by a right-to-left script come out in reading order."""
    assert read(pdf([drawn(words[::-1], 72, 700)])).text == words


@pytest.mark.parametrize("words", ["委員会は証言を聞いた。", "Комитет заслушал показания.", "Η επιτροπή άκουσε."])
def test_other_scripts(words: str) -> None:
    assert read(pdf([drawn(words, 72, 700)])).text == words


def test_turned_pages() -> None:
    """A page written sideways is read in its own order, paragraphs and all."""
    rows = [*LETTER]
    page = "".join(
        f"BT /F1 11 Tf 0 1 -1 0 {72 + 14 * at} 72 Tm ({words.replace('“', '').replace('”', '')}) Tj ET\n"
        for at, words in enumerate(rows)
        if words
    )
    text = read(pdf([page])).text
    assert text.startswith("The committee heard on Tuesday that the software had been installed")
    assert text.count("\n\n") == 1


def test_letters_placed_one_by_one() -> None:
    """Kerned text (numbers between the letters) gives whole words."""
    page = "BT /F1 11 Tf 72 700 Td [(T) 80 (he c) 5 (ommittee) -300 (heard)] TJ ET"
    assert read(pdf([page])).text == "The committee heard"


def test_forms() -> None:
    """What was filled into a form comes out with the field's name; an empty field and an unticked box don't."""
    fields = [b"/T (Name) /V (Ann Example)", b"/T (Reason) /V ()", b"/T (Agreed) /V /Yes", b"/T (Urgent) /V /Off"]
    widgets = {
        100 + at: b"<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [0 0 9 9] %s >>" % field
        for at, field in enumerate([*fields, b"/Parent 120 0 R"])
    }
    link = {119: b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] >>", 120: b"<< /T (Sum) /V (12) /TU (The sum) >>"}
    page = b"<< /Type /Page /Parent 2 0 R /Contents 11 0 R /Annots [100 0 R 101 0 R 102 0 R 103 0 R 104 0 R 119 0 R] >>"
    text = read(pdf([column(["Application"])], extra={10: page, **widgets, **link})).text
    assert text.split("\n\n")[-1].split("\n") == ["Name: Ann Example", "Agreed: Yes", ": 12"]


def test_details() -> None:
    """Title, author and language come from the file's own metadata; its date is the file's, no publication's."""
    info = "/Title (The Phones) /Author (Ann Example) /CreationDate (D:20211215120000+01'00')"
    reading = read(pdf([column(LETTER)], {90: f"<< {info} >>".encode()}, "/Lang (en-GB)", "/Info 90 0 R"))
    found = reading.details
    assert (found.title, found.author, found.published, found.language) == ("The Phones", "Ann Example", None, "en")
    assert "The file was made on 2021-12-15; that says nothing about its publication." in reading.notes


def test_a_printed_date_is_the_publications() -> None:
    info = {90: b"<< /CreationDate (D:20211215120000) >>"}
    reading = read(pdf([column(["Filed: May 5, 2021", "", *LETTER])], info, "", "/Info 90 0 R"))
    assert reading.details.published == "2021-05-05"
    assert "Published on 2021-05-05, as is printed in it." in reading.notes


@pytest.mark.parametrize(
    "title", ["Microsoft Word - draft7.docx", "untitled", "scan0001.pdf", "  ", "12345", "Slide 1"]
)
def test_titles_that_programs_write(title: str) -> None:
    """A placeholder is no title."""
    assert read(pdf([column(LETTER)], {90: f"<< /Title ({title}) >>".encode()}, "", "/Info 90 0 R")).details.title == ""


@pytest.mark.parametrize("date", ["D:19700101000000Z", "D:29990101", "D:20211345", "soon", "D:2021"])
def test_dates_that_cannot_be(date: str) -> None:
    info = {90: f"<< /CreationDate ({date}) >>".encode()}
    assert read(pdf([column(LETTER)], info, "", "/Info 90 0 R")).details.published is None


def locked(password: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=Pdf(io.BytesIO(pdf([column(LETTER)]))))
    writer.encrypt(password, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_encryption(algorithm: str) -> None:
    """A file that opens without a password is read; one that doesn't is refused with a clear sentence."""
    assert read(locked("", algorithm)).text.startswith("The committee heard")
    with pytest.raises(Encrypted, match="locked with a password"):
        read(locked("secret", algorithm))


PICTURE = stream(
    bytes(64), "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8"
)
SCANNED = b"<< /Type /Page /Parent 2 0 R /Contents 11 0 R /Resources << /XObject << /Im0 50 0 R >> >> >>"


def scan() -> bytes:
    return pdf(["q 500 0 0 700 0 0 cm /Im0 Do Q"], {10: SCANNED, 50: PICTURE})


@pytest.fixture
def no_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the recognition program."""
    monkeypatch.setattr(ocr, "is_installed", lambda: False)


@pytest.mark.usefixtures("no_recogniser")
def test_a_scan() -> None:
    """Pictures of pages without a text layer are called a scan."""
    with pytest.raises(Scan, match="is a scan"):
        read(scan())


@pytest.mark.usefixtures("no_recogniser")
def test_some_scanned_pages() -> None:
    """Where only some pages are pictures, the rest is read and the note says which are missing."""
    found = read(pdf(["q /Im0 Do Q", column(LETTER)], {10: SCANNED, 50: PICTURE}))
    assert found.text.startswith("The committee")
    assert found.notes == ("Pictures without text (a scan?), their words are missing: page 1",)


@pytest.fixture
def recogniser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the recognition program, found on the path."""
    program = tmp_path / "tesseract"
    row = "5\\t1\\t1\\t1\\t{line}\\t1\\t0\\t0\\t9\\t9\\t{sure}\\t{text}\\n"
    table = row.format(line=1, sure=90, text="Words") + row.format(line=2, sure=80, text="here.")
    program.write_text(f"#!/bin/sh\ncat >/dev/null\nprintf '{table}'\n")
    ocr._installed.cache_clear()
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return program


def test_recognition(recogniser: Path) -> None:
    """With the recognition program installed a scan is read, and the note asks to compare."""
    found = read(scan())
    assert found.text == "Words\nhere."
    assert {Mark(0, "recognised", "90"), Mark(6, "recognised", "80")} <= set(found.marks)
    assert found.notes == ("Recognised by OCR, compare before you quote: page 1",)


def test_recognition_that_fails(recogniser: Path) -> None:
    """A program that fails leaves it a scan."""
    recogniser.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(Scan):
        read(scan())


def test_recognition_of_a_broken_picture(recogniser: Path) -> None:
    """A picture that can't be decoded has no words; the other pages are read."""
    broken = stream(b"no picture", "/Type /XObject /Subtype /Image /Filter /DCTDecode /Width 8 /Height 8")
    recogniser.write_text("#!/bin/sh\nexit 1\n")
    found = read(pdf(["/Im0 Do", column(LETTER)], {10: SCANNED, 50: broken}))
    assert found.text.startswith("The committee")


def test_details_that_are_broken() -> None:
    """A damaged tree of labels or table of details costs only those."""
    labels = "/PageLabels << /Kids [1 0 R] /Nums 7 >>"
    found = read(pdf([column(LETTER)], {90: b"7"}, labels, "/Info 90 0 R"))
    assert marks(found, "page") == [("1", found.text.split("\n")[0])]


def test_no_text_and_no_pictures() -> None:
    with pytest.raises(EmptyDocument):
        read(pdf(["0 0 100 100 re f"]))


def test_control_characters_are_not_text() -> None:
    """NUL bytes never get into a text."""
    assert read(pdf([drawn("A\x00B", 72, 700)])).text == "AB"


def cyclic_pages() -> bytes:
    return pdf(["x"], {2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"})


def cyclic_form() -> bytes:
    form = stream(b"/Fm0 Do", "/Type /XObject /Subtype /Form /Resources << /XObject << /Fm0 60 0 R >> >>")
    page = b"<< /Type /Page /Parent 2 0 R /Contents 11 0 R /Resources << /XObject << /Fm0 60 0 R >> >> >>"
    return pdf(["/Fm0 Do"], {10: page, 60: form})


def cyclic_references() -> bytes:
    return pdf(["x"], {11: b"11 0 R"})


def no_pages() -> bytes:
    return pdf([])


def endless_previous() -> bytes:
    data = pdf([column(LETTER)])
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root", b"/Prev %d /Root" % start)


def counts_a_billion() -> bytes:
    return pdf(["x"], {2: b"<< /Type /Pages /Kids [] /Count 1000000000 >>"})


@pytest.mark.parametrize("make", [cyclic_pages, cyclic_form, cyclic_references, no_pages, counts_a_billion])
def test_files_that_go_round_in_circles(make: Callable[[], bytes]) -> None:
    """A file that refers to itself ends in a sentence, not in a loop."""
    with pytest.raises(BadDocument):
        read(make())


def test_a_table_of_places_that_goes_round() -> None:
    """A file whose parts are listed in a circle is still read."""
    assert read(endless_previous()).text.startswith("The committee")


def read_or_refuse(data: bytes) -> str:
    """The text, or the sentence that a person is told."""
    try:
        return read(data).text
    except BadDocument as error:
        return str(error)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_truncated(share: float) -> None:
    """Part of a file gives what can be had of it, or a clear sentence."""
    data = pdf([column(LETTER)] * 3)
    found = read_or_refuse(data[: int(len(data) * share)])
    assert "committee" in found or "“paper.pdf”" in found


def test_bytes_turned_over() -> None:
    """Damage anywhere ends in a text or a clear sentence."""
    data = pdf([column(LETTER)])
    for at in range(0, len(data), 41):
        assert read_or_refuse(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])


def test_a_stream_that_swells() -> None:
    """100 MB of content in 100 KB are refused; what they would cost is the sandbox's to limit."""
    bomb = packed(bytes(100_000_000))
    assert len(bomb) < 110_000
    with pytest.raises(BadDocument):
        read(pdf(["x"], {11: bomb}))


def test_a_page_of_too_many_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "MOST", 50)
    with pytest.raises(Swollen, match="unpacks to far more"):
        read(pdf([column(LETTER)]))
    assert read(pdf([column(LETTER[2:3])])).text == LETTER[2]


def test_footnotes_stand_after_the_text() -> None:
    """A sentence goes on over the page without them, and their place is still their page."""
    first = column(["The bookkeeper said that the invoice was"]) + line("1 See the minutes of May.", 72, 60, 8)
    second = column(["paid by the Harrow Fund from an account.", "Nobody knew."]) + line("2 Ibid.", 72, 60, 8)
    found = read(pdf([first, second]))
    assert found.text.startswith("The bookkeeper said that the invoice was paid by the Harrow Fund from an account.")
    assert found.text.endswith("1 See the minutes of May.\n\n2 Ibid.")
    assert marks(found, "footnote") == [("1", "1 See the minutes of May."), ("2", "2 Ibid.")]
    assert passages.place(found.text, found.marks, found.text.index("1 See")) == "p. 1, ¶ 1"


def test_a_footnote_in_the_size_of_the_text() -> None:
    """Told by its number and by the space above it; a numbered paragraph stays."""
    first = column(["The bookkeeper said that the invoice was"]) + line("1 See the minutes of May.", 72, 60)
    found = read(pdf([first, column(["paid by the Harrow Fund from an account."])]))
    assert found.text.startswith("The bookkeeper said that the invoice was paid by the Harrow Fund")
    numbered = column(["The court said this."]) + line("12. The appeal is dismissed.", 72, 60)
    assert marks(read(pdf([numbered])), "footnote") == []


def test_the_foot_of_a_single_page_is_no_text() -> None:
    """ "Page 1 of 3" needs no second page to be known."""
    found = read(pdf([column(LETTER) + line("Page 1 of 3", 280, 40, 9)]))
    assert "Page 1" not in found.text
    assert found.notes == ("Left out as running heads or page numbers: Page 1 of 3",)


def test_words_written_aslant_are_no_text() -> None:
    """A watermark or a stamp, at any angle but the page's own; the note says what it was."""
    found = read(pdf([column(LETTER) + "BT /F1 40 Tf 0.7 0.7 -0.7 0.7 100 500 Tm (DRAFT) Tj ET\n"]))
    assert "DRAFT" not in found.text
    assert found.notes == ("Left out as stamps or words written across: DRAFT",)


def test_comments() -> None:
    """They are told from the text, with who made them; a text box is text, a link's description is none."""
    said = [
        b"/Subtype /Text /Contents (Struck out at the wish of Ida Brandt.) /T (Karl Weil)",
        b"/Subtype /Highlight /Contents (Why?)",
        b"/Subtype /FreeText /Contents (Typed on the page.)",
        b"/Subtype /Link /Contents (A link.)",
    ]
    notes = {100 + at: b"<< /Type /Annot /Rect [0 0 9 9] %s >>" % one for at, one in enumerate(said)}
    page = b"<< /Type /Page /Parent 2 0 R /Contents 11 0 R /Annots [100 0 R 101 0 R 102 0 R 103 0 R] >>"
    assert read(pdf([column(["The clause was struck out."])], extra={10: page, **notes})).text.split("\n\n") == [
        "The clause was struck out.",
        "Comment by Karl Weil: Struck out at the wish of Ida Brandt.",
        "Comment: Why?",
        "Typed on the page.",
    ]


def test_letters_called_by_wrong_names_are_put_right() -> None:
    """Where a font's map is off by a step, and only there: the page shows the right ones."""
    meant = ["The order was given by General Vahl without a warrant of any court.", "Nobody was told of it."]
    moved = ["".join(chr(ord(one) + 1) if one != " " else one for one in text) for text in meant]
    found = read(pdf([column(moved)]))
    assert found.text.replace("\n", " ") == " ".join(meant)
    assert found.notes[0].startswith("The file calls its letters by wrong names")
    code = ["QXQ ZKW PLR VNB GHT QWM ZXC VBN", "LKJ HGF DSA POI UYT REW QAZ WSX"]
    assert read(pdf([column(code)])).text.replace("\n", " ") == " ".join(code)


def test_garbage() -> None:
    with pytest.raises(Damaged):
        read(b"%PDF-1.4\n" + b"\x00\xff" * 500)


def test_a_stamped_scan_is_a_scan(recogniser: Path) -> None:
    """A page that a picture covers, with a stamp as text: the words are the picture's, the stamp goes to the notes."""
    page = "q 612 0 0 792 0 0 cm /Im0 Do Q BT /F1 9 Tf 72 760 Td (Case 1:21 filed) Tj ET"
    fonts = b"/Font << /F1 3 0 R >> /XObject"
    found = read(pdf([page], {10: SCANNED.replace(b"/XObject", fonts), 50: PICTURE}))
    assert found.text == "Words\nhere."
    assert any("Case 1:21 filed" in note for note in found.notes)


def test_a_page_that_is_hard_to_read_is_left_out(recogniser: Path) -> None:
    """Below the floor nothing of it can be quoted; the other pages are read, and the note says which is missing."""
    recogniser.write_text(recogniser.read_text().replace("90", "31").replace("80", "30"))
    found = read(pdf(["/Im0 Do", column(LETTER)], {10: SCANNED, 50: PICTURE}))
    assert "Words" not in found.text
    assert not any(mark.kind == "recognised" for mark in found.marks)
    assert found.notes[0].endswith("could not be recognised in the languages installed, they are missing: page 1")
    with pytest.raises(Scan):
        read(scan())
