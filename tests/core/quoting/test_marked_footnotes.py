"""The footnote of a quote is found by the mark that the quote carries, however both are written."""

from __future__ import annotations

import pytest

from bot.core.quoting.marked_footnotes import MARKS, footnotes

LONGEST = 320
BETWEEN = "The line was laid by two firms. It was opened by the mayor.\n\nA second one is planned."


def found(text: str, quote: str, longest: int = LONGEST) -> list[str]:
    start = text.index(quote)
    return [text[slice(*one)] for one in footnotes(text, (start, start + len(quote)), "en", longest)]


@pytest.mark.parametrize(
    ("mark", "foot"),
    [
        ("[4]", "[4]"), ("(4)", "(4)"), ("⁴", "⁴"), ("⁴", "4 "), ("⁴", "4. "), ("⁴", "[4]"), ("¹²", "12 "), ("4", "4 "),
        ("4", "⁴"), ("*", "*"), ("**", "**"), ("†", "†"),
    ],
)  # fmt: skip
def test_the_footnote_of_a_mark_is_found_over_wrapped_lines(mark: str, foot: str) -> None:
    note = f"{foot} Each car\ncounts as three\npeople."
    text = f"It carried 310,000 people.{mark} {BETWEEN}\n\n{note}"
    assert found(text, f"It carried 310,000 people.{mark}") == [note]
    assert found(text, "It carried 310,000 people.") == [note]


@pytest.mark.parametrize("letter", "aя")
def test_a_letter_marks_a_footnote_at_the_end_of_a_clause(letter: str) -> None:
    text = f"It carried 310,000 people ({letter}). {BETWEEN}\n\n({letter}) So they say."
    assert found(text, f"It carried 310,000 people ({letter}).") == [f"({letter}) So they say."]


def test_it_ends_where_the_next_one_begins() -> None:
    text = f"It carried 310,000 people.[4] {BETWEEN}\n[4] Each car counts as three.\n[5] See there."
    assert found(text, "It carried 310,000 people.") == ["[4] Each car counts as three."]
    text = f"It carried 310,000 people.[4] {BETWEEN}\n[4] Each car counts as three.\n\nThe end of it all."
    assert found(text, "It carried 310,000 people.") == ["[4] Each car counts as three."]


def test_of_a_long_one_as_many_whole_sentences_are_told_as_there_is_room_for() -> None:
    text = f"It was full.[4] {BETWEEN}\n[4] Each car counts as three. Each bus counts as thirty. So they say.\n"
    assert found(text, "It was full.", 50) == ["[4] Each car counts as three."]
    [whole] = found(f"It was full.[4] {BETWEEN}\n[4] {'Each car, ' * 20}counts.", "It was full.", 50)
    assert len(whole) > 50  # not one sentence has room: whoever shows it finds it too long


@pytest.mark.parametrize(
    "quote",
    [
        "They carried (a) coal, (b) wood and (c) people.",  # items, no marks
        "It cost 3.5 million in 2004.",
        "Two * three * four are twenty-four.",
        "It is **important** to them.",
        "No foot has this mark.[9]",
    ],
)
def test_what_only_looks_like_a_mark_has_no_footnote(quote: str) -> None:
    foot = "\n\n(a) Item.\n(c) Item.\n5 Item.\n* Item\n** Item\n2004 Item"
    assert found(f"{quote} {BETWEEN}{foot}", quote) == []


def test_only_so_many_marks_are_looked_for() -> None:
    quote = "".join(f"Word[{number}] " for number in range(1, 20)).strip()
    feet = "".join(f"\n[{number}] Foot." for number in range(1, 20))
    assert len(found(quote + feet, quote)) == MARKS
