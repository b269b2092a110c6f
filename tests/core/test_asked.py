"""A question made ready to search with."""

from __future__ import annotations

from bot.core import asked
from bot.indexes.bm25 import BM25Index


def test_which_companies_is_asked_by_whatever_companies_are_called() -> None:
    sought = asked.analyse("Which companies should be sanctioned?", "en", BM25Index(None).snapshot([]))
    assert {"compani", "firm", "supplier"} <= set(sought.terms)
    assert [word.surface for word in sought.words] == ["companies", "sanctioned"]


def test_a_company_elsewhere_in_a_question_is_that_word_alone() -> None:
    sought = asked.analyse("Who owns the company?", "en", BM25Index(None).snapshot([]))
    assert "firm" not in sought.terms
