"""Which line ends were made on purpose: before an item of a list, after a title."""

from __future__ import annotations

import pytest

from bot.core.language import sentences


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("The board had\na) resigned at once,\nb) paid the fine.", ["a) resigned at once,", "b) paid the fine."]),
        ("What was found\n• two phones\n• a list of names", ["• two phones", "• a list of names"]),
        (
            "Report On Shared Lakes\nSeven countries took part in it, and the lakes were shared by all in the end.",
            ["Report On Shared Lakes"],
        ),
        ("It said: (a) the board resigned (b) the firm appealed (2) nobody came.", ["(b) the firm appealed"]),
        ("The order: 1. The board pays. 2) The firm appeals.", ["2) The firm appeals."]),
    ],
)
def test_what_stands_on_a_line_of_its_own_is_a_unit(text: str, units: list[str]) -> None:
    found = [text[start:end] for start, end in sentences.split(text, "en")]
    assert all(any(unit in one for one in found) for unit in units)
    assert units[-1].split("\n")[0] in " ".join(found)
