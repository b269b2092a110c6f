"""A page as a browser shows it: one block of words after another, hidden things left out.

Only what a reader of the page could see and copy is in a block, in its order: every inline element's words, list
numbers, the quotation marks of <q>. What was struck out (<del>, <s>) and ruby's small print are left out. Sources: the
HTML standard, chapter 15, "Rendering"; CSS 2.2, 16.6, for white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.readers.html import html_hidden, html_lists

Kind = Literal["text", "heading", "item", "row", "caption", "credit"]

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(_HEADINGS, "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
}
_BLOCKS: Final = _HEADINGS | frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th
    thead tr ul""".split()  # noqa: SIM905 - a list that can be read
)
_GROUPS: Final = frozenset({"ul", "ol", "dl", "menu", "table", "blockquote"})  # what is in one stands close together
_CREDITS: Final = frozenset({"footer", "cite"})  # in a blockquote: whose words they are
_BREAK: Final = "\v"  # a <br>, until the spaces around are folded; can't occur in HTML
_PARAGRAPHS: Final = re.compile(r"\v[ \t\r\n\f]*(?:\v[ \t\r\n\f]*)+")
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")  # no-break spaces stay
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_CELL: Final = " | "
_LONG_CELL: Final = 400  # characters; a table with a longer one is laid out with, and no table
_LONG_ENTRY: Final = 5_000  # ... of a docket
_RAISED: Final = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
_LOWERED: Final = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
_FIGURES: Final = re.compile(r"[0-9+()-]+")
_UNIT: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,2}$|[^\w\s]$")  # "m", "CO", a full stop: a figure may touch them


@dataclass(frozen=True, slots=True)
class Block:
    """Words that stand by themselves. linked: how many of their characters are links.

    group: the outermost list, table or quotation it is in; what is in the same one follows without a blank line.
    """

    kind: Kind
    words: str
    linked: int
    element: Any
    group: Any = None

    @property
    def is_main_heading(self) -> bool:
        """Whether it is, or stands in, an <h1>."""
        return self.kind == "heading" and any(one.tag == "h1" for one in (self.element, *self.element.iterancestors()))


def blocks(root: Any) -> list[Block]:
    """The blocks of an lxml tree in order. Recurses as deep as its tags are nested."""
    page = _Page(html_hidden.rules(root))
    page.walk(root)
    page.flush(root)
    return page.blocks


def quotation(block: Block) -> Any:
    """The <blockquote> that a block is in, or None. A figure's caption is in none, and may say whose the other is."""
    above = (block.element, *block.element.iterancestors())
    return next((element for element in above if element.tag == "blockquote"), None)


class _Page:
    """The blocks so far, and the inline run that is being collected."""

    def __init__(self, hidden: html_hidden.Rules) -> None:
        self.blocks: list[Block] = []
        self._hidden = hidden
        self._numbers = html_lists.Numbers()
        self._run: list[str] = []
        self._lead = ""  # a list item's number, before its first words
        self._linked = 0
        self._in_link = self._in_pre = 0

    def walk(self, element: Any) -> None:
        """An element's insides, and nothing of what follows it."""
        tag = element.tag
        self._in_link += (is_link := tag == "a")
        self._in_pre += (is_pre := tag == "pre" or html_hidden.keeps_lines(element))
        self._say(element.text)
        for child in element:
            if isinstance(child.tag, str) and not self._hidden.hides(child):
                self._child(child)
            self._say(child.tail)
        self._in_link -= is_link
        self._in_pre -= is_pre

    def _child(self, child: Any) -> None:
        tag = child.tag
        if tag == "br":
            self._run.append(_BREAK)
        elif tag == "q":
            self._quoted(child)
        elif tag in {"sup", "sub"}:
            self._raised(child)
        elif tag in _BLOCKS or html_hidden.is_block(child) or _is_credit(child):
            self._block(child)
        else:
            self.walk(child)

    def _say(self, words: str | None) -> None:
        if words:
            self._run.append(words.replace("\n", _BREAK) if self._in_pre else words.replace(_BREAK, " "))
            self._linked += len(words.strip()) if self._in_link else 0

    def _quoted(self, child: Any) -> None:
        self._run.append("“")
        self.walk(child)
        self._run.append("”")

    def _raised(self, child: Any) -> None:
        """Figures above or below the line as such, so that 40³ isn't read as 403; letters (5th, Mme) as they are."""
        before = "".join(self._run[-3:])
        start = len(self._run)
        self.walk(child)
        words = "".join(self._run[start:]).strip()
        if _FIGURES.fullmatch(words):
            words = words.translate(_RAISED if child.tag == "sup" else _LOWERED)
        elif not (words[:1].isalnum() and _refers(child)):
            return
        apart = not before[-1:].isspace() and not _UNIT.search(before) and bool(before)
        self._run[start:] = [" " * apart + words]

    def _block(self, child: Any) -> None:
        self.flush(child.getparent())
        if child.tag == "table" and _is_table(child):
            self._table(child)
            return
        if child.tag == "li":
            self._lead = self._numbers.next(child) or self._lead
        self.walk(child)
        self.flush(child)

    def _table(self, table: Any) -> None:
        """A row is a block, its cells parted by bars; the caption comes before."""
        for part in table.iter("caption", "tr"):
            if next(part.iterancestors("table"), None) is not table or self._hidden.hides_within(part, table):
                continue
            if part.tag == "caption":
                self._block(part)
                continue
            cells, linked = self._cells(part)
            if any(cells):
                self.blocks.append(Block("row", _CELL.join(cells), linked, part, _group(part)))

    def _cells(self, row: Any) -> tuple[list[str], int]:
        found, linked = [], 0
        for cell in row.iterchildren("td", "th"):
            if not self._hidden.hides(cell):
                inside = _Page(self._hidden)
                inside.walk(cell)
                inside.flush(cell)
                found.append(" ".join(block.words.replace("\n", " ") for block in inside.blocks))
                linked += sum(block.linked for block in inside.blocks)
        return found, linked

    def flush(self, element: Any) -> None:
        """End the run: what was collected becomes a block, or several where empty lines part it."""
        run, linked = "".join(self._run), self._linked
        self._run, self._linked = [], 0
        for words in _paragraphs(run):
            kind, holder = _kind(element)
            self.blocks.append(Block(kind, self._lead + words, linked, holder, _group(element)))
            self._lead, linked = "", 0


def _paragraphs(run: str) -> Iterator[str]:
    for part in _PARAGRAPHS.split(run):
        lines = (_SPACES.sub(" ", line).strip(" ") for line in part.split(_BREAK))
        words = "\n".join(line for line in lines if line)
        if words.translate(_INVISIBLE).strip():
            yield words


def _kind(element: Any) -> tuple[Kind, Any]:
    """What a block in that element is, and the element that makes it so."""
    for above in (element, *element.iterancestors()):
        if _is_credit(above):
            return "credit", element
        if kind := _KINDS.get(above.tag):
            return kind, element
        if above.tag in _GROUPS or above.tag in {"article", "section", "body"}:
            break
    return "text", element


def _is_credit(element: Any) -> bool:
    if element.tag == "figcaption":
        return element.getparent().tag == "figure" and element.getparent().find("blockquote") is not None
    return element.tag in _CREDITS and (
        next(element.iterancestors("blockquote"), None) is not None
        and element.getparent().tag in {"blockquote", "figure", "footer"}
    )


def _group(element: Any) -> Any:
    """The outermost list or table, or else the quotation, that an element is in."""
    found = None
    for above in (element, *element.iterancestors()):
        if above.tag in {"article", "section", "td", "nav"}:
            break
        if above.tag in _GROUPS:
            found = above
    return found


def _is_table(table: Any) -> bool:
    """Whether a table holds data: the others only place things beside one another."""
    if table.get("role") == "presentation":
        return False
    if _is_ledger(table):
        return True
    cells = list(table.iter("td", "th"))
    return table.find(".//table") is None and len(cells) > 1 and all(_is_small(cell) for cell in cells)


def _is_ledger(table: Any) -> bool:
    """Whether it has a row of heads and entries under them, as a court's docket has: those may be long."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    heads = [cell.tag for cell in rows[0].iterchildren("td", "th")] if rows else []
    if heads.count("th") < 2 or "td" in heads or len(rows) <= 2:
        return False
    parts = next(table.iter("h1", "h2", "form", "article", "nav"), None)
    return parts is None and all(
        sum(map(len, cell.itertext())) <= _LONG_ENTRY for row in rows for cell in row.iterchildren("td", "th")
    )


def _is_small(cell: Any) -> bool:
    parts = sum(1 for _ in cell.iter("p", "div", "h1", "h2", "h3", "li"))
    return parts <= 4 and sum(len(text) for text in cell.itertext()) <= _LONG_CELL


def _refers(raised: Any) -> bool:
    """Whether it is the mark of a note: a link."""
    return raised.find(".//a") is not None or raised.getparent().tag == "a"
