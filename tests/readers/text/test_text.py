"""Plain text, and what to call it."""

from __future__ import annotations

import re

import pytest

from bot.core.model import document_notes
from bot.core.model.documents import Reading
from bot.core.model.errors import EmptyDocument, NotProse, NotText, OldFormat, OtherProgram, UnknownType
from bot.readers import read
from bot.readers.details import titles
from bot.readers.table import READERS

STORY = "Dozens of organisations have called for sanctions.\n\nThe letter was sent on Monday."


def only(data: bytes, name: str) -> Reading:
    (reading,) = read(data, name)
    return reading


def test_the_text_is_what_stands_in_the_file() -> None:
    """Scraped damage, share bars, tabs, trailing spaces and all; only CRLF becomes LF."""
    text = "Viktor Orb n\u00a0said \tno.  \r\n\r\nShare on facebook\r\n"
    assert only(b"\xef\xbb\xbf" + text.encode(), "a.txt").text == text.replace("\r\n", "\n")


@pytest.mark.parametrize("data", [b"", b" \n\r\n\t", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        read(data, "a.txt")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Democrats Want Sanctions\n\n{STORY}", "Democrats Want Sanctions"),
        (f"\n\n  Who   signed?\n\n{STORY}", "Who signed?"),
        (STORY, ""),
        ("Only one line", ""),
        (f"A line\nof a poem\n\n{STORY}", ""),
        (f"{'long ' * 30}\n\n{STORY}", ""),
        (f"2021\n\n{STORY}", ""),
        (f"He said: “no.”\n\n{STORY}", ""),
    ],
)
def test_a_first_line_that_reads_like_a_title_is_one(text: str, title: str) -> None:
    assert titles.from_text(text) == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("letters/us-lawmakers_letter.txt", "Us lawmakers letter"),
        ("..\\..\\passwd", "Passwd"),
        ("a\u202egpj.txt", "Agpj"),
        ("письмо №1.txt", "Письмо №1"),
        ("\n\x1b[31m.txt", "[31m"),
        ("v1.2 final.html", "V1.2 final"),
    ],
)
def test_else_the_name_of_the_file_is_its_title(name: str, title: str) -> None:
    """Without folders, control characters and characters that turn the direction."""
    assert titles.from_name(name) == title


@pytest.mark.parametrize(
    ("data", "name", "reader"),
    [
        (b"<!doctype html><p>x", "page.txt", "HTML"),
        (b"\n<!-- saved -->\n<html><p>x", "page", "HTML"),
        (b"---\ntitle: x\n---\ntext", "note.txt", "Markdown"),
        (b"---\n\nA line drawn across.\n\n---\n", "note.txt", "plain text"),
        (b"# Heading", "note.MD", "Markdown"),
        (b'{"text": "x"}\n', "note.txt", "JSONL"),
        (b'{"note": "x"}\n', "note.txt", "plain text"),
        (b"{not json\n", "note.txt", "plain text"),
        (b'{"text": "x"}', "deep/bulk.jsonl", "JSONL"),
        (b"\x89PNG\r\n", "note.txt", "other files"),
        (b"a < b", "note.txt", "plain text"),
    ],
)
def test_the_type_is_told_by_content(data: bytes, name: str, reader: str) -> None:
    assert next(one.name for one in READERS if one.accepts(data, name)) == reader


def test_a_picture_named_txt_is_no_text() -> None:
    with pytest.raises(NotText):
        read(b"\x89PNG\r\n\x1a\n\0\0", "a.txt")


def test_a_moving_picture_is_of_a_type_that_is_not_read() -> None:
    with pytest.raises(UnknownType, match=r"\.md, \.txt"):
        read(b"GIF89a\0\0", "a.gif")


@pytest.mark.parametrize("name", ["letter.doc", "talk.ppt", "letter"])
def test_files_of_old_office_are_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(OldFormat, match="LibreOffice") as refused:
        list(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), name))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("data", "program"),
    [
        (bytes(60) + b"BOOKMOBI", "Kindle"),
        (b"AT&TFORM\0\0", "DjVu"),
        (b"\xffWPC\x10", "WordPerfect"),
        (b"%!PS-Adobe-3.0", "PostScript"),
        (b"\0\1\0\0Standard Jet DB\0", "Access"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "iPhone Photos"),
        (b"\0\0\0\x18ftyphevc\0\0\0\0", "iPhone Photos"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", "iPhone Photos"),
    ],
)
def test_files_that_only_their_program_reads_are_refused_with_what_to_do(data: bytes, program: str) -> None:
    with pytest.raises(OtherProgram, match=f"a file of {program}.*, .* save it as PDF"):
        list(read(data, "book"))


MAIL = "The ministry bought an intercep=\ntion system =E2=80=93 the first of its kind=\n in the country, he sa=\nid.\n"
PICTURE = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf" + "\n") * 4


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (MAIL, document_notes.QUOTED_PRINTABLE),
        (
            "El se=F1or lleg=F3 a la sesi=F3n; la investigaci=F3n sigui=F3 en comis=EDon.",
            document_notes.QUOTED_PRINTABLE,
        ),
        ("Dear all,\n\nattached.\n\n" + PICTURE, document_notes.BASE64),
        ("Attached.\n\nbegin 644 a.txt\nM" + "5" * 60 + "\n", document_notes.BASE64),
        ("<?xml version='1.0'?>\n<rss><channel><item>Words.</item></channel></rss>", document_notes.XML),
        ("<note><to>Ida</to><body>Words.</body></note>\n", document_notes.XML),
        ('{"messages": 3, "who": ["Ida"]}', document_notes.JSON),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_code_is_never_stored_as_prose(text: str, what: str, name: str) -> None:
    """Of mail, of data: its words would be quoted as nobody wrote them."""
    with pytest.raises(NotProse, match=re.escape(f"holds {what}, not words as people read them")):
        list(read(text.encode(), name))


@pytest.mark.parametrize(
    "text",
    [
        "The sum is\nx =\n3, and\ny =\n4, and\nz =\n5.",
        "See https://example.org/?id=E9&page=80&x=A1&y=B2, or ?a=20, ?b=20 and ?c=20 there.",
        "The keys are {not, these}: [one] of them, [1] and [2].",
        "[Translator's note] The letter was signed.",
        "<Redacted> was seen by <Redacted> at noon.",
        "A paragraph begins with <p> and ends with </p>; " + "all else is words, and many of them. " * 40,
        "-----BEGIN PGP SIGNATURE-----\n\n" + PICTURE + "-----END PGP SIGNATURE-----\n",
        "Title\n=====\n\nMore\n=====\n\nMost\n=====\n\nWords.",
        "Words.\n\n" + "A" * 70 + "\n",
        "The Standard reported it first.",
    ],
)
def test_words_are_no_code(text: str) -> None:
    found = only(text.encode(), "a.txt")
    assert found.text == text


def test_a_piece_of_a_web_page_under_another_name() -> None:
    """Is read as a browser would show it, and whoever reviews it is told."""
    data = b"<p>The order was <b>signed</b> by Weil.</p>\n<p>It was sent <a href='/x'>on Tuesday</a>.</p>"
    found = only(data, "statement.txt")
    assert found.text == "The order was signed by Weil.\n\nIt was sent on Tuesday."
    assert found.notes[0] == document_notes.AS_PAGE
