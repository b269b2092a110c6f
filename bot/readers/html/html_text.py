"""The blocks of a page that were chosen → one text, with a mark at each heading, table and caption of one."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.model.documents import Mark
from bot.readers.html import html_layout
from bot.readers.html.html_layout import Block

_LABEL = 200  # characters of a heading that are kept as the name of a place


def emit(found: Iterable[Block]) -> tuple[str, tuple[Mark, ...]]:
    """Paragraphs are parted by blank lines; items of a list, rows of a table and a quotation's author by line ends."""
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    before: Block | None = None
    began = 0  # where the quotation, if it is one, begins
    for block in found:
        gap = _gap(before, block)
        if before is None or (
            block.kind != "credit" and html_layout.quotation(block) is not html_layout.quotation(before)
        ):
            began = length + len(gap)
        if block.kind == "credit" and before is not None and before.kind != "credit":
            marks.append(Mark(began, "quotation", block.words))
        if block.kind == "heading":
            marks.append(Mark(length + len(gap), "heading", block.words.replace("\n", " ")[:_LABEL]))
        parts += (gap, block.words)
        length += len(gap) + len(block.words)
        before = block
    return "".join(parts), tuple(sorted(marks, key=lambda mark: mark.start))


def _gap(before: Block | None, block: Block) -> str:
    if before is None:
        return ""
    together = block.group is not None and block.group is before.group
    close = block.kind in {"item", "credit"} or block.kind == before.kind == "row"
    return "\n" if together and close else "\n\n"
