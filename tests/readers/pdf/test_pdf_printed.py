"""PDFs as another program prints them: justified text, columns, headings, tables, embedded fonts, a form."""

from __future__ import annotations

import importlib
import io
from typing import Any

import pytest

from bot.core.model.documents import Reading
from bot.readers.pdf.pdf import PdfReader

platypus: Any = importlib.import_module("reportlab.platypus")
styles: Any = importlib.import_module("reportlab.lib.styles").getSampleStyleSheet()
styles["BodyText"].alignment = 4  # justified
canvas: Any = importlib.import_module("reportlab.pdfgen.canvas")
metrics: Any = importlib.import_module("reportlab.pdfbase.pdfmetrics")
fonts: Any = importlib.import_module("reportlab.pdfbase.ttfonts")

STORY = [
    (
        "The committee heard on Tuesday that the software had been installed on the phones of eleven journalists, "
        "according to the records that were handed over by the ministry at the end of last week and read aloud."
    ),
    "“We were never told,” said Ann Example, who was one of them. She learnt of it from a newspaper.",
    "The company denied in a letter that it had known of the phones, and said that it sold to governments only.",
]


def printed(columns: int, *, times: int = 4) -> bytes:
    """A report with a headline, justified text, a table, and running heads, in so many columns."""
    out = io.BytesIO()
    report = platypus.BaseDocTemplate(out, title="The Phones", author="Ann Example", lang="en")
    width = 450 / columns
    frames = [platypus.Frame(72 + at * (width + 10), 80, width - 10, 680) for at in range(columns)]
    report.addPageTemplates(platypus.PageTemplate(frames=frames, onPage=head))
    story = [platypus.Paragraph("Findings of the inquiry", styles["Heading1"])]
    for number in range(times):
        story += [platypus.Paragraph(f"({number}) {words}", styles["BodyText"]) for words in STORY]
    story.append(platypus.Table([["Name", "Phones"], ["Acme", "11"], ["Omega", "2"]]))
    report.build(story)
    return out.getvalue()


def head(page: Any, report: Any) -> None:
    page.setFont("Helvetica", 8)
    page.drawString(72, 800, "Report of the inquiry")
    page.drawRightString(520, 40, f"Page {report.page} of many")


def read(data: bytes) -> Reading:
    (reading,) = PdfReader().read(data, "report.pdf")
    return reading


def plain(text: str) -> list[str]:
    """Paragraphs on one line each."""
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_paragraphs_come_out_whole(columns: int) -> None:
    """Every paragraph is there once, word for word and in order, over columns and pages."""
    found = read(printed(columns, times=12))
    expected = [f"({number}) {words}" for number in range(12) for words in STORY]
    assert plain(found.text)[1:-1] == expected
    assert sum(mark.kind == "page" for mark in found.marks) >= 2


def test_what_else_comes_out() -> None:
    """The headline as a heading, the table row by row, the details; no running heads."""
    found = read(printed(1, times=12))
    assert [mark.label for mark in found.marks if mark.kind == "heading"] == ["Findings of the inquiry"]
    assert found.text.endswith("Name Phones\nAcme 11\nOmega 2")
    assert (found.details.title, found.details.author, found.details.language) == ("The Phones", "Ann Example", "en")
    assert "Report of the inquiry" not in found.text
    assert "of many" not in found.text


def test_embedded_fonts() -> None:
    """A subset of a font inside the file, with its own numbers for letters."""
    metrics.registerFont(fonts.TTFont("Vera", "Vera.ttf"))
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.setFont("Vera", 12)
    page.drawString(72, 700, "Ministère: “œuvre”, naïve façade, Ærø, 12 €.")
    page.save()
    assert read(out.getvalue()).text == "Ministère: “œuvre”, naïve façade, Ærø, 12 €."


def test_a_form() -> None:
    """Fields filled in by another program's form come out with their names."""
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(72, 700, "Application")
    page.acroForm.textfield(name="surname", tooltip="Surname", value="Example", x=72, y=650)
    page.acroForm.checkbox(name="agreed", tooltip="I agree", checked=True, x=72, y=600)
    page.acroForm.checkbox(name="urgent", tooltip="Urgent", checked=False, x=72, y=570)
    page.save()
    assert read(out.getvalue()).text == "Application\n\nSurname: Example\nI agree: Yes"


def test_footnotes_of_print() -> None:
    """Small print at the foot of a page is a paragraph of its own, and no running head."""
    out = io.BytesIO()
    page = canvas.Canvas(out)
    for number in (1, 2):
        page.setFont("Helvetica", 11)
        page.drawString(72, 700, f"The ministry denied it{number} and then it did not.")
        page.setFont("Helvetica", 8)
        page.drawString(72, 80, f"{number} Letter of {number + 2} May, page {number * 7}.")
        page.showPage()
    page.save()
    found = read(out.getvalue())
    assert "1 Letter of 3 May, page 7." in found.text
    assert "2 Letter of 4 May, page 14." in found.text
