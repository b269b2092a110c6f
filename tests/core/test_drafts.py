"""Drafts: kept whole, published once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import readers
from bot.core import drafts, intake
from bot.core.casebook import Casebook
from bot.core.drafts import DraftGone, Target
from bot.core.errors import BadDetail
from bot.core.intake import Parcel
from bot.core.model import Actor, Details, Kind, Mark, Reading, Retrieval, Standing
from bot.core.records import Outcome
from bot.indexes.bm25 import BM25Index
from bot.stores.memory import MemoryStore
from tests.contracts.store_contract import RETRIEVED

ANN = Actor("discord:1")
HERE = Target("guild", "spyware")
TEXT = b"Two senators signed the letter about spyware on Tuesday."
words = st.text(st.characters(codec="utf-8"), max_size=20)
readings = st.builds(
    Reading,
    words,
    st.builds(Details, words, kind=st.sampled_from(Kind), standing=st.sampled_from(Standing), sources=st.tuples(words)),
    st.lists(st.builds(Mark, st.integers(0, 9), st.just("page"), words), max_size=2).map(tuple),
    st.lists(words, max_size=2).map(tuple),
    key=st.none() | words,
    original=st.none() | st.binary(max_size=20),
    named=st.booleans(),
)


@pytest.fixture
def casebook() -> Casebook:
    return Casebook(MemoryStore(), BM25Index(None), readers.read)


@pytest.fixture
def parcel(casebook: Casebook) -> Parcel:
    return intake.read_file(casebook.read, TEXT, "letter.txt")


@given(st.lists(readings, max_size=3), st.binary(max_size=50), st.none() | st.just(RETRIEVED))
def test_a_draft_comes_back_as_it_was(found: list[Reading], data: bytes, retrieval: Retrieval | None) -> None:
    """Whatever was read: what is published is what was previewed."""
    parcel = Parcel("a.zip", data, tuple(found), "a.zip", retrieval)
    assert drafts._unpacked(drafts._packed("case", parcel)) == ("case", parcel)


def test_it_is_published_once(casebook: Casebook, parcel: Parcel) -> None:
    waiting = drafts.keep(casebook, parcel, HERE, ANN)
    (receipt,) = drafts.publish(casebook, waiting, ANN)
    assert (receipt.outcome, receipt.document.details.language) == (Outcome.ADDED, "en")
    with pytest.raises(DraftGone):
        drafts.publish(casebook, waiting, ANN)
    with pytest.raises(DraftGone):
        drafts.discard(casebook, waiting)


def test_one_that_fails_to_be_published_is_kept(casebook: Casebook, parcel: Parcel) -> None:
    """For another try."""
    drafts.publish(casebook, drafts.keep(casebook, parcel, HERE, ANN), ANN)
    again = drafts.keep(casebook, parcel, HERE, ANN)
    with pytest.raises(Exception, match="already here"):
        drafts.publish(casebook, again, ANN)
    assert drafts.load(casebook, again.draft.id, "guild") == again


def test_an_edit_is_what_is_published(casebook: Casebook, parcel: Parcel) -> None:
    waiting = drafts.keep(casebook, parcel, HERE, ANN)
    drafts.edit(casebook, waiting, lambda found: replace(found, title="The letter"))
    (receipt,) = drafts.publish(casebook, drafts.load(casebook, waiting.draft.id, "guild"), ANN)
    assert receipt.document.details.title == "The letter"


def test_a_bad_edit_changes_nothing(casebook: Casebook, parcel: Parcel) -> None:
    waiting = drafts.keep(casebook, parcel, HERE, ANN)
    with pytest.raises(BadDetail):
        drafts.edit(casebook, waiting, lambda found: replace(found, published="soon"))
    assert drafts.load(casebook, waiting.draft.id, "guild").parcel == waiting.parcel


def test_another_workspace_has_no_such_draft(casebook: Casebook, parcel: Parcel) -> None:
    waiting = drafts.keep(casebook, parcel, HERE, ANN)
    with pytest.raises(DraftGone):
        drafts.load(casebook, waiting.draft.id, "elsewhere")


def test_a_proposal_waits_longer(casebook: Casebook, parcel: Parcel) -> None:
    waiting = drafts.keep(casebook, parcel, HERE, ANN)
    proposed = drafts.propose(casebook, waiting)
    assert proposed.draft.proposed
    assert proposed.draft.expires > waiting.draft.expires
    drafts.discard(casebook, proposed)
    assert casebook.store.drafts("guild") == []
