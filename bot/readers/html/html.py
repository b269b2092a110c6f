"""Reads a web page: its main text without menus and share bars, its headings, and what its head says about it.

Time grows with the number of tags, and faster with their depth and their attributes, so those are counted first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import EmptyDocument, TooLarge, UnsafeFile
from bot.readers.details import charsets, dates, declared_language, fields, titles
from bot.readers.html import html_choice, html_dates, html_layout, html_parsing, html_text, html_title

LIMIT_MB = 5  # 1.8 s a megabyte
_TAGS = 50_000  # about 5 s; 100,000 paragraphs took 10 to 30 s
_DEPTH = 250  # libxml2 gives up at 256
_ATTRIBUTES = 1_000  # of one tag; comparing them costs their square
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # marks of encodings in which every second byte is nothing
_NO_DATES: dict[str, Any] = {"extensive_search": False, "max_date": "1995-01-02"}  # those are `html_dates`'s
_MUCH = 0.25  # of a page's text is left out: more than what stands around an article
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<!--.{0,2000}?-->|<\?xml.{0,200}?>)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_XML = re.compile(r"\A\s*<\?xml[^>]*?(?:encoding\s*=\s*[\"']([\w:.-]+)[\"'])?[^>]*>", re.IGNORECASE)
_TAG = re.compile(  # a quotation mark begins a value only after "="; elsewhere it is a stray one
    r"<(/?)([a-z][a-z0-9:-]*)((?:=\s*+\"[^\"]*\"|=\s*+'[^']*'|[^<>])*+)", re.IGNORECASE
)
_UNCLOSED = re.compile(  # they end by themselves, so they say nothing about depth
    r"area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|"
    r"p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|colgroup|html|head|body",
    re.IGNORECASE,
)
_NO_TAGS_WITHIN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)


class HtmlReader:
    """Where the bytes begin as a page does, or the name says so and there is a tag."""

    name = "HTML"

    def accepts(self, data: bytes, name: str) -> bool:
        if _START.match(data[:4096]):
            return True
        return name.lower().endswith((".html", ".htm", ".xhtml")) and b"<" in data

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        if len(data) > LIMIT_MB * 1_000_000:
            data = html_parsing.without_pictures(data)
        if len(data) > LIMIT_MB * 1_000_000:
            raise TooLarge(name=shown(name), limit_mb=LIMIT_MB)
        data = data if data.startswith(_WIDE) else data.replace(b"\0", b"")  # as browsers do with a stray one
        page, notes = charsets.decode(data, name, charset or declared(data))
        page = without_xml(page)
        refuse_unsafe(page, name)
        return [_reading(page, name, notes)]


def declared(data: bytes) -> str | None:
    """The charset that the page names in its head. One that can't be true of bytes in which it can be read is UTF-8."""
    found = _CHARSET.search(data[:4096])
    label = found.group(1).decode("ascii", "replace").lower() if found else None
    return "utf-8" if label and label.startswith(("utf-16", "utf-32")) else label


def without_xml(page: str) -> str:
    """Without the line that names its encoding, which the parser would believe once more."""
    return _XML.sub("", page)


def refuse_unsafe(page: str, name: str) -> None:
    """Raises UnsafeFile for more tags, deeper ones or more attributes than the parser gets through."""
    depth = count = 0
    for tag in _TAG.finditer(_NO_TAGS_WITHIN.sub("", page)):
        count += 1
        if not _UNCLOSED.fullmatch(tag.group(2)) and not tag.group(3).endswith("/"):
            depth = max(0, depth + (-1 if tag.group(1) else 1))
        if depth > _DEPTH:
            raise UnsafeFile(name=shown(name), why=document_notes.DEEP_TAGS.format(limit=_DEPTH))
        if len(tag.group(3)) > 2 * _ATTRIBUTES and _attributes(tag.group(3)) > _ATTRIBUTES:
            raise UnsafeFile(name=shown(name), why=document_notes.ATTRIBUTES.format(limit=f"{_ATTRIBUTES:,}"))
    if count > _TAGS:
        raise UnsafeFile(name=shown(name), why=document_notes.TAGS.format(limit=f"{_TAGS:,}"))


def _attributes(inside: str) -> int:
    return len(re.sub(r"\"[^\"]*\"|'[^']*'", "x", inside).split())


def _reading(page: str, name: str, notes: tuple[str, ...]) -> Reading:
    tree = html_parsing.parsed(page)
    if tree is None:
        raise EmptyDocument(name=shown(name))
    found = html_layout.blocks(tree)
    kept = html_choice.article(tree, found)
    text, marks = html_text.emit(kept)
    if not text.strip():
        raise EmptyDocument(name=shown(name))
    language, doubts = declared_language.told(_language(page), text)
    day, origin = html_dates.published(tree, found)
    if origin != document_notes.BY_PAGE and (filed := dates.labelled(text.replace("|", " "))[0]):
        day, origin = filed, document_notes.PRINTED
    head = _head(tree)
    title, titled = html_title.title(" ".join((head.get("title") or "").split()), head.get("sitename"), found)
    details, wrong = fields.usable(_details(head, title or titles.from_name(name), day, language))
    told = dates.notes(details.published, origin, html_dates.changed(tree))
    left_out = _note(html_choice.left_out(found, kept))
    published = html_title.publisher(details.publisher, details.source)
    return Reading(text, details, marks, notes=(*notes, *wrong, *told, *doubts, *titled, *published, *left_out))


def _note(left_out: float) -> tuple[str, ...]:
    """How much of the page isn't in the text; above a quarter, somebody should compare."""
    percent = round(100 * left_out)
    if not percent:
        return ()
    return (
        (document_notes.MUCH_LEFT_OUT if left_out > _MUCH else document_notes.SOME_LEFT_OUT).format(percent=percent),
    )


def _head(tree: Any) -> Mapping[str, Any]:
    from trafilatura import extract_metadata

    found: Any = extract_metadata(deepcopy(tree), date_config=_NO_DATES)
    return found.as_dict() if found is not None else {}


def _language(page: str) -> str | None:
    found = _LANGUAGE.search(page[:10_000])
    return found.group(1).lower() if found else None


def _details(found: Mapping[str, Any], title: str, published: str | None, language: str | None) -> Details:
    return Details(
        title=title,
        source=found.get("url") or None,
        publisher=found.get("sitename") or None,
        published=published,
        language=language,
        author=found.get("author") or None,
    )
