"""What the tests of trust share: a folder of case files made for them."""

from __future__ import annotations

from pathlib import Path

import pytest

LETTER = """---
title: The letter
source: https://example.org/letter
---
Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.

The Quarry company did not answer questions about it.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a corpus of one letter in it."""
    return filled(tmp_path)


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("trust"))


def filled(folder: Path) -> Path:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "letter.md").write_text(LETTER, "utf-8")
    return folder
