"""A sample of the long run; see `tests.trust.durability`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tests.trust.durability", "--json", "--seed", "6", "--rounds"]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_thirty_kills_lose_nothing() -> None:
    """In a process of its own: what it kills is forked from it, and would wait for threads of tests before it."""
    ran = subprocess.run([*COMMAND, "30"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    figures = json.loads(ran.stdout)
    assert figures["kills"] >= 30
    assert figures["changes"] >= 2 * figures["kills"]  # on a busy machine; some five on a free one
    assert figures["done"]["refresh"] > 10
    assert figures["done"]["put_back"] > 0
    assert figures["upgrades"] >= 7
