"""From a question to the exact words that answer it, or to a refusal that says why."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.library import indexing
from bot.core.model.answers import Answer, Question, Reason, Verdict
from bot.core.model.documents import SHARED, Document, Kind
from bot.core.model.errors import BadDate, DatesCrossed, EmptyQuestion, QuestionTooLong
from bot.core.search import confidence, pipeline
from bot.core.search.document_cache import Shelf
from tests.core.small_library import BY, LETTERS, Library, add, library, padded


@pytest.fixture(scope="module")
def letters() -> Library:
    return library(LETTERS)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("who signed the letter?", "Ann Clark, Bob Stone"),
        ("what does Heron collect?", "collects text messages"),
        ("to whom was the letter sent?", "Maria Lund"),
        ("which German police use it?", "border police"),
        ("what did Ann Clarke sign?", "Ann Clark"),
        ("critics of Orbán", "Orb n"),
        ("SPYWARE called heron", "called Heron"),
    ],
)
def test_the_first_excerpt_answers(letters: Library, question: str, held: str) -> None:
    """Also through a typo, a lost accent, other capitals."""
    assert held in letters.quote(question)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("who won the world cup?", Reason.UNKNOWN_WORDS),
        ("how much does a licence cost?", Reason.UNKNOWN_WORDS),
        ("who is it?", Reason.NO_WORDS),
        ("is it not?", Reason.NO_WORDS),
        ("to be or not to be", Reason.NO_WORDS),
        ("🦅🦅", Reason.NO_WORDS),
    ],
)
def test_a_refusal_says_why(letters: Library, question: str, reason: Reason) -> None:
    answer = letters.ask(question)
    assert (answer.answered, answer.reason, answer.excerpts) == (False, reason, ())


def test_a_refusal_names_the_unknown_words_and_the_nearest_spelling(letters: Library) -> None:
    answer = letters.ask("did Clarck buy a zeppelin in Ruritania?")
    assert not answer.answered
    assert set(answer.unknown) >= {"Clarck", "zeppelin", "Ruritania"}
    assert answer.spellings["Clarck"].casefold() == "clark"


def test_a_question_that_fits_two_documents_shows_the_best_sentence_of_each(letters: Library) -> None:
    answer = letters.ask("who signed or received the letter?")
    assert [excerpt.rank for excerpt in answer.shown][:2] == [1, 2]
    assert {excerpt.document.key for excerpt in answer.shown} == {"senators", "unions"}


def test_the_same_words_in_two_documents_are_shown_once() -> None:
    twice = library(LETTERS | {"copy": LETTERS["senators"]})
    answer = twice.ask("who signed the letter?")
    assert answer.excerpts[0].copies == ("senators",) or answer.excerpts[0].copies == ("copy",)
    assert len({excerpt.quote for excerpt in answer.excerpts}) == len(answer.excerpts)


def test_a_bare_name_gets_what_is_said_of_it(letters: Library) -> None:
    assert "Maria Lund" in letters.quote("Maria Lund")
    assert letters.quote("Maria Lundgren Zeppelin") == ""


def test_leftovers_of_a_page_are_never_quoted(letters: Library) -> None:
    assert all("Share on" not in excerpt.quote for excerpt in letters.ask("share letter facebook").nearest)


def test_two_sentences_where_two_are_asked_for(letters: Library) -> None:
    quote = letters.quote("who signed the letter?", sentences=2)
    assert quote.count(".") == 2
    assert "Ann Clark" in quote


def test_explaining_says_what_each_signal_and_word_gave(letters: Library) -> None:
    answer = letters.ask("who signed the letter?", explain=True)
    signals = {signal.name: signal for signal in answer.excerpts[0].signals}
    assert signals["word: letter"].value == 1.0
    named = [signal for signal in answer.excerpts[0].signals if ":" not in signal.name]
    assert sum(signal.value * signal.weight for signal in named) == pytest.approx(answer.excerpts[0].score)


def test_the_sentence_quoted_holds_the_exact_phrase() -> None:
    """Not another one of its passage; a phrase that only a heading holds is no evidence."""
    told = "Turning off the tap\n\nHeron was banned on Monday. Its maker may turn off the tap of data on Tuesday."
    shelf = library({"told": told})
    assert "turn off the tap" in shelf.quote('"off the tap" of data on Monday')
    assert shelf.ask('"turning off the tap"').answered is False


def test_a_word_is_not_mended_into_one_of_another_language() -> None:
    """Endings are forgiven in the language of the document where the word stands."""
    both = library({"en": "The licence was bought in May by the police of the city."})
    add(both.store, next(iter(both.cases)), "fr", "La licence a coûté un million à la police.", language="fr")
    indexing.catch_up(both.store, both.index)
    assert both.ask("the cost of the licence").spellings == {}


def test_an_exact_phrase_must_stand_there(letters: Library) -> None:
    assert all("the letter was" in one.passage.casefold() for one in letters.ask('"the letter was" sent').nearest)
    assert letters.ask('"letter the was" sent').nearest == ()


def test_a_word_with_a_dash_must_be_missing(letters: Library) -> None:
    nearest = letters.ask("letter -unions").nearest
    assert nearest
    assert all("unions" not in one.passage for one in nearest)


def test_title_and_source_choose_documents(letters: Library) -> None:
    assert {one.document.key for one in letters.ask("letter title:UNIONS").nearest} == {"unions"}
    assert letters.ask("letter source:example.org").nearest == ()


def test_a_tag_chooses_documents_as_a_whole() -> None:
    """Whatever its capitals; a part of a tag is another one."""
    found = library(LETTERS, tags="Court records, harbour")
    assert found.ask('letter tag:"court records"').nearest != ()
    assert found.ask("letter tag:HARBOUR").nearest != ()
    assert found.ask("letter tag:court").nearest == found.ask("letter tag:harbour tag:other").nearest == ()


def test_dates_choose_documents_whose_whole_span_is_inside() -> None:
    dated = library(LETTERS, published="2021-12")
    assert dated.ask("who signed the letter? after:2021-12-01 before:2021-12-31").answered
    assert not dated.ask("who signed the letter?", after="2021-12-02").nearest
    assert not dated.ask("who signed the letter?", before="2021-12-30").nearest
    assert dated.ask("who signed the letter?", after="2021", before="2021").answered


@pytest.mark.parametrize(
    ("days", "asked", "found"),
    [
        (("2021-06", "2022-01"), ("2021-07", "2021-12"), True),  # all of those months, and more
        (("2021-12-15", "2021-12-15"), ("2021-07", "2021-12"), True),
        (("2018", "2021-07"), ("2021-07", "2021-12"), True),
        (("2018", "2021-06"), ("2021-07", "2021-12"), False),
        (("2022", "2026"), ("2021-07", "2021-12"), False),
        (("2018", None), ("2018-06", None), True),
        ((None, "2018"), (None, "2018-06"), True),
        ((None, "2018"), ("2019", None), False),
    ],
)
def test_dates_choose_summaries_whose_events_reach_into_them(
    days: tuple[str | None, str | None], asked: tuple[str | None, str | None], found: bool
) -> None:
    """Whenever the summary itself was written or checked."""
    first, last = days
    told = library(LETTERS, kind=Kind.SUMMARY, facts_from=first, facts_until=last, published="2026", checked="2026")
    assert bool(told.ask("who signed the letter?", after=asked[0], before=asked[1]).nearest) is found


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (Question("  "), EmptyQuestion),
        (Question("x" * 4_001), QuestionTooLong),
        (Question("x", after="yesterday"), BadDate),
        (Question("x", before="2021-02-31"), BadDate),
    ],
)
def test_what_cannot_be_searched_for_is_said(letters: Library, question: Question, error: type[Exception]) -> None:
    with pytest.raises(error):
        pipeline.ask(question, letters.cases, letters.store, letters.index)


def test_nothing_to_search_in_is_said() -> None:
    answer = library({}).ask("who signed the letter?")
    assert (answer.answered, answer.reason, answer.searched) == (False, Reason.EMPTY, 0)


def test_what_was_searched_is_what_is_of_these_dates() -> None:
    """Where nothing is, there is nothing to search in."""
    dated = library(LETTERS, published="2021-12")
    for after, searched in ((None, len(LETTERS)), ("2021", len(LETTERS)), ("2022", 0)):
        answer = dated.ask("who signed the letter?", after=after)
        assert (answer.searched, answer.reason is Reason.EMPTY) == (searched, searched == 0)


def test_the_files_languages_are_named_where_the_question_has_another(letters: Library) -> None:
    assert letters.ask("кто подписал письмо?").languages == ("en",)
    assert letters.ask("who signed?").languages == ()


def test_a_text_that_changed_under_its_hash_is_withheld(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged by number; no word of it is."""
    tampered = library(LETTERS)
    for kept in tampered.store._kept.values():
        kept.texts[-1] = kept.texts[-1].replace("Ann", "Eve")
    with caplog.at_level(logging.ERROR):
        answer = tampered.ask("who signed the letter?")
    assert all(excerpt.document.key != "senators" for excerpt in answer.nearest)
    assert "withheld" in caplog.text
    assert "Eve" not in caplog.text


def test_with_every_text_changed_the_reason_is_that() -> None:
    tampered = library({"one": LETTERS["senators"]})
    for kept in tampered.store._kept.values():
        kept.texts[-1] = kept.texts[-1].replace("Ann", "Eve")
    assert tampered.ask("who signed the letter?").reason is Reason.WITHHELD


def test_an_operators_own_threshold_decides(letters: Library) -> None:
    own = library(LETTERS)
    own.store.put_setting("*", "threshold", "1.0", BY)
    assert not own.ask("who signed the letter?").answered


def test_what_is_written_after_the_answer_was_found_is_found_next() -> None:
    growing = library(LETTERS)
    assert not growing.ask("who won the zeppelin race?").answered
    add(growing.store, next(iter(growing.cases)), "race", "Carla Voss won the zeppelin race in May.")
    indexing.catch_up(growing.store, growing.index)
    assert growing.quote("who won the zeppelin race?") == "Carla Voss won the zeppelin race in May."


QUESTIONS = st.one_of(
    st.sampled_from(["who signed the letter?", "Heron collects what", "Orbán police", 'the "letter', "vexil -heron"]),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda text: bool(text.strip())),
)


@settings(max_examples=60, deadline=None)
@given(QUESTIONS)
def test_every_quote_stands_word_for_word_in_its_document(question: str) -> None:
    """The quote contract, for anything that people type; matches lie within the quote."""
    answer = SHELF.ask(question)
    for excerpt in (*answer.excerpts, *answer.nearest):
        text = SHELF.store.texts([excerpt.document.id])[excerpt.document.id]
        assert text[excerpt.start : excerpt.end] == excerpt.quote
        assert excerpt.quote in excerpt.passage
        assert all(0 <= start < end <= len(excerpt.quote) for start, end in excerpt.matches)
    assert 0.0 <= answer.confidence <= 1.0
    assert bool(answer.excerpts) == answer.answered


@settings(max_examples=20, deadline=None)
@given(st.permutations(["senators", "unions", "copy", "other"]), QUESTIONS)
def test_the_order_of_adding_changes_nothing(order: list[str], question: str) -> None:
    """The same answer, byte for byte, but for the time and the numbers that the store gives."""
    texts = LETTERS | {"copy": LETTERS["unions"], "other": "A letter about Heron was signed in May."}
    one = library({key: texts[key] for key in sorted(texts)})
    other = library({key: texts[key] for key in order})
    assert _told(one.ask(question)) == _told(other.ask(question))


@settings(max_examples=20, deadline=None)
@given(QUESTIONS)
def test_what_is_hidden_changes_nothing(question: str) -> None:
    """Non-interference: the answer is the same whether a case that may not be seen exists or not."""
    plain, crowded = library(LETTERS), library(LETTERS)
    hidden = crowded.store.open_case("guild", "hidden", "hidden")
    add(crowded.store, hidden.id, "secret", "Orban signed the letter about Heron in Vexil with Clark and Clarke.")
    indexing.catch_up(crowded.store, crowded.index)
    assert _told(plain.ask(question)) == _told(crowded.ask(question))


@pytest.mark.parametrize(
    "question", ["letter " * 570, "é" * 4_000, "信" * 4_000, "🦅 " * 2_000, "a-" * 2_000, '"' * 4_000]
)
def test_long_and_strange_questions_are_only_questions(question: str) -> None:
    assert isinstance(SHELF.ask(question), Answer)


def test_an_undated_library_finds_chinese_and_thai() -> None:
    """Without spaces, without being told the language."""
    chinese = library({"a": "飞马是一种间谍软件。它由以色列公司制造。", "b": "这封信由三位议员签署。"}, language="zh")
    assert chinese.quote("谁签署了这封信？") == "这封信由三位议员签署。"


SHELF = library(LETTERS)


def _told(answer: Answer) -> Any:
    shown = [
        replace(one, document=_unnumbered(one.document), copied=tuple(map(_unnumbered, one.copied)))
        for one in (*answer.excerpts, *answer.nearest)
    ]
    return replace(answer, excerpts=(), nearest=(), took_ms=0.0), shown


def _unnumbered(document: Document) -> Document:
    return replace(document, id=0, case=0, added_at=NOW, changed_at=NOW)


NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_word_that_only_documents_outside_the_dates_hold_is_unknown() -> None:
    """The refusal says so, instead of answering about something else."""
    files = library({"old": "Senators signed a letter on Heron."}, published="2020-05-01")
    store, [case] = files.store, files.cases
    add(store, case, "new", "Ministers signed a treaty on trade in Lisbon.", published="2022-05-01")
    indexing.catch_up(store, files.index)
    assert "Heron" in files.ask("who signed the letter on Heron?", after="2021").unknown
    assert files.ask("who signed the letter on Heron?", before="2021").answered


def test_dates_that_cross_are_told() -> None:
    """Chosen, typed, or one of each."""
    files = library({"a": "Senators signed a letter on Heron."}, published="2020-05-01")
    for question, dates in (
        ("who signed?", {"after": "2022", "before": "2021"}),
        ("who signed? after:2022", {"before": "2021"}),
        ("who signed? after:2022 before:2021-12-31", {}),
    ):
        with pytest.raises(DatesCrossed, match="2022 is later than 2021"):
            files.ask(question, **dates)
    assert files.ask("who signed a letter?", after="2020", before="2020").searched == 1


def test_a_spelling_is_no_ground_by_itself() -> None:
    """What has it is shown as the closest, unless other words of the question say that it was meant."""
    files = library({"a": "Eighteen senators signed the letter about Pegasus on Tuesday."})
    alone = files.ask("Pegasis")
    assert (alone.verdict, alone.excerpts, dict(alone.spellings)) == (Verdict.CLOSEST, (), {"Pegasis": "Pegasus"})
    assert files.ask("who signed the letter about Pegasis?").answered


BUYERS = padded(
    "Norland bought the Heron spyware of the Quarry company for its police in 2014.",
    "Estmark bought the Heron spyware of the Quarry company for its police in 2016.",
    "Vestia bought the Heron spyware of the Quarry company for its police in 2019.",
    "Sudia bought the Heron spyware of the Quarry company for its police in 2020.",
)


def test_several_units_of_a_document_are_shown_where_several_things_are_asked_for() -> None:
    """The best first, then in the order of the text; three of a document at most, no two in one place."""
    shown = (
        library({"buyers": BUYERS})
        .ask("which countries bought the heron spyware of the quarry company for their police?")
        .excerpts
    )
    assert len(shown) == 3
    assert [one.rank for one in shown] == [1, 2, 3]
    assert shown[1].start < shown[2].start
    assert all(" bought the Heron spyware of " in one.quote for one in shown)


def test_one_unit_of_a_document_is_shown_where_one_thing_is_asked_for() -> None:
    assert len(library({"buyers": BUYERS}).ask("when did Vestia buy the Heron spyware?").excerpts) == 1


def test_what_somebody_said_is_not_answered_by_the_words_of_another() -> None:
    """Where the quoted words are told to be Lund's, they aren't Berg's, however near the question comes."""
    files = library(
        {"a": "Anna Lund said that the minister Karl Berg had bought the phones.", "b": "The port was closed."}
    )
    berg, lund = (
        files.ask("What did Karl Berg say about the phones?"),
        files.ask("What did Anna Lund say about the phones?"),
    )
    assert lund.answered
    assert berg.shown[0].speaker == "Anna Lund"
    assert berg.confidence < lund.confidence / 2


def test_an_answer_in_another_language_than_the_question_is_told_to_be_found_across() -> None:
    files = library({"a": "El ministro firmó el contrato con NSO Group."}, language="es")
    other = library({"a": "The minister signed the contract with NSO Group."}, language="en")
    [found, *_] = files.ask("NSO Group and the minister").nearest
    [same, *_] = other.ask("NSO Group and the minister").nearest
    assert found.across("en") == "es"
    assert found.across("es") is None
    assert same.across("fr") is None


def test_an_operators_threshold_counts_from_the_next_question_on() -> None:
    """Also where nothing else changed since the last one was answered."""
    files, shelf = library(LETTERS), Shelf()

    def answered() -> bool:
        asked = Question("who signed the letter?")
        return pipeline.ask(asked, files.cases, files.store, files.index, shelf=shelf).answered

    assert answered()
    files.store.put_setting(SHARED, confidence.THRESHOLD, "1.1", BY)
    assert not answered()
