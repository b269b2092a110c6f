"""The sources that a quote from a summary rests on, where its text says so."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.model.answers import Excerpt
from bot.core.model.documents import Document


def cited(document: Document, start: int, end: int) -> tuple[str, ...]:
    """The addresses behind `text[start:end]`, in the order of its words, each once; none where it names none.

    A number stands in a sentence or right after it, so one where the quote begins belongs to the sentence before.
    """
    return tuple(dict.fromkeys(_named(document, start, end)))


def based_on(document: Document, start: int, end: int) -> tuple[str, ...]:
    """The same; all that the summary is based on, where the quote names none."""
    return cited(document, start, end) or document.details.sources


def told(excerpt: Excerpt) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the quoted words rest on, and what else the words rest on that are shown around them.

    Both empty where the quote names none: then all that the summary is based on is told.
    """
    document = excerpt.document
    own = dict.fromkeys(source for span in excerpt.quotes for source in cited(document, *span))
    if not own:
        return (), ()
    around = cited(document, excerpt.shown_start, excerpt.shown_end) if excerpt.shown else ()
    return tuple(own), tuple(source for source in around if source not in own)


def _named(document: Document, start: int, end: int) -> Iterator[str]:
    numbered = {str(number): source for number, source in enumerate(document.details.sources, start=1)}
    for mark in document.marks:
        if mark.kind == "source" and start < mark.start <= end and mark.label in numbered:
            yield numbered[mark.label]
