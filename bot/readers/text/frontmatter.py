"""The lines between --- at the top of a Markdown file: YAML, read as plain text, with limits on what it may be.

Every value is taken as the text that stands there: no date, number, yes or no is made of it ("language: no" is
Norwegian). Anchors and aliases are refused, so that a small block can't grow into a large one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.errors import BadFrontMatter

SIZE = 64 * 1024  # characters
DEPTH = 4  # a mapping, a list in it, and some to spare
_BLOCK = re.compile(r"\A---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"\s*(?:#[^\n]*\n\s*)*[\w-]+[ \t]*:(?:\s|\Z)")
_NAMED = re.compile(r"([A-Za-z_][\w -]{0,60}?)[ \t]*:(?:[ \t]+(\S[^\x00-\x08\x0b-\x1f]*?))?[ \t]*()")
_ITEM = re.compile(r"[ \t]*-[ \t]+(\S[^\x00-\x08\x0b-\x1f]*)")
_OPENS = ("[", "{", "&", "*", "|", ">", "!", "%", "@", "`")
_OPENING = ("MappingStartEvent", "SequenceStartEvent")
_CLOSING = ("MappingEndEvent", "SequenceEndEvent")


def is_there(text: str) -> bool:
    """Whether the text begins with a block that is meant as front matter, and not with a line drawn across."""
    block = _BLOCK.match(text[: SIZE + 10])
    return block is not None and _FIELD.match(block.group(1)) is not None


def split(text: str, name: str) -> tuple[Mapping[str, object], str]:
    """Its fields, and the text without it. Raises BadFrontMatter with the reason in words."""
    if not is_there(text):
        _refuse_unclosed(text, name)
        return {}, text
    block = _BLOCK.match(text)
    if block is None:  # pragma: no cover  # is_there has matched it in the first part of the same text
        return {}, text
    return _fields(block.group(1), name), text[block.end() :]


def _refuse_unclosed(text: str, name: str) -> None:
    first, _, rest = text.partition("\n")
    if first.rstrip() == "---" and re.match(r"(?:title|kind|sources?|published|language)[ \t]*:", rest):
        raise BadFrontMatter(name=shown(name), why=document_notes.UNCLOSED)


def _fields(block: str, name: str) -> Mapping[str, object]:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _limit(yaml.parse(block, loader), name)
        fields = yaml.load(block, loader)  # noqa: S506  # a BaseLoader makes text, lists and mappings, nothing else
    except yaml.YAMLError as error:
        if (loose := _by_line(block)) is not None:
            return loose
        raise BadFrontMatter(name=shown(name), why=_reason(error)) from error
    if not isinstance(fields, dict):
        raise BadFrontMatter(name=shown(name), why=document_notes.NO_FIELDS)
    return fields


def _by_line(block: str) -> dict[str, object] | None:
    """Fields as people type them, "title: Re: October": the value is the rest of the line, or the list under it.

    None where a line is neither, or opens what only YAML can close.
    """
    fields: dict[str, object] = {}
    last = ""
    for line in block.split("\n"):
        item = _ITEM.fullmatch(line)
        field = _NAMED.fullmatch(line)
        if item and last and not isinstance(fields[last], str | None):
            fields[last] = [*fields[last], _unquoted(item[1])]  # type: ignore[misc]  # the list made below
        elif field and (field[2] or "x")[:1] not in _OPENS:
            last = field[1]
            fields[last] = _unquoted(field[2]) if field[2] else []
        elif line.strip() and not line.lstrip().startswith("#"):
            return None
    return {name: value or "" for name, value in fields.items()}


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _limit(events: object, name: str) -> None:
    """Walk through the block's parts before anything is made of them."""
    depth = 0
    for event in events:  # type: ignore[attr-defined]  # a generator of yaml's own Event classes
        kind = type(event).__name__
        depth += (kind in _OPENING) - (kind in _CLOSING)
        if depth > DEPTH:
            raise BadFrontMatter(name=shown(name), why=document_notes.DEEP_LISTS)
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise BadFrontMatter(name=shown(name), why=document_notes.ANCHORS)


def _reason(error: Exception) -> str:
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    if mark is None:
        return document_notes.NOT_YAML
    told = document_notes.YAML_COLON if "mapping values" in str(problem) else document_notes.YAML_LINE
    return told.format(line=mark.line + 2, problem=problem)
