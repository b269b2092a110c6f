"""Rows of a table as text: a line each, every value behind the name of its column, so that a row can stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.model.documents import Mark

MOST = 100_000  # rows of a file
_LONGEST_NAME = 80


def written(rows: Iterable[Sequence[str]], sheet: str = "", at: int = 0) -> tuple[str, list[Mark]]:
    """The rows as text, with where each of them is. `sheet` names it; `at` is where the text will begin."""
    listed = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    names, listed = _named(listed)
    lines, marks = [], []
    for number, row in listed:
        line = _line(names, row)
        marks.append(Mark(at, "spot", f"{sheet}!{number}" if sheet else f"row {number}"))
        lines.append(line)
        at += len(line) + 1
    return "\n".join(lines), marks


def _named(rows: list[tuple[int, Sequence[str]]]) -> tuple[list[str], list[tuple[int, Sequence[str]]]]:
    """The names of the columns, and the rows below them: the first row, where it holds words, each once."""
    if len(rows) > 1:
        first = [cell for cell in rows[0][1] if cell]
        if len(first) > 1 and len(set(first)) == len(first) and not any(_is_number(cell) for cell in first):
            return [cell[:_LONGEST_NAME] for cell in rows[0][1]], rows[1:]
    return [], rows


def _is_number(cell: str) -> bool:
    return cell.strip("+-€$£% ").replace(",", "").replace(".", "").isdigit()


def _line(names: Sequence[str], row: Sequence[str]) -> str:
    cells = [f"{names[at]}: {cell}" if at < len(names) and names[at] else cell for at, cell in enumerate(row) if cell]
    return "| " + " | ".join(cells) + " |"


def plain(value: object) -> str:
    """A cell's value on one line: whole numbers without a decimal point, days without a midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return " ".join(str(value).split()).removesuffix(" 00:00:00")
