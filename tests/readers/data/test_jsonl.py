"""Bulk files: one document a line."""

from __future__ import annotations

import json

import pytest

from bot.core.model.documents import Details, Mark, Reading, Standing
from bot.core.model.errors import BadLine, EmptyDocument
from bot.readers.data.jsonl import JsonlReader


def read(*lines: object, ending: str = "\n") -> list[Reading]:
    text = ending.join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    return list(JsonlReader().read(text.encode(), "some/bulk.jsonl"))


def test_every_field_is_read() -> None:
    line = {
        "id": "Wiki/Foo (2)",
        "title": "Foo",
        "text": "Text.",
        "source": "https://example.org/foo",
        "publisher": "Example",
        "published": "2021-12-15T10:00:00Z",
        "language": "en-GB",
        "case": "NSO Group",
    }
    (reading,) = read(line)
    assert reading.details == Details("Foo", "https://example.org/foo", "Example", "2021-12-15", "en")
    assert (reading.key, reading.case) == ("Wiki/Foo (2)", "nso-group")
    assert reading.original == json.dumps(line).encode()


def test_the_text_is_untouched() -> None:
    """Line ends, spaces at the ends, separators that other tools take for line ends: all of it."""
    text = " a\r\n\r\nb\u2028c\u0085d \x0c"
    assert [one.text for one in read({"text": text}, {"text": "x"})] == [text, "x"]


def test_a_line_without_a_title_gets_one() -> None:
    first, second = read({"text": "Who signed\n\nAnn did."}, {"text": "Ann did.", "title": ""})
    assert (first.details.title, second.details.title) == ("Who signed", "Bulk")


def test_keys_come_from_ids_else_titles_else_line_numbers() -> None:
    """Two of the same title get different keys."""
    lines = ({"id": 7, "text": "a"}, {"title": "The Letter", "text": "b"}, {"title": "the letter", "text": "c"})
    assert [one.key for one in read(*lines, {"text": "d"})] == ["7", "the-letter", "the-letter-2", "line-4"]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{not json", "isn't JSON"),
        ("[1]", "must be an object"),
        ('{"title": "x"}', "no “text”"),
        ('{"text": 7}', "no “text”"),
        ('{"text": "  "}', "no “text”"),
        ('{"text": "\\ud800"}', "half a character"),
        ('{"text": "x", "title": ["y"]}', "“title” must be one line"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_a_bad_line_is_named_by_its_number(bad: str, why: str) -> None:
    """Blank lines count, and the documents before it come out."""
    readings = iter(JsonlReader().read(f'{{"text": "x"}}\n\n{bad}\n'.encode(), "bulk.jsonl"))
    assert next(readings).text == "x"
    with pytest.raises(BadLine, match=rf"Line 3 of “bulk\.jsonl” .*{why}"):
        next(readings)


def test_a_bulk_reader_names_every_line_with_its_reading_or_its_fault() -> None:
    """So that one bad line need not stop the rest."""
    found = list(JsonlReader().each(b'{"text": "a"}\nno\n{"text": "b"}', "bulk.jsonl"))
    assert [name for name, _ in found] == ["line 1", "line 2", "line 3"]
    assert [isinstance(one, Reading) for _, one in found] == [True, False, True]


@pytest.mark.parametrize("name", ["null", " x ", "~", "a b/c"])
def test_an_id_is_never_changed(name: str) -> None:
    assert read({"id": name, "text": "x"})[0].key == name


def test_a_link_or_date_that_cannot_be_right_is_left_out_and_noted() -> None:
    """One odd field in a large file doesn't refuse the file."""
    (reading,) = read({"text": "x", "source": "javascript:alert(1)", "published": "last Tuesday", "language": "??"})
    assert (reading.details.source, reading.details.published, reading.details.language) == (None, None, None)
    assert len(reading.notes) == 3


def test_carriage_returns_part_lines_too() -> None:
    assert len(read({"text": "x"}, {"text": "y"}, "", ending="\r\n")) == 2


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EmptyDocument):
        read("", "")


@pytest.mark.parametrize(
    "marks",
    [
        "no list",
        [[0, "page"]],
        [[9999, "page", "1"]],
        [[True, "page", "1"]],
        [[0, "nothing", "1"]],
        [[5, "page", "2"], [0, "page", "1"]],
        [[0, "page", 1]],
    ],
)
def test_places_that_cannot_be_those_of_the_text_are_left_out(marks: object) -> None:
    """A text without places is better than a quote on a wrong page."""
    line = json.dumps({"text": "Two senators signed.", "marks": marks, "standing": "loved"}).encode()
    (found,) = JsonlReader().read(line, "a.jsonl")
    assert (found.marks, found.details.standing) == ((), Standing.SOUND)


def test_places_and_a_moderators_mark_come_back_from_an_export() -> None:
    line = json.dumps({"text": "Two senators signed.", "marks": [[0, "page", "4"]], "standing": "retracted"}).encode()
    (found,) = JsonlReader().read(line, "a.jsonl")
    assert (found.marks, found.details.standing) == ((Mark(0, "page", "4"),), Standing.RETRACTED)
