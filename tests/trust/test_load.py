"""A minute of the load; see `tests.trust.load` for ten."""

from __future__ import annotations

import pytest

from tests.trust import load


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_a_minute_of_fifty_askers() -> None:
    """Memory isn't judged to 5 % after so short a time."""
    plan = load.Plan(minutes=1)
    found = await load.run(plan)
    assert found.errors == 0, found.told
    assert [floor for floor in found.missed(plan) if "memory" not in floor] == []
    assert abs(found.memory_change) < 0.25
