"""Which line ends were made on purpose: before an item of a list, after a title."""

from __future__ import annotations

import pytest

from bot.core.language import lines, sentences


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


@pytest.mark.parametrize(
    ("above", "count"),
    [
        ("From: Ada Vale <a@vale.example>\nTo: Bo Lund\nSubject: The visas of Friday\nImani,", 4),
        ("3.5 What the company told us", 1),
        ("By Ada Vale, barrister", 1),
        ("Listen to this article (4 min)", 1),
    ],
)
def test_what_stands_above_a_text_is_no_part_of_its_first_sentence(above: str, count: int) -> None:
    """A mail's head and greeting, a numbered heading that ends as none does, a byline, a leftover."""
    text = "Corvane's general counsel wrote to us on 4 July that one customer had been suspended for now. It is so."
    block = f"{above}\n{text}"
    spans = list(lines.units(block))
    assert len(spans) == count + 1
    assert block[slice(*spans[-1])] == text


@pytest.mark.parametrize(
    "text", ["The rate fell to\n3.5 per cent of it.", "3.5, it says, is\nEnough for all of them there."]
)
def test_a_number_that_is_no_section_parts_nothing(text: str) -> None:
    assert len(list(lines.units(text))) == 1
