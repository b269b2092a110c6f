"""Links that land on the quoted words, where that can work: a text fragment on the very page that was fetched.

Text fragments: https://wicg.github.io/scroll-to-text-fragment/ (`#:~:text=[prefix-,]start[,end][,-suffix]`). A dash, a
comma and an ampersand have a meaning there, so they are percent-encoded too.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from bot.core.model import Document, Kind, Span

LONG: Final = 120  # characters: a longer quote is given by its first and last words
EDGE: Final = 5  # words at each end of a long quote
AROUND: Final = 4  # words of prefix and suffix, where the quote stands more than once
_WORDS: Final = re.compile(r"\S+")
_PDF: Final = re.compile(r"\.pdf(?:$|[?#])", re.IGNORECASE)


def link(document: Document, text: str, span: Span) -> tuple[str | None, bool]:
    """The address to open, and whether it lands on the words of `text[span]`; (None, False) without a source."""
    source = document.details.source
    if source is None or document.details.kind is Kind.SUMMARY:
        return source, False
    page = _page(document, span[0])
    if page is not None:
        return f"{source.partition('#')[0]}#page={page}", False
    if not document.fetched:
        return source, False
    return f"{_bare(source)}{_fragment(text, span)}", True


def _page(document: Document, start: int) -> int | None:
    """The number of the PDF's page, counted from 1 as viewers do, whatever is printed on it."""
    if not _PDF.search(document.details.source or ""):
        return None
    pages = [mark.start for mark in document.marks if mark.kind == "page"]
    return sum(place <= start for place in pages) or None


def _bare(source: str) -> str:
    """The address with its own fragment, if any, ready for a directive."""
    bare = source.partition(":~:")[0]
    return f"{bare}:~:text=" if "#" in bare else f"{bare}#:~:text="


def _fragment(text: str, span: Span) -> str:
    start, end = span
    chosen = text[start:end]
    target = _encoded(chosen) if len(chosen) <= LONG and "\n" not in chosen else _ends(chosen)
    if text.count(chosen) == 1:
        return target
    before = _last_words(text[:start])
    after = _first_words(text[end:])
    return f"{f'{before}-,' if before else ''}{target}{f',-{after}' if after else ''}"


def _ends(chosen: str) -> str:
    found = _WORDS.findall(chosen)
    if len(found) <= 2 * EDGE:
        half = max(1, len(found) // 2)
        return ",".join(_encoded(" ".join(part)) for part in (found[:half], found[half:]) if part)
    return f"{_encoded(' '.join(found[:EDGE]))},{_encoded(' '.join(found[-EDGE:]))}"


def _last_words(before: str) -> str:
    """Of the same block only: a fragment's prefix doesn't reach over a paragraph's end."""
    return _encoded(" ".join(_WORDS.findall(before[-200:].rsplit("\n\n", 1)[-1])[-AROUND:]))


def _first_words(after: str) -> str:
    return _encoded(" ".join(_WORDS.findall(after[:200].split("\n\n", 1)[0])[:AROUND]))


def _encoded(words: str) -> str:
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")
