"""Sentences within sentences know of what they are made, so that they can be said in another language."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bot.core.model import document_notes
from bot.core.model.document_notes import Note
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import BadDetail, EmptyDocument

BOT = Path(document_notes.__file__).resolve().parents[2]


DEEP: Any = "it is empty"
for _ in range(400):
    DEEP = ["Left out: {problem}", {"problem": DEEP}]


def carried(note: object) -> Any:
    """As it comes out of the sandbox and the database."""
    return document_notes.unpacked(json.loads(json.dumps(document_notes.packed(note))))


@pytest.mark.parametrize("template", document_notes.ALL)
def test_every_note_is_carried_with_its_fields(template: Note) -> None:
    fields = {name: f"<{name}>" for name in re.findall(r"(?<!\{)\{(\w+)\}", template)}
    note = template.format(**fields)
    again = carried(note)
    assert again == note == str.format(template, **fields)
    assert (again.template, again.fields) == (template, fields)


def test_an_error_within_a_note_is_a_sentence_of_its_own() -> None:
    """What could not be read of an archive is told with the reason, which is a sentence, too."""
    note = document_notes.NOT_READ.format(where="a.txt", problem=EmptyDocument(name="a.txt"))
    problem = carried(note).fields["problem"]
    assert (problem.template, problem.fields) == (EmptyDocument.template, {"name": "a.txt"})


def test_other_text_is_carried_as_it_is() -> None:
    """Also where it looks like a note: a document's words are nobody's sentence."""
    for text in ("The court in Elmstead is closed on Mondays", "", "it is empty", "Not read: a.txt: it is empty"):
        assert carried(text) == text
        assert not isinstance(carried(text), Note)


def test_a_foreign_text_in_a_field_stays_a_field() -> None:
    wrong = BadDetail(name="link", value="it is empty", why=document_notes.EMPTY)
    fields = carried(document_notes.LEFT_OUT.format(problem=wrong)).fields["problem"].fields
    assert {name: isinstance(value, Note) for name, value in fields.items()} == {
        "name": False,
        "value": False,
        "why": True,
    }


@pytest.mark.parametrize(
    "forged",
    [
        ["{where.__class__.__mro__}", {"where": "a"}],
        ["Not read: {where}: {problem}", {"where": "a"}],
        ["Not read: {where}: {problem}", {"where": None, "problem": "b"}],
        ["Not read: {where}: {problem}"],
        ["Not read: {where}: {problem}", ["where", "problem"]],
        [["a"], {}],
        DEEP,
        None,
        {},
    ],
)
def test_a_forged_note_is_none(forged: object) -> None:
    """A reader that was taken over can't have a sentence of its own filled in."""
    with pytest.raises((TypeError, ValueError, LookupError)):
        document_notes.unpacked(forged)


def test_a_note_survives_a_copy() -> None:
    note = document_notes.NOT_READ.format(where="a.txt", problem=EmptyDocument(name="a.txt"))
    (copied,) = asdict(Reading("text", Details("a"), notes=(note,)))["notes"]
    assert (copied, copied.template, copied.fields) == (note, note.template, note.fields)


def reasons() -> Iterator[tuple[str, int, ast.expr]]:
    """Whatever is given as the reason of an error, in the parts that read and fetch."""
    for folder in ("core", "readers", "fetch"):
        for path in sorted((BOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                for keyword in node.keywords if isinstance(node, ast.Call) else ():
                    if keyword.arg == "why":
                        yield path.name, keyword.value.lineno, keyword.value


def test_no_reason_is_given_past_the_list() -> None:
    """A literal here would stay English in every language, and so would a sentence that was made into plain text."""
    past = [
        (name, line)
        for name, line, value in reasons()
        if isinstance(value, ast.Constant | ast.JoinedStr)
        or (isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "str")
    ]
    assert past == []
