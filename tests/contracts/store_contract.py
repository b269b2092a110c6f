"""What every store does, as tests to inherit: a class a port, and `StoreContract` for a store that fills all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from bot.core.model.documents import (
    SHARED,
    Actor,
    Case,
    Details,
    Document,
    Draft,
    Kind,
    Mark,
    Post,
    Quotation,
    Retrieval,
    Standing,
    Upload,
)
from bot.core.model.errors import NotText, UnknownCase, UnknownDocument
from bot.core.model.kept_items import Feedback, Schedule, StandingQuestion
from bot.core.model.ports import Clock, Store
from bot.core.model.trail import Change, Head, Held, Outcome

ANN, BEN = Actor("discord:1"), Actor("discord:2")
START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
LETTER = Upload("letter", Details("The letter"), "Eighteen members signed it.\n\nIt was sent.", b"bytes", "letter.txt")
FULL = Upload(
    key="ключ-1",
    details=Details(
        title="Ziyaret — 😀",
        source="https://example.org/a",
        publisher="Example",
        published="2021-12",
        language="tr",
        author="A. N. Author",
        kind=Kind.SUMMARY,
        sources=("https://example.org/b", "https://example.org/c"),
        standing=Standing.DISPUTED,
    ),
    text="Line\r\nend, NUL \0, right-to-left שלום, astral 😀, no final newline",
    original=bytes(range(256)),
    origin="a b.pdf",
    marks=(Mark(0, "page", "iv"), Mark(7, "heading", "“Why?”")),
    fetched=True,
)
RETRIEVED = Retrieval("https://example.org", "https://example.org/a", 200, {"etag": '"ü"'}, START)
DRAFT = Draft("a", "local", 1, ANN.id, START, START + timedelta(days=7), False, bytes(range(256)))
QUESTION = StandingQuestion(
    id="q",
    workspace="1",
    by=ANN.id,
    channel=2**62,
    text="Ποιος υπέγραψε; 😀",
    language="fr",
    at=START,
    expires=START + timedelta(days=90),
    since=3,
    seen=4,
    case=5,
    after="2021",
    before="2021-12",
    scope=frozenset({5, 2**52}),
)


class Ticking:
    """A clock that goes on by a minute whenever it is asked."""

    def __init__(self) -> None:
        self.now = START - timedelta(minutes=1)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


class Opened:
    """An empty store to try a port on: give `make` and `damage`."""

    def make(self, clock: Clock) -> Store:
        raise NotImplementedError

    def damage(self, store: Store, text: str) -> None:
        """Behind its back, put other letters in the place of that stored text."""
        raise NotImplementedError

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        store = self.make(Ticking())
        yield store
        store.close()

    @pytest.fixture
    def case(self, store: Store) -> Case:
        return store.open_case("local", "nso-group", "NSO Group")


class DocumentsContract(Opened):
    """Documents and their versions."""

    def test_put_adds_a_document(self, store: Store, case: Case) -> None:
        """Everything given comes back: in the receipt, by id, by key and in the list."""
        receipt = store.put(case.id, FULL, ANN)
        document = receipt.document

        assert receipt.outcome is Outcome.ADDED
        assert (document.case, document.key, document.version, document.removed) == (case.id, FULL.key, 1, False)
        assert (document.details, document.marks, document.origin) == (FULL.details, FULL.marks, FULL.origin)
        assert (document.length, document.fetched, document.added_by) == (len(FULL.text), True, ANN.id)
        assert store.document(document.id) == store.find(case.id, FULL.key) == document
        assert store.documents([case.id]) == [document]

    def test_text_and_original_come_back_exactly(self, store: Store, case: Case) -> None:
        """No newline, NUL or astral letter is changed; the hashes are those of what was given."""
        document = store.put(case.id, FULL, ANN).document

        assert store.texts([document.id]) == {document.id: FULL.text}
        assert store.text(document.id, 1) == FULL.text
        assert store.original(document.id) == FULL.original
        assert document.sha256 == "40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880"
        assert document.text_sha256 == hashlib.sha256(FULL.text.encode()).hexdigest()

    def test_times_are_aware_and_in_utc(self, store: Store, case: Case) -> None:
        """To the microsecond."""
        added = store.put(case.id, LETTER, ANN).document
        changed = store.describe(added.id, Details("A letter"), BEN).document

        assert added.added_at == added.changed_at == changed.added_at
        assert changed.changed_at - added.added_at >= timedelta(minutes=1)
        assert added.added_at.utcoffset() == timedelta(0)
        assert added.added_at.microsecond == START.microsecond
        assert store.document(added.id) == changed

    def test_the_same_again_changes_nothing(self, store: Store, case: Case) -> None:
        """Upserts go by content: no version, no event, no change."""
        first = store.put(case.id, LETTER, ANN)
        before = (store.head(), store.events())

        again = store.put(case.id, replace(LETTER, origin="copy.txt"), BEN)

        assert (again.outcome, again.document) == (Outcome.UNCHANGED, first.document)
        assert (store.head(), store.events()) == before

    @pytest.mark.parametrize(
        "changed",
        [
            replace(LETTER, text="Another text."),
            replace(LETTER, original=b"other bytes"),
            replace(LETTER, details=Details("The letter", standing=Standing.RETRACTED)),
            replace(LETTER, marks=(Mark(0, "page", "1"),)),
        ],
    )
    def test_anything_else_is_the_next_version(self, store: Store, case: Case, changed: Upload) -> None:
        """The id, the key and who added it stay; the earlier text can still be read."""
        first = store.put(case.id, LETTER, ANN).document
        receipt = store.put(case.id, changed, BEN)

        assert receipt.outcome is Outcome.UPDATED
        assert (receipt.document.id, receipt.document.version, receipt.document.added_by) == (first.id, 2, ANN.id)
        assert store.texts([first.id]) == {first.id: changed.text}
        assert store.text(first.id, 1) == LETTER.text
        assert store.original(first.id) == changed.original
        assert store.versions(first.id) == (first, receipt.document)

    def test_a_key_is_taken_once_in_each_case(self, store: Store, case: Case) -> None:
        other = store.open_case("local", "other", "Other")
        one, two = store.put(case.id, LETTER, ANN).document, store.put(other.id, LETTER, ANN).document

        assert one.id != two.id
        assert store.documents([other.id, case.id]) == [one, two]

    def test_put_many_is_put_for_each(self, store: Store, case: Case) -> None:
        """In order, in one transaction; a key may come twice."""
        store.put(case.id, LETTER, ANN)
        newer = replace(FULL, text="Newer.")

        receipts = store.put_many(case.id, iter([LETTER, FULL, newer, newer]), BEN)

        assert [one.outcome for one in receipts] == ["unchanged", "added", "updated", "unchanged"]
        assert [one.document.version for one in receipts] == [1, 1, 2, 2]
        assert store.documents([case.id]) == [receipts[0].document, receipts[2].document]
        assert store.put_many(case.id, [], BEN) == []

    def test_put_many_is_all_or_nothing(self, store: Store, case: Case) -> None:
        before = store.head()
        with pytest.raises(NotText):
            store.put_many(case.id, [LETTER, replace(FULL, text="\ud800")], ANN)
        with pytest.raises(NotText):
            store.put(case.id, replace(LETTER, details=Details("\udcff")), ANN)
        assert (store.documents([case.id]), store.head()) == ([], before)

    def test_put_into_no_case(self, store: Store) -> None:
        with pytest.raises(UnknownCase):
            store.put(99, LETTER, ANN)

    def test_remove_many_is_remove_for_each(self, store: Store, case: Case) -> None:
        """In one transaction: where one isn't there, none is removed."""
        letter, full = (one.document for one in store.put_many(case.id, [LETTER, FULL], ANN))
        with pytest.raises(UnknownDocument):
            store.remove_many([letter.id, 10**9], BEN)
        store.remove(letter.id, ANN)
        assert [one.outcome for one in store.remove_many([letter.id, full.id], BEN)] == ["unchanged", "removed"]
        assert store.documents([case.id]) == []
        assert store.remove_many([], BEN) == []

    def test_move_many_changes_where_they_come_from(self, store: Store, case: Case) -> None:
        letter, full = (one.document for one in store.put_many(case.id, [LETTER, FULL], ANN))
        store.remove(full.id, ANN)
        moved = store.move_many({letter.id: "other.txt", full.id: "more.txt"}, BEN)
        assert [(one.outcome, one.document.origin, one.document.version) for one in moved] == [
            ("updated", "other.txt", 2),
            ("updated", "more.txt", 2),
        ]
        assert store.documents([case.id]) == [moved[0].document]
        assert store.texts([letter.id])[letter.id] == LETTER.text
        assert store.original(letter.id) == LETTER.original
        with pytest.raises(UnknownDocument):
            store.move_many({10**9: "x"}, BEN)
        with pytest.raises(NotText):
            store.move_many({letter.id: "\udcff"}, BEN)

    def test_describe_is_a_new_version_of_the_same_text(self, store: Store, case: Case) -> None:
        first = store.put(case.id, LETTER, ANN).document
        details = replace(first.details, standing=Standing.CORRECTED)

        receipt = store.describe(first.id, details, BEN, "by court order")

        assert (receipt.outcome, receipt.document.version) == (Outcome.UPDATED, 2)
        assert receipt.document.details == details
        assert store.text(first.id, 2) == LETTER.text
        assert store.events(first.id)[0].note == "by court order"
        assert store.describe(first.id, details, BEN).outcome is Outcome.UNCHANGED

    def test_removed_is_out_of_the_list_and_kept(self, store: Store, case: Case) -> None:
        document = store.put(case.id, LETTER, ANN).document
        receipt = store.remove(document.id, BEN)

        assert (receipt.outcome, receipt.document.removed) == (Outcome.REMOVED, True)
        assert store.documents([case.id]) == []
        assert store.documents([case.id], removed=True) == [receipt.document]
        assert store.find(case.id, "letter") == store.document(document.id) == receipt.document
        assert store.texts([document.id]) == {document.id: LETTER.text}
        assert store.remove(document.id, BEN).outcome is Outcome.UNCHANGED

    def test_restore_brings_it_back(self, store: Store, case: Case) -> None:
        document = store.put(case.id, LETTER, ANN).document
        store.remove(document.id, ANN)
        receipt = store.restore(document.id, BEN)

        assert (receipt.outcome, receipt.document.version, receipt.document.removed) == (Outcome.RESTORED, 1, False)
        assert store.documents([case.id]) == [receipt.document]
        assert store.restore(document.id, BEN).outcome is Outcome.UNCHANGED

    def test_put_brings_a_removed_document_back(self, store: Store, case: Case) -> None:
        """Unchanged as restored, changed as updated."""
        document = store.put(case.id, LETTER, ANN).document
        store.remove(document.id, ANN)
        assert store.put(case.id, LETTER, BEN).outcome is Outcome.RESTORED
        store.remove(document.id, ANN)
        assert store.put(case.id, replace(LETTER, text="New."), BEN).outcome is Outcome.UPDATED
        assert [one.version for one in store.documents([case.id])] == [2]

    def test_restore_an_earlier_version(self, store: Store, case: Case) -> None:
        """It becomes the newest one, with its text, details, original and origin; nothing is lost."""
        first = store.put(case.id, LETTER, ANN).document
        store.put(case.id, replace(FULL, key="letter"), ANN)
        store.remove(first.id, ANN)

        receipt = store.restore(first.id, BEN, version=1)

        assert (receipt.outcome, receipt.document.version) == (Outcome.RESTORED, 3)
        assert receipt.document == replace(first, version=3, changed_at=receipt.document.changed_at)
        assert [store.text(first.id, number) for number in (1, 2, 3)] == [LETTER.text, FULL.text, LETTER.text]
        assert store.original(first.id) == LETTER.original
        with pytest.raises(UnknownDocument):
            store.restore(first.id, BEN, version=4)

    def test_describe_leaves_a_removed_document_removed(self, store: Store, case: Case) -> None:
        document = store.put(case.id, LETTER, ANN).document
        store.remove(document.id, ANN)
        assert store.describe(document.id, Details("New title"), ANN).document.removed
        assert store.documents([case.id]) == []

    def test_erased_is_gone_for_good(self, store: Store, case: Case) -> None:
        """Its key is free again, its number is never given again."""
        document = store.put(case.id, LETTER, ANN).document
        store.describe(document.id, Details("A secret name"), ANN, note="the secret name")
        store.erase(document.id, BEN, "court order 12/26")

        assert store.document(document.id) is None
        assert store.find(case.id, "letter") is None
        assert [*store.documents([case.id]), *store.documents([case.id], removed=True)] == []
        assert store.texts([document.id]) == {}
        assert (store.text(document.id, 1), store.versions(document.id)) == (None, ())
        with pytest.raises(UnknownDocument):
            store.original(document.id)
        assert store.put(case.id, LETTER, ANN).document.id > document.id

    def test_what_another_document_shares_stays(self, store: Store, case: Case) -> None:
        """Two documents of the same bytes: erasing one leaves the other whole."""
        one = store.put(case.id, LETTER, ANN).document
        two = store.put(case.id, replace(LETTER, key="copy"), ANN).document
        store.erase(one.id, ANN, "asked to")
        assert store.texts([two.id]) == {two.id: LETTER.text}
        assert store.original(two.id) == LETTER.original

    def test_a_damaged_text_is_found_and_healed(self, store: Store, case: Case) -> None:
        """In every document that has it; with an event and a row of the change log each, and no new version."""
        one = store.put(case.id, LETTER, ANN).document
        two = store.put(case.id, replace(LETTER, key="copy"), ANN).document
        whole = store.put(case.id, FULL, ANN).document
        store.remove(two.id, ANN)
        kept, head = store.get([one.id, two.id, whole.id]), store.head()
        self.damage(store, LETTER.text)

        assert [(each.id, each.version) for each in store.damaged()] == sorted([(one.id, 1), (two.id, 1)])
        receipts = store.heal(LETTER.text, BEN)
        assert {each.document.id for each in receipts} == {one.id, two.id}
        assert {each.outcome for each in receipts} == {Outcome.HEALED}
        assert store.texts([one.id, two.id, whole.id]) == {
            one.id: LETTER.text,
            two.id: LETTER.text,
            whole.id: FULL.text,
        }
        assert (store.damaged(), store.get(kept)) == ([], kept)
        assert {each.document for each in store.changes(head.sequence)} == {one.id, two.id}
        assert next((each.action, each.actor) for each in store.events(one.id)) == (Outcome.HEALED, BEN.id)

    def test_an_earlier_version_is_healed_with_its_own_text(self, store: Store, case: Case) -> None:
        document = store.put(case.id, LETTER, ANN).document
        store.put(case.id, replace(LETTER, text="Another text.", original=b"Another text."), ANN)
        self.damage(store, LETTER.text)

        assert [each.version for each in store.damaged()] == [1]
        assert store.original(document.id, 1) == LETTER.original
        assert [each.document.version for each in store.heal(LETTER.text, ANN)] == [2]
        assert (store.text(document.id, 1), store.text(document.id, 2)) == (LETTER.text, "Another text.")

    def test_what_is_whole_or_unknown_is_not_healed(self, store: Store, case: Case) -> None:
        """Another text than the one that was put in is never taken for it."""
        document = store.put(case.id, LETTER, ANN).document
        head = store.head()
        assert [*store.heal(LETTER.text, ANN), *store.heal("Not stored.", ANN)] == []
        self.damage(store, LETTER.text)
        assert list(store.heal("Not stored.", ANN)) == list(store.heal("\ud800", ANN)) == []
        assert ([each.id for each in store.damaged()], store.head()) == ([document.id], head)

    def test_the_original_of_no_version(self, store: Store, case: Case) -> None:
        document = store.put(case.id, LETTER, ANN).document
        for version in (0, -1, 2, 2**63):
            with pytest.raises(UnknownDocument):
                store.original(document.id, version)

    def test_unknown_numbers(self, store: Store) -> None:
        """Nothing to read, and an error to change."""
        assert store.document(99) is None
        assert (store.get([99]), store.texts([99]), store.text(99, 1)) == ({}, {}, None)
        for change in (
            lambda: store.describe(99, Details("x"), ANN),
            lambda: store.remove(99, ANN),
            lambda: store.restore(99, ANN),
            lambda: store.erase(99, ANN, "x"),
            lambda: store.original(99),
        ):
            with pytest.raises(UnknownDocument):
                change()

    @pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
    def test_numbers_that_no_document_can_have(self, store: Store, case: Case, number: int) -> None:
        """Whatever somebody sends is unknown, not an error of another kind."""
        document = store.put(case.id, LETTER, ANN).document.id
        assert (store.get([number]), store.texts([number, document])) == ({}, {document: LETTER.text})
        assert (store.text(number, 1), store.text(document, number)) == (None, None)
        assert (store.versions(number), store.holds(Head(number, "x"))) == ((), False)
        with pytest.raises(UnknownDocument):
            store.original(number)
        with pytest.raises(UnknownDocument):
            store.remove(number, ANN)
        with pytest.raises(UnknownDocument):
            store.restore(document, ANN, version=number)
        with pytest.raises(UnknownCase):
            store.put(number, LETTER, ANN)

    def test_lone_surrogates_are_refused_or_shown_as_question_marks(self, store: Store, case: Case) -> None:
        """JSON can hold them, UTF-8 can't: no text, title or setting has one; a note says "?" for it."""
        document = store.put(case.id, LETTER, ANN).document
        before = store.events()
        with pytest.raises(NotText):
            store.describe(document.id, Details("\ud800"), ANN)
        with pytest.raises(NotText):
            store.put_case(replace(case, title="\ud800"), ANN)
        with pytest.raises(NotText):
            store.put_setting("1", "language", "\ud800", ANN)
        assert store.find(case.id, "\ud800") is None
        assert store.events() == before
        assert store.cases() == [case]
        store.erase(document.id, ANN, "\ud800 asked to")
        assert store.events()[0].note == "? asked to"

    def test_documents_come_by_case_then_key(self, store: Store, case: Case) -> None:
        other = store.open_case("a", "other", "Other")
        for key, number in (("b", other.id), ("é", case.id), ("a", other.id), ("Z", case.id), ("a", case.id)):
            store.put(number, replace(LETTER, key=key), ANN)

        found = store.documents([other.id, case.id])

        wanted = sorted([(other.id, "a"), (other.id, "b"), (case.id, "Z"), (case.id, "a"), (case.id, "é")])
        assert [(one.case, one.key) for one in found] == wanted
        assert [one.key for one in store.documents([case.id])] == ["Z", "a", "é"]
        assert store.documents([]) == []

    def test_get_is_by_number(self, store: Store, case: Case) -> None:
        """Many at once, removed ones too, unknown ones left out."""
        uploads = [replace(LETTER, key=f"k{number}", text=f"Text {number}") for number in range(700)]
        documents = [one.document for one in store.put_many(case.id, uploads, ANN)]
        gone = store.remove(documents[0].id, ANN).document

        ids = [document.id for document in documents]
        assert store.get([*ids, 10**9]) == {one.id: one for one in [gone, *documents[1:]]}
        assert store.texts(ids)[ids[699]] == "Text 699"

    def test_twins_have_the_same_bytes_or_the_same_text(self, store: Store, case: Case) -> None:
        """In that case only; removed ones too."""
        bytes_ = store.put(case.id, replace(LETTER, key="b", text="Read otherwise."), ANN).document
        text = store.put(case.id, replace(LETTER, key="a", original=b"<p>other"), ANN).document
        text = store.remove(text.id, ANN).document
        store.put(case.id, FULL, ANN)
        store.put(store.open_case("local", "other", "Other").id, LETTER, ANN)
        assert store.twins(case.id, LETTER) == [text, bytes_]

    def test_threads_may_write_and_read_at_once(self, store: Store, case: Case) -> None:
        """Every document is there in the end, every change has a sequence of its own."""
        failures: list[BaseException] = []

        def work(name: int) -> None:
            try:
                for number in range(5):
                    document = store.put(case.id, replace(LETTER, key=f"{name}-{number}"), ANN).document
                    assert store.texts([document.id]) == {document.id: LETTER.text}
            except BaseException as error:  # noqa: BLE001 - told to the test's own thread
                failures.append(error)

        threads = [Thread(target=work, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        assert len(store.documents([case.id])) == 20
        assert len({one.sequence for one in store.changes(0)}) == 20

    def test_how_a_page_was_fetched(self, store: Store, case: Case) -> None:
        """It belongs to the original: new details keep it, another original has its own or none; erased with it."""
        assert store.put(case.id, replace(LETTER, retrieval=RETRIEVED), ANN).outcome is Outcome.ADDED
        document = store.find(case.id, "letter")
        assert document is not None
        assert store.retrieval(document.id) == RETRIEVED
        store.describe(document.id, Details("Another title"), BEN)
        assert store.retrieval(document.id) == RETRIEVED
        store.put(case.id, replace(LETTER, original=b"other"), ANN)
        assert store.retrieval(document.id) is None
        later = replace(RETRIEVED, at=START + timedelta(days=1), headers={})
        store.put(case.id, replace(LETTER, retrieval=later), ANN)
        assert store.retrieval(document.id) == later
        store.erase(document.id, ANN, "court order")
        assert store.retrieval(document.id) is None
        assert store.retrieval(2**70) is None

    def test_another_source_is_not_where_it_was_fetched(self, store: Store, case: Case) -> None:
        """A link that promises to land on the words would be a lie there."""
        full = store.put(case.id, FULL, ANN).document
        assert store.describe(full.id, replace(FULL.details, title="T"), BEN).document.fetched
        assert not store.describe(full.id, replace(FULL.details, source="https://example.org/b"), BEN).document.fetched


class TrailContract(Opened):
    """The history of every change, and the log of changes."""

    def test_the_trail_keeps_that_it_was_erased(self, store: Store, case: Case) -> None:
        """Who, when and why; no key, no note of before."""
        document = store.put(case.id, LETTER, ANN).document
        store.describe(document.id, Details("A secret name"), ANN, note="the secret name")
        store.erase(document.id, BEN, "court order 12/26")

        events = store.events(document.id)
        assert [one.action for one in events] == ["erased", "updated", "added"]
        assert [one.actor for one in events] == [BEN.id, ANN.id, ANN.id]
        assert [one.note for one in events] == ["court order 12/26", "", ""]
        assert {one.key for one in events} == {None}

    def test_a_new_store_has_no_history(self, store: Store) -> None:
        assert (store.head(), store.changes(0), store.events()) == (Head(0, ""), [], [])
        assert store.holds(Head(0, ""))

    def test_every_change_of_a_document_is_in_the_log(self, store: Store, case: Case) -> None:
        """In order, each with a head of its own, whose point is held from then on."""
        heads = [store.head()]
        document = store.put(case.id, LETTER, ANN).document.id
        for change in (
            lambda: store.describe(document, Details("x"), ANN),
            lambda: store.remove(document, ANN),
            lambda: store.restore(document, ANN),
            lambda: store.erase(document, ANN, "asked to"),
        ):
            heads.append(store.head())
            change()
        heads.append(store.head())

        assert [one.sequence for one in heads] == sorted({one.sequence for one in heads})
        assert all(store.holds(one) for one in heads)
        assert store.changes(0) == [Change(one.sequence, document, case.id) for one in heads[1:]]
        assert store.changes(heads[2].sequence) == [Change(one.sequence, document, case.id) for one in heads[3:]]

    def test_another_history_is_not_held(self, store: Store, case: Case) -> None:
        """The same sequence with another token, or one that isn't there yet."""
        store.put(case.id, LETTER, ANN)
        head = store.head()
        other = self.make(Ticking())
        other.put(other.open_case("local", "nso-group", "NSO Group").id, LETTER, ANN)
        assert other.head().sequence == head.sequence
        assert not store.holds(other.head())
        assert not store.holds(Head(head.sequence + 1, head.token))
        other.close()

    def test_events_say_who_did_what_when(self, store: Store, case: Case) -> None:
        """Newest first, at most `limit`, of one document or of all."""
        first = store.put(case.id, LETTER, ANN).document
        second = store.put(case.id, FULL, ANN).document
        store.remove(first.id, BEN)

        newest = store.events(first.id)[0]
        assert (newest.actor, newest.action, newest.case) == (BEN.id, Outcome.REMOVED, case.id)
        assert (newest.document, newest.key, newest.version) == (first.id, "letter", 1)
        assert newest.at.utcoffset() == timedelta(0)
        assert [one.document for one in store.events()] == [first.id, second.id, first.id, None]
        assert len(store.events(limit=2)) == 2


class CasesContract(Opened):
    """Named sets of documents."""

    def test_open_case_makes_it_once(self, store: Store) -> None:
        case = store.open_case("1", "nso", "NSO", ANN)
        assert case == Case(case.id, "1", "nso", "NSO")
        assert store.open_case("1", "nso", "Another title", BEN) == case
        assert [one.actor for one in store.events()] == [ANN.id]

    def test_cases_come_by_workspace_and_name(self, store: Store) -> None:
        for workspace, name in (("2", "a"), ("1", "b"), (SHARED, "c"), ("1", "a")):
            store.open_case(workspace, name, name)
        assert [(one.workspace, one.name) for one in store.cases()] == [
            (SHARED, "c"),
            ("1", "a"),
            ("1", "b"),
            ("2", "a"),
        ]
        assert [(one.workspace, one.name) for one in store.cases("1")] == [(SHARED, "c"), ("1", "a"), ("1", "b")]
        assert [one.name for one in store.cases("3")] == ["c"]

    def test_a_case_by_its_number(self, store: Store, case: Case) -> None:
        assert store.case(case.id) == case
        for unknown in (99, -1, 2**70):
            with pytest.raises(UnknownCase):
                store.case(unknown)

    def test_put_case_changes_title_and_access(self, store: Store, case: Case) -> None:
        """Discord's numbers have 64 bits. Name and workspace stay."""
        roles = frozenset({2**63 - 1, 5})
        wanted = replace(case, title="New", open=False, roles=roles, channels=frozenset({7}))

        assert store.put_case(replace(wanted, name="x", workspace="y"), ANN) == wanted
        assert store.cases() == [wanted]
        assert store.put_case(wanted, ANN) == wanted
        assert [one.action for one in store.events()] == ["updated", "added"]
        with pytest.raises(UnknownCase):
            store.put_case(replace(case, id=99), ANN)

    def test_put_case_keeps_aliases_and_the_trail_tells_of_them(self, store: Store, case: Case) -> None:
        """Names of any script, in their order; taken out of the case, nothing of them is left."""
        wanted = replace(case, aliases=(("NSO Group", "Q Cyber Technologies"), ("Ahmed Mansoor", "أحمد منصور")))
        assert store.put_case(wanted, ANN) == wanted
        assert store.cases() == [wanted] == [store.case(case.id)]
        assert next((one.actor, one.case, one.note) for one in store.events()) == (
            ANN.id,
            case.id,
            f"aliases of case {case.name}",
        )
        assert store.put_case(case, BEN) == case == store.case(case.id)
        with pytest.raises(NotText):
            store.put_case(replace(case, aliases=(("NSO", "\ud800"),)), ANN)

    def test_change_case_is_given_the_case_as_it_is(self, store: Store, case: Case) -> None:
        """What somebody else changed since one looked at it stays; what `made` refuses changes nothing."""
        store.put_case(replace(case, title="New"), ANN)
        changed = store.change_case(case.id, lambda held: replace(held, id=99, aliases=(("NSO", "Q"),)), BEN)
        assert changed == store.case(case.id) == replace(case, title="New", aliases=(("NSO", "Q"),))

        def refused(held: Case) -> Case:
            raise UnknownCase(name=held.name)

        with pytest.raises(UnknownCase):
            store.change_case(case.id, refused, BEN)
        with pytest.raises(UnknownCase):
            store.change_case(99, lambda held: held, BEN)
        assert store.case(case.id) == changed

    def test_documents_with_aliases_are_found_without_looking_at_others(self, store: Store, case: Case) -> None:
        """Only current ones of these cases, in their last version."""
        other = store.open_case("local", "other", "Other")
        named = replace(LETTER, details=replace(LETTER.details, aliases="NSO Group\nOSY"))
        kept = store.put(case.id, named, ANN).document
        store.put(case.id, replace(LETTER, key="plain"), ANN)
        store.put(other.id, named, ANN)
        gone = store.put(case.id, replace(named, key="gone"), ANN).document
        assert store.aliased([case.id]) == [gone, kept]
        store.remove(gone.id, ANN)
        assert store.aliased([case.id]) == [kept]
        assert [one.case for one in store.aliased([case.id, other.id])] == sorted([case.id, other.id])
        store.describe(kept.id, LETTER.details, ANN)
        assert store.aliased([case.id]) == [] == store.aliased([])

    def test_numbers_tell_nothing(self, store: Store, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of documents and cases alike: they are drawn at random from 2⁵³."""
        monkeypatch.undo()
        made = [store.put(store.open_case("local", f"case-{n}", "C").id, LETTER, ANN).document for n in range(3)]
        numbers = [*(one.id for one in made), *(one.case for one in made)]
        assert len(set(numbers)) == 6
        assert max(numbers) > 2**40
        assert sorted(numbers) != list(range(min(numbers), min(numbers) + 6))

    def test_a_case_is_removed_and_comes_back(self, store: Store, case: Case) -> None:
        store.put_case(replace(case, removed=True), BEN)
        assert store.cases() == [replace(case, removed=True)]
        assert store.open_case("local", "nso-group", "Other").removed
        assert not store.put_case(case, BEN).removed


class DraftsContract(Opened):
    """What waits to be published."""

    def test_a_draft_is_kept_until_it_is_dropped(self, store: Store, case: Case) -> None:
        """Whole by its id, without its body in the list of its workspace; nothing of it in the trail."""
        before = store.events()
        store.put_draft(DRAFT)
        store.put_draft(replace(DRAFT, id="b", at=START - timedelta(days=1), proposed=True, body=b"new"))
        store.put_draft(replace(DRAFT, id="c", workspace="elsewhere"))
        store.put_draft(replace(DRAFT, body=b"changed"))
        assert store.draft("a") == replace(DRAFT, body=b"changed")
        assert [(one.id, one.proposed, one.body) for one in store.drafts("local")] == [
            ("b", True, b""),
            ("a", False, b""),
        ]
        assert (store.drop_draft("a"), store.drop_draft("a")) == (True, False)
        assert store.draft("a") is None
        assert store.events() == before

    def test_a_draft_expires(self, store: Store, case: Case) -> None:
        """Not to be had from then on; `expire_drafts` takes its words away."""
        store.put_draft(replace(DRAFT, expires=START))
        store.put_draft(replace(DRAFT, id="b", workspace="elsewhere"))
        assert store.draft("a") is None
        assert store.drafts("local") == []
        assert (store.expire_drafts(), store.expire_drafts()) == (1, 0)
        assert not store.drop_draft("a")
        assert [one.id for one in store.drafts()] == ["b"]


class PostsContract(Opened):
    """Answers that everybody in a channel can read."""

    def test_public_answers_are_found_by_what_they_quote(self, store: Store, case: Case) -> None:
        """Also when the document is gone for good; nothing of it in the trail."""
        number = store.put(case.id, LETTER, ANN).document.id
        before = store.events()
        first = Post("1", 2**62, 2**62 + 1, START, (Quotation(number, 1, 0, 9), Quotation(7, 2, 3, 4, "gone")))
        store.put_post(replace(first, message=3, at=START + timedelta(days=1), quotations=first.quotations[:1]))
        store.put_post(replace(first, workspace="x"))
        store.put_post(first)
        assert store.events() == before
        store.erase(number, ANN, "court order")
        assert store.posts(number)[0] == first
        assert [one.message for one in store.posts(number)] == [first.message, 3]
        assert store.posts(7) == [first]
        assert [one.message for one in store.posts()] == [first.message, 3]
        store.put_post(replace(first, quotations=()))
        assert store.posts(7) == []
        assert list(store.posts(2**70)) == []


class QuestionsContract(Opened):
    """Questions that are kept until the files answer them."""

    def test_a_question_is_kept_until_it_is_dropped(self, store: Store) -> None:
        """Whole, oldest first, by workspace and person; nothing of it in the trail."""
        store.put_question(replace(QUESTION, text="as it was"))
        store.put_question(QUESTION)
        bare = StandingQuestion("r", "2", BEN.id, 7, "Why?", "en", START, START + timedelta(days=1), 0, 0)
        store.put_question(replace(bare, at=START - timedelta(days=1)))
        assert store.questions()[1] == QUESTION
        assert [one.id for one in store.questions()] == ["r", "q"]
        assert [one.id for one in store.questions("1")] == [one.id for one in store.questions(by=ANN)] == ["q"]
        assert list(store.questions("2", ANN)) == []
        assert (store.drop_question("q"), store.drop_question("q")) == (True, False)
        assert [one.id for one in store.questions()] == ["r"]
        assert list(store.events()) == []
        with pytest.raises(NotText):
            store.put_question(replace(QUESTION, text="\ud800"))

    def test_a_question_expires(self, store: Store) -> None:
        """Not to be had from then on; `expire_questions` takes its words away."""
        store.put_question(replace(QUESTION, expires=START))
        store.put_question(replace(QUESTION, id="r"))
        assert [one.id for one in store.questions()] == ["r"]
        assert (store.expire_questions(), store.expire_questions()) == (1, 0)
        assert not store.drop_question("q")

    def test_a_question_is_claimed_once(self, store: Store) -> None:
        """Of many that ask at once, one gets it; again only after it was released."""
        store.put_question(QUESTION)
        claimed: list[bool] = []
        threads = [Thread(target=lambda: claimed.append(store.claim_question("q", START))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(claimed) == [False, False, False, True]
        assert store.questions() == [replace(QUESTION, told=START)]
        due = START + timedelta(days=1)
        store.release_question("q", due)
        assert store.questions() == [replace(QUESTION, due=due, tries=1, seen=QUESTION.since)]
        assert store.claim_question("q", START)
        store.release_question("unknown", due)
        assert not store.claim_question("unknown", START)

    def test_how_far_questions_were_asked_again(self, store: Store) -> None:
        store.put_question(QUESTION)
        store.put_question(replace(QUESTION, id="r"))
        store.seen_questions(["r", "unknown"], 9)
        store.seen_questions([], 10)
        assert [(one.id, one.seen) for one in store.questions()] == [("q", 4), ("r", 9)]


class FeedbackContract(Opened):
    """What readers thought of quotes."""

    def test_feedback_is_counted(self, store: Store, case: Case) -> None:
        """By workspace, document and verdict; not in the trail, and gone with the document."""
        one, two = (store.put(case.id, replace(LETTER, key=key), ANN).document.id for key in "ab")
        before = store.events()
        for workspace, number, verdict in (("1", two, "useful"), ("1", one, "dated"), ("1", one, "dated")):
            store.count_feedback(workspace, number, verdict)
        store.count_feedback("2", one, "dated")
        assert store.feedback("1") == [Feedback("1", one, "dated", 2), Feedback("1", two, "useful", 1)]
        assert store.feedback("1", two) == [Feedback("1", two, "useful", 1)]
        assert store.events() == before
        store.erase(one, ANN, "asked to")
        assert (len(store.feedback("1")), list(store.feedback("2")), list(store.feedback("1", 2**70))) == (1, [], [])
        with pytest.raises(UnknownDocument):
            store.count_feedback("1", one, "useful")


class SchedulesContract(Opened):
    """When pages are fetched again."""

    def test_a_schedule_is_of_a_case_or_of_a_document(self, store: Store, case: Case) -> None:
        """One each, the one due first in front; the trail says who set it and who took it away."""
        number = store.put(case.id, LETTER, ANN).document.id
        head, whole = store.head(), Schedule("local", case.id, 7, START + timedelta(days=7), ANN.id)
        page = replace(whole, document=number, days=1, due=START, by=BEN.id)
        store.put_schedule(replace(whole, days=1), ANN)
        for each in (whole, page):
            store.put_schedule(each, Actor(each.by))
        assert store.schedules() == store.schedules("local") == [page, whole]
        assert list(store.schedules("1")) == []
        assert [one.actor for one in store.events(limit=3)] == [BEN.id, ANN.id, ANN.id]
        assert store.drop_schedule(case.id, None, BEN)
        assert not store.drop_schedule(case.id, None, BEN)
        assert not store.drop_schedule(2**70, None, BEN)
        assert store.schedules() == [page]
        assert (store.events()[0].actor, store.events()[0].action, store.head()) == (BEN.id, Outcome.REMOVED, head)
        store.erase(number, ANN, "asked to")
        assert list(store.schedules()) == []

    def test_what_is_scheduled_was_looked_at(self, store: Store, case: Case) -> None:
        """That is no event."""
        store.put_schedule(Schedule("local", case.id, 7, START, ANN.id), ANN)
        before, due = store.events(), START + timedelta(days=7)
        store.looked(case.id, None, START, due)
        store.looked(case.id, 99, START, due)
        store.looked(2**70, None, START, due)
        assert store.schedules() == [Schedule("local", case.id, 7, due, ANN.id, looked=START)]
        assert store.events() == before

    def test_a_schedule_of_nothing(self, store: Store, case: Case) -> None:
        other = store.open_case("local", "other", "Other")
        number = store.put(other.id, LETTER, ANN).document.id
        schedule = Schedule("local", case.id, 7, START, ANN.id)
        with pytest.raises(UnknownCase):
            store.put_schedule(replace(schedule, case=99), ANN)
        for document in (99, number):
            with pytest.raises(UnknownDocument):
                store.put_schedule(replace(schedule, document=document), ANN)


class WorkspacesContract(Opened):
    """A server's settings, and what is there of a person."""

    def test_settings_are_kept_by_workspace(self, store: Store) -> None:
        store.put_setting("1", "language", "fr", ANN)
        store.put_setting("2", "language", "ar", ANN)
        store.put_setting("1", "language", "es", BEN)
        store.put_setting("2", "language", None, BEN)
        store.put_setting("2", "language", None, BEN)

        assert (store.setting("1", "language"), store.setting("2", "language")) == ("es", None)
        assert store.settings("language") == {"1": "es"}
        assert [one.actor for one in store.events()] == [BEN.id, BEN.id, ANN.id, ANN.id]
        assert store.head() == Head(0, "")

    def test_a_setting_of_all_counts_at_once(self, store: Store) -> None:
        """Whatever is remembered of it between two questions."""
        for value in ("0.4", "0.6", None):
            store.put_setting(SHARED, "threshold", value, ANN)
            assert store.setting(SHARED, "threshold") == value
            assert store.setting("1", "threshold") is None

    def test_a_workspace_leaves_nothing_but_its_documents(self, store: Store, case: Case) -> None:
        """A case goes with its last document: its title, who reads it, and its name in the trail."""
        number = store.put(case.id, LETTER, ANN).document.id
        other = store.open_case("5", "secret-name", "Secret title")
        store.put_case(replace(other, roles=frozenset({7})), ANN)
        store.put_setting("6", "language", "fr", ANN)
        store.put_post(Post("7", 1, 2, START, (Quotation(number, 1, 0, 9),)))
        store.put_question(QUESTION)
        store.count_feedback("3", number, "useful")
        store.put_draft(replace(DRAFT, workspace="4"))
        store.put_schedule(Schedule("local", case.id, 7, START, ANN.id), ANN)
        everywhere = ["1", "3", "4", "5", "6", "7", "local"]
        assert store.workspaces() == everywhere
        for each in everywhere:
            store.drop_workspace(each, BEN, "the server left")
        assert store.workspaces() == ["local"]
        assert [*store.questions(), *store.feedback("3"), *store.schedules(), *store.drafts(), *store.posts()] == []
        assert (store.cases(), store.setting("6", "language")) == ([case], None)
        assert store.documents([case.id])
        said = [(one.actor, one.action, one.note) for one in store.events() if one.case == other.id]
        assert said == [(BEN.id, "erased", "the server left"), (ANN.id, "updated", ""), ("system", "added", "")]

    def test_a_person_who_is_forgotten_asks_nothing_any_more(self, store: Store, case: Case) -> None:
        """Questions go; schedules stay, without their name."""
        schedule = Schedule("local", case.id, 7, START, ANN.id)
        store.put_schedule(schedule, ANN)
        store.put_question(QUESTION)
        store.put_question(replace(QUESTION, id="r", by=BEN.id))
        assert store.held(ANN) == Held(events=1, questions=1, schedules=1)
        store.forget(ANN, BEN)
        assert store.held(ANN) == Held()
        assert [one.id for one in store.questions()] == ["r"]
        assert store.schedules() == [replace(schedule, by="")]


class StoreContract(
    DocumentsContract,
    TrailContract,
    CasesContract,
    DraftsContract,
    PostsContract,
    QuestionsContract,
    FeedbackContract,
    SchedulesContract,
    WorkspacesContract,
):
    """Inherit, and give `make` and `damage`."""


def current(store: Store) -> list[Document]:
    """Every document of every case, removed ones after the others."""
    ids = [case.id for case in store.cases()]
    return [*store.documents(ids), *store.documents(ids, removed=True)]
