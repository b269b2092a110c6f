"""Who says a quote that was cut from a document: nobody from another paragraph, but who a credit names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model.documents import Mark
from bot.core.quoting import said_by


def who(
    text: str, chosen: str, quote: str | None = None, marks: tuple[Mark, ...] = (), language: str = "en"
) -> str | None:
    """The speaker of `quote` (the whole text, unless given), in which `chosen` is the sentence that answers."""
    quote = text if quote is None else quote
    start, at = text.index(quote), text.index(chosen)
    return said_by.said_by(text, (start, start + len(quote)), (at, at + len(chosen)), marks, language)


REPORT = "Le système aurait coûté dix millions, selon Télérama."
COURT = "Les mises en examen ont été annulées en 2022."


@pytest.mark.parametrize("gap", ["\n\n", "\n", "\n > \n", "\n- "])
def test_nobody_from_another_paragraph_is_taken_for_the_speaker(gap: str) -> None:
    """Neither from the one before nor from the one after, in whichever the answer stands."""
    assert who(f"{REPORT}{gap}{COURT}", COURT, language="fr") is None
    assert who(f"{COURT}{gap}{REPORT}", COURT, language="fr") is None
    assert who(f"{COURT}{gap}{REPORT}", REPORT, language="fr") is None
    assert who(f"{REPORT}{gap}{COURT}", REPORT, REPORT, language="fr") == "Télérama"


@given(
    st.sampled_from(["\n\n", "\n \n", "\n\n\n"]),
    st.booleans(),
    st.sampled_from(["Ann Lund said so.", "“No,” said Ann Lund."]),
)
def test_whatever_stands_between_paragraphs(gap: str, before: bool, named: str) -> None:
    """A sentence without a name of its own has no speaker."""
    plain = "The bay is deep."
    assert who(gap.join([named, plain] if before else [plain, named]), plain) is None


def test_nor_from_the_sentence_beside_it_unless_speech_goes_on() -> None:
    assert who("Ann Lund said yes. The port was closed in May.", "The port was closed in May.") is None
    assert who("“It was a lie,” Ann Lund said. “We knew it.”", "“We knew it.”") == "Ann Lund"
    assert who("“It was a lie,” Ann Lund said. “We knew it,” a witness said.", "“We knew it,” a witness said.") is None
    assert who("The port is old. Ann Lund said so.", "Ann Lund said so.") == "Ann Lund"


def test_a_line_wrapped_in_a_sentence_parts_nothing() -> None:
    assert (
        who("The port was closed in\nMay, Ann Lund said.", "The port was closed in\nMay, Ann Lund said.") == "Ann Lund"
    )


@pytest.mark.parametrize(
    "text",
    [
        "“We never sold it.”\n\n— Ann Lund, auditor",
        "“We never sold it.”\n— Ann Lund",
        "> We never sold it.\n>\n> — Ann Lund, auditor of the port",
        '"We never sold it."\n\n-- Ann Lund (auditor)\n\nMore.',
        "“We never sold it.” – Ann Lund, auditor",
        '"We never sold it." -- Ann Lund.\n\nMore.',
    ],
)
def test_a_line_with_a_dash_under_a_quotation_says_whose_it_is(text: str) -> None:
    quote = text[: text.index("it.") + 3 + (text[0] in '“"')]
    assert who(text, quote, quote) == "Ann Lund"


@pytest.mark.parametrize(
    "text",
    [
        "We never sold it.\n\n— Ann Lund, auditor",  # no quotation: the line may be anything
        "“We never sold it.”\n\n— and then they left",
        "“We never sold it.”\n\n- Ann Lund",  # an item of a list
        "“We never sold it.”\n\nAnn Lund was born in May.",
        "“We never sold it.”\n\n— the minister",
        "“We never sold it.” — the minister",
        "“We never sold it.”",
    ],
)
def test_no_other_line_does(text: str) -> None:
    quote = text.split("\n", maxsplit=1)[0]
    assert who(text, quote, quote) is None


def test_a_file_may_say_whose_a_quotation_is() -> None:
    """As web pages do; what stands before or after it isn't theirs, and two names are one too many."""
    text = "It began in May.\n\nWe never sold it.\n\nWe never will.\nAnn Lund, auditor\n\nThe bay is deep."
    marks = (Mark(text.index("We never"), "quotation", "Ann Lund, auditor"),)
    for own in ("We never sold it.", "We never will."):
        assert who(text, own, own, marks) == "Ann Lund"
    for other in ("It began in May.", "The bay is deep."):
        assert who(text, other, other, marks) is None
    assert who(text, "We never sold it.", "It began in May.\n\nWe never sold it.", marks) is None
    doubled = text.replace("We never sold it.", "Ida Borg said no.")
    doubled_marks = (Mark(doubled.index("Ida"), "quotation", "Ann Lund, auditor"),)
    assert who(doubled, "Ida Borg said no.", "Ida Borg said no.", doubled_marks) is None
    assert (
        who(doubled.replace("Ida Borg", "Ann Lund"), "Ann Lund said no.", "Ann Lund said no.", doubled_marks)
        == "Ann Lund"
    )


def test_two_people_of_one_name_are_both_named() -> None:
    text = "The auditor Ann Lund met her brother Peter Lund. Mr. Lund said no. Later Mayor Lund and Ann B. Lund came."
    assert said_by.namesakes(text, "Mr. Lund", "en") == ("Ann Lund", "Peter Lund")
    assert said_by.namesakes(text, "Ann Lund", "en") == ()
    assert said_by.namesakes(text, None, "en") == ()
    assert said_by.namesakes("The auditor Ann Lund came. Then Lund said no.", "Lund", "en") == ()
