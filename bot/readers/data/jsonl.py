"""Reads bulk files: one document a line, as JSON. Its text is kept exactly; its `id` is the key, unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import get_args, get_type_hints

from bot.core.library import intake
from bot.core.model import document_notes
from bot.core.model.documents import Details, Mark, Reading
from bot.core.model.errors import BadDocument, BadLine, EmptyDocument
from bot.readers.details import charsets, fields, titles
from bot.readers.details.fields import Unusable

KINDS = frozenset(get_args(get_type_hints(Mark)["kind"]))
LABEL = 300  # characters of a place's name
FIRST = 1_000_000  # bytes in which the first line ends, where the name doesn't say what it is


class JsonlReader:
    """By name (.jsonl, .ndjson), or where the first line is a JSON object with a "text"."""

    name = "JSONL"

    def accepts(self, data: bytes, name: str) -> bool:
        if name.lower().endswith((".jsonl", ".ndjson")):
            return True
        if not data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
            return False
        return _has_text(data[:FIRST].removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0])

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        for _, found in self.each(data, name, charset):
            if isinstance(found, BadDocument):
                raise found
            yield found

    def each(self, data: bytes, name: str, charset: str | None = None) -> Iterator[tuple[str, Reading | BadDocument]]:
        """Every line in order, with its reading or what is wrong with it."""
        text, _ = charsets.decode(data, name, charset)
        if not text.strip():
            raise EmptyDocument(name=intake.shown(name))
        yield from _readings(text, name)


def _has_text(line: bytes) -> bool:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and isinstance(found.get("text"), str)


def _readings(text: str, name: str) -> Iterator[tuple[str, Reading | BadDocument]]:
    keys: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):  # not splitlines: U+2028 may stand within a text
        if line.strip():
            try:
                yield f"line {number}", _reading(line, number, name, keys)
            except Unusable as error:
                yield f"line {number}", BadLine(line=number, name=intake.shown(name), why=error.args[0])


def _reading(line: str, number: int, name: str, keys: dict[str, int]) -> Reading:
    found = _parsed(line)
    text = _text(found)
    said, notes = fields.usable(fields.details(found))
    details = replace(said, title=said.title or titles.find(text, name))
    own = _id(found)
    key = own or _key(said, number, keys)
    return Reading(
        text,
        details,
        _marks(found.get("marks"), len(text)),
        notes + fields.alias_notes(found),
        key,
        fields.case(found),
        line.encode(),
        named=own is not None,
    )


def _marks(given: object, length: int) -> tuple[Mark, ...]:
    """Places, as an export has them: [[start, "page", "4"], …]; none where they can't be those of the text."""
    rows = given if isinstance(given, list) else []
    good = [row for row in rows if isinstance(row, list) and _is_place(row, length)]
    in_order = all(one[0] <= two[0] for one, two in pairwise(good))
    return tuple(Mark(*row) for row in good) if in_order and len(good) == len(rows) else ()


def _is_place(row: list[object], length: int) -> bool:
    if len(row) != 3 or type(row[0]) is not int or not 0 <= row[0] <= length:
        return False
    return row[1] in KINDS and isinstance(row[2], str) and len(row[2]) <= LABEL


def _parsed(line: str) -> Mapping[str, object]:
    try:
        found = json.loads(line)
    except RecursionError:
        raise Unusable(document_notes.DEEP) from None
    except ValueError:
        raise Unusable(document_notes.NOT_JSON) from None
    if not isinstance(found, dict):
        raise Unusable(document_notes.NO_OBJECT.format())
    return found


def _text(found: Mapping[str, object]) -> str:
    text = found.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Unusable(document_notes.NO_TEXT)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unusable(document_notes.HALF_CHARACTER) from None
    return text


def _id(found: Mapping[str, object]) -> str | None:
    """Unchanged: scripts find their documents by it."""
    value = found.get("id", found.get("key"))
    return str(value) if isinstance(value, str | int) and value != "" else None


def _key(details: Details, number: int, keys: dict[str, int]) -> str:
    """From the title, so that a line put in above doesn't rename those below; from the line's number without one."""
    key = intake.slug(details.title) if details.title else f"line-{number}"
    keys[key] = keys.get(key, 0) + 1
    return key if keys[key] == 1 else f"{key[:74]}-{keys[key]}"
