"""Traditional Chinese letters as simplified ones, so that either finds the other; places stay the same."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


def simplified(text: str) -> str:
    """Letter by letter: as long as it was."""
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    with (Path(__file__).parent / "chinese.toml").open("rb") as file:
        letters = tomllib.load(file)
    return dict(zip(map(ord, letters["traditional"]), letters["simplified"], strict=True))
