"""Drafts: kept whole, published once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import readers
from bot.core.casebook import Casebook
from bot.core.library import intake, packing
from bot.core.library.intake import Parcel
from bot.core.model.documents import Actor, Audience, Details, Kind, Mark, Reading, Retrieval, Standing
from bot.core.model.errors import BadDetail
from bot.core.model.trail import Outcome
from bot.core.workflows import drafts
from bot.core.workflows.drafts import DraftGone, Target
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore
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
    assert packing.unpacked(packing.packed("case", parcel)) == ("case", parcel)


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


def test_what_is_erased_goes_from_drafts_too(casebook: Casebook, parcel: Parcel) -> None:
    """The same text, bytes or page, in its workspace, also as one document of many; what is another's stays."""
    (receipt,) = casebook.take(parcel, ANN, workspace="guild", case="spyware")
    other = intake.read_file(casebook.read, b"Nothing of that letter is in here.", "other.txt")
    many = replace(other, readings=(*other.readings, *parcel.readings))
    same_bytes = replace(other, data=TEXT)
    kept = [drafts.keep(casebook, other, HERE, ANN), drafts.keep(casebook, parcel, replace(HERE, workspace="8"), ANN)]
    for one in (parcel, many, same_bytes):
        drafts.keep(casebook, one, HERE, ANN)
    casebook.store.put_draft(replace(kept[0].draft, id="damaged", body=b"\0\0"))

    viewer = casebook.viewer(Audience("guild", everything=True))
    casebook.erase(viewer, receipt.document.id, ANN, "a source at risk")

    assert {one.id for one in casebook.store.drafts()} == {one.draft.id for one in kept}


def test_a_draft_of_the_same_page_goes_with_it(casebook: Casebook, parcel: Parcel) -> None:
    """As it reads today: nearly the same words."""
    page = replace(parcel, origin=RETRIEVED.address, retrieval=RETRIEVED)
    page = page.edited(lambda found: replace(found, source=RETRIEVED.address))
    (receipt,) = casebook.take(page, ANN, workspace="guild", case="spyware")
    today = intake.read_file(casebook.read, TEXT + b" And more.", "letter.txt")
    drafts.keep(casebook, replace(today, origin=page.origin, retrieval=RETRIEVED), HERE, ANN)
    casebook.erase(casebook.viewer(Audience("guild")), receipt.document.id, ANN, "asked to")
    assert casebook.store.drafts() == []


def test_a_draft_that_cant_be_read_is_gone(casebook: Casebook, parcel: Parcel) -> None:
    waiting = drafts.keep(casebook, parcel, HERE, ANN)
    casebook.store.put_draft(replace(waiting.draft, body=waiting.draft.body[:20]))
    with pytest.raises(DraftGone):
        drafts.load(casebook, waiting.draft.id, "guild")
