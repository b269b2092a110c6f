"""What whatever keeps vectors does, as tests to inherit: give a class a `make` that opens an empty one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.model.documents import DocumentId
from bot.core.model.meaning_ports import Near, Part, Vector, VectorIndex, Versions
from bot.core.model.quantised import quantised

DIMENSION = 64
NOTHING = Versions(np.empty(0, np.int64), np.empty((0, 32), np.uint8))


def vector(seed: int) -> Vector:
    drawn = np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    found: Vector = drawn / np.linalg.norm(drawn)
    return found


def digest(document: DocumentId, version: int = 1) -> bytes:
    return hashlib.sha256(f"{document} {version}".encode()).digest()


def part(document: DocumentId, *seeds: int, begin: int = 0, total: int = 0, version: int = 1) -> Part:
    """A unit a seed, ten characters each; two units a passage."""
    count = len(seeds)
    places = np.arange(begin, begin + count)
    units = np.column_stack([places * 10, places * 10 + 9])
    passages = np.array([(10 * first, 10 * first + 19) for first in range(begin, begin + count, 2)])
    codes = quantised(np.stack([vector(seed) for seed in seeds]))
    return Part(
        document, digest(document, version), hashlib.sha256(bytes([document])).digest(), begin, total or count,
        passages, units, np.arange(count) // 2, codes,
    )  # fmt: skip


def versions(*documents: DocumentId, version: int = 1) -> Versions:
    digests = b"".join(digest(one, version) for one in sorted(documents))
    return Versions(np.array(sorted(documents), np.int64), np.frombuffer(digests, np.uint8).reshape(-1, 32))


def every(document: DocumentId, digest: bytes) -> bool:
    return True


def places(found: Sequence[Near]) -> list[tuple[int, int]]:
    return [(one.document, one.span[0]) for one in found]


class VectorContract:
    """Inherit, and give `make`."""

    def make(self) -> VectorIndex:
        raise NotImplementedError

    @pytest.fixture
    def vectors(self) -> VectorIndex:
        return self.make()

    def test_new_ones_hold_nothing(self, vectors: VectorIndex) -> None:
        view = vectors.view([1], versions(1))
        assert (view.units, view.nearest(vector(1), 5), vectors.made(1, versions(1))) == (0, [], {})
        assert np.isnan(view.cosines(vector(1), [(1, (0, 9))])).all()

    def test_the_nearest_unit_comes_first_with_its_passage(self, vectors: VectorIndex) -> None:
        vectors.add(1, [part(1, 10, 11, 12), part(2, 20)], every)
        first, *others = vectors.view([1], versions(1, 2)).nearest(vector(12), 3)
        assert (first.document, first.case, first.span, first.passage) == (1, 1, (20, 29), (20, 39))
        assert first.cosine == pytest.approx(1, abs=0.01)
        assert len(others) == 2

    def test_a_cosine_is_that_of_the_vectors(self, vectors: VectorIndex) -> None:
        """To a thousandth: they are kept as bytes."""
        vectors.add(1, [part(1, *range(30))], every)
        units = [(1, (10 * number, 10 * number + 9)) for number in range(30)]
        found = vectors.view([1], versions(1)).cosines(vector(99), units)
        exact = np.stack([vector(number) for number in range(30)]) @ vector(99)
        assert found == pytest.approx(exact, abs=5e-3)

    def test_a_span_without_a_vector_has_no_cosine(self, vectors: VectorIndex) -> None:
        vectors.add(1, [part(1, 10)], every)
        units = [(1, (0, 9)), (1, (0, 8)), (1, (10, 19)), (2, (0, 9))]
        found = vectors.view([1], versions(1)).cosines(vector(10), units)
        assert np.isnan(found).tolist() == [False, True, True, True]

    def test_a_units_codes_are_in_proportion_to_its_vector(self, vectors: VectorIndex) -> None:
        vectors.add(1, [part(1, 10), part(2, 20, 21)], every)
        units = [(2, (10, 19)), (1, (0, 8)), (1, (0, 9))]
        found = vectors.view([1], versions(1, 2)).codes(units)
        assert np.isnan(found).all(axis=1).tolist() == [False, True, False]
        for row, number in ((0, 21), (2, 10)):
            assert found[row] / np.linalg.norm(found[row]) == pytest.approx(vector(number), abs=5e-3)
        assert not len(vectors.view([1], versions(1)).codes([(2, (0, 9))]))

    def test_only_versions_that_the_index_holds_count(self, vectors: VectorIndex) -> None:
        """Removed, edited, or of a document that this viewer may not see: as if it had no vectors."""
        vectors.add(1, [part(1, 10), part(2, 20)], every)
        assert vectors.view([1], versions(2)).units == 1
        assert vectors.view([1], versions(1, 2, version=2)).units == 0
        assert vectors.view([1], NOTHING).units == 0
        assert vectors.view([2], versions(1, 2)).units == 0

    def test_what_is_hidden_changes_nothing(self, vectors: VectorIndex) -> None:
        vectors.add(1, [part(1, 10, 11, 12)], every)
        alone = vectors.view([1], versions(1))
        before = alone.nearest(vector(5), 3), alone.cosines(vector(5), [(1, (0, 9))]).tobytes()
        vectors.add(1, [part(2, 5, 5, 5)], every)
        vectors.add(2, [part(3, 5, 5, 5)], every)
        after = vectors.view([1], versions(1))
        assert (after.nearest(vector(5), 3), after.cosines(vector(5), [(1, (0, 9))]).tobytes()) == before

    def test_a_long_document_comes_bit_by_bit(self, vectors: VectorIndex) -> None:
        vectors.add(1, [part(1, 1, 2, total=5)], every)
        vectors.add(1, [part(1, 5, begin=4, total=5)], every)  # out of turn: what is before it is missing
        assert vectors.made(1, versions(1)) == {1: 2}
        vectors.add(1, [part(1, 3, 4, begin=2, total=5)], every)
        assert vectors.made(1, versions(1)) == {1: -1}
        assert vectors.view([1], versions(1)).units == 5

    def test_one_without_units_is_made_all_the_same(self, vectors: VectorIndex) -> None:
        nothing = np.empty((0, 2), np.int64)
        empty = Part(1, digest(1), digest(1), 0, 0, nothing, nothing, nothing[:, 0], np.empty((0, DIMENSION), np.int8))
        vectors.add(1, [empty], every)
        assert vectors.made(1, versions(1)) == {1: -1}

    def test_what_was_made_of_the_same_is_found(self, vectors: VectorIndex) -> None:
        made = part(1, 1, 2)
        vectors.add(1, [made], every)
        (found,) = vectors.of_content(1, made.content)
        assert (found.codes.tolist(), found.units.tolist()) == (made.codes.tolist(), made.units.tolist())
        assert vectors.of_content(1, digest(9)) == []
        assert vectors.of_content(2, made.content) == []

    def test_what_the_store_holds_no_more_is_not_taken_in(self, vectors: VectorIndex) -> None:
        """It was erased while its vectors were made."""
        vectors.add(1, [part(1, 1), part(2, 2)], lambda document, _digest: document == 2)
        vectors.add(1, [part(1, 1)], lambda document, _digest: False)
        assert vectors.made(1, versions(1, 2)) == {2: -1}

    def test_the_same_units_count_once(self, vectors: VectorIndex) -> None:
        """As while one file is merged into another."""
        for _ in range(3):
            vectors.add(1, [part(1, 10, 11), part(2, 20)], every)
        view = vectors.view([1], versions(1, 2))
        assert view.units == 3
        assert places(view.nearest(vector(10), 9)).count((1, 0)) == 1

    def test_tidying_changes_no_answer(self, vectors: VectorIndex) -> None:
        for document in range(1, 12):
            vectors.add(1, [part(document, document, document + 100)], every)
        seen = versions(*range(1, 12))
        before = vectors.view([1], seen).nearest(vector(7), 20)
        assert vectors.tidy(1)
        assert not vectors.tidy(1, seen)
        assert vectors.view([1], seen).nearest(vector(7), 20) == before

    def test_tidying_leaves_out_what_counts_no_more(self, vectors: VectorIndex) -> None:
        old = part(1, 10)
        vectors.add(1, [old, part(2, 20)], every)
        assert vectors.tidy(1, versions(2))
        assert vectors.of_content(1, old.content) == []
        assert vectors.made(1, versions(1, 2)) == {2: -1}
        assert vectors.tidy(1, NOTHING)
        assert vectors.made(1, versions(1, 2)) == {}

    def test_nothing_is_left_of_what_is_purged(self, vectors: VectorIndex) -> None:
        """In every version, and in every file."""
        vectors.add(1, [part(1, 10), part(2, 20)], every)
        vectors.add(1, [part(1, 11, version=2)], every)
        vectors.add(2, [part(3, 30)], every)
        vectors.purge({1: 1, 9: 1, 8: 7})
        assert vectors.of_content(1, part(1, 10).content) == []
        assert vectors.made(1, versions(1, 2)) == {2: -1}
        assert vectors.made(2, versions(3)) == {3: -1}

    def test_all_documents_of_which_something_is_kept_are_known(self, vectors: VectorIndex) -> None:
        assert vectors.documents() == {}
        vectors.add(1, [part(1, 10), part(2, 20)], every)
        vectors.add(7, [part(3, 30)], every)
        assert vectors.documents() == {1: 1, 2: 1, 3: 7}
        vectors.purge({2: 1, 3: 7})
        assert vectors.documents() == {1: 1}

    def test_the_turn_is_one_s_own(self, vectors: VectorIndex) -> None:
        with vectors.turn() as ours:
            assert ours

    def test_closed_it_holds_what_it_held(self, vectors: VectorIndex) -> None:
        vectors.add(1, [part(1, 10)], every)
        vectors.close()
        assert vectors.made(1, versions(1)) == {1: -1}

    @settings(max_examples=20, suppress_health_check=[HealthCheck.differing_executors])
    @given(st.permutations(range(1, 7)), st.integers(1, 6), st.booleans())
    def test_the_order_of_adding_and_merging_change_nothing(self, order: list[int], batch: int, merged: bool) -> None:
        """Byte for byte; also among units that are equally near, of which one has to come first."""
        parts = {document: part(document, document // 2, 9) for document in order}
        plain, other = self.make(), self.make()
        plain.add(1, [parts[document] for document in sorted(parts)], every)
        for some in _batched(order, batch):
            other.add(1, [parts[document] for document in some], every)
        if merged:
            other.tidy(1, versions(*order[:5]))
        seen = versions(*order[:5])
        found = [one.view([1], seen).nearest(vector(3), count) for one in (plain, other) for count in (1, 4, 20)]
        assert found[:3] == found[3:]
        assert found[0] == found[2][:1]
        assert found[1] == found[2][:4]


def _batched(order: Sequence[int], size: int) -> list[Sequence[int]]:
    return [order[start : start + size] for start in range(0, len(order), size)]
