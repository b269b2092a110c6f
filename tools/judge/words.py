"""The words that lessons for the judge are made of, from words.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

KNOWN: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
COMMON: Final = frozenset(KNOWN["names"]["common"].split())  # with capitals, and no names
OPPOSITES: Final = tuple(tuple(pair) for pair in KNOWN["near_misses"]["opposites"])
