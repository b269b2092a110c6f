"""Word documents of many kinds, made here: what must come out, and what must not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import docx
import pytest
from docx.oxml.parser import parse_xml

from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, Swollen, UnsafeFile
from bot.readers.office.docx import DocxReader

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def paragraph(inner: str) -> str:
    return f"<w:p {NAMESPACES}>{inner}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def saved(word: Any) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def made(*paragraphs: str) -> bytes:
    """A document of these paragraphs of XML."""
    word = docx.Document()
    for xml in paragraphs:
        word.element.body.insert(len(word.element.body) - 1, parse_xml(xml))
    return saved(word)


def with_part(data: bytes, member: str, content: bytes) -> bytes:
    """The same file with one member replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != member:
                new.writestr(entry, old.read(entry))
        new.writestr(member, content)
    return out.getvalue()


def read(data: bytes) -> Reading:
    (reading,) = DocxReader().read(data, "paper.docx")
    return reading


def test_accepts_by_content() -> None:
    """A Word document is known by what it holds; another ZIP isn't one."""
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "x")
    assert DocxReader().accepts(made(paragraph(run("Hi"))), "letter.txt")
    assert not DocxReader().accepts(other.getvalue(), "letter.docx")
    assert not DocxReader().accepts(b"%PDF-", "letter.docx")


def test_paragraphs() -> None:
    """Paragraphs are parted by blank lines; runs are put together without a seam."""
    assert read(
        made(paragraph(run("The com") + run("mittee heard. ")), paragraph(""), paragraph(run("It went on.")))
    ).text == ("The committee heard.\n\nIt went on.")


def test_headings() -> None:
    """Headings and the title are marked, whatever language Word speaks."""
    word = docx.Document()
    word.add_heading("The Phones", 0)
    word.add_heading("What was found", 2)
    word.add_paragraph("Traces of it.")
    found = read(saved(word))
    assert [(mark.kind, mark.label, found.text[mark.start :][:4]) for mark in found.marks] == [
        ("heading", "The Phones", "The "),
        ("heading", "What was found", "What"),
    ]
    assert found.details.title == "The Phones"


def test_headings_by_outline_level() -> None:
    """A paragraph that only the outline calls a heading is one."""
    found = read(made(paragraph('<w:pPr><w:outlineLvl w:val="0"/></w:pPr>' + run("Findings"))))
    assert [mark.label for mark in found.marks] == ["Findings"]


def test_tables() -> None:
    """A table is a paragraph of rows, in its place, marked by its first row."""
    word = docx.Document()
    word.add_paragraph("Before.")
    table = word.add_table(3, 2)
    for at, words in enumerate(["Name", "Year", "", "", "Acme", "2019"]):
        table.cell(at // 2, at % 2).text = words
    word.add_paragraph("After.")
    found = read(saved(word))
    assert found.text == "Before.\n\nName | Year\nAcme | 2019\n\nAfter."
    assert [(mark.kind, mark.label, mark.start) for mark in found.marks] == [("table", "Name | Year", 9)]


def test_merged_and_nested_cells() -> None:
    """A merged cell is said once; a table in a cell stays in that cell's row."""
    word = docx.Document()
    table = word.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "All three"
    table.cell(1, 0).text = "One"
    inner = table.cell(1, 1).add_table(1, 1)
    inner.cell(0, 0).text = "inside"
    table.cell(1, 2).text = "Three"
    assert read(saved(word)).text == "All three\nOne | inside | Three"


def footnoted() -> bytes:
    data = made(paragraph(run("He denied it.") + '<w:r><w:footnoteReference w:id="7"/></w:r>' + run(" Twice.")))
    note = f'<w:footnote w:id="7"><w:p>{run(" Letter of 3 May.")}</w:p></w:footnote>'
    notes = f"<w:footnotes {NAMESPACES}>{note}</w:footnotes>"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    relations = relations.replace(
        "</Relationships>", f'<Relationship Id="rId99" Type="{FOOTNOTES}" Target="footnotes.xml"/></Relationships>'
    )
    types = types.replace(
        "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{FOOTNOTES_TYPE}"/></Types>'
    )
    data = with_part(data, "word/footnotes.xml", notes.encode())
    data = with_part(data, "word/_rels/document.xml.rels", relations.encode())
    return with_part(data, "[Content_Types].xml", types.encode())


def test_footnotes() -> None:
    """A footnote is numbered where it is referred to, and stands at the end."""
    found = read(footnoted())
    assert found.text == "He denied it.[1] Twice.\n\n[1] Letter of 3 May."
    assert [(mark.kind, mark.label) for mark in found.marks] == [("footnote", "1")]


def test_a_footnote_that_is_missing() -> None:
    data = made(paragraph(run("He denied it.") + '<w:r><w:endnoteReference w:id="7"/></w:r>'))
    assert read(data).text == "He denied it.[1]"


def test_tracked_changes() -> None:
    """What was inserted is in, what was deleted or moved away is out, and the note says so."""
    inner = run("The phone was ") + f"<w:ins>{run('read')}</w:ins><w:del><w:r><w:delText>lost</w:delText></w:r></w:del>"
    found = read(made(paragraph(inner + f"<w:moveFrom>{run(' gone')}</w:moveFrom>")))
    assert found.text == "The phone was read"
    assert found.notes == ("Holds tracked changes: read as if all were accepted.",)


def test_links_fields_and_breaks() -> None:
    """Links' words are text, a field's code isn't; breaks, tabs and special hyphens are spelt out."""
    inner = f"<w:hyperlink>{run('a link')}</w:hyperlink><w:r><w:instrText>PAGE 7</w:instrText><w:br/></w:r>"
    inner += run("x") + "<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/></w:r>" + run("y")
    assert read(made(paragraph(inner))).text == "a link\nx\t\u2011\u00ady"


def test_text_boxes() -> None:
    """A text box is read once, after the paragraph it hangs on, though Word stores it twice."""
    box = f"<w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
    both = f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    twice = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    assert read(made(paragraph(run("Outside.") + twice))).text == "Outside.\n\nIn a box."


def test_forms() -> None:
    """Content controls are read, within a line and around paragraphs."""
    inline = f"<w:sdt><w:sdtContent>{run('Ann Example')}</w:sdtContent></w:sdt>"
    block = f"<w:sdt {NAMESPACES}><w:sdtContent><w:p>{run('A whole answer.')}</w:p></w:sdtContent></w:sdt>"
    assert read(made(paragraph(run("Name: ") + inline), block)).text == "Name: Ann Example\n\nA whole answer."


@pytest.mark.parametrize("words", ["הוועדה שמעה עדות", "سمعت اللجنة شهادة", "委員会は証言を聞いた。", "of\ufb01ce"])
def test_other_scripts(words: str) -> None:
    assert read(made(paragraph(run(words)))).text == words


def test_details() -> None:
    """Title, author and language come from the document's properties; its date is the file's, no publication's."""
    word = docx.Document()
    word.add_paragraph("Words.")
    about = word.core_properties
    about.title, about.author, about.language, about.created = "The Phones", "Ann", "de-DE", datetime(2021, 12, 15)  # noqa: DTZ001
    reading = read(saved(word))
    found = reading.details
    assert (found.title, found.author, found.language, found.published) == ("The Phones", "Ann", "de", None)
    assert reading.notes == (
        "The file was made on 2021-12-15; that says nothing about its publication.",
        "Titled “The Phones”? The file’s details say so; it is not printed at its beginning.",
        "Written by “Ann”? The file’s details say so; it is not printed at its beginning.",
    )


def test_a_printed_date_is_the_publications() -> None:
    word = docx.Document()
    for line in ("Directorate of Signals", "Lumen, 5 May 2021", "The order was given on 3 May 2018."):
        word.add_paragraph(line)
    assert read(saved(word)).details.published == "2021-05-05"


@pytest.mark.parametrize("author", ["", "python-docx", "Microsoft Office User"])
def test_authors_that_programs_write(author: str) -> None:
    """A placeholder is no author, nor is a date that can't be one."""
    word = docx.Document()
    word.add_paragraph("Words.")
    word.core_properties.author, word.core_properties.created = author, datetime(1601, 1, 1)  # noqa: DTZ001
    found = read(saved(word)).details
    assert (found.author, found.published) == (None, None)


def test_nothing_in_it() -> None:
    with pytest.raises(EmptyDocument):
        read(made(paragraph("")))


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="x">&b;</w:document>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE, OUTSIDE.decode().replace("?xml", "?xml ").encode("utf-16")])
def test_entities(xml: bytes) -> None:
    """XML that declares entities, to swell or to reach out, is refused before it is parsed."""
    with pytest.raises(UnsafeFile, match="declares"):
        read(with_part(made(paragraph(run("Hi"))), "word/document.xml", xml))


def swelling() -> bytes:
    return with_part(made(paragraph(run("Hi"))), "word/media/a.bin", bytes(40_000_000))


def too_large() -> bytes:
    data = made(paragraph(run("Hi")))
    for name in ("a", "b", "c"):
        data = with_part(data, f"word/media/{name}.bin", bytes(20_000_000))
    return data


def too_many() -> bytes:
    out = io.BytesIO(made(paragraph(run("Hi"))))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(1001):
            archive.writestr(f"word/{number}.xml", "")
    return out.getvalue()


@pytest.mark.parametrize("make", [swelling, too_large, too_many])
def test_archives_that_swell(make: Callable[[], bytes]) -> None:
    """Sizes are looked at before anything is unpacked."""
    with pytest.raises(Swollen, match="unpacks to far more"):
        read(make())


def nested(depth: int) -> bytes:
    body = "<w:sdt><w:sdtContent>" * depth + "<w:p/>" + "</w:sdtContent></w:sdt>" * depth
    return f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode()


@pytest.mark.parametrize("xml", [b"", b"<w:document", b"\x00" * 100, nested(3000)])
def test_damaged(xml: bytes) -> None:
    with pytest.raises(Damaged):
        read(with_part(made(paragraph(run("Hi"))), "word/document.xml", xml))


def read_or_refuse(data: bytes) -> str:
    try:
        return read(data).text
    except BadDocument as error:
        return str(error)


def test_truncated_and_turned_over() -> None:
    """Damage anywhere ends in the text or a clear sentence."""
    data = made(paragraph(run("The committee heard.")))
    for share in range(1, 10):
        assert "“paper.docx”" in read_or_refuse(data[: len(data) * share // 10])
    for at in range(0, len(data), len(data) // 60):
        found = read_or_refuse(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        assert "“paper.docx”" in found or found == "The committee heard."


LISTS = (
    f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="970">'
    '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Article %1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="970"><w:abstractNumId w:val="970"/></w:num></w:numbering>'
)


def clause(text: str, depth: int) -> str:
    listed = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="970"/></w:numPr></w:pPr>'
    return paragraph(listed + run(text))


def test_automatic_numbers_of_clauses() -> None:
    """As Word prints them: counted on, begun anew below, at their own start."""
    word = docx.Document()
    numbering = word.part.numbering_part.element
    for one in parse_xml(LISTS):
        numbering.append(one) if one.tag.endswith("}num") else numbering.insert(0, one)
    for text, depth in (("Duties", 0), ("Train.", 1), ("Delete.", 1), ("Law", 0), ("Of Cyprus.", 1)):
        word.element.body.insert(-1, parse_xml(clause(text, depth)))
    (found,) = DocxReader().read(saved(word), "contract.docx")
    assert found.text.split("\n\n") == [
        "Article 3. Duties",
        "3.a Train.",
        "3.b Delete.",
        "Article 4. Law",
        "4.a Of Cyprus.",
    ]


def test_headers_footers_and_comments_stand_at_the_end() -> None:
    """Each once; a page's number is none; a comment says who made it."""
    word = docx.Document()
    marked = word.add_paragraph("The clause was struck out.")
    word.sections[0].header.paragraphs[0].text = "Directorate of Signals, file 77/2019"
    word.sections[0].footer.paragraphs[0].text = "Page 1 of 3"
    word.add_comment(marked.runs, "At the wish of Ida Brandt.", author="Tom Achter")
    (found,) = DocxReader().read(saved(word), "a.docx")
    assert found.text.split("\n\n") == [
        "The clause was struck out.",
        "Directorate of Signals, file 77/2019",
        "Comment by Tom Achter: At the wish of Ida Brandt.",
    ]


def test_strict_open_xml() -> None:
    """The other names that Word gives everything when it saves strictly."""
    word = docx.Document()
    word.add_paragraph("The system was sold by Corvane.")
    members = {}
    with zipfile.ZipFile(io.BytesIO(saved(word))) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            for kind in (b"wordprocessingml", b"officeDocument"):
                part = part.replace(b"schemas.openxmlformats.org/" + kind + b"/2006", b"purl.oclc.org/ooxml/" + kind)
            members[name] = part
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    (found,) = DocxReader().read(out.getvalue(), "a.docx")
    assert found.text == "The system was sold by Corvane."
