"""The program that says how much a set-up carries: short runs of it. Longer: `python -m tests.trust.steps`."""

from __future__ import annotations

import argparse
import math
from collections import Counter

import pytest

from tests.trust import steps
from tests.trust.processes import Seen
from tests.trust.steps import Signs

FINE = Signs(Counter({0.1: 99, 1.0: 100, math.inf: 100}), 0, 0.01, 0, 0, 0, 0, "")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["file", "crowd"])
async def test_a_set_up_is_asked_step_by_step(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = argparse.Namespace(servers=5, crowd=30, index="postgresql", seed=1, rates=[1.0], seconds=4.0)
    await steps.climb(name, given)
    said = capsys.readouterr().out
    (row,) = [line.split() for line in said.splitlines() if line.split()[:2] == [name, "1"]]
    assert int(row[2]) >= 3  # answers, of a question a second
    assert "answers lost or wrong" not in said


def test_what_breaks_is_named_with_its_sign() -> None:
    assert list(steps.broken(Seen(whole=[0.1] * 100, stale=[0.0]), FINE)) == []
    slow = Signs(Counter({0.1: 1, 5.0: 100, math.inf: 100}), 70, 3.0, 2, 1, 4, 1, "ERROR it broke")
    seen = Seen(whole=[3.0] * 100, stale=[2.5], wrong=["shard 0, after 60 s: ''"], late=1)
    found = "\n".join(steps.broken(seen, slow))
    for sign in (
        "4 questions not acknowledged",
        "1 answers lost",
        'stage="wait"} 5.0 s, pullquote_queue 70',
        "2.5 s b",
    ):
        assert sign in found
    for sign in ("pullquote_heartbeat_seconds 3.0, pullquote_connection_losses 2 more", "1 times", "it broke"):
        assert sign in found


def test_only_what_came_since_counts() -> None:
    before = Signs(Counter({0.1: 50, math.inf: 50}), 0, 0, 1, 2, 3, 4, "")
    after = Signs(Counter({0.1: 50, 1.0: 60, math.inf: 60}), 0, 0, 2, 4, 6, 8, "")
    since = after.since(before)
    assert (since.losses, since.errors, since.unacknowledged, since.busy_writers) == (1, 2, 3, 4)
    assert since.waited == 1.0
