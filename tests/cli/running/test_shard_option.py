"""`--shards 0-3/12`."""

from __future__ import annotations

import pytest
import typer

from bot.cli.running import shard_option
from bot.core.model.shards import ALL, Shards


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("0-3/12", Shards(0, 3, 12)),
        ("5/12", Shards(5, 5, 12)),
        ("0/1", ALL),
        ("4-11/12", Shards(4, 11, 12)),
    ],
)
def test_a_range(said: str, meant: Shards) -> None:
    assert shard_option.read(said) == meant


def test_what_was_read_stays() -> None:
    assert shard_option.read(ALL) is ALL


@pytest.mark.parametrize(
    "said", ["", "x", "3-0/12", "0-12/12", "12/12", "0-3", "0-3/0", "-1/2", "0-3/99999", "٣/٤", "1/2/3"]
)
def test_none(said: str) -> None:
    with pytest.raises(typer.BadParameter, match="0-3/12"):
        shard_option.read(said)
