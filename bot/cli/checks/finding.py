"""One thing that `doctor` has looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """state: "ok", "warning" (works without), or "broken". mend: what to do, where there is something to do."""

    name: str
    state: str
    words: str
    mend: str = ""


def some(named: Sequence[str], most: int) -> str:
    """The first ones, and how many more there are."""
    more = f" and {len(named) - most:,} more" if len(named) > most else ""
    return ", ".join(named[:most]) + more
