"""A question made ready to search with."""

from __future__ import annotations

from bot.core import asked
from bot.indexes.bm25 import BM25Index
from tests.core.library import library


def test_which_companies_is_asked_by_whatever_companies_are_called() -> None:
    sought = asked.analyse("Which companies should be sanctioned?", "en", BM25Index(None).snapshot([]))
    assert {"compani", "firm", "supplier"} <= set(sought.terms)
    assert [word.surface for word in sought.words] == ["companies", "sanctioned"]


def test_a_company_elsewhere_in_a_question_is_that_word_alone() -> None:
    sought = asked.analyse("Who owns the company?", "en", BM25Index(None).snapshot([]))
    assert "firm" not in sought.terms


def test_an_ending_after_an_apostrophe_is_no_word_of_its_own() -> None:
    sought = asked.analyse("İsa'yı Hirodes'e kim gönderdi?", "tr", BM25Index(None).snapshot([]))
    assert [word.surface for word in sought.words] == ["İsa", "Hirodes", "gönderdi"]


def test_a_word_with_accents_is_one_without_only_where_the_files_write_it_so() -> None:
    """That another of its forms is known says nothing about the damaged one."""
    damaged = library({"a": "Viktor Orb n signed it."}, language="en")
    whole = library({"a": "Viktor Orban signed it."}, language="en")
    [found] = asked.analyse("Orbán", "vi", damaged.index.snapshot(damaged.cases)).words
    assert found.corrected == "Orbn"
    [found] = asked.analyse("Orbán", "vi", whole.index.snapshot(whole.cases)).words
    assert found.known
    assert found.corrected is None
