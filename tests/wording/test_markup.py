"""Markdown as people see it: the same words without the marks, lines that are lines; never a word more or less."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.ask import answer_card, quote_views
from bot.chat.ask.lookup import Looked
from bot.cli.output import printed_answer, terminal_wording
from bot.core.model.answers import Excerpt, Note
from bot.core.model.documents import Case, Details, Document
from bot.wording import answer_sentences, markup
from bot.wording.catalogue import spoken
from tests.chat.ask.test_answer_card import answer, excerpt
from tests.chat.ask.test_answer_card import shown as listed

FILE = """# The harbour file

## What was stolen

- **Cameras**: four cameras were stolen from the north quay in March 2021.
- **Cables**: 300 metres of cable were stolen from the south quay.

### Costs

| Item | Cost |
|------|------|
| Cameras | 4,200 euros |
| Cables | **900 euros** |

**Who was the thief?**

The police never found the thief. They asked
the *whole* quay.

> The loss was avoidable.
> Nobody had locked the gate.

1. The gate was replaced.
2. The lights were replaced.

Denial
------

The port denied it. Its `gate.log` was lost.

* * *

The mayor, __Ida Lund__, apologised.
"""
SEEN = """The harbour file
What was stolen
• Cameras: four cameras were stolen from the north quay in March 2021.
• Cables: 300 metres of cable were stolen from the south quay.
Costs
Item | Cost
Cameras | 4,200 euros
Cables | 900 euros
Who was the thief?
The police never found the thief. They asked the whole quay.
The loss was avoidable. Nobody had locked the gate.
1. The gate was replaced.
2. The lights were replaced.
Denial
The port denied it. Its `gate.log` was lost.
The mayor, Ida Lund, apologised."""


def document(origin: str) -> Document:
    then = datetime(2026, 5, 3, tzinfo=UTC)
    return Document(
        1, 1, "harbour", Details("Harbour"), (), 900, "a" * 64, "b" * 64, 1, origin, False, "cli", then, then
    )


def test_marks_are_not_shown_and_lines_are() -> None:
    assert markup.seen(FILE, document("harbour.md")).text == SEEN
    assert markup.one_line("## Costs\n\nNone.", document("https://example.org/A.MD?raw=1")) == "Costs None."


def test_where_paragraphs_are_shown_they_stay_apart() -> None:
    shown = markup.seen(
        "## Costs\n\nOne\nline.\n\nTwo.\n\n| a |\n|---|\n| b |\n\n> c\n> d", document("a.md"), breaks=True
    )
    assert shown.text == "Costs\n\nOne\nline.\n\nTwo.\n\na\nb\n\nc\nd"


def test_nothing_but_line_breaks_differs_where_a_text_is_no_markdown() -> None:
    assert markup.seen("# 5 **was**\nlost", document("log.txt")).text == "# 5 **was** lost"
    assert markup.seen("# 5\n\nlost", document("log.txt"), breaks=True).text == "# 5\n\nlost"


@pytest.mark.parametrize(
    "words",
    ["s**t and f**k", "It cost 2 * 3 * 4.", "snake_case_name", "f***", "a ** b ** c", "`**kept**`", "5.* A footnote.",
     "x - y | z", "C# was used", "- ", "1) a", "-5 degrees", "\\*kept\\*"],
)  # fmt: skip
def test_signs_that_are_no_markup_stay(words: str) -> None:
    assert markup.seen(words, document("a.md")).text == words.strip()


@given(
    st.lists(
        st.sampled_from(["word ", "\n", "\n\n", "# ", "**", "*", "_", "| ", "- ", "> ", "---", "1. ", "`", "字", "x"]),
        max_size=30,
    ).map("".join),
    st.booleans(),
)
@example("\n", False)
@example("***a* b**\n- c", True)
def test_every_letter_stays_in_its_order_and_every_place_is_known(words: str, breaks: bool) -> None:
    """Whatever is marked; each letter is where `places` says."""
    seen = markup.seen(words, document("a.md"), breaks=breaks)
    assert [one for one in seen.text if one.isalnum()] == [one for one in words if one.isalnum()]
    assert len(seen.places) == len(words) + 1
    assert list(seen.places) == sorted(seen.places)
    assert all(seen.text[seen.places[at]] == one for at, one in enumerate(words) if one.isalnum())


def test_the_viewer_is_told_where_signs_stand() -> None:
    words = "## Costs\n\n- It **was**.\n\n`**kept**`"
    assert [words[slice(*span)] for span in markup.signs(words, document("a.md"))] == ["##", "-", "**", "**"]
    assert markup.signs(words, document("a.txt")) == []
    assert markup.signs("# A\n" * markup.LONG, document("a.md")) == []


def quoted(words: str, shown: str) -> Excerpt:
    """As the search cuts it from FILE."""
    start, first = FILE.index(words), FILE.index(shown)
    one = excerpt(words, shown=shown, shown_start=first, shown_end=first + len(shown), matches=((2, 8),))
    return replace(one, document=document("harbour.md"), start=start, end=start + len(words))


def test_a_quote_is_shown_so_on_the_card_and_in_the_terminal() -> None:
    found = quoted("| Cables | **900 euros** |", FILE[FILE.index("### Costs") : FILE.index(" They asked")])
    assert answer_card.in_place(found) == (
        "> Costs\n> Item \\| Cost\n> Cameras \\| 4,200 euros\n> **Cables \\| 900 euros**\n"
        "> Who was the thief?\n> The police never found the thief."
    )
    assert printed_answer.quotation(found).plain.split("\n")[:4] == SEEN.split("\n")[4:8]
    assert answer_card.quoted(found) == "> **Cables** \\| 900 euros"


def test_a_note_and_the_line_for_scripts_show_no_marks_either() -> None:
    found = quoted("**Who was the thief?**\n\nThe police never found the thief.", FILE)
    noted = replace(found, notes=(Note("## Denial\n\nIt denied **all**.", 0, 9, "¶ 9"),))
    assert "“Denial It denied all.”" in answer_sentences.notes(noted, terminal_wording.voice(spoken("en")))[0]
    assert terminal_wording.message(answer(found)).startswith("“Who was the thief? The police never")


def test_the_context_shows_headings_as_lines_and_the_quote_in_bold() -> None:
    start = FILE.index("The police")
    looked = Looked(document("harbour.md"), FILE, Case(1, "w", "harbour", "Harbour"))
    card = listed(quote_views.context(looked, (start, start + 33), spoken("en")))
    assert "> Who was the thief?\n> \n> **The police never found the thief.** They asked\n> the whole quay.\n" in card
