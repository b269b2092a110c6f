"""Lines of print, as a PDF places them, made into running text: columns in order, paragraphs parted by blank lines.

Pure functions. No word is changed or joined: a line break in print stays a line break, a hyphen at a line end stays.
Left out is only what repeats at the edge of page after page (running heads, page numbers). Lengths are in points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from statistics import mean

from bot.core.model.documents import Mark

_SENTENCE_END = tuple(".!?:;…”»\"'’)。！？؟।")
_NUMBER = re.compile(r"\d{1,5}")
_ONLY_NUMBER = re.compile(r"[\W_]*(\d{1,5}|[ivxlc]{1,7})[\W_]*", re.IGNORECASE)
_LEADERS = re.compile(r"(\. ?){5}")  # a line of a table of contents
_HYPHENATED = re.compile(r"[^\W\d_][-‐\u00ad]\n[^\W\d_]")
_WIDTH = 0.45  # mean width of a letter as a share of the font size: a rough rule, good enough to see wide gaps
_GAP = 1.3  # times the usual leading: more parts paragraphs
_ROWS = 3  # times the font size: rows of a table are at most so far apart
_EDGE = 2  # rows at the top and at the bottom of a page where running heads stand
_NEAR = 30  # lines of a paragraph that its margins are read from
_ENOUGH = 5  # pages with the same line at the same height; of fewer than a dozen pages two in five
_APART = 1.7  # times the font size: running heads are at least so far from the text; lines of text are nearer


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text as the page draws it. x, y: where its baseline begins, y upwards. It may end in a line break."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """A line of print: its pieces, parted where a wide gap is."""

    pieces: tuple[Piece, ...]
    page: int  # from 0

    @cached_property
    def text(self) -> str:
        return " ".join(" ".join(piece.text for piece in self.pieces).split())

    @property
    def first(self) -> Piece:
        return self.pieces[0]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or row of a form. Lines may run on over a page."""

    lines: tuple[Line, ...]
    heading: bool = False


def lines(pieces: Iterable[Piece], page: int) -> list[Line]:
    """The pieces of one page, in drawing order, as lines in reading order."""
    found: list[Line] = []
    current: list[Piece] = []
    for piece in pieces:
        _append(current, replace(piece, text=piece.text.replace("\n", " ")))
        if piece.text.endswith("\n"):
            _flush(current, found, page)
    _flush(current, found, page)
    return _columns(found)


def _append(current: list[Piece], piece: Piece) -> None:
    if not piece.text.strip():
        if current and piece.text:
            current[-1] = replace(current[-1], text=current[-1].text + piece.text)
    elif current and not _is_far(current[-1], piece):
        current[-1] = replace(current[-1], text=current[-1].text + piece.text, bold=current[-1].bold and piece.bold)
    else:
        current.append(piece)


def _is_far(before: Piece, piece: Piece) -> bool:
    return piece.x - (before.x + _WIDTH * before.size * len(before.text)) > 3 * piece.size


def _flush(current: list[Piece], found: list[Line], page: int) -> None:
    if not current:
        return
    if found and _is_beside(found[-1].pieces[-1], current[0]):  # the next cell of a row
        found[-1] = Line((*found[-1].pieces, *current), page)
    else:
        found.append(Line(tuple(current), page))
    current.clear()


def _is_beside(before: Piece, piece: Piece) -> bool:
    return abs(before.y - piece.y) < 0.3 * piece.size and piece.x > before.x


def _columns(found: list[Line]) -> list[Line]:
    """Rows drawn across two columns of prose, read down the left one first; rows of a table stay rows."""
    if not _is_two_columns([line for line in found if len(line.pieces) == 2]):
        return found
    ordered: list[Line] = []
    for crossing, run in groupby(found, key=lambda line: len(line.pieces) == 2):
        rows = list(run)
        if crossing:
            ordered += [Line((row.pieces[side],), row.page) for side in (0, 1) for row in rows]
        else:
            ordered += rows
    return ordered


def _is_two_columns(rows: Sequence[Line]) -> bool:
    if len(rows) < 4:
        return False
    usual = Counter(round(row.pieces[1].x) for row in rows).most_common(1)[0][0]
    aligned = sum(abs(row.pieces[1].x - usual) <= 3 for row in rows)
    lengths = [mean(len(row.pieces[side].text) for row in rows) for side in (0, 1)]
    return aligned >= 0.7 * len(rows) and min(lengths) >= 18


def without_running_heads(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without what stands apart at the same edge of several, page numbers counted along; and that."""
    seen = Counter(stamp for page in pages for stamp in {stamp for line in _edges(page) for stamp in _stamps(line)})
    running = {stamp for stamp, count in seen.items() if count >= max(2, min(_ENOUGH, 0.4 * len(pages)))}
    kept: list[list[Line]] = []
    left_out: dict[tuple[str, int], str] = {}
    for page in pages:
        gone = {id(line): (stamp, line) for line in _edges(page) for stamp in _stamps(line) if stamp in running}
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
    """A line's words and height, also with its first or last number as a distance from the page's number."""
    words, height = line.text.casefold(), round(line.first.y / 12)
    if _ONLY_NUMBER.fullmatch(words):
        return [("#", height)]
    numbers = list(_NUMBER.finditer(words))
    counted = {number.span(): number for number in (*numbers[:1], *numbers[-1:])}.values()
    return [(words, height)] + [
        (f"{words[: found.start()]}#{int(found[0]) - line.page}{words[found.end() :]}", height) for found in counted
    ]


def blocks(pages: Iterable[Sequence[Line]]) -> list[Block]:
    """All lines of a document as paragraphs and headings."""
    every = [line for page in pages for line in page]
    if not every:
        return []
    body = _body_size(every)
    leading = _leading(every, body)
    parts: list[list[Line]] = [[every[0]]]
    for before, line in pairwise(every):
        if _parts(before, line, parts[-1][-_NEAR:], body, leading):
            parts.append([])
        parts[-1].append(line)
    return [Block(tuple(part), _is_heading(part, body)) for part in parts]


def _body_size(every: Sequence[Line]) -> float:
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
        return not _runs_on(before, line) or max(old.size, new.size) > 1.15 * body
    if before.page != line.page or new.y > old.y + 0.5 * new.size:
        return not _runs_on(before, line)
    if old.y - new.y > _GAP * max(leading, new.size):
        return True
    ended = before.text.endswith(_SENTENCE_END)
    if new.x - min(other.first.x for other in paragraph) > 0.8 * new.size and len(paragraph) > 1:
        return ended
    return ended and _is_last(before, paragraph, line)


def _is_row(line: Line) -> bool:
    """Cells side by side."""
    return len(line.pieces) > 1


def _is_last(before: Line, paragraph: Sequence[Line], line: Line) -> bool:
    """A line that ends a sentence well before the margin, and the next one starts a new one."""
    widest = max(len(other.text) for other in (*paragraph, line))
    return len(before.text) < 0.7 * widest and not line.text[0].islower()


def _runs_on(before: Line, line: Line) -> bool:
    """Whether a sentence goes on from the foot of one column or page to the head of the next."""
    if before.text.endswith(_SENTENCE_END):
        return before.text.endswith((";", ":")) and line.text[0].islower()
    return line.text[0].islower() or before.text.endswith(("-", "‐", "\u00ad", ",")) or _is_uncased(line.text[0])


def _is_uncased(letter: str) -> bool:
    return letter.isalpha() and letter.lower() == letter.upper()


def _is_heading(part: Sequence[Line], body: float) -> bool:
    words = " ".join(line.text for line in part)
    larger = all(line.first.size > 1.15 * body for line in part) and len(words) <= 200
    bold = all(line.first.bold for line in part) and len(words) <= 100 and not words.endswith((".", ",", ";"))
    return (larger or bold) and not _LEADERS.search(words) and any(letter.isalpha() for letter in words)


def flow(found: Sequence[Block], labels: Sequence[str]) -> tuple[str, tuple[Mark, ...]]:
    """The running text, and where its pages and headings begin."""
    text: list[str] = []
    marks: list[Mark] = []
    at, page = 0, -1
    for block in found:
        if block.heading:
            marks.append(Mark(at, "heading", " ".join(line.text for line in block.lines)))
        for line in block.lines:
            if line.page != page:
                page = line.page
                marks.append(Mark(at, "page", labels[page]))
            text.append(line.text + "\n")
            at += len(line.text) + 1
        text.append("\n")
        at += 1
    return "".join(text).rstrip("\n"), tuple(sorted(marks, key=lambda mark: (mark.start, mark.kind != "page")))


def hyphenations(text: str) -> int:
    """How many words are divided by a hyphen at a line end."""
    return len(_HYPHENATED.findall(text))
