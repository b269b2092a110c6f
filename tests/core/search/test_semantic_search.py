"""Meaning beside words: found where no word is shared, never by what is hidden, and without it as by words alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from bot.core.library import indexing
from bot.core.library.vector_making import VectorMaking
from bot.core.model.answers import Answer, Question
from bot.core.model.documents import LOCAL
from bot.core.model.errors import StoreStarved
from bot.core.model.meaning_ports import Semantic, VectorView
from bot.core.search import confidence, pipeline, ranking, retrieval, semantic_search, sentence_choice, units, weights
from bot.core.search.document_cache import Shelf
from bot.core.search.query import Asked
from bot.core.search.retrieval import Found, Limits
from bot.core.search.semantic_search import Sense
from bot.core.search.sentence_choice import Choice
from bot.indexes.vectors.vector_index import KeptVectors
from tests.core.small_library import BY, Library, add, library
from tests.meaning.fake_meaning import IDENTITY, HashedWords

SAME = {"moggy": "feline", "nibbled": "dined"}  # in no list of synonyms, and not alike in their letters
TEXTS = {
    "ward": "The moggy nibbled in March.\n\nNobody spoke of it. The ward was closed.",
    "bridge": "The bridge was built in 1921.\n\nIt fell in 1980.",
    "harbour": "The harbour froze. Ships waited for weeks.",
}
QUESTION = "when had the feline dined?"


NONE = Limits()


class Meant:
    """A library with the vectors of all its units."""

    def __init__(
        self, files: Library, same: Mapping[str, str] = MappingProxyType(SAME), foreign: Collection[str] = ()
    ) -> None:
        self.files = files
        self.model = HashedWords(same, foreign=foreign)
        self.semantic = Semantic(self.model, KeptVectors(None, IDENTITY))
        self.make()

    def make(self) -> None:
        indexing.catch_up(self.files.store, self.files.index)
        making = VectorMaking(self.files.store, self.files.index, self.model, self.semantic.vectors)
        making.run(lambda done, total: None)

    def ask(self, text: str, **more: Any) -> Answer:
        given = Question(text, **more)
        answer = pipeline.ask(given, self.files.cases, self.files.store, self.files.index, self.semantic)
        return replace(answer, took_ms=0)

    def by_words(self, text: str, **more: Any) -> Answer:
        return replace(self.files.ask(text, **more), took_ms=0)

    def found(self, text: str, limits: Limits = NONE) -> tuple[Asked, Sense, Found]:
        snapshot, store = self.files.index.snapshot(self.files.cases), self.files.store
        sought, held = self.files.analysed(text), Shelf().at(store, store.head())
        sense = semantic_search.sense(self.semantic, sought, self.files.cases, snapshot, limits)
        assert sense is not None
        found = retrieval.find(sought, limits, 40, snapshot, held, store)
        return sought, sense, semantic_search.widened(sense, sought, limits, found, snapshot, held, store)


@pytest.fixture(scope="module")
def meant() -> Meant:
    return Meant(library(TEXTS))


def quotes(answer: Answer) -> list[str]:
    return [one.quote for one in answer.nearest]


def test_a_passage_that_shares_no_word_is_found(meant: Meant) -> None:
    assert quotes(meant.by_words(QUESTION)) == []
    assert any(quote.startswith("The moggy nibbled in March.") for quote in quotes(meant.ask(QUESTION)))


def test_it_is_quoted_from_the_stored_text_like_any_other(meant: Meant) -> None:
    for one in meant.ask(QUESTION).nearest:
        text = meant.files.store.texts([one.document.id])[one.document.id]
        assert text[one.start : one.end] == one.quote


def test_the_unit_that_means_it_is_nearest(meant: Meant) -> None:
    sought, sense, found = meant.found(QUESTION)
    ranked = ranking.rank(sought, found.hits, found.documents, found.texts, meant=found.meant)
    gathered = units.gather(sought, ranked, sense)
    assert gathered.meant is not None
    assert gathered.meant.dtype == np.float32
    best = gathered.units[int(np.nanargmax(gathered.meant))]
    assert best.text == "The moggy nibbled in March."


def test_without_meaning_units_have_no_cosines(meant: Meant) -> None:
    sought, ranked = meant.files.ranked("bridge")
    assert units.gather(sought, ranked).meant is None


def test_what_was_found_by_both_is_one_candidate_with_its_score(meant: Meant) -> None:
    sought, _sense, found = meant.found("when was the bridge built?")
    scores = {(hit.document, hit.start): hit.score for hit in found.hits}
    both = [hit for hit in found.meant if (hit.document, hit.start) in scores]
    assert both
    assert [hit.score for hit in both] == [scores[hit.document, hit.start] for hit in both]
    ranked = ranking.rank(sought, found.hits, found.documents, found.texts, meant=found.meant)
    places = [(one.hit.document, one.hit.start) for one in ranked]
    assert len(places) == len(set(places))


def test_a_passage_that_words_would_drop_is_kept_where_it_is_near_in_meaning(meant: Meant) -> None:
    """Too far behind the best by its words, or not among the first of them."""
    sought, _sense, found = meant.found("bridge built 1921 harbour")
    last = found.hits[-1]
    kept = ranking.rank(sought, [found.hits[0], replace(last, score=0.01)], found.documents, found.texts, 1, [last])
    assert [one.hit.start for one in kept if one.hit.document == last.document] == [last.start]


def test_at_most_a_dozen_passages_come_in() -> None:
    many = Meant(library({f"ward-{number:02}": "The moggy nibbled." for number in range(30)}))
    _sought, _sense, found = many.found(QUESTION)
    assert len(found.meant) == semantic_search.PASSAGES


@pytest.mark.parametrize("question", [QUESTION, "when was the bridge built?", "harbour", "?", "zzz"])
def test_off_missing_or_dead_it_is_as_by_words_byte_for_byte(meant: Meant, question: str) -> None:
    by_words = meant.by_words(question)
    off = replace(meant.semantic, model=None)
    dead = replace(meant.semantic, model=HashedWords())
    assert isinstance(dead.model, HashedWords)
    dead.model.away = True
    empty = Semantic(meant.model, KeptVectors(None, IDENTITY))
    for semantic in (None, off, dead, empty):
        answer = pipeline.ask(Question(question), meant.files.cases, meant.files.store, meant.files.index, semantic)
        assert replace(answer, took_ms=0) == by_words


@pytest.mark.parametrize("error", [StoreStarved(what="open files"), OSError(5, "Input/output error")])
def test_vectors_that_cannot_be_read_stop_no_answer(
    meant: Meant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def view(*given: object) -> VectorView:
        raise error

    monkeypatch.setattr(meant.semantic.vectors, "view", view)
    assert meant.ask("when was the bridge built?") == meant.by_words("when was the bridge built?")
    assert "answering by words" in caplog.text


def test_without_vectors_the_model_is_not_asked() -> None:
    new = Meant(library({}))
    new.ask("anything?")
    assert new.model.asked == []


def test_what_a_viewer_may_not_see_changes_nothing() -> None:
    alone, beside = Meant(library(TEXTS)), Meant(library(TEXTS))
    hidden = beside.files.store.open_case(LOCAL, "hidden", "hidden")
    for number in range(20):
        said = "When the feline dined. The feline had dined."
        add(beside.files.store, hidden.id, f"feline-{number}", said, language="es" if number % 2 else "en")
    beside.make()
    for question in (QUESTION, "when was the bridge built?", "the feline"):
        one, other = alone.found(question), beside.found(question)
        assert [(hit.key, hit.start, hit.score) for hit in one[2].meant] == [
            (hit.key, hit.start, hit.score) for hit in other[2].meant
        ]
        assert quotes(alone.ask(question)) == quotes(beside.ask(question))
        assert alone.ask(question).confidence == beside.ask(question).confidence


def test_another_order_of_adding_gives_the_same() -> None:
    one, other = Meant(library(TEXTS)), Meant(library(dict(reversed(TEXTS.items()))))
    for question in (QUESTION, "bridge harbour ward"):
        assert quotes(one.ask(question)) == quotes(other.ask(question))
        assert [one.score for one in one.ask(question).nearest] == [one.score for one in other.ask(question).nearest]


def test_closed_its_model_and_files_are_let_go(meant: Meant) -> None:
    meant.semantic.close()
    replace(meant.semantic, model=None).close()
    assert meant.ask(QUESTION).nearest


def test_limits_hold_for_meaning_too() -> None:
    files = library({})
    case = next(iter(files.cases))
    add(files.store, case, "old", "The moggy nibbled in March.", published="2001-01-01")
    add(files.store, case, "new", "The moggy nibbled in April.", published="2021-01-01")
    dated = Meant(files)
    after = dated.ask(QUESTION, after="2010-01-01")
    assert [one.document.key for one in after.nearest] == ["new"]
    assert [one.document.key for one in dated.ask(QUESTION, before="2010").nearest] == ["old"]
    assert [one.document.key for one in dated.ask(f"{QUESTION} title:old").nearest] == ["old"]
    assert [one.document.key for one in dated.ask(f"{QUESTION} -April").nearest] == ["old"]
    assert [one.document.key for one in dated.ask(f'{QUESTION} "in April"').nearest] == ["new"]


def test_a_removed_document_is_not_found_by_its_vectors(meant: Meant) -> None:
    files = library(TEXTS)
    gone = Meant(files)
    document = files.store.find(next(iter(files.cases)), "ward")
    assert document is not None
    files.store.remove(document.id, BY)
    indexing.catch_up(files.store, files.index)
    assert not any("moggy" in quote for quote in quotes(gone.ask(QUESTION)))


# --- across languages

GATO = {"gato": "feline", "comió": "dined", "cuándo": "when", "el": "the"}


def bilingual(said: str = "El gato comió en marzo.") -> Meant:
    """Many files in English that are near to the question, and one in Spanish that answers."""
    files = library({f"ward-{number:02}": f"When had the feline {number} slept? The feline." for number in range(60)})
    add(files.store, next(iter(files.cases)), "gatos", said, language="es")
    return Meant(files, GATO)


def test_the_nearest_in_another_language_come_in_however_many_are_nearer_in_the_questions_own() -> None:
    both = bilingual()
    sought, sense, found = both.found(QUESTION)
    assert sense.across is not None
    keys = [hit.key for hit in found.meant]
    assert keys.count("gatos") == 1
    nearest = sense.view.nearest(sense.vector, semantic_search.PASSAGES)
    assert all(found.documents[one.document].key != "gatos" for one in nearest)
    assert sought.language == "en"


def test_a_unit_in_another_language_is_nearer_than_its_cosine_says() -> None:
    """It gains where its cosine is known, and loses where it isn't."""
    sought, sense, found = bilingual().found(QUESTION)
    candidates = ranking.rank(sought, found.hits, found.documents, found.texts, meant=found.meant)
    own = units.gather(sought, candidates, sense)
    foreign = np.array([unit.candidate.language == "es" for unit in own.units])
    alike = np.full(len(foreign), 0.8, np.float32)
    near = sentence_choice.choose(sought, replace(own, meant=alike))
    unknown = sentence_choice.choose(sought, replace(own, meant=np.where(foreign, np.float32("nan"), alike)))
    by_words = sentence_choice.choose(sought, replace(own, meant=None))
    gained = weights.of("across")["language"].value
    lost = weights.of("decision")["foreign_unit"].value
    assert near.scores[foreign] - unknown.scores[foreign] == pytest.approx(gained + lost)
    assert unknown.scores.tolist() == by_words.scores.tolist()
    assert near.scores[~foreign].tolist() == by_words.scores[~foreign].tolist()


def spanish(*said: str) -> Meant:
    """Files in English that are near to the question, and as many in Spanish; the model knows what its own bias is."""
    files = library({f"ward-{number:02}": f"When had the feline {number} slept? The feline." for number in range(60)})
    for number, one in enumerate(said):
        add(files.store, next(iter(files.cases)), f"gatos-{number}", one, language="es")
    return Meant(files, GATO, foreign=("el", "la", "los"))


LLUVIA = [f"La lluvia cayó en el puerto {number}." for number in range(40)]


def test_without_their_languages_what_means_it_is_the_nearest_of_all() -> None:
    """Though its vector is far from the question's, and all that is in English is nearer."""
    both = spanish("El gato comió en marzo.", *LLUVIA)
    sought, sense, found = both.found(QUESTION)
    assert found.documents[sense.farther(5)[0].document].key == "gatos-0"
    candidates = ranking.rank(sought, found.hits, found.documents, found.texts, meant=found.meant)
    own = units.gather(sought, candidates, sense)
    assert own.freed is not None
    assert own.meant is not None
    cat = next(row for row, unit in enumerate(own.units) if unit.text == "El gato comió en marzo.")
    others = [row for row, unit in enumerate(own.units) if unit.text == "The feline."]
    assert own.meant[cat] < own.meant[others].min()
    assert own.freed[cat] > np.median(own.freed[others])


def test_a_unit_in_another_language_is_weighed_by_its_cosine_without_languages() -> None:
    sought, sense, found = spanish("El gato comió en marzo.").found(QUESTION)
    candidates = ranking.rank(sought, found.hits, found.documents, found.texts, meant=found.meant)
    own = units.gather(sought, candidates, sense)
    foreign = np.array([unit.candidate.language == "es" for unit in own.units])
    near, far = (
        sentence_choice.choose(sought, replace(own, freed=np.where(foreign, value, 0.3).astype(np.float32)))
        for value in (0.5, 0.25)
    )
    gained = 0.25 * weights.of("freed")["unit"].value
    assert near.scores[foreign] - far.scores[foreign] == pytest.approx(gained)
    assert near.scores[~foreign].tolist() == far.scores[~foreign].tolist()


def test_where_all_is_in_other_languages_the_nearest_of_any_comes_first() -> None:
    files = library(
        {"gatos": "El gato comió en marzo.", **{f"p{n}": one for n, one in enumerate(LLUVIA)}}, language="es"
    )
    assert Meant(files, GATO, foreign=("el", "la")).ask(QUESTION).nearest[0].quote == "El gato comió en marzo."


def test_what_has_no_vector_yet_is_found_by_words_across_languages() -> None:
    both = spanish("El feline comió en marzo.")
    both.semantic = replace(both.semantic, vectors=KeptVectors(None, IDENTITY))
    assert both.ask(QUESTION) == both.by_words(QUESTION)


def test_units_without_vectors_are_near_to_nothing_across_languages() -> None:
    _sought, sense, _found = spanish("El gato comió en marzo.").found(QUESTION)
    found = sense.freed([(999, (0, 9)), (999, (9, 18))])
    assert found is not None
    assert np.isnan(found).all()
    assert sense.freed([]) is None


def test_files_in_one_language_alone_are_searched_once(meant: Meant) -> None:
    assert meant.found(QUESTION)[1].across is None
    spanish = Meant(library({"gatos": "El gato comió en marzo."}, language="es"))
    assert spanish.found(QUESTION)[1].across is None  # all is in another language


def test_limits_hold_across_languages() -> None:
    found = bilingual("El gato comió en marzo. Nadie lo vio.").found(QUESTION, Limits(without=("nadie",)))[2]
    assert "gatos" not in [hit.key for hit in found.meant]


# --- choosing and judging


def chosen(meant: Meant, cosines: list[float]) -> Choice:
    """The units of the first question, weighed as if they were so near to it in meaning."""
    sought, sense, found = meant.found("when was the bridge built?")
    candidates = ranking.rank(sought, found.hits, found.documents, found.texts, meant=found.meant)
    own = units.gather(sought, candidates, sense)
    return sentence_choice.choose(sought, replace(own, meant=np.resize(np.array(cosines, np.float32), len(own.units))))


def test_of_units_with_the_same_words_the_one_nearer_in_meaning_comes_first() -> None:
    same = Meant(library({"a": "The ferry sank. Nobody knows why the ferry sank.", "b": "The ferry sank in a storm."}))
    sought, sense, found = same.found("why did the ferry sink?")
    candidates = ranking.rank(sought, found.hits, found.documents, found.texts)
    own = units.gather(sought, candidates, sense)
    for row in range(len(own.units)):
        near = np.full(len(own.units), 0.8, np.float32)
        near[row] = 1.0
        assert sentence_choice.choose(sought, replace(own, meant=near)).order[0] == row


def test_only_how_much_nearer_a_unit_is_than_others_counts_for_choosing(meant: Meant) -> None:
    low, high = chosen(meant, [0.5]), chosen(meant, [0.9])
    assert low.scores.tolist() == high.scores.tolist()


def test_without_any_vector_units_are_chosen_by_words(meant: Meant) -> None:
    by_words = chosen(meant, [0.7])
    without = chosen(meant, [float("nan")])
    assert without.scores.tolist() == by_words.scores.tolist()


def test_a_unit_nearer_in_meaning_answers_more_surely(meant: Meant) -> None:
    sought, *_ = meant.found("when was the bridge built?")
    far, near = (
        confidence.confidence(sought, one, one.order[0]) for one in (chosen(meant, [0.7]), chosen(meant, [0.9]))
    )
    assert far < near
