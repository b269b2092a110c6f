"""Settings: read once, from a mapping."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import BadSetting, Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.read({})
    assert settings.discord_token is None
    assert settings.database == "sqlite:///data/pullquote.db"
    assert settings.corpus_dir.name == "corpus"


def test_an_empty_variable_counts_as_not_set() -> None:
    """compose.yaml hands on variables that the operator left empty."""
    assert Settings.read({"DISCORD_TOKEN": " "}).discord_token is None


def test_an_address_of_a_database_wins_over_the_data_folder() -> None:
    settings = Settings.read({"DATABASE_URL": "postgresql://db/x", "DATA_DIR": "/srv"})
    assert settings.database == "postgresql://db/x"
    assert settings.index_dir == Path("/srv/index")


def test_a_bad_value_is_named_and_never_repeated() -> None:
    """A value may be a secret that went into the wrong variable."""
    with pytest.raises(BadSetting, match="MAX_FILE_MB") as error:
        Settings.read({"MAX_FILE_MB": "hunter2"})
    assert "hunter2" not in str(error.value)
    assert str(error.value).endswith("What it is: Largest file that is taken in, in megabytes.")


def test_a_bad_value_is_told_in_words() -> None:
    with pytest.raises(BadSetting) as error:
        Settings.read({"LOG_LEVEL": "loud"})
    assert str(error.value).startswith("The setting LOG_LEVEL is not valid. What it is: DEBUG, INFO, WARNING or ERROR.")


def test_no_secret_shows_when_settings_are_printed() -> None:
    assert "s3cret" not in repr(Settings.read({"DISCORD_TOKEN": "s3cret"}))
    assert "s3cret" not in repr(
        Settings.read({"DATABASE_URL": "postgresql://ann:s3cret@db/x", "TRAIL_KEY": "s3cret" * 6})
    )


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings.read({}).log_level = "DEBUG"
