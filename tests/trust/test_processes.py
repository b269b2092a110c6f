"""Three bots on one database, one killed and one frozen: what people were promised is kept. Longer: see `processes`."""

from __future__ import annotations

import asyncio

import pytest

from tests.trust import processes
from tests.trust.processes import Plan

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def test_nothing_is_lost_or_told_twice_whatever_becomes_of_a_process() -> None:
    """The frozen one goes on beside the one that has its place, and both serve its shard for a while."""
    async with processes.made(Plan(minutes=0.35, rate=2, servers=6, told=3, every=0)) as cluster:
        cluster.end_after()
        await asyncio.gather(
            *cluster.everything(), cluster.parts[0].trouble("frozen"), cluster.parts[1].trouble("killed")
        )
        await cluster.settle()
        assert list(cluster.faults()) == []
        assert cluster.seen.whole
