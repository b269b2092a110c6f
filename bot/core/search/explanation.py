"""How a passage scored, word by word and signal by signal, for `--explain`."""

from __future__ import annotations

from bot.core.model.answers import Signal
from bot.core.search import sentence_choice, weights
from bot.core.search.query import Asked
from bot.core.search.ranking import Candidate
from bot.core.search.sentence_choice import Sentence


def signals(asked: Asked, candidate: Candidate, sentence: Sentence) -> tuple[Signal, ...]:
    """The passage's signals, then its sentence's ("sentence: …"), then each word of the question ("word: …").

    A word's value is 1 where the sentence holds it, 0.5 where only the passage does, 0 where neither; its weight is
    its share of the question. These explain; only the first group adds up to the score.
    """
    return (*candidate.signals(), *_of_sentence(sentence), *_of_words(asked, candidate, sentence))


def _of_sentence(sentence: Sentence) -> list[Signal]:
    known = weights.of("sentence")
    named = zip(sentence_choice.NAMES, sentence.values, strict=True)
    return [Signal(f"sentence: {name}", value, known[name].value) for name, value in named]


def _of_words(asked: Asked, candidate: Candidate, sentence: Sentence) -> list[Signal]:
    passage = {asked.numbers[term] for terms in candidate.body.terms for term in terms if term in asked.numbers}
    own = {asked.numbers[term] for term in candidate.body.terms[sentence.number] if term in asked.numbers}
    return [
        Signal(
            f"word: {word.surface}",
            1.0 if number in own else 0.5 if number in passage else 0.0,
            asked.shares[number],
            (word.corrected,) if word.corrected else (),
        )
        for number, word in enumerate(asked.words)
    ]
