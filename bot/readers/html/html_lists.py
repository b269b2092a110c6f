"""The number that a browser prints before a list item: attributes start, value, reversed and type of HTML."""

from __future__ import annotations

from typing import Any, Final

_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Numbers:
    """Counts the items of each list, as they come."""

    def __init__(self) -> None:
        self._last: dict[Any, int] = {}  # of each list

    def next(self, item: Any) -> str:
        """ "3. " for the third <li> of an <ol>, else nothing."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        step = -1 if parent.get("reversed") is not None else 1
        before = self._last[parent] if parent in self._last else _first(parent, step) - step
        self._last[parent] = count = _whole(item.get("value"), before + step)
        bare = _is_bare(parent) or _is_bare(item)
        return "" if bare else f"{_written(count, item.get('type') or parent.get('type') or '1')}. "


def _is_bare(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "list-style:none" in style or "list-style-type:none" in style


def _first(parent: Any, step: int) -> int:
    return _whole(parent.get("start"), sum(1 for _ in parent.iterchildren("li")) if step < 0 else 1)


def _whole(said: str | None, otherwise: int) -> int:
    """An attribute as a number of at most six digits."""
    said = (said or "").strip()
    return int(said) if said.lstrip("-").isdecimal() and len(said) <= 6 else otherwise


def _written(count: int, form: str) -> str:
    if form in {"a", "A"} and count > 0:
        found = ""
        while count:
            count, rest = divmod(count - 1, 26)
            found = chr(ord(form) + rest) + found
        return found
    if form in {"i", "I"} and 0 < count < 4000:
        return _roman(count) if form == "i" else _roman(count).upper()
    return str(count)


def _roman(count: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        found += letters * (count // value)
        count %= value
    return found
