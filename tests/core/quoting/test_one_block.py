"""Two quotes that stand side by side are one block: nobody reads the same words twice or is misquoted for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model.answers import Excerpt, Note
from bot.core.model.documents import Document, Mark
from bot.core.quoting import one_block
from tests.core.small_library import library

TEXT = "The mill is old. Norland bought it. It rained. Estmark sold it. Cars go by the road."
FILES = library({"mill": TEXT, "other": TEXT})
DOCUMENTS = {one.key: one for one in FILES.store.documents(FILES.cases)}


def excerpt(quote: str, shown: str) -> Excerpt:
    start, at = TEXT.index(quote), TEXT.index(shown)
    made = Excerpt(1, quote, (), DOCUMENTS["mill"], "letters", "¶ 1", start, start + len(quote), quote, 1.0)
    return replace(made, shown=shown, shown_start=at, shown_end=at + len(shown))


BOUGHT = excerpt("Norland bought it.", "Norland bought it. It rained.")
SOLD = excerpt("Estmark sold it.", "It rained. Estmark sold it. Cars go by the road.")


def said(one: Excerpt) -> list[str]:
    return [TEXT[start:end] for start, end in one.quotes]


@pytest.mark.parametrize("pair", [(BOUGHT, SOLD), (SOLD, BOUGHT)])
def test_two_quotes_that_show_the_same_words_stand_in_one_block(pair: tuple[Excerpt, Excerpt]) -> None:
    """The better one is whose it is; all that either shows is there once, and both are quoted."""
    (both,) = one_block.once(pair)
    assert both.quote == pair[0].quote
    assert both.shown == "Norland bought it. It rained. Estmark sold it. Cars go by the road."
    assert TEXT[both.shown_start : both.shown_end] == both.shown
    assert both.passage == both.shown  # what is read around it is that of both, too
    assert said(both) == ["Norland bought it.", "Estmark sold it."]


def test_a_block_within_the_other_adds_its_quote_alone() -> None:
    whole = excerpt("Estmark sold it.", TEXT)
    assert [one.shown for one in one_block.once([whole, BOUGHT])] == [TEXT]
    assert [one.shown for one in one_block.once([BOUGHT, whole])] == [TEXT]


def test_where_a_quote_stands_in_its_passage_twice_what_is_shown_is_read_around_it() -> None:
    twice = replace(SOLD, passage=f"{SOLD.quote} {SOLD.quote}")
    (both,) = one_block.once([BOUGHT, twice])
    assert both.passage == both.shown


def test_quotes_that_overlap_are_one() -> None:
    """Bold begins once and ends once."""
    wider = excerpt("It rained. Estmark sold it.", "It rained. Estmark sold it.")
    (both,) = one_block.once([SOLD, wider])
    assert said(both) == ["It rained. Estmark sold it."]


def test_what_is_apart_or_of_another_document_stays_apart() -> None:
    apart = excerpt("Cars go by the road.", "Cars go by the road.")
    elsewhere = replace(SOLD, document=DOCUMENTS["other"])
    assert one_block.once([BOUGHT, apart, elsewhere]) == [BOUGHT, apart, elsewhere]


def test_what_is_shown_without_its_place_stays_apart() -> None:
    alone = replace(SOLD, shown="")
    assert one_block.once([SOLD, alone]) == [SOLD, alone]


def test_a_block_is_no_longer_than_one_quote_s_may_grow() -> None:
    """Two long ones that have a sentence in common are shown one after the other."""
    words = "word " * (one_block.WORDS // 2)
    first = replace(BOUGHT, shown=f"{words}Norland bought it. It rained.", shown_start=0, shown_end=1_000)
    other = replace(SOLD, shown=f"It rained. Estmark sold it. {words}", shown_start=990, shown_end=2_000)
    assert len(one_block.once([first, other])) == 2
    within = replace(SOLD, shown=f"{words * 3}Norland bought it. It rained.", shown_start=0, shown_end=1_000)
    assert len(one_block.once([first, within])) == 1  # that one is as long without it


def test_words_of_somebody_else_are_shown_but_not_quoted() -> None:
    """The line below says whose words the quote is: it must not be read as said of another's."""
    (both,) = one_block.once([replace(BOUGHT, speaker="Ida Borg"), SOLD])
    assert said(both) == ["Norland bought it."]
    assert "Estmark sold it." in both.shown
    (same,) = one_block.once([replace(BOUGHT, speaker="Ida Borg"), replace(SOLD, speaker="Ida Borg")])
    assert len(said(same)) == 2


def test_what_cannot_stand_as_a_quote_is_not_one_in_a_block_either() -> None:
    (both,) = one_block.added([BOUGHT], SOLD, quoted=False)
    assert said(both) == ["Norland bought it."]


def test_what_turns_either_is_told_once_and_only_if_the_block_does_not_hold_it() -> None:
    far, near = Note("It was false.", 900, 913, "¶ 9"), Note("Cars go by the road.", 64, 84, "¶ 1")
    (both,) = one_block.once([replace(BOUGHT, notes=(far, near)), replace(SOLD, notes=(far,))])
    assert both.notes == (far,)


def test_a_block_is_as_surely_recognised_as_its_worst_page() -> None:
    """Though the first quote stood on a page that was read well."""
    marks = (Mark(0, "recognised", "95"), Mark(46, "recognised", "60"))
    document: Document = replace(DOCUMENTS["mill"], marks=marks)
    pages = [replace(one, document=document, recognised=95) for one in (BOUGHT, SOLD)]
    assert one_block.once(pages)[0].recognised == 60


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=5))
def test_no_words_are_lost_and_none_are_shown_twice(places: list[tuple[int, int, int]]) -> None:
    """Whatever is joined: each quote stands in a block, word for word, and no two blocks overlap."""
    starts = [0, *(at + 2 for at, sign in enumerate(TEXT[:-1]) if sign == "."), len(TEXT) + 1]
    given = []
    for number, before, after in places:
        quote = TEXT[starts[number] : starts[number + 1] - 1]
        shown = TEXT[starts[max(0, number - before)] : starts[min(5, number + 1 + after)] - 1]
        given.append(excerpt(quote, shown))
    blocks = one_block.once(given)
    for one in blocks:
        assert TEXT[one.shown_start : one.shown_end] == one.shown
        assert all(one.shown_start <= start < end <= one.shown_end for start, end in one.quotes)
    assert all(any(one.quote in block.shown for block in blocks) for one in given)
    assert all(first[1] < second[0] for one in blocks for first, second in pairwise(one.quotes))
    spans = sorted((one.shown_start, one.shown_end) for one in blocks)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
