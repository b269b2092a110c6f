"""What all tests share: no test reaches beyond this machine."""

from __future__ import annotations

import pytest

from tests.trust.canaries import log_canaries  # noqa: F401  a fixture for the whole session


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings don't reach the tests."""
    for name in ("DISCORD_TOKEN", "DATA_DIR", "DATABASE_URL", "CORPUS_DIR", "LOG_LEVEL", "MAX_FILE_MB", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
