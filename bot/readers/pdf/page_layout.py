"""Lines of print, in reading order, made into running text: paragraphs parted by blank lines, footnotes at the end.

Pure functions. No word is changed: lines of a paragraph are joined by spaces, a hyphen at a line end stays with its
line break behind it, and so does a break where the next word would have had room. Left out is only what repeats at the
edge of page after page (running heads, page numbers). Lengths are in points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

from bot.core.language import abbreviations
from bot.core.model.documents import Mark

_SENTENCE_END = tuple(".!?:;…”»\"'’)。！？؟।")
_NUMBER = re.compile(r"\d{1,5}")
_ONLY_NUMBER = re.compile(r"[\W_]*(\d{1,5}|[ivxlc]{1,7})[\W_]*", re.IGNORECASE)
_FOOT = re.compile(  # "Page 1 of 3", "- 4 -", "2/7": needs no second page to be known
    r"(?:page|seite|página|pagina|p\.|с\.|стр\.)\s*\d{1,4}(?:\s*(?:of|von|de|di|/|из)\s*\d{1,4})?"
    r"|\d{1,4}\s*(?:of|von|/)\s*\d{1,4}|[-–—]\s*\d{1,4}\s*[-–—]",
    re.IGNORECASE,
)
_NUMBERS = 16  # of a running head that may count: printers set dates, jobs and file names beside it
_LEADERS = re.compile(r"(\. ?){5}")  # a line of a table of contents
_HYPHENATED = re.compile(r"[^\W\d_][-‐\u00ad]\n[^\W\d_]")
_DIVIDES = ("-", "‐", "\u00ad")  # a word goes on in the next line
_FULL = 0.8  # of a paragraph's width: a line that the next word didn't fit on is seldom shorter
_INDENT = 30  # points: lines that begin nearer to one another are of one column
_GAP = 1.3  # times the usual leading: more parts paragraphs
_ROWS = 3  # times the font size: rows of a table are at most so far apart
_EDGE = 2  # rows at the top and at the bottom of a page where running heads stand
_NEAR = 30  # lines of a paragraph that its margins are read from
_ENOUGH = 5  # pages with the same line at the same height; of fewer than a dozen pages two in five
_APART = 1.7  # times the font size: running heads are at least so far from the text; lines of text are nearer


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line. x, y: where its baseline begins, y upwards. end: x where it ends; 0 where nobody knows."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    end: float = 0.0


@dataclass(frozen=True)
class Line:
    """A line of print: its pieces, parted where a wide gap is, in reading order."""

    pieces: tuple[Piece, ...]
    page: int  # from 0
    sure: int | None = None  # of words recognised from a picture: how surely, 0 to 100

    @cached_property
    def text(self) -> str:
        return " ".join(" ".join(piece.text for piece in self.pieces).split())

    @property
    def first(self) -> Piece:
        return self.pieces[0]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, footnote (with its number or sign) or row of a form. Lines may run on over a page."""

    lines: tuple[Line, ...]
    heading: bool = False
    note: str = ""


def without_running_heads(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without what stands apart at the same edge of several, page numbers counted along; and that."""
    seen = Counter(stamp for page in pages for stamp in {stamp for line in _edges(page) for stamp in _stamps(line)})
    running = {stamp for stamp, count in seen.items() if count >= max(2, min(_ENOUGH, 0.4 * len(pages)))}
    kept: list[list[Line]] = []
    left_out: dict[tuple[str, int], str] = {}
    for page in pages:
        gone = {id(line): (_stamps(line)[0], line) for line in _edges(page) if _FOOT.fullmatch(line.text)}
        gone |= {id(line): (stamp, line) for line in _edges(page) for stamp in _stamps(line) if stamp in running}
        for stamp, line in gone.values():
            left_out.setdefault(stamp, line.text)
        kept.append([line for line in page if id(line) not in gone])
    return (kept, list(left_out.values())) if any(kept) else ([list(page) for page in pages], [])


def _edges(page: Sequence[Line]) -> list[Line]:
    """The lines at the top and at the bottom that stand apart from the rest of the page."""
    return _edge(page, -1) + _edge(page, 1)


def _edge(page: Sequence[Line], direction: int) -> list[Line]:
    """Up to two rows from one edge inwards, to the last one that a wide gap follows."""
    inwards = sorted(page, key=lambda line: direction * line.first.y)
    gaps = [
        at
        for at, (line, following) in enumerate(pairwise(inwards), 1)
        if abs(line.first.y - following.first.y) > _APART * max(line.first.size, following.first.size)
    ]
    near = [at for at in gaps[:_EDGE] if len({round(line.first.y / 4) for line in inwards[:at]}) <= _EDGE]
    return inwards[: near[-1]] if near else []


def _stamps(line: Line) -> list[tuple[str, int]]:
    """A line's words and height, also with one of its numbers as a distance from the page's number."""
    words, height = line.text.casefold(), round(line.first.y / 12)
    if _ONLY_NUMBER.fullmatch(words):
        return [("#", height)]
    return [(words, height)] + [
        (f"{words[: found.start()]}#{int(found[0]) - line.page}{words[found.end() :]}", height)
        for found in islice(_NUMBER.finditer(words), _NUMBERS)
    ]


def blocks(pages: Iterable[Sequence[Line]]) -> list[Block]:
    """All lines of a document as paragraphs and headings."""
    every = [line for page in pages for line in page]
    if not every:
        return []
    body = body_size(every)
    leading = _leading(every, body)
    parts: list[list[Line]] = [[every[0]]]
    for before, line in pairwise(every):
        if _parts(before, line, parts[-1][-_NEAR:], body, leading):
            parts.append([])
        parts[-1].append(line)
    return [Block(tuple(part), _is_heading(part, body)) for part in parts]


def body_size(every: Sequence[Line]) -> float:
    letters: Counter[float] = Counter()
    for line in every:
        letters[round(line.first.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0]


def _leading(every: Sequence[Line], body: float) -> float:
    steps = Counter(
        round(before.first.y - line.first.y, 1)
        for before, line in pairwise(every)
        if before.page == line.page and 0.5 * body < before.first.y - line.first.y < 4 * body
    )
    return steps.most_common(1)[0][0] if steps else 1.2 * body


def _parts(before: Line, line: Line, paragraph: Sequence[Line], body: float, leading: float) -> bool:
    """Whether a paragraph ends between these two lines."""
    old, new = before.first, line.first
    if _is_row(before) and _is_row(line) and 0 < old.y - new.y < _ROWS * new.size:
        return False
    if abs(old.size - new.size) > 0.1 * max(old.size, new.size) or old.bold != new.bold:
        return not _runs_on(paragraph, line) or max(old.size, new.size) > 1.15 * body
    if before.page != line.page or new.y > old.y + 0.5 * new.size:
        return not _runs_on(paragraph, line)
    if old.y - new.y > _GAP * max(leading, new.size):
        return True
    ended = before.text.endswith(_SENTENCE_END)
    column = _column(before)
    above = [other for other in paragraph if other.first.y >= old.y and _column(other) == column]
    if new.x - min(other.first.x for other in above) > 0.8 * new.size and len(above) > 1:
        return ended
    return ended and _is_last(before, paragraph, line)


def _is_row(line: Line) -> bool:
    """Cells side by side."""
    return len(line.pieces) > 1


def _is_last(before: Line, paragraph: Sequence[Line], line: Line) -> bool:
    """A line that ends a sentence well before the margin, and the next one starts a new one."""
    widest = max(len(other.text) for other in (*paragraph, line))
    return len(before.text) < 0.7 * widest and not line.text[0].islower()


def _runs_on(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a sentence goes on from the foot of one column or page to the head of the next."""
    before = paragraph[-1]
    if before.text.endswith(_SENTENCE_END):
        return _ends_in_title(before.text) or (line.text[0].islower() and not before.text.endswith((".", "!", "?")))
    if line.text[0].islower() or before.text.endswith((*_DIVIDES, ",")) or _is_uncased(line.text[0]):
        return True
    return before.first.size == line.first.size and _is_full(paragraph)


def _ends_in_title(text: str) -> bool:
    """Whether the last word wants a name or a number behind it: "Sen.", "No."."""
    word = text.rsplit(None, 1)[-1]
    return word.endswith(".") and abbreviations.is_title(word[:-1].lower())


def _is_full(paragraph: Sequence[Line]) -> bool:
    """Whether its last line reaches to the margin, as wrapped lines do and titles don't."""
    last, left = paragraph[-1], min(line.first.x for line in paragraph)
    width = max(line.pieces[-1].end for line in paragraph) - left
    return len(paragraph) > 1 and width > 0 and last.pieces[-1].end - left > _FULL * width


def _is_uncased(letter: str) -> bool:
    return letter.isalpha() and letter.lower() == letter.upper()


def _is_heading(part: Sequence[Line], body: float) -> bool:
    words = " ".join(line.text for line in part)
    larger = all(line.first.size > 1.15 * body for line in part) and len(words) <= 200
    bold = all(line.first.bold for line in part) and len(words) <= 100 and not words.endswith((".", ",", ";"))
    return (larger or bold) and not _LEADERS.search(words) and any(letter.isalpha() for letter in words)


def flow(found: Sequence[Block], labels: Sequence[str]) -> tuple[str, tuple[Mark, ...]]:
    """The running text, and where its pages, headings and footnotes begin, and how surely words were recognised."""
    text: list[str] = []
    marks: list[Mark] = []
    edges = _edges_on_the_right(found)
    at, page, sure = 0, -1, None
    for block in found:
        if block.heading:
            marks.append(Mark(at, "heading", " ".join(line.text for line in block.lines)))
        if block.note:
            marks.append(Mark(at, "footnote", block.note))
        for line, gap in zip(block.lines, _gaps(block, edges), strict=True):
            if line.page != page:
                page, sure = line.page, None
                marks.append(Mark(at, "page", labels[page]))
            if line.sure != sure and line.sure is not None:
                sure = line.sure
                marks.append(Mark(at, "recognised", str(sure)))
            text.append(line.text + gap)
            at += len(line.text) + len(gap)
    return "".join(text).rstrip("\n"), tuple(sorted(marks, key=lambda mark: (mark.start, mark.kind != "page")))


def _gaps(block: Block, edges: Mapping[tuple[int, int], float]) -> list[str]:
    """What follows each line: a space where print only wraps it."""
    inner = (_gap(line, after, edges.get(_column(line), 0.0)) for line, after in pairwise(block.lines))
    return [*inner, "\n\n"]


def _gap(line: Line, after: Line, edge: float) -> str:
    if _is_row(line) or _is_row(after) or line.text.endswith(_DIVIDES) or not line.pieces[-1].end:
        return "\n"
    if line.page != after.page or after.text[0].islower():
        return " "
    return "\n" if _had_room(line, after, edge) else " "


def _had_room(line: Line, after: Line, edge: float) -> bool:
    """Whether the next line's first word would have fitted behind this one, with some to spare: a break on purpose."""
    first, last = after.first, line.pieces[-1]
    word = first.text.split(" ", 1)[0]
    width = (first.end - first.x) * len(word) / max(1, len(first.text))
    return last.end + width + first.size < edge


def _edges_on_the_right(found: Sequence[Block]) -> dict[tuple[int, int], float]:
    """Where each column's text reaches to, by page and where its lines begin."""
    edges: dict[tuple[int, int], float] = {}
    for line in (line for block in found for line in block.lines):
        page, column = _column(line)
        for near in (column - 1, column, column + 1):
            edges[page, near] = max(edges.get((page, near), 0.0), line.pieces[-1].end)
    return edges


def _column(line: Line) -> tuple[int, int]:
    return line.page, round(line.first.x / _INDENT)


def hyphenations(text: str) -> int:
    """How many words are divided by a hyphen at a line end."""
    return len(_HYPHENATED.findall(text))
