"""A stored text as HTML: its paragraphs in order with an anchor each, its pages and headings, quotes marked.

Not a character of the text is changed: what is copied from the page is what is stored.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from bot.core.model.documents import Document, Mark, Span
from bot.core.quoting import recognised
from bot.web.viewer.words import ENGLISH
from bot.wording.catalogue import Tongue

RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_BLANK_LINE = re.compile(r"(?<![^\S\n])(?:[^\S\n]*\n){2,}")  # begun where blanks begin: else each begins anew
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, or the part of one that stands on a page."""

    start: int
    end: int
    number: int  # of the paragraph, from 1; 0 for a heading
    heading: bool = False
    page: str | None = None  # a page begins here, of that label
    recognised: bool = False  # ... whose words are from a picture


def safe(text: str) -> str:
    """Foreign text for HTML. Characters that HTML may not hold are shown as a replacement mark."""
    return escape(_CONTROLS.sub("\ufffd", text))


def direction(language: str | None) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr" if language else "auto"


def language(document: Document) -> str:
    """Attributes that say what language the document's words are in."""
    code = document.details.language
    named = f' lang="{safe(code)}"' if code else ""
    return f'{named} dir="{direction(code)}"'


# --- the blocks


def blocks(text: str, marks: Sequence[Mark]) -> Iterator[Block]:
    """In order, blank ones left out; cut where a page begins."""
    headings = {mark.start for mark in marks if mark.kind == "heading"}
    pages = {mark.start: mark.label for mark in marks if mark.kind == "page"}
    pictures = {mark.start for mark in marks if mark.kind == "recognised"}
    number, label, begun = 0, None, 0
    for start, end in _pieces(text, sorted(pages)):
        label, begun = (pages[start], start) if start in pages else (label, begun)
        if not text[start:end].strip():
            continue
        heading = start in headings or start + _indent(text[start:end]) in headings
        number += not heading
        yield Block(start, end, 0 if heading else number, heading, label, label is not None and begun in pictures)
        label = None


def _indent(piece: str) -> int:
    return len(piece) - len(piece.lstrip())


def _pieces(text: str, pages: Sequence[int]) -> Iterator[Span]:
    """Between blank lines, and between pages."""
    at = 0
    ends = {gap.start(): gap.end() for gap in _BLANK_LINE.finditer(text)}
    for cut in sorted({*ends, *(page for page in pages if 0 < page < len(text))}):
        if cut > at:
            yield at, cut
        at = max(at, ends.get(cut, cut))
    yield at, len(text)


# --- as HTML


def body(
    text: str, marks: Sequence[Mark], quotes: Sequence[Span], words: Tongue = ENGLISH, scans: str = "",
    signs: Sequence[Span] = (),
) -> str:  # fmt: skip
    """The blocks. The first of `quotes` gets the anchor `quote`, the others `passage-2` and so on.

    scans: where the document's pages are as pictures. Those stand with recognised pages that are quoted from.
    signs: of markup, in order; they are set small.
    """
    anchors = _Anchors(quotes, words, [mark for mark in marks if mark.kind == "source"], signs)
    anchors.scans = _scans(marks, quotes, scans) if scans else {}
    return "\n".join(_block(text, one, quotes, anchors) for one in blocks(text, marks))


def _scans(marks: Sequence[Mark], quotes: Sequence[Span], scans: str) -> dict[str, str]:
    """Label → address of the picture, of the recognised pages on which a quote begins or ends."""
    touched = (recognised.quoted(marks, *quote) for quote in quotes)
    return {label: f"{scans}/{number}" for one in touched for label, number in one.items()}


def own(words: Tongue) -> str:
    """Attributes of the viewer's own words where they stand among a document's."""
    return f' lang="{words.code}" dir="{"rtl" if words.runs_right_to_left else "ltr"}"'


def _block(text: str, block: Block, quotes: Sequence[Span], anchors: _Anchors) -> str:
    inner, words = _inner(text, block, quotes, anchors), anchors.words
    page = _page(block.page, anchors) if block.page else ""
    page += _warning(anchors) if block.recognised else ""
    page += _scan(block.page, anchors) if block.page in anchors.scans else ""
    if block.heading:
        return f'{page}<h2 dir="auto" class="text">{inner}</h2>'
    number = block.number
    told = safe(words.say_plainly("Paragraph {number}", number=number))
    anchor = f'<a class="anchor" href="#p{number}" aria-label="{told}" lang="{words.code}">¶ {number}</a>'
    return f'{page}<div class="paragraph" id="p{number}">{anchor}<p dir="auto" class="text">{inner}</p></div>'


def _warning(anchors: _Anchors) -> str:
    told = safe(anchors.words.say_plainly("Recognised from a picture (OCR): compare it with the page"))
    return f'<p class="recognised"{own(anchors.words)}>{told}</p>\n'


def _scan(label: str | None, anchors: _Anchors) -> str:
    """Once, where the page comes first."""
    told = safe(anchors.words.say_plainly("Page {label} as a picture", label=label or ""))
    address = safe(anchors.scans.pop(label or ""))
    return f'<p class="scan"{own(anchors.words)}><img src="{address}" alt="{told}" loading="lazy"></p>\n'


def page_anchor(label: str) -> str:
    return f"page-{re.sub(r'[^A-Za-z0-9_.-]+', '-', label)}"


def source_anchor(label: str) -> str:
    return f"source-{re.sub(r'[^0-9]+', '-', label)}"


def _page(label: str, anchors: _Anchors) -> str:
    """A page may come a second time, with its footnotes: the anchor is where it comes first."""
    told = safe(anchors.words.say_plainly("Page {label}", label=label))
    named = "" if label in anchors.pages else f' id="{safe(page_anchor(label))}"'
    anchors.pages.add(label)
    return f'<h2 class="page"{named}{own(anchors.words)}>{told}</h2>\n'


def _inner(text: str, block: Block, quotes: Sequence[Span], anchors: _Anchors) -> str:
    """The block's words, cut at the ends of the quotes in it. Where two overlap, the earlier in the list counts."""
    small = dict(anchors.small(block.start, block.end))
    ends = {*(at for span in (*quotes, *small.items()) for at in span), *anchors.sources}
    cuts = sorted({block.start, block.end, *(at for at in ends if block.start < at < block.end)})
    parts = []
    for start, end in pairwise(cuts):
        which = next((number for number, span in enumerate(quotes) if span[0] <= start and end <= span[1]), None)
        words = safe(text[start:end])
        if end <= small.get(start, 0):
            words = f'<span class="sign">{words}</span>'
        parts.append(words if which is None else anchors.marked(which, end, words))
        parts += anchors.cited(end)
    return "".join(parts)


class _Anchors:
    """Marks quotes; each gets its anchor where it begins, once, and is told where it begins and ends."""

    def __init__(
        self, quotes: Sequence[Span], words: Tongue, sources: Sequence[Mark], signs: Sequence[Span] = ()
    ) -> None:
        self._quotes, self._signs = quotes, signs
        self.sources: dict[int, list[str]] = {}  # by where the words that rest on them end
        for mark in sources:
            self.sources.setdefault(mark.start, []).append(mark.label)
        self.words = words
        self.scans: dict[str, str] = {}  # pages that are still to be shown as pictures: label → address
        self.pages: set[str] = set()  # that have their anchor
        self._begun: set[int] = set()

    def marked(self, which: int, end: int, words: str) -> str:
        name = f"passage-{which + 1}" if which else "quote"
        begins = which not in self._begun
        self._begun.add(which)
        anchor = f' id="{name}"' if begins else ""
        opening = self._unseen("Another passage begins." if which else "The quote begins.") if begins else ""
        ends = end == self._quotes[which][1]
        closing = self._unseen("Another passage ends." if which else "The quote ends.") if ends else ""
        return f'{opening}<mark class="{"other" if which else "quote"}"{anchor}>{words}</mark>{closing}'

    def small(self, start: int, end: int) -> Sequence[Span]:
        """The signs of markup that stand there."""
        return self._signs[bisect_left(self._signs, (start, 0)) : bisect_left(self._signs, (end, 0))]

    def cited(self, at: int) -> Iterator[str]:
        """The numbers of the sources behind the words that end there, never copied along."""
        for label in self.sources.get(at, ()):
            told = safe(self.words.say_plainly("Source {number}", number=label))
            href = safe(f"#{source_anchor(label)}")
            yield f'<sup class="cited"{own(self.words)}><a href="{href}" aria-label="{told}">{safe(label)}</a></sup>'

    def _unseen(self, sentence: str) -> str:
        """For ears only, and never copied along."""
        return f'<span class="unseen"{own(self.words)}> {safe(self.words.say_plainly(sentence))} </span>'
