"""Plain text, and what to call it."""

from __future__ import annotations

import pytest

from bot.core.model.documents import Reading
from bot.core.model.errors import EmptyDocument, NotText, OldFormat, UnknownType
from bot.readers import read, titles
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


def test_an_old_word_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(OldFormat, match="LibreOffice"):
        list(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "letter.doc"))
