"""A sample of the long run; see `tests.trust.durability`."""

from __future__ import annotations

import pytest

from tests.trust import durability


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_thirty_kills_lose_nothing() -> None:
    figures = durability.run(30, seed=6)
    assert figures.kills >= 30
    assert figures.changes > 100
    assert figures.done["refresh"] > 10
    assert figures.done["put_back"] > 0
    assert figures.upgrades >= 7
