"""`--shards 0-3/12`: the first four of twelve."""

from __future__ import annotations

import re
from typing import Final

import typer

from bot.core.model.shards import Shards

MOST: Final = 10_000  # Discord gives a shard a thousand servers or more
_FORM: Final = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?/(\d{1,5})", re.ASCII)


def read(said: str | Shards) -> Shards:
    """Raises BadParameter, which names the option. What has been read already stays."""
    if isinstance(said, Shards):
        return said
    if found := _FORM.fullmatch(said):
        first, last, count = int(found[1]), int(found[2] or found[1]), int(found[3])
        if first <= last < count <= MOST:
            return Shards(first, last, count)
    raise typer.BadParameter("write 0-3/12 for the first four of twelve shards, 5/12 for one")
