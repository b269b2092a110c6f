"""A question made ready to search with."""

from __future__ import annotations

from bot.core.search import query
from bot.indexes.bm25 import BM25Index
from tests.core.small_library import library


def test_which_companies_is_asked_by_whatever_companies_are_called() -> None:
    sought = query.analyse("Which companies should be sanctioned?", "en", BM25Index(None).snapshot([]))
    assert {"compani", "firm", "supplier"} <= set(sought.terms)
    assert [word.surface for word in sought.words] == ["companies", "sanctioned"]


def test_a_company_elsewhere_in_a_question_is_that_word_alone() -> None:
    sought = query.analyse("Who owns the company?", "en", BM25Index(None).snapshot([]))
    assert "firm" not in sought.terms


def test_an_ending_after_an_apostrophe_is_no_word_of_its_own() -> None:
    sought = query.analyse("İsa'yı Hirodes'e kim gönderdi?", "tr", BM25Index(None).snapshot([]))
    assert [word.surface for word in sought.words] == ["İsa", "Hirodes", "gönderdi"]


def test_a_word_with_accents_is_one_without_only_where_the_files_write_it_so() -> None:
    """That another of its forms is known says nothing about the damaged one."""
    damaged = library({"a": "Viktor Orb n signed it."}, language="en")
    whole = library({"a": "Viktor Orban signed it."}, language="en")
    [found] = query.analyse("Orbán", "vi", damaged.index.snapshot(damaged.cases)).words
    assert found.corrected == "Orbn"
    [found] = query.analyse("Orbán", "vi", whole.index.snapshot(whole.cases)).words
    assert found.known
    assert found.corrected is None


def test_the_forms_of_an_irregular_verb_are_one_word() -> None:
    """Who "saw" it is known where somebody has seen it; both forms are looked for."""
    files = library({"a": "A fisherman has seen the tanker."}, language="en")
    [saw, _] = query.analyse("who saw the tanker", "en", files.index.snapshot(files.cases)).words
    assert saw.known
    assert {"saw", "seen"} <= set(saw.terms)


def test_an_unknown_german_verb_is_looked_for_in_its_other_forms() -> None:
    """Only where the files hold one of them."""
    files = library({"a": "Die Behörde hat das Werk gebaut."}, language="de")
    snapshot = files.index.snapshot(files.cases)
    [built, _] = query.analyse("wer baute das Werk", "de", snapshot).words
    assert built.known
    assert "gebaut" in built.terms
    [unknown, _] = query.analyse("wer malte das Werk", "de", snapshot).words
    assert not unknown.known


def test_vietnamese_words_are_pairs_of_syllables() -> None:
    sought = query.analyse("Bệnh viện nào", "vi", BM25Index(None).snapshot([]))
    assert set(sought.grams) == {" bệnh ", " viện ", " bệnh viện "}


def test_each_letter_of_a_chinese_piece_means_something() -> None:
    """A field is 农田 or 农地."""
    sought = query.analyse("农地", "zh", BM25Index(None).snapshot([]))
    assert set(sought.grams) == {"农地", "农", "地"}


def test_what_a_chat_types_without_apostrophes_is_no_content() -> None:
    """ "whats" and "didnt" say nothing of what is asked, and a possessive is its name."""
    files = library({"a": "The NSO Group paid the fine.", "b": "A letter came."}, language="en")
    answer = files.ask("whats nsos fine, didnt they pay")
    assert answer.missing == ()
    sought = query.analyse("who paid nsos fine", "en", files.index.snapshot(files.cases))
    assert [(word.surface, word.known) for word in sought.words] == [("paid", True), ("nsos", True), ("fine", True)]
    assert answer.spellings == {}


def test_a_word_that_a_question_can_be_without_counts_little_and_is_never_told_as_missing() -> None:
    files = library({"a": "The Harbour Company owns the port.", "b": "A letter came."}, language="en")
    answer = files.ask("who owns the port now")
    assert answer.answered
    assert "now" not in answer.missing
    [*_, now] = query.analyse("who owns the port now", "en", files.index.snapshot(files.cases)).words
    [*_, name] = query.analyse("who owns Access Now", "en", files.index.snapshot(files.cases)).words
    assert now.rarity < name.rarity / 2


def test_what_a_question_begins_with_counts_little_and_elsewhere_as_any_word() -> None:
    files = library({"a": "The Harbour Company is on the list of firms.", "b": "A letter came."}, language="en")
    snapshot = files.index.snapshot(files.cases)
    [begins, *_] = query.analyse("list the firms", "en", snapshot).words
    [*_, ends] = query.analyse("who is on the list", "en", snapshot).words
    assert begins.rarity < ends.rarity / 2
