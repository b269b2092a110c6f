"""The source viewer's two pages: a stored text with its quotes marked, and the one for everything that isn't shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core import passages
from bot.core.model import Case, Document, Kind, Retrieval, Span, Standing
from bot.web.viewer_style import STYLE
from bot.web.viewer_text import body, language, page_anchor, safe

STANDING: Final = {
    Standing.CORRECTED: "This source has been corrected.",
    Standing.RETRACTED: "This source has been retracted.",
    Standing.DISPUTED: "This source is disputed.",
}
SUMMARY: Final = "A case summary: somebody's own account, not the sources' words."
PAGE: Final = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow, noarchive">
<meta name="referrer" content="no-referrer">
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
GONE: Final = """<main id="main">
<h1>Nothing is shown here</h1>
<p>A link to a source is made for one person and lasts a few minutes. It shows nothing once its time is over, when the
source has changed or has been taken away, or to anybody who may not read it.</p>
<p>Go back to Discord and press <strong>Full text</strong> again.</p>
</main>"""


@dataclass(frozen=True)
class Passage:
    """Another passage of the same answer, in another document. `href` leads to its own page."""

    document: Document
    quote: str
    place: str
    href: str


@dataclass(frozen=True)
class Shown:
    """A document as one person may see it now. `quotes`: the one that is looked at, then the answer's others in it."""

    document: Document
    case: Case
    text: str
    quotes: tuple[Span, ...]
    others: tuple[Passage, ...]
    retrieval: Retrieval | None
    size: int  # bytes of the original
    until: datetime
    original: str  # where it can be downloaded


def gone() -> str:
    return PAGE.format(title="Nothing is shown here", style=STYLE, body=GONE)


def page(shown: Shown) -> str:
    parts = [
        '<a class="skip" href="#quote">Skip to the quote</a>',
        _head(shown),
        '<main id="main">',
        _places(shown),
        f'<article class="stored" aria-label="Stored text"{language(shown.document)}>',
        body(shown.text, shown.document.marks, shown.quotes),
        "</article>",
        _others(shown),
        _record(shown),
        "</main>",
        _foot(shown),
    ]
    return PAGE.format(title=safe(shown.document.details.title), style=STYLE, body="\n".join(filter(None, parts)))


def _head(shown: Shown) -> str:
    document = shown.document
    details = document.details
    about = [part for part in (details.publisher, details.author, details.published) if part]
    lines = [f"<header>\n<h1{language(document)}>{safe(details.title)}</h1>"]
    lines += [f'<p class="about">{" · ".join(f"<bdi>{safe(part)}</bdi>" for part in about)}</p>'] if about else []
    lines += [f'<p class="warning">{told}</p>' for told in _warnings(document)]
    return "\n".join([*lines, "</header>"])


def _warnings(document: Document) -> Iterator[str]:
    if document.details.standing is not Standing.SOUND:
        yield STANDING[document.details.standing]
    if document.details.kind is Kind.SUMMARY:
        yield SUMMARY


# --- finding one's way in it


def _places(shown: Shown) -> str:
    """Where the quotes stand, and the pages."""
    marks = shown.document.marks
    links = [
        (f"#{_anchor(number)}", f"{_name(number)} ({passages.place(shown.text, marks, span[0])})")
        for number, span in enumerate(shown.quotes)
    ]
    labels = dict.fromkeys(mark.label for mark in marks if mark.kind == "page")
    links += [(f"#{page_anchor(label)}", f"Page {label}") for label in labels]
    listed = "\n".join(f'<li><a href="{safe(href)}"><bdi>{safe(name)}</bdi></a></li>' for href, name in links)
    return f'<nav aria-label="Places in this text">\n<ul>\n{listed}\n</ul>\n</nav>'


def _anchor(number: int) -> str:
    return f"passage-{number + 1}" if number else "quote"


def _name(number: int) -> str:
    return f"Passage {number + 1} of the answer" if number else "The quote"


def _others(shown: Shown) -> str:
    if not shown.others:
        return ""
    items = "\n".join(_other(one) for one in shown.others)
    head = '<h2 id="others">Other passages of the same answer</h2>'
    return f'<aside aria-labelledby="others">\n{head}\n<ol>\n{items}\n</ol>\n</aside>'


def _other(one: Passage) -> str:
    attributes = language(one.document)
    title = f'<a href="{safe(one.href)}"{attributes}>{safe(one.document.details.title)}</a>'
    return f"<li>{title}, <bdi>{safe(one.place)}</bdi>\n<blockquote{attributes}>{safe(one.quote)}</blockquote></li>"


# --- what is known of it


def _record(shown: Shown) -> str:
    rows = "\n".join(f"<dt>{name}</dt><dd>{told}</dd>" for name, told in _facts(shown))
    download = (
        f'<p class="download"><a href="{safe(shown.original)}">Download the original ({shown.size:,} bytes)</a></p>'
    )
    note = '<p class="download">It is sent as it came in and never opened here; it may be dangerous to open.</p>'
    head = '<h2 id="record">About this source</h2>'
    return f'<section aria-labelledby="record">\n{head}\n<dl>\n{rows}\n</dl>\n{download}\n{note}\n</section>'


def _facts(shown: Shown) -> Iterator[tuple[str, str]]:
    document, details = shown.document, shown.document.details
    start, end = shown.quotes[0]
    yield "Case", f"<bdi>{safe(shown.case.title)}</bdi>"
    yield "Document", f"<bdi>{safe(document.key)}</bdi>, version {document.version}"
    yield from _source(document)
    yield from ((name, f"<bdi>{safe(told)}</bdi>") for name, told in _named(document) if told)
    yield "Quote", f"characters {start:,} to {end:,} of {document.length:,}"
    yield "Added", _time(document.added_at)
    yield from ([("Changed", _time(document.changed_at))] if document.changed_at != document.added_at else [])
    yield from _fetched(shown.retrieval)
    yield "SHA-256 of the text", f'<span class="hash">{document.text_sha256}</span>'
    yield "SHA-256 of the original", f'<span class="hash">{document.sha256}</span>'
    yield from ([("Standing", safe(details.standing))] if details.standing else [])


def _named(document: Document) -> Sequence[tuple[str, str | None]]:
    details = document.details
    return [
        ("Publisher", details.publisher),
        ("Author", details.author),
        ("Published", details.published),
        ("Language", details.language),
        ("Came from", document.origin),
    ]


def _source(document: Document) -> Iterator[tuple[str, str]]:
    for address in (document.details.source, *document.details.sources):
        if address and re.match(r"https?://", address, re.IGNORECASE):
            yield "Source", f'<a href="{safe(address)}" rel="noreferrer noopener nofollow external">{safe(address)}</a>'


def _fetched(retrieval: Retrieval | None) -> Iterator[tuple[str, str]]:
    if retrieval is not None:
        yield "Fetched", f"{_time(retrieval.at)}, from <bdi>{safe(retrieval.address)}</bdi>"


def _time(at: datetime) -> str:
    return f'<time datetime="{at.isoformat(timespec="seconds")}">{at:%Y-%m-%d %H:%M} UTC</time>'


def _foot(shown: Shown) -> str:
    told = "For you alone; this link shows nothing after"
    return f"<footer>\n<p>{told} {_time(shown.until)}. The text is as it is stored, letter for letter.</p>\n</footer>"
