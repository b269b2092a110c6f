"""The benchmark's text: as described, and the same every time."""

from __future__ import annotations

from collections import Counter

from bot.measure.synthetic import LENGTH, QUESTION, Corpus, spelled


def test_passages() -> None:
    """So many, of so many words, the same for the same seed."""
    words = list(Corpus(300, 1).words())
    assert len(words) == 300
    assert {len(passage) for passage in words} == {LENGTH}
    assert words == list(Corpus(300, 1).words())
    assert words != list(Corpus(300, 2).words())


def test_zipf() -> None:
    """The commonest word is about twice as frequent as the next, ten times as the tenth."""
    counts = Counter(word for passage in Corpus(3000, 1).words() for word in passage)
    first, second, tenth = (counts[spelled(rank)] for rank in (0, 1, 9))
    assert 1.8 < first / second < 2.2
    assert 8.5 < first / tenth < 11.5


def test_spelled() -> None:
    """A word for each rank."""
    assert len({spelled(rank) for rank in range(20_000)}) == 20_000


def test_questions() -> None:
    """Distinct words of one passage, none of them in a tenth of the passages."""
    corpus = Corpus(2000, 1)
    passages = [set(words) for words in corpus.words()]
    frequency = Counter(word for words in passages for word in words)
    for question in corpus.questions(30):
        assert len(set(question)) == QUESTION
        assert any(words.issuperset(question) for words in passages)
        assert all(frequency[word] < 0.13 * 2000 for word in question)  # expected, so some chance is left for it
