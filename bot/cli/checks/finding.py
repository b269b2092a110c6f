"""One thing that `doctor` has looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """state: "ok", "warning" (works without), or "broken". mend: what to do, where there is something to do."""

    name: str
    state: str
    words: str
    mend: str = ""
