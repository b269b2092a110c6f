"""What every index does, as tests to inherit: give a class a `make` that opens an empty index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from rank_bm25 import BM25Plus

from bot.core.model.answers import Entry, Hit
from bot.core.model.ports import Index, Later
from bot.core.model.trail import Head

ONE, TWO = Head(1, "one"), Head(2, "two")


def entry(
    document: int, *passages: str, case: int = 1, key: str = "", days: tuple[int, int] = (0, 0), language: str = "en"
) -> Entry:
    """A document of these passages, whose words are what stands between blanks."""
    return Entry(
        document=document,
        case=case,
        key=key or f"key-{document:03}",
        language=language,
        digest=hashlib.sha256(f"{document} {passages}".encode()).digest(),
        spans=tuple((100 * number, 100 * number + 99) for number in range(len(passages))),
        terms=tuple(tuple(passage.split()) for passage in passages),
        after_day=days[0],
        before_day=days[1],
    )


LETTER = entry(1, "eighteen members signed the letter", "the letter names four firms", days=(10, 10))
REPORT = entry(2, "the report names spyware spyware spyware", days=(20, 50))
MEMO = entry(3, "a memo on the letter", case=2)


def places(hits: Sequence[Hit]) -> list[tuple[int, int]]:
    return [(hit.document, hit.start) for hit in hits]


class IndexContract:
    """Inherit, and give `make`."""

    def make(self) -> Index:
        raise NotImplementedError

    @pytest.fixture
    def index(self) -> Index:
        return self.make()

    @pytest.fixture
    def filled(self, index: Index) -> Index:
        index.apply({}, [LETTER, REPORT, MEMO], ONE)
        return index

    def test_versions_are_the_documents_that_pass_the_filters(self, filled: Index) -> None:
        """By number, each with its digest: what vectors are held against."""
        snapshot = filled.snapshot([1, 2])
        found = snapshot.versions()
        assert found.ids.tolist() == [1, 2, 3]
        assert [digest.tobytes() for digest in found.digests] == [LETTER.digest, REPORT.digest, MEMO.digest]
        assert snapshot.versions(within=frozenset({3, 9})).ids.tolist() == [3]
        assert snapshot.versions(after=15).ids.tolist() == [2]
        assert snapshot.versions(before=15).ids.tolist() == [1]
        assert filled.snapshot([2]).versions().ids.tolist() == [3]

    def test_versions_of_other_languages(self, filled: Index) -> None:
        filled.apply({}, [entry(4, "una carta", language="es"), entry(5, "ein Brief", language="de")], TWO)
        snapshot = filled.snapshot([1, 2])
        assert snapshot.versions(apart="en").ids.tolist() == [4, 5]
        assert snapshot.versions(apart="es").ids.tolist() == [1, 2, 3, 5]
        assert snapshot.versions(apart="fr").ids.tolist() == [1, 2, 3, 4, 5]

    def test_versions_are_those_held_now(self, filled: Index) -> None:
        later = entry(1, "another text")
        filled.apply({2: 1}, [later], TWO)
        found = filled.snapshot([1, 2, 7]).versions()
        assert found.ids.tolist() == [1, 3]
        assert found.digests[0].tobytes() == later.digest
        assert filled.snapshot([7]).versions().digests.shape == (0, 32)

    def test_new_index(self, index: Index) -> None:
        """Is empty, at no point of any log, and finds nothing."""
        snapshot = index.snapshot([1])
        assert index.head() == Head(0, "")
        assert (snapshot.passages, snapshot.documents, snapshot.average_length) == (0, 0, 0.0)
        assert not snapshot.languages
        assert list(snapshot.search(["letter"], 5)) == []
        assert list(snapshot.frequencies(["letter"])) == [0]
        assert list(snapshot.vocabulary()) == []

    def test_apply(self, filled: Index) -> None:
        """What was applied is found, counted, and the head is where it was put."""
        snapshot = filled.snapshot([1, 2])
        assert filled.head() == ONE
        assert (snapshot.passages, snapshot.documents, dict(snapshot.languages)) == (4, 3, {"en": 3})
        assert snapshot.average_length == 21 / 4
        assert list(snapshot.frequencies(["the", "letter", "memo", "no"])) == [4, 3, 1, 0]
        assert places(snapshot.search(["memo"], 5)) == [(3, 0)]

    def test_apply_from_an_iterator_that_fails(self, filled: Index) -> None:
        """All or nothing."""

        def broken() -> Iterator[Entry]:
            yield entry(4, "fresh words")
            raise RuntimeError

        before = filled.snapshot([1]).digest
        with pytest.raises(RuntimeError):
            filled.apply({1: 1}, broken(), TWO)
        assert filled.head() == ONE
        assert filled.snapshot([1]).digest == before
        assert not filled.snapshot([1]).search(["fresh"], 5)

    def test_next_version(self, filled: Index) -> None:
        """Takes the place of the one before, wherever that is."""
        filled.apply({}, [entry(1, "a statement")], TWO)
        snapshot = filled.snapshot([1])
        assert snapshot.documents == 2
        assert list(snapshot.frequencies(["letter", "statement"])) == [0, 1]

    def test_two_versions_at_once(self, index: Index) -> None:
        """The later one stays."""
        index.apply({}, [entry(1, "first"), entry(2, "second"), entry(1, "third")], ONE)
        assert list(index.snapshot([1]).frequencies(["first", "second", "third"])) == [0, 1, 1]

    def test_gone(self, filled: Index) -> None:
        """As if it had never been there."""
        filled.apply({1: 1, 77: 1}, [], TWO)
        fresh = self.make()
        fresh.apply({}, [REPORT], TWO)
        left, expected = filled.snapshot([1]), fresh.snapshot([1])
        assert left.digest == expected.digest
        assert left.average_length == expected.average_length
        assert list(left.vocabulary()) == list(expected.vocabulary())
        assert left.search(["the", "names", "letter"], 5) == expected.search(["the", "names", "letter"], 5)

    def test_hidden_cases_change_nothing(self, filled: Index) -> None:
        """Statistics, digest and scores are those of the chosen cases alone."""
        fresh = self.make()
        fresh.apply({}, [LETTER, REPORT], ONE)
        seen, expected = filled.snapshot([1]), fresh.snapshot([1])
        assert seen.search(["the", "letter"], 9) == expected.search(["the", "letter"], 9)
        assert (seen.digest, list(seen.vocabulary())) == (expected.digest, list(expected.vocabulary()))

    def test_what_comes_later_is_seen_as_if_it_were_applied(self, filled: Index) -> None:
        """In that snapshot alone, to the last bit; a version of what is there, one that is gone, one that is new."""
        later = Later({1: 1, 2: 1, 9: 1}, [entry(1, "a statement"), entry(9, "the letter names")])
        before, seen = filled.snapshot([1]).digest, filled.snapshot([1], later)
        fresh = self.make()
        fresh.apply({}, later.entries, ONE)
        expected = fresh.snapshot([1])
        assert (seen.documents, seen.digest) == (2, expected.digest)
        assert list(seen.vocabulary()) == list(expected.vocabulary())
        assert seen.search(["the", "names", "statement"], 5) == expected.search(["the", "names", "statement"], 5)
        assert filled.snapshot([], later).digest == expected.digest
        assert (filled.snapshot([1]).digest, filled.head()) == (before, ONE)

    def test_what_is_open(self, filled: Index) -> None:
        """What was searched, until it changes; and nothing else."""
        assert not filled.is_open([1])
        filled.snapshot([1, 7])
        assert filled.is_open([1])
        assert filled.is_open([1, 7])
        assert not filled.is_open([1, 2])
        filled.apply({}, [entry(3, "a memo", case=2)], TWO)
        assert filled.is_open([1])
        filled.apply({}, [entry(1, "a statement")], Head(3, "three"))
        assert not filled.is_open([1])
        filled.snapshot([1])
        filled.clear()
        assert not filled.is_open([1])

    def test_snapshot_stays(self, filled: Index) -> None:
        """What was taken before a change answers as before it."""
        snapshot = filled.snapshot([1])
        before = snapshot.search(["letter"], 5)
        filled.apply({1: 1}, [entry(9, "letter")], TWO)
        filled.clear()
        assert snapshot.search(["letter"], 5) == before

    def test_clear(self, filled: Index) -> None:
        filled.clear()
        assert filled.head() == Head(0, "")
        assert filled.snapshot([1, 2]).documents == 0

    def test_scores(self, filled: Index) -> None:
        """Those of rank-bm25 over the visible passages; repeated words count once."""
        passages = [list(words) for one in (LETTER, REPORT) for words in one.terms]
        oracle = BM25Plus(passages, k1=0.6, b=0.65, delta=0).get_scores(["spyware", "letter", "names"])
        hits = filled.snapshot([1]).search(["spyware", "letter", "names", "letter"], 5)
        found = {(hit.document, hit.start): hit.score for hit in hits}
        assert found == pytest.approx({(1, 0): oracle[0], (1, 100): oracle[1], (2, 0): oracle[2]}, abs=1e-9)

    def test_ties(self, index: Index) -> None:
        """Go by case, key, start, whatever the order of adding."""
        index.apply({}, [entry(1, "same", case=2, key="a"), entry(2, "same", "same", key="c")], ONE)
        index.apply({}, [entry(3, "same", key="b"), entry(4, "same", key="d")], TWO)
        snapshot = index.snapshot([1, 2])
        expected = [(3, 0), (2, 0), (2, 100), (4, 0), (1, 0)]
        assert places(snapshot.search(["same"], 9)) == expected
        assert places(snapshot.search(["same"], 2)) == expected[:2]

    def test_filters(self, filled: Index) -> None:
        """Leave passages out; the scores stay."""
        snapshot = filled.snapshot([1])
        scores = {(hit.document, hit.start): hit.score for hit in snapshot.search(["the"], 9)}
        asked: list[tuple[dict[str, Any], list[tuple[int, int]]]] = [
            ({"must": ["letter"]}, [(1, 0), (1, 100)]),
            ({"must": ["letter", "signed"]}, [(1, 0)]),
            ({"must": ["nowhere"]}, []),
            ({"without": ["letter"]}, [(2, 0)]),
            ({"without": ["nowhere", "spyware"]}, [(1, 0), (1, 100)]),
            ({"within": frozenset({2, 99})}, [(2, 0)]),
            ({"within": frozenset()}, []),
        ]
        for filters, expected in asked:
            hits = snapshot.search(["the"], 9, **filters)
            assert sorted(places(hits)) == expected
            assert all(hit.score == scores[hit.document, hit.start] for hit in hits)

    def test_days(self, filled: Index) -> None:
        """All of a span of publication must be in the asked one; undated documents are left out."""
        filled.apply({}, [entry(5, "the undated")], TWO)
        snapshot = filled.snapshot([1])
        for after, before, expected in (
            (11, 0, {2}),
            (10, 0, {1, 2}),
            (0, 19, {1}),
            (20, 50, {2}),
            (30, 60, set()),
            (0, 49, {1}),
        ):
            assert {hit.document for hit in snapshot.search(["the"], 9, after=after, before=before)} == expected

    def test_limit(self, filled: Index) -> None:
        snapshot = filled.snapshot([1])
        assert len(snapshot.search(["the"], 1)) == 1
        assert list(snapshot.search(["the"], 0)) == []
        assert list(snapshot.search([], 5)) == []

    def test_vocabulary(self, filled: Index) -> None:
        """By code point, with the number of visible passages, from a prefix on."""
        snapshot = filled.snapshot([1, 2])
        assert list(snapshot.vocabulary("me")) == [("members", 1), ("memo", 1)]
        words = [word for word, _frequency in snapshot.vocabulary()]
        assert words == sorted(set(words))

    def test_beginning(self, filled: Index) -> None:
        """Of every segment, each word once; of longer beginnings than eight bytes these count."""
        snapshot = filled.snapshot([1, 2])
        assert list(snapshot.begins(["mem", "nothing", "lett", "eighteen-"])) == [True, False, True, True]
        assert sorted(snapshot.beginning(["mem", "nothing", "lett"])) == ["letter", "members", "memo"]
        assert list(snapshot.beginning(["eighteen-"])) == ["eighteen"]
        assert list(snapshot.beginning([])) == []

    def test_odd_words(self, index: Index) -> None:
        """Any string is a word, also the empty one, one with a blank, and half a character."""
        odd = ("", "a b", "\ud800", "NUL\0", "𝒜", "ﷺ" * 300)
        one = Entry(1, 1, "ключ", "en", bytes(32), ((0, 5),), (odd,))
        index.apply({}, [one], ONE)
        snapshot = index.snapshot([1])
        assert list(snapshot.frequencies(odd)) == [1] * len(odd)
        assert all(snapshot.search([word], 5)[0].key == "ключ" for word in odd)

    def test_words_that_begin_alike(self, index: Index) -> None:
        """However long the beginning."""
        index.apply({}, [entry(1, "internationally international intern", "international internationals")], ONE)
        asked = ["internationally", "international", "internationals", "intern", "internationale", "internationa", "i"]
        assert list(index.snapshot([1]).frequencies(asked)) == [1, 2, 1, 1, 0, 0, 0]

    def test_words_that_repeat(self, index: Index) -> None:
        """A word may occur any number of times, and a passage be of any length."""
        passages = ["word " * 300 + "end", "word " * 70_000, "word end"]
        index.apply({}, [entry(1, *passages)], ONE)
        oracle = BM25Plus([passage.split() for passage in passages], k1=0.6, b=0.65, delta=0).get_scores(["word"])
        found = {hit.start: hit.score for hit in index.snapshot([1]).search(["word"], 5)}
        assert found == pytest.approx({0: oracle[0], 100: oracle[1], 200: oracle[2]}, abs=1e-9)

    def test_documents_without_words(self, index: Index) -> None:
        """Count as documents, and their passages as passages."""
        index.apply({}, [entry(1), entry(2, "", "")], ONE)
        snapshot = index.snapshot([1])
        assert (snapshot.documents, snapshot.passages, snapshot.average_length) == (2, 2, 0.0)
        assert list(snapshot.search(["word"], 5)) == []

    def test_purge(self, filled: Index) -> None:
        """Leaves everything else as it is, and the head."""
        filled.apply({1: 1}, [], TWO)
        before = filled.snapshot([1, 2])
        filled.purge({1: 1, 88: 1})
        after = filled.snapshot([1, 2])
        assert filled.head() == TWO
        assert after.digest == before.digest
        assert after.search(["the", "letter"], 9) == before.search(["the", "letter"], 9)
        filled.purge({2: 1, 3: 2})
        assert filled.snapshot([1, 2]).documents == 0
