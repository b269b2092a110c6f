"""The table of settings in the documentation is the program's own."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.*) \|$", re.MULTILINE)


def rows() -> dict[str, tuple[str, str]]:
    """Setting → (default, description), as the page says."""
    return {name: (default, told) for name, default, told in ROW.findall(PAGE.read_text("utf-8"))}


def test_every_setting_is_in_the_table_and_nothing_else() -> None:
    assert list(rows()) == [field.alias for field in Settings.model_fields.values()]


def test_the_table_says_what_the_program_says() -> None:
    for field in Settings.model_fields.values():
        assert rows()[str(field.alias)][1] == field.description


def test_the_defaults_are_the_programs() -> None:
    for field in Settings.model_fields.values():
        default = "" if field.default is None else str(getattr(field.default, "name", field.default))
        assert rows()[str(field.alias)][0] == default
