"""What kind of answer a question asks for, and which sentences hold one."""

from __future__ import annotations

import pytest

from bot.core.language import parsed_passage
from bot.core.search import answer_types


@pytest.mark.parametrize(
    ("question", "language", "kinds"),
    [
        ("When was it signed?", "en", {"when"}),
        ("in what year did they meet", "en", {"when"}),
        ("How many senators signed?", "en", {"number"}),
        ("Who signed, and why?", "en", {"who", "why"}),
        ("What is it?", "en", set()),
        ("¿Cuándo y por qué?", "es", {"when", "why"}),
        ("谁签署了这封信", "zh", {"who"}),
        ("ใครลงนาม", "th", {"who"}),
        ("anything", "xx", set()),
    ],
)
def test_wanted(question: str, language: str, kinds: set[str]) -> None:
    assert answer_types.wanted(question, language) == kinds


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("when", "It was signed in 2021.", True),
        ("when", "It was signed last May.", True),
        ("when", "It was signed.", False),
        ("number", "The letter has 16 signers.", True),
        ("number", "Several signed.", True),
        ("number", "They signed.", False),
        ("who", "It was signed by Ann Clark.", True),
        ("who", "It was signed by senators.", False),
        ("who", "Signed by Wyden.", False),
        ("why", "They signed because they care.", True),
        ("why", "They signed.", False),
    ],
)
def test_holds(kind: str, sentence: str, expected: bool) -> None:
    """What the question says itself is no answer."""
    asked = frozenset({"wyden", "letter"})
    plain = parsed_passage.plainly(sentence, "en")
    assert answer_types.holds(kind, sentence, plain, asked, "en") is expected


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Which companies should be sanctioned?", 6),
        ("which other company sold it", 12),
        ("Who owns the company?", -1),
        ("¿Qué empresas?", -1),
    ],
)
def test_the_kind_of_thing_asked_for_has_other_names(question: str, place: int) -> None:
    """A sentence that names them may say "the firm X and the supplier Y"."""
    found, names = answer_types.called(question, "es" if question.startswith("¿") else "en")
    assert found == place
    assert ("supplier" in names) == (place >= 0)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Viktor Orbán say about the purchase?", {"viktor", "orban"}),
        ("what did nso reply", {"nso"}),
        ("what did the chairman say", set()),
        ("what does she say", set()),
        ("what did NSO sell", set()),
    ],
)
def test_who_is_asked_for_their_words_is_told_where_they_are_named(question: str, words: set[str]) -> None:
    assert answer_types.asked_speaker(question, "en") == words


def test_a_language_of_whose_verbs_of_saying_nothing_is_known_asks_for_nobody() -> None:
    assert answer_types.asked_speaker("what did Orbán say", "hu") == frozenset()
