"""A follow-up question: "and when?" borrows the words of the question before, and says so; never its evidence."""

from __future__ import annotations

import re

from bot.chat.ask import answer_card
from bot.chat.cards.modals import Form, field
from bot.core.language import detection, tokens
from bot.wording.catalogue import Tongue

FOLLOW = re.compile(r"pq:follow:(\d{0,18}):([\d-]{0,10}):([\d-]{0,10})", re.ASCII)
ENOUGH = 3  # words that mean something: a question with as many stands on its own


def joined(now: str, before: str) -> str:
    """What is searched for: `now`, and the telling words of `before` where `now` has few of its own."""
    own = _telling(now)
    if len(own) >= ENOUGH:
        return now
    known = {term for _, term in own}
    borrowed = [surface for surface, term in _telling(before) if term not in known]
    return " ".join([now, *borrowed])


def _telling(text: str) -> list[tuple[str, str]]:
    """The words of a question that mean something, as written and as the index knows them, each once."""
    spoken = detection.detect(text)
    empty = tokens.surface_function_words(spoken)
    found = {
        word.term: text[word.start : word.end]
        for word in tokens.words(text, spoken)
        if text[word.start : word.end].casefold() not in empty
    }
    return [(surface, term) for term, surface in found.items()]


def follow_up(custom_id: str, speaking: Tongue) -> Form:
    """A further question."""
    form = Form(title=speaking.say("Follow up"), custom_id=custom_id, timeout=600)
    field(
        form, "question", speaking.say("Your question"), answer_card.QUESTION_LIMIT, example=speaking.say("and when?")
    )
    return form
