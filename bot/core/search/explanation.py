"""How a unit scored, signal by signal and word by word, for `--explain`."""

from __future__ import annotations

import math

from bot.core.model.answers import Signal
from bot.core.search import judging, sentence_choice, weights
from bot.core.search.aliases import alias_forms
from bot.core.search.query import Asked
from bot.core.search.sentence_choice import Choice


def signals(asked: Asked, choice: Choice, row: int) -> tuple[Signal, ...]:
    """The unit's signals, its passage's ("passage: …"), what the judge says, each word of the question ("word: …").

    A word's value is 1 where the unit holds it, 0.5 where only its neighbours, its passage or the title do, 0 where
    neither; its weight is its share of the question. These explain; only the first group adds up to the score.
    """
    known = weights.of("unit")
    own = zip(sentence_choice.NAMES, choice.signals[row].tolist(), strict=True)
    passage = choice.units.units[row].candidate.signals()
    return (
        *(Signal(name, value, known[name].value) for name, value in own),
        *(Signal(f"passage: {one.name}", one.value, one.weight) for one in passage),
        *_of_judge(asked, choice, row),
        *_of_words(asked, choice, row),
    )


def _of_judge(asked: Asked, choice: Choice, row: int) -> list[Signal]:
    """The log odds that the unit answers, as the judge has it; nothing where it wasn't asked."""
    if choice.answers is None or math.isnan(choice.answers[row]):
        return []
    own = judging.worth(asked, choice.units.units[row].candidate.language)
    return [Signal("judge", float(choice.answers[row]), own["unit"].value)]


def _of_words(asked: Asked, choice: Choice, row: int) -> list[Signal]:
    held, around, unit = choice.units.held[row], choice.around[row], choice.units.units[row]
    found = alias_forms.standing(unit.text, unit.candidate.language, asked.called)
    names = {
        number: tuple(dict.fromkeys(form.name for form in found if form in asked.others(word)))
        for number, word in enumerate(asked.words)
    }
    return [
        Signal(
            f"word: {word.surface}",
            1.0 if held[number] else 0.5 if around[number] else 0.0,
            asked.shares[number],
            (word.corrected,) if word.corrected else names.get(number, ()),
        )
        for number, word in enumerate(asked.words)
    ]
