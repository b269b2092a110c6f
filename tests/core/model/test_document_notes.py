"""Sentences within sentences are known again by their templates, so that they can be said in another language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.model import document_notes
from bot.core.model.errors import BadDetail, EmptyDocument

BOT = Path(document_notes.__file__).resolve().parents[2]


@pytest.mark.parametrize("template", document_notes.ALL)
def test_every_remark_is_recognised_with_its_fields(template: str) -> None:
    fields = {name: f"<{name}>" for name in re.findall(r"(?<!\{)\{(\w+)\}", template)}
    assert document_notes.recognised(template.format(**fields)) == (template, fields)


def test_an_errors_sentence_is_recognised_within_a_note() -> None:
    """What could not be read of an archive is told with the reason, which is a sentence, too."""
    note = document_notes.NOT_READ.format(where="a.txt", problem=EmptyDocument(name="a.txt"))
    found = document_notes.recognised(note)
    assert found is not None
    assert document_notes.recognised(found[1]["problem"]) == (EmptyDocument.template, {"name": "a.txt"})


def test_other_text_is_not_recognised() -> None:
    assert document_notes.recognised("The court in Elmstead is closed on Mondays") is None
    assert document_notes.recognised("") is None


def test_a_foreign_text_in_a_field_stays_a_field() -> None:
    wrong = BadDetail(name="link", value="it is empty", why=document_notes.EMPTY)
    assert document_notes.recognised(str(wrong)) == (
        wrong.template,
        {"name": "link", "value": "it is empty", "why": "it is empty"},
    )


def reasons() -> Iterator[tuple[str, int, ast.expr]]:
    """Whatever is given as the reason of an error, in the parts that read and fetch."""
    for folder in ("core", "readers", "fetch"):
        for path in sorted((BOT / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                for keyword in node.keywords if isinstance(node, ast.Call) else ():
                    if keyword.arg == "why":
                        yield path.name, keyword.value.lineno, keyword.value


def test_no_reason_is_given_past_the_list() -> None:
    """A literal here would stay English in every language."""
    literal = (ast.Constant, ast.JoinedStr)
    assert [(name, line) for name, line, value in reasons() if isinstance(value, literal)] == []
