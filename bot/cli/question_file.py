"""Many questions from a JSONL file: an answer for every line, in the same order, each as soon as it is there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from bot.cli import desk
from bot.cli.desk import Desk
from bot.cli.output import json_output
from bot.cli.output.progress_bar import bar
from bot.core.model.answers import Answer, Question
from bot.core.model.errors import BadQuestion, MissingFile, NotFound

FIELDS = ("case", "after", "before")


class BadRow(ValueError):
    """A line can't be a question. Its text is the reason, in words."""


@dataclass(frozen=True)
class Reply:
    """What became of a line: an answer, or the reason in words. `given`: the line as far as it could be read."""

    line: int
    given: Mapping[str, Any]
    answer: Answer | str

    def as_dict(self) -> dict[str, Any]:
        name = self.given.get("id")
        if isinstance(self.answer, Answer):
            return json_output.answer(self.answer, name)
        return {"id": name, "question": self.given.get("question"), "error": self.answer}


def answers(opened: Desk, file: str, defaults: Question) -> Iterator[Reply]:
    """Blank lines at the end of the file are no questions. Raises MissingFile."""
    with _reading(file) as (source, total), bar("Asking") as progress:
        for number, line in _lines(source):
            yield _asked(opened, number, line, defaults)
            progress(number, max(number, total))


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    blank: list[tuple[int, bytes]] = []
    for number, line in enumerate(source, start=1):
        blank.append((number, line))
        if line.strip():
            yield from blank
            blank.clear()


def _asked(opened: Desk, number: int, line: bytes, defaults: Question) -> Reply:
    given: Mapping[str, Any] = {}
    try:
        given = _parsed(line)
        return Reply(number, given, opened.casebook.ask(_question(given, defaults), opened.viewer))
    except (BadRow, BadQuestion, NotFound) as error:
        return Reply(number, given, str(error))


def _parsed(line: bytes) -> Mapping[str, Any]:
    try:
        given = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise BadRow("This line is not JSON.") from None
    if not isinstance(given, dict):
        raise BadRow('This line is no question; write {"id": "q1", "question": "…"}.')
    return given


def _question(given: Mapping[str, Any], defaults: Question) -> Question:
    if given.get("question") is None:
        raise BadRow("This line has no “question”.")
    if not isinstance(given["question"], str):
        raise BadRow("“question” must be text.")
    asked = replace(defaults, text=desk.typed(given["question"]))
    for name in FIELDS:
        value = given.get(name)
        if isinstance(value, str):
            asked = replace(asked, **{name: value})  # type: ignore[arg-type]  # the three are text
        elif value is not None:
            raise BadRow(f"“{name}” must be text.")
    return asked


@contextmanager
def _reading(file: str) -> Iterator[tuple[BinaryIO, int]]:
    """The open file and its number of lines, 0 where that can't be known."""
    if file == "-":
        yield sys.stdin.buffer, 0
        return
    if not Path(file).exists():
        raise MissingFile(path=file)
    with Path(file).open("rb") as source:
        yield source, _count(source)


def _count(source: BinaryIO) -> int:
    """For the progress bar; what comes through a pipe can't be read twice."""
    if not source.seekable() or not sys.stderr.isatty():
        return 0
    total = sum(1 for _ in source)
    source.seek(0)
    return total
