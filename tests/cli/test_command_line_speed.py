"""`ask` starts quickly because it loads only what it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console import Console

SAY = """
import sys
from bot.__main__ import main
try:
    main()
finally:
    print(*sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""
NEVER = {"discord", "trafilatura", "lxml", "alembic", "py3langid", "pypdf", "docx", "charset_normalizer", "aiohttp"}


@pytest.fixture
def pullquote(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    console = Console.at(tmp_path).within(capsys, monkeypatch)
    console("ask", "who bought it?")
    return console


@pytest.mark.slow
def test_ask_loads_no_library_that_it_does_not_need(pullquote: Console) -> None:
    """No web page, no Discord, no migration; rich only for people."""
    for_scripts = set(pullquote.process("ask", "who bought it?", "--json", code=SAY).err.split())
    for_people = set(pullquote.process("ask", "who bought it?", code=SAY).err.split())
    assert not for_scripts & (NEVER | {"rich"})
    assert not for_people & NEVER
    assert "sqlmodel" in for_scripts


def test_a_folder_needs_no_database(pullquote: Console) -> None:
    loaded = set(pullquote.process("ask", "who?", "--corpus", pullquote.corpus, "--json", code=SAY).err.split())
    assert not loaded & (NEVER | {"rich", "sqlmodel", "sqlalchemy"})


def test_help_loads_next_to_nothing(pullquote: Console) -> None:
    """No settings, no words of any language, no network."""
    loaded = set(pullquote.process("--help", code=SAY).err.split())
    assert not loaded & (NEVER | {"numpy", "pydantic", "sqlmodel", "http", "ssl", "Stemmer"})
