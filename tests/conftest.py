"""What all tests share: no test reaches beyond this machine."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.trust.canaries import at_every_level, log_canaries  # noqa: F401  fixtures for the whole session

settings.register_profile("pullquote", deadline=None)  # a busy machine is slow; speed has benchmarks of its own
settings.load_profile("pullquote")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings don't reach the tests."""
    for name in ("DISCORD_TOKEN", "DATA_DIR", "DATABASE_URL", "CORPUS_DIR", "LOG_LEVEL", "MAX_FILE_MB", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
