"""Standing questions: what counts as news, what is kept how long, and what moderators are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.answers import Answer, Question, Reason
from bot.core.model.documents import SHARED, Actor, Audience, Case, Details, Viewer
from bot.core.model.errors import UnknownCase
from bot.core.model.trail import Outcome
from bot.core.search import confidence
from bot.core.workflows import standing_questions
from bot.core.workflows.standing_questions import Asker, NotWaiting, TooManyQuestions
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore

ANN, BEN, MO = Actor("discord:1"), Actor("discord:2"), Actor("discord:3")
NOW = datetime(2026, 5, 1, tzinfo=UTC)
HERE = "7"
ASKED = "who signed the lease of the Elmstead warehouse?"
SIGNED = "The lease of the Elmstead warehouse was signed by Tomas Reed in 2019."
LEASE = f"{SIGNED}\n\nThe rent is 4,000 a month."
LETTER = "Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday."
STORY = "\n\n".join([LEASE, *(f"In part {n} the report names warehouse {n} and who rented it then." for n in range(9))])


class Files:
    """A casebook of one server, and a person who asks in it."""

    def __init__(self) -> None:
        self.book = Casebook(MemoryStore(lambda: NOW), BM25Index(None), readers.read)
        self.store = self.book.store
        self.put("letter", LETTER)

    def put(self, key: str, text: str, case: str = "general", **details: Any) -> int:
        """Add it, or make it the next version; its number."""
        said = Details(details.pop("title", key), language="en", **details)
        done = self.book.add(text.encode(), f"{key}.txt", MO, workspace=HERE, case=case, details=lambda _: said)
        return done[0].document.id

    def seal(self, case: str) -> Case:
        """Only role 5 reads it."""
        found = self.store.open_case(HERE, case, case)
        return self.store.put_case(replace(found, open=False, roles=frozenset({5})), MO)

    def audience(self, *roles: int) -> Audience:
        return Audience(HERE, frozenset(roles), 11)

    def viewer(self, *roles: int) -> Viewer:
        return self.book.viewer(self.audience(*roles))

    def ask(self, text: str, *roles: int, case: str | None = None) -> Answer:
        return self.book.ask(Question(text, case), self.viewer(*roles))

    def keep(self, text: str = ASKED, by: Actor = ANN, *roles: int, case: str | None = None) -> str:
        """As somebody who was just refused."""
        scope = standing_questions.scope(self.book, self.viewer(*roles))
        chosen = self.book.case(self.viewer(*roles), case).id if case else None
        asker = Asker(by, HERE, 11, "en")
        at = NOW + timedelta(seconds=len(self.store.questions()))
        return standing_questions.keep(self.book, asker, Question(text, case), replace(scope, case=chosen), (at, 90))

    def news(self, *roles: int) -> list[str]:
        """The quotes that whoever waits is told now, one for each question that has news."""
        told = (standing_questions.news(self.book, one, self.audience(*roles)) for one in self.store.questions())
        return [found[0].excerpts[0].quote for found in told if found]


@pytest.fixture
def files() -> Files:
    return Files()


# --- keeping


def test_a_refusal_that_a_later_document_can_change_can_be_waited_for(files: Files) -> None:
    assert standing_questions.offers(files.ask(ASKED))
    assert not standing_questions.offers(files.ask("who signed the letter about Harbour?"))
    assert not standing_questions.offers(files.ask("?"))
    assert not standing_questions.offers(replace(files.ask(ASKED), reason=Reason.WITHHELD))


def test_a_question_is_kept_as_it_was_asked(files: Files) -> None:
    """Until its time is over; with what it was asked of, and at which point of the change log."""
    number = files.keep(case="general")
    (one,) = files.store.questions()
    case = files.book.case(files.viewer(), "general").id
    assert (one.id, one.workspace, one.by, one.channel, one.text) == (number, HERE, ANN.id, 11, ASKED)
    assert (one.at, one.expires) == (NOW, NOW + timedelta(days=90))
    assert (one.case, one.scope) == (case, frozenset({case}))
    assert one.since == one.seen == files.store.head().sequence
    assert (one.told, one.due, one.tries) == (None, None, 0)


def test_the_same_question_again_begins_its_time_anew(files: Files) -> None:
    first = files.keep()
    files.store.release_question(first, NOW)
    assert files.keep() == first
    assert [one.tries for one in files.store.questions()] == [0]
    assert files.keep(by=BEN) != first


def test_nobody_waits_for_more_than_he_can_keep_in_view(files: Files) -> None:
    """But the same again is no further one, and others have their own."""
    for number in range(standing_questions.PER_PERSON):
        files.keep(f"what is in room {number}?")
    with pytest.raises(TooManyQuestions):
        files.keep("what is in the cellar?")
    files.keep("what is in room 0?")
    files.keep("what is in the cellar?", BEN)


def test_only_who_asked_can_withdraw(files: Files) -> None:
    """Somebody else is told what he would be told of one that never was."""
    number = files.keep()
    for who, which in ((BEN, number), (ANN, "0" * 32)):
        with pytest.raises(NotWaiting):
            standing_questions.withdraw(files.book, which, who)
    standing_questions.withdraw(files.book, number, ANN)
    assert list(files.store.questions()) == []


# --- what is looked at


def test_nothing_is_looked_at_before_the_files_change(files: Files) -> None:
    files.keep()
    assert standing_questions.waiting(files.book, NOW) == ([], files.store.head().sequence)
    files.put("lease", LEASE)
    found, head = standing_questions.waiting(files.book, NOW)
    assert ([one.text for one in found], head) == ([ASKED], files.store.head().sequence)
    files.store.seen_questions([one.id for one in found], head)
    assert standing_questions.waiting(files.book, NOW)[0] == []


def test_who_could_not_be_reached_waits_for_another_day(files: Files) -> None:
    number = files.keep()
    files.put("lease", LEASE)
    files.store.seen_questions([number], files.store.head().sequence)
    files.store.release_question(number, NOW + standing_questions.AGAIN)
    assert standing_questions.waiting(files.book, NOW)[0] == []
    assert [one.id for one in standing_questions.waiting(files.book, NOW + standing_questions.AGAIN)[0]] == [number]


def test_what_was_begun_comes_first_and_then_what_was_longest_not_looked_at(files: Files) -> None:
    numbers = [files.keep(f"what is in room {number}?") for number in range(3)]
    files.put("lease", LEASE)
    files.store.seen_questions(numbers[:1], files.store.head().sequence)
    files.put("other", "The pier is 70 metres long.")
    files.store.claim_question(numbers[2], NOW)
    assert [one.id for one in standing_questions.waiting(files.book, NOW)[0]] == [
        numbers[2],
        numbers[1],
        numbers[0],
    ]


def test_a_change_elsewhere_is_none_here(files: Files) -> None:
    """Another server's document, one of a removed case, one that only went away."""
    files.keep()
    gone, case = files.put("gone", "The pier is 70 metres long.", "closing"), files.store.open_case(HERE, "closing", "")
    files.store.seen_questions([files.store.questions()[0].id], files.store.head().sequence)
    files.book.add(LEASE.encode(), "lease.txt", MO, workspace="8", case="general")
    (one,) = files.store.questions()
    assert not standing_questions.is_touched(files.book, one)
    files.store.remove(gone, MO)
    assert not standing_questions.is_touched(files.book, one)
    files.store.restore(gone, MO)
    assert standing_questions.is_touched(files.book, one)
    files.store.put_case(replace(case, removed=True), MO)
    assert not standing_questions.is_touched(files.book, one)


# --- what is news


def test_a_later_document_that_answers_is_news(files: Files) -> None:
    files.keep()
    assert files.news() == []
    files.put("lease", LEASE)
    assert files.news() == [SIGNED]


def test_a_new_version_that_answers_is_news(files: Files) -> None:
    number = files.put("lease", "The rent of the warehouse is 4,000 a month.")
    files.keep()
    assert files.put("lease", LEASE) == number
    assert files.news() == [SIGNED]


def test_what_stood_there_already_is_no_news(files: Files) -> None:
    """Whatever else becomes different: its details, another passage, a removal that is undone."""
    number = files.put("lease", LEASE)
    files.keep()
    said = files.store.get([number])[number].details
    for change in (
        lambda: files.store.describe(number, replace(said, title="The lease of the Elmstead warehouse"), MO),
        lambda: files.put("lease", f"{LEASE}\n\nIt has two floors."),
        lambda: files.store.remove(number, MO),
        lambda: files.store.restore(number, MO),
        lambda: files.put("pier", "The pier is 70 metres long."),
    ):
        change()
        assert files.news() == []
    assert files.ask(ASKED).answered


def test_what_was_healed_while_it_was_removed_is_news_when_it_comes_back(files: Files) -> None:
    """Healing brings nothing back."""
    number = files.put("lease", LEASE)
    files.store.remove(number, MO)
    assert isinstance(files.store, MemoryStore)
    files.store._kept[number].texts[0] = LEASE.upper()
    files.store.heal(LEASE, MO)
    files.keep()
    files.store.restore(number, MO)
    assert files.news() == [SIGNED]


def test_what_was_removed_when_it_was_asked_and_came_back_is_news(files: Files) -> None:
    number = files.put("lease", LEASE)
    files.store.remove(number, MO)
    files.keep()
    files.store.restore(number, MO)
    assert files.news() == [SIGNED]


def test_another_threshold_is_no_news(files: Files) -> None:
    files.put("lease", LEASE)
    files.store.put_setting(SHARED, confidence.THRESHOLD, "1.1", MO)
    assert not files.ask(ASKED).answered
    files.keep()
    files.store.put_setting(SHARED, confidence.THRESHOLD, None, MO)
    files.put("pier", "The pier is 70 metres long.")
    assert files.ask(ASKED).answered
    assert files.news() == []


def test_a_copy_of_an_old_story_is_no_news(files: Files) -> None:
    """Whichever of the two is quoted."""
    files.put("paper", STORY)
    files.keep()
    files.put("another", f"{STORY}\n\nThe Evening Post.")
    files.put("aaa", f"{STORY}\n\nThe Morning Post.")
    assert files.ask(ASKED).answered
    assert files.news() == []


def test_several_new_copies_are_one_piece_of_news(files: Files) -> None:
    files.keep()
    for name in ("one", "two"):
        files.put(name, f"{STORY}\n\nThe {name} Post.")
    assert files.ask(ASKED).excerpts[0].copied
    assert len(files.news()) == 1


def test_a_new_index_is_no_news(files: Files) -> None:
    files.put("lease", LEASE)
    files.keep()
    files.book.index.clear()
    files.book.catch_up()
    assert files.news() == []


def test_only_who_may_see_it_now_is_told(files: Files) -> None:
    """Neither somebody who never could, nor somebody who can't any more."""
    files.seal("sealed")
    files.keep(ASKED, ANN, 5)
    files.put("lease", LEASE, "sealed")
    assert files.news() == []
    assert len(files.news(5)) == 1


def test_a_case_that_somebody_is_let_into_is_no_news(files: Files) -> None:
    """The document was there: whoever lets him in can tell him so."""
    files.seal("sealed")
    files.put("lease", LEASE, "sealed")
    files.keep()
    assert files.ask(ASKED, 5).answered
    assert files.news(5) == []


def test_a_question_of_a_case_that_is_hidden_now_is_asked_of_nothing(files: Files) -> None:
    files.seal("sealed")
    files.put("pier", "The pier is 70 metres long.", "sealed")
    files.keep(ASKED, ANN, 5, case="sealed")
    files.put("lease", LEASE, "sealed")
    assert files.news() == []
    assert len(files.news(5)) == 1


def test_a_case_that_goes_while_it_is_asked(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.keep(case="general")
    monkeypatch.setattr(files.book, "ask", lambda *_: (_ for _ in ()).throw(UnknownCase(name="general")))
    assert files.news() == []


def test_words_that_were_lost_are_taken_for_old(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it can't be said what a version held, nobody is told."""
    files.put("lease", "The rent of the warehouse is 4,000 a month.")
    files.keep()
    files.put("lease", LEASE)
    monkeypatch.setattr(files.store, "text", lambda *_: None)
    assert files.news() == []


# --- gaps


def gaps(files: Files, *roles: int) -> list[tuple[str, int]]:
    return [(gap.text, gap.people) for gap in standing_questions.gaps(files.book, HERE, files.viewer(*roles))]


def test_the_same_question_is_one_gap(files: Files) -> None:
    """In other words' forms, order and case; the most wanted first; one person counts once."""
    files.keep("what is in room 7?")
    files.keep("Who signed the Elmstead warehouse lease?", BEN)
    files.keep()
    files.keep("who SIGNED the lease of the Elmstead warehouses", ANN)
    assert gaps(files) == [("Who signed the Elmstead warehouse lease?", 2), ("what is in room 7?", 1)]


def test_questions_without_telling_words_stay_apart(files: Files) -> None:
    for text in ("who is it?", "what was that?", "?!"):
        files.keep(text)
    assert len(gaps(files)) == 3


def test_what_was_asked_of_a_hidden_case_is_no_gap_for_who_can_not_see_it(files: Files) -> None:
    """Its words may tell what the case is about; so a moderator's list is as if nobody had asked."""
    files.seal("sealed")
    files.keep("what is in room 7?")
    files.keep("who paid the informant?", ANN, 5)
    assert gaps(files) == [("what is in room 7?", 1)]
    assert len(gaps(files, 5)) == 2


def test_a_removed_case_hides_only_what_it_hid_before(files: Files) -> None:
    sealed, open_ = files.seal("sealed"), files.store.open_case(HERE, "open", "Open")
    files.keep("what is in room 7?")
    files.keep("who paid the informant?", ANN, 5, case="sealed")
    for case in (sealed, open_):
        files.store.put_case(replace(case, removed=True), MO)
    assert gaps(files, 5) == [("what is in room 7?", 1)]


def test_what_is_being_told_is_no_gap(files: Files) -> None:
    files.store.claim_question(files.keep(), NOW)
    assert gaps(files) == []


def test_another_servers_gaps_are_its_own(files: Files) -> None:
    files.keep()
    assert standing_questions.gaps(files.book, "8", files.viewer()) == []


@given(st.lists(st.text(min_size=1, max_size=40), max_size=6))
def test_every_question_is_in_one_group(asked: list[str]) -> None:
    files = Files()
    for number, text in enumerate(asked):
        files.keep(text.encode("utf-8", "ignore").decode() or "?", Actor(f"discord:{number}"))
    found = standing_questions.gaps(files.book, HERE, files.viewer())
    assert sum(gap.people for gap in found) == len(asked)


def test_erasing_somebody_erases_what_he_asked(files: Files) -> None:
    files.keep()
    files.store.forget(ANN, MO)
    assert list(files.store.questions()) == []
    assert files.store.events()[0].action is Outcome.ERASED
