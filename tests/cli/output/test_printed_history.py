"""What a version changed, drawn for a terminal: short, whatever the text."""

from __future__ import annotations

import io

from bot.cli.output.printed_history import draw
from bot.cli.output.screen import Screen
from bot.core.language import similarity
from bot.core.library.versions import Changed
from bot.wording.catalogue import Tongue

LONG = "word " * 400


def drawn(old: str, new: str) -> list[str]:
    file = io.StringIO()
    draw(Screen(file), 2, Changed((), similarity.compare(old, new), old == new), Tongue())
    return file.getvalue().splitlines()[1:]


def test_a_long_paragraph_is_shown_where_it_begins_to_differ() -> None:
    old, new = drawn(f"{LONG}eleven {LONG}", f"{LONG}twelve {LONG}")
    assert old.startswith("  - …word")
    assert new.startswith("  + …word")
    assert ("eleven" in old, "twelve" in new) == (True, True)
    assert max(len(old), len(new)) < 260


def test_of_many_paragraphs_a_few_are_shown() -> None:
    before, after = ("\n\n".join(f"Paragraph {name} {at}." for at in range(9)) for name in ("old", "new"))
    told = drawn(before, after)
    assert told[0] == "  - Paragraph old 0."
    assert len(told) == 7
    assert told[-1] == "  … and 6 more paragraphs; `--json` has all of them"


def test_other_capitals_are_not_said_to_be_the_same() -> None:
    assert drawn("The Letter.", "the letter.") == ["  text: other capitals or white space only"]
    assert drawn("The letter.", "The letter.") == ["  text: as it was"]
