"""What is known already is taken, unit by unit, and is then what the model would have made."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.library import indexing, known_vectors
from bot.core.library.vector_making import VectorMaking
from bot.core.model.meaning_ports import Array
from bot.core.model.quantised import quantised
from bot.indexes.vectors import known_vector_file
from bot.indexes.vectors.vector_index import KeptVectors
from tests.core.small_library import BY, Library, add, library
from tests.meaning.fake_meaning import IDENTITY, HashedWords

PAPER = "\n\n".join(f"Sentence {number} is short. Its sequel has {number} pages." for number in range(6))
SAID = [f"paper: {text}." for text in PAPER.replace("\n\n", " ").rstrip(".").split(". ")]


def known(*texts: str) -> known_vector_file.KnownFile:
    codes = quantised(HashedWords().passages(texts))
    return known_vector_file.read(known_vector_file.written(IDENTITY, zip(texts, codes, strict=True)), IDENTITY)


class Taking:
    """A library and its vectors; what a model makes of it afterwards."""

    def __init__(self, files: Library) -> None:
        self.files, self.vectors, self.model = files, KeptVectors(None, IDENTITY), HashedWords()

    def take(self, *texts: str) -> None:
        known_vectors.take(self.files.store, self.files.index, self.vectors, known(*texts), [*self.files.cases])

    def make(self) -> Sequence[str]:
        VectorMaking(self.files.store, self.files.index, self.model, self.vectors).run(lambda done, total: None)
        return self.model.made

    @property
    def every(self) -> dict[str, list[int]]:
        found = known_vectors.every(self.files.store, self.vectors, [*self.files.cases])
        return {text: codes.tolist() for text, codes in found}

    @property
    def units(self) -> int:
        versions = self.files.index.snapshot(self.files.cases).versions()
        return self.vectors.view(self.files.cases, versions).units


def test_what_is_known_has_its_vector_and_no_model_is_asked() -> None:
    taking = Taking(library({"paper": PAPER, "note": "Nobody knows it."}))
    taking.take(*SAID, "elsewhere: It is said.")
    assert taking.units == len(SAID)
    assert taking.make() == ["note: Nobody knows it."]


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(some=st.sets(st.sampled_from(SAID)), is_twice=st.booleans())
def test_taken_or_made_it_is_the_same(some: set[str], *, is_twice: bool) -> None:
    """Whatever is known: the model makes the rest, nothing twice, and a unit has its own vector, each one once."""
    taking = Taking(library({"paper": PAPER}))
    taking.take(*sorted(some))
    assert taking.units == len(some)
    if is_twice:  # a copy, of whose parts the last run left others
        add(taking.files.store, next(iter(taking.files.cases)), "copy", PAPER, title="paper")
        indexing.catch_up(taking.files.store, taking.files.index)
    assert sorted(taking.make()) == sorted(set(SAID) - some)
    assert taking.every == {text: quantised(HashedWords().passages([text]))[0].tolist() for text in SAID}


def test_a_document_that_has_some_vectors_is_left_to_whoever_makes_them() -> None:
    taking = Taking(library({"paper": PAPER}))
    taking.take(SAID[0])
    taking.take(*SAID)
    assert taking.units == 1


def test_while_others_make_them_nothing_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taking = Taking(library({"paper": PAPER}))
    monkeypatch.setattr(taking.vectors, "turn", lambda: nullcontext(False))
    taking.take(*SAID)
    assert taking.units == 0


def test_what_is_erased_meanwhile_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    taking = Taking(library({"paper": PAPER}))
    case = next(iter(taking.files.cases))
    document = taking.files.store.find(case, "paper")
    assert document is not None

    def found(texts: Sequence[str]) -> list[Array | None]:
        taking.files.store.erase(document.id, BY, "a source at risk")
        return known(*SAID).find(texts)

    class Erasing:
        find = staticmethod(found)

    known_vectors.take(taking.files.store, taking.files.index, taking.vectors, Erasing, [case])
    assert taking.vectors.documents() == {}


def test_a_document_s_texts_are_those_that_the_model_is_given() -> None:
    taking = Taking(library({"paper": PAPER}))
    document = taking.files.store.find(next(iter(taking.files.cases)), "paper")
    assert document is not None
    assert known_vectors.texts(document, PAPER) == taking.make() == SAID
