"""A quote is shown with what stands around it: whole sentences, word for word, and not cut before a "but"."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.language import passages, sentences
from bot.core.quoting import in_place

FILLER = "The committee met in the town hall on a rainy evening and heard from seven witnesses about the road. "


def placed(text: str, quote: str, language: str = "en") -> str:
    """What is shown of the passage that holds the quote."""
    start = text.index(quote)
    passage = next(one for one in passages.split(text, (), language) if one.start <= start < one.end)
    spans = sentences.split(text, language, passage.start, passage.end)
    first, last = in_place.shown(text, (start, start + len(quote)), spans, language)
    return text[first:last]


def test_the_sentences_around_it_are_shown_up_to_about_ninety_words() -> None:
    text = f"{FILLER * 8}The bridge was closed in May. {FILLER * 8}"
    shown = placed(text, "The bridge was closed in May.")
    assert shown.startswith("The committee met")
    assert shown.endswith("about the road.")
    assert 60 < len(shown.split()) <= in_place.WORDS


def test_it_goes_on_across_a_paragraph_s_end() -> None:
    shown = placed("It was signed in May.\n\nThe firm withdrew its offer in June.", "It was signed in May.")
    assert shown.endswith("The firm withdrew its offer in June.")


def test_it_begins_before_in_the_paragraph_before() -> None:
    shown = placed("The bridge is old.\n\nIt was closed in May.", "It was closed in May.")
    assert shown.startswith("The bridge is old.")


@pytest.mark.parametrize(
    "turn", ["But the court later annulled the order.", "However, this was denied by the ministry."]
)
def test_it_never_ends_before_a_sentence_that_turns_it(turn: str) -> None:
    """However long it is already."""
    words = "word " * 80
    text = f"The firm paid the fine {words}in full. {turn} {FILLER}"
    shown = placed(text, f"The firm paid the fine {words}in full.")
    assert shown.endswith(turn)


def test_a_sentence_too_long_to_be_added_is_not() -> None:
    turn = f"But {'word ' * 200}the court annulled it."
    assert placed(f"{'Word ' * 88}ends here. {turn}", f"{'Word ' * 88}ends here.").endswith("ends here.")


def test_a_heading_is_not_what_stands_before_it() -> None:
    shown = placed("# The bridge\nIt was closed in May. Cars go round by the mill now.", "It was closed in May.")
    assert shown == "It was closed in May. Cars go round by the mill now."


@pytest.mark.parametrize("heading", ["## The mill", "## Who was it?", "**Who was it?**"])
def test_a_heading_ends_it(heading: str) -> None:
    """What stands below is another subject, also where the heading asks."""
    text = f"It was closed in May.\n\n{heading}\n\nThe mill was sold in June."
    assert placed(text, "It was closed in May.") == "It was closed in May."


def test_a_heading_that_asks_what_the_quote_answers_stands_above_it() -> None:
    text = "The bridge is old.\n\n## Who closed it?\n\nThe mayor of the town closed the bridge in May."
    shown = placed(text, "The mayor of the town closed the bridge in May.")
    assert shown == "## Who closed it?\n\nThe mayor of the town closed the bridge in May."


@pytest.mark.parametrize(
    ("language", "quote"),
    [
        ("en", "The courts rejected that argument."),
        ("en", "They rejected it."),
        ("de", "Die Gerichte wiesen dieses Argument zurück."),
        ("fr", "Les tribunaux ont rejeté cet argument."),
        ("es", "Los tribunales rechazaron ese argumento."),
        ("pt", "Os tribunais rejeitaram esse argumento."),
        ("it", "I tribunali respinsero questo argomento."),
        ("nl", "De rechters verwierpen dit argument."),
        ("pl", "Sądy odrzuciły ten argument."),
        ("ru", "Суды отвергли этот довод."),
        ("ar", "رفضت المحاكم هذه الحجة."),
        ("tr", "Mahkemeler bu savı reddetti."),
    ],
)
def test_what_a_quote_refers_back_to_is_shown_before_more_of_what_follows(language: str, quote: str) -> None:
    """Which argument was rejected stands before it; without that, three sentences more would say less."""
    argued = FILLER * 2 + "The firm argued that it was immune."
    long = f"{'word ' * 39}said."
    shown = placed(f"{argued} {quote} Word {long} Word {long}", quote, language)
    assert f"The firm argued that it was immune. {quote}" in shown
    plain = placed(f"{argued} The bridge fell. Word {long} Word {long}", "The bridge fell.")
    assert plain.startswith("The bridge fell. Word word")


def test_this_week_refers_to_nothing_before() -> None:
    argued, long = "The firm argued that it was immune.", f"Word {'word ' * 80}said."
    text = f"{argued} The bridge fell this week in heavy rain. {long}"
    assert not placed(text, "The bridge fell this week in heavy rain.").startswith(argued)


def test_without_anything_around_it_stands_alone() -> None:
    assert placed("It was closed in May.", "It was closed in May.") == "It was closed in May."


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["It rained.", "But it stopped.", "# Weather", "\n\n", "He denied this."]), min_size=1))
def test_what_is_shown_holds_the_quote_and_is_the_text_s_own(pieces: list[str]) -> None:
    text = " ".join([*pieces, "The bridge was closed in May.", *pieces])
    assert "The bridge was closed in May." in placed(text, "The bridge was closed in May.")
