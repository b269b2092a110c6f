"""One article gives the same sentences, whichever file it comes in: as a web page, in print, as a document, wrapped."""

from __future__ import annotations

import importlib
import io
import textwrap
from typing import Any

import pytest

from bot.core.language import passages, sentences
from bot.core.model.documents import Reading
from bot.readers.table import pick

platypus: Any = importlib.import_module("reportlab.platypus")
styles: Any = importlib.import_module("reportlab.lib.styles").getSampleStyleSheet()

TITLE = "What the inquiry into the phones found"
ARTICLE = """
On 3 May 2021 the Treasury removed Sara Hamou, Andrea Gambazzi and Merom Harpaz from its list. Mr. Karl Lindqvist of
Nordlys AB, who had asked for it in a letter to Sen. Ann Clark, said that No. 12 of the list was next. The U.S.
Government had called the firm “a risk to the safety of the States” in Doe v. Nordlys Inc., 12 F. Supp. 2d 5.

“We were never told,” said Ida Brandt, who was one of them. She learnt of it from a newspaper. “Nobody asked us.”

The Inspector of Lund, Otto Brekke, denied on Friday that the Agency had known of the phones. It was, he wrote to the
Board on page 14. of his report, a matter for Parliament. Nothing was said of Opal Systems, Zircon GmbH or the Harrow
Fund, from whose account in Vaduz 3.4 million euros had been paid to Tessarin Ltd. in two parts.

Two clerks were heard after him. Neither remembered who had signed. The Minister of Justice will answer on Tuesday.

The court found that § 5 of the Act allows no search without a warrant. Whether Unit 412 had one, Judge Ines Falk of the
Court of Appeal in Oslo will say in June. Until then the phones stay with the police in Port Eldrin.
"""
PARAGRAPHS = [" ".join(one.split()) for one in ARTICLE.strip().split("\n\n")]


def page() -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html lang=en><title>{TITLE}</title><body><article><h1>{TITLE}</h1>{body}</article>".encode()
    )


def document() -> bytes:
    word = importlib.import_module("docx").Document()
    word.add_heading(TITLE, 1)
    for paragraph in PARAGRAPHS:
        word.add_paragraph(paragraph)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def print_of(columns: int, alignment: int) -> bytes:
    """In so many columns, ragged (0) or justified (4), with a running head and page numbers, over several pages."""
    out = io.BytesIO()
    width = 460 / columns
    report = platypus.BaseDocTemplate(out, title=TITLE)
    frames = [platypus.Frame(60 + at * (width + 8), 90, width - 8, 260) for at in range(columns)]
    report.addPageTemplates(platypus.PageTemplate(frames=frames, onPage=_head))
    style = styles["BodyText"].clone("body", alignment=alignment)
    story = [platypus.Paragraph(TITLE, styles["Heading2"])]
    report.build([*story, *(platypus.Paragraph(paragraph, style) for paragraph in PARAGRAPHS * 3)])
    return out.getvalue()


def _head(canvas: Any, report: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(60, 800, "Inquiry into the phones")
    canvas.drawString(280, 40, f"Page {report.page}")


def wrapped(width: int) -> bytes:
    return "\n\n".join([TITLE, *(textwrap.fill(one, width, break_on_hyphens=False) for one in PARAGRAPHS)]).encode()


def found_in(data: bytes, name: str) -> list[str]:
    """The sentences of a file, each on one line, its title left out."""
    (reading,) = pick(data, name).read(data, name)
    return [one for one in _sentences(reading) if one != TITLE]


def _sentences(reading: Reading) -> list[str]:
    spans = (
        span
        for passage in passages.split(reading.text, reading.marks, "en")
        for span in sentences.split(reading.text, "en", passage.start, passage.end)
    )
    return [" ".join(reading.text[start:end].split()) for start, end in spans]


EXPECTED = [one for paragraph in PARAGRAPHS for one in _sentences(Reading(paragraph, None))]  # type: ignore[arg-type]


def test_the_article_is_cut_as_a_reader_would() -> None:
    """So that what is compared below isn't a mistake that all make."""
    assert [len(_sentences(Reading(one, None))) for one in PARAGRAPHS] == [3, 3, 3, 3, 3]  # type: ignore[arg-type]
    assert EXPECTED[2].endswith("12 F. Supp. 2d 5.")


@pytest.mark.parametrize(("data", "name"), [(page(), "a.html"), (document(), "a.docx")])
def test_as_page_and_document(data: bytes, name: str) -> None:
    assert found_in(data, name) == EXPECTED


@pytest.mark.parametrize("alignment", [0, 4])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_in_print(columns: int, alignment: int) -> None:
    """Over columns and pages."""
    assert found_in(print_of(columns, alignment), "a.pdf") == EXPECTED * 3


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_wrapped(width: int) -> None:
    """As pdftotext and mail programs leave it."""
    assert found_in(wrapped(width), "a.txt") == EXPECTED
