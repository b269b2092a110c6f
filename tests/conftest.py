"""What all tests share: no test reaches beyond this machine."""

from __future__ import annotations

import pytest
from hypothesis import settings

from bot.settings import Settings
from bot.wording import catalogue
from tests.trust.canaries import at_every_level, log_canaries  # noqa: F401  fixtures for the whole session

settings.register_profile("pullquote", deadline=None)  # a busy machine is slow; speed has benchmarks of its own
settings.register_profile("few", deadline=None, max_examples=5)  # where the question isn't whether they hold
settings.load_profile("pullquote")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings don't reach the tests."""
    for name in ("NO_COLOR", *(str(field.alias) for field in Settings.model_fields.values())):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def no_commands_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether sentences mention commands or type them doesn't depend on the tests before."""
    monkeypatch.setattr(catalogue, "_registered", {})
