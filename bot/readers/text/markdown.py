"""Reads Markdown: front matter is taken off and understood, the rest is kept as it is, headings are marked.

Of a summary the numbers of its sources are taken out of the text, and marked where they stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.core.library.intake import shown
from bot.core.model.documents import Kind, Mark, Reading
from bot.core.model.errors import BadFrontMatter, EmptyDocument
from bot.readers.details import charsets, fields, titles
from bot.readers.text import frontmatter, numbered_sources, prose

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(?:=+|--+)[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LABEL = 200  # characters of a heading that are kept as the name of a place


class MarkdownReader:
    """By name (.md), or by front matter, whatever the name."""

    name = "Markdown"

    def accepts(self, data: bytes, name: str) -> bool:
        if name.lower().endswith((".md", ".markdown")):
            return True
        return data.startswith((b"---", b"\xef\xbb\xbf---")) and _has_front_matter(data)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        text, notes = charsets.decode(data, name, charset)
        found, body = frontmatter.split(text, name)
        if not body.strip():
            raise EmptyDocument(name=shown(name))
        prose.refuse_code(body, name)
        try:
            return [_reading(found, body, name, notes)]
        except fields.Unusable as error:
            raise BadFrontMatter(name=shown(name), why=error.args[0]) from error


def _has_front_matter(data: bytes) -> bool:
    head = data[: frontmatter.SIZE].decode("utf-8-sig", "replace")
    return frontmatter.is_there(head.replace("\r\n", "\n"))


def _reading(found: Mapping[str, object], body: str, name: str, notes: tuple[str, ...]) -> Reading:
    details = fields.details(found)
    numbered = numbered_sources.Numbered(body, details.sources, (), ())
    if details.kind is Kind.SUMMARY:
        numbered = numbered_sources.taken(body, details.sources)
    marks = tuple(headings(numbered.text))
    title = details.title or (marks[0].label if marks else titles.from_name(name))
    return Reading(
        numbered.text,
        replace(details, title=title, sources=numbered.sources),
        (*marks, *numbered.marks),
        notes=notes + fields.unused(found) + fields.alias_notes(found) + numbered.notes,
        key=fields.key(found),
        case=fields.case(found),
    )


def headings(text: str) -> Iterator[Mark]:
    """The headings in order, each where its line starts. Lines in fenced code are no headings."""
    fence, start, before = "", 0, ""
    for line in text.split("\n"):
        opened = _FENCE.match(line)
        if opened and (not fence or opened.group(1).startswith(fence)):
            fence = "" if fence else opened.group(1)
        elif not fence:
            yield from _heading(line, start, before)
        before = "" if fence or _HEADING.fullmatch(line) else line
        start += len(line) + 1


def _heading(line: str, start: int, before: str) -> Iterator[Mark]:
    marked = _HEADING.fullmatch(line)
    if marked and plain(marked.group(1)):
        yield Mark(start, "heading", plain(marked.group(1)))
    elif _UNDERLINE.fullmatch(line) and len(before) <= _LABEL and plain(before):
        yield Mark(start - len(before) - 1, "heading", plain(before))


def plain(words: str) -> str:
    """The words of a heading without their markup."""
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", words[: 10 * _LABEL])
    return " ".join(re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", words).split())[:_LABEL]
