"""What all tests of stores share."""

from __future__ import annotations

from itertools import count

import pytest

from bot.stores import content


@pytest.fixture(autouse=True)
def numbers_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are drawn at random; here each is the smallest free one, so that a test can name a row."""
    monkeypatch.setattr(content, "candidates", lambda: count(1))
