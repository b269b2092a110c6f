"""The form of a follow-up question: see `bot.core.search.query_rewriting` for what it borrows from the one before."""

from __future__ import annotations

import re

from bot.chat.ask import answer_card
from bot.chat.cards.modals import Form, field
from bot.wording.catalogue import Tongue

FOLLOW = re.compile(r"pq:follow:(\d{0,18}):([\d-]{0,10}):([\d-]{0,10})", re.ASCII)


def follow_up(custom_id: str, speaking: Tongue) -> Form:
    """A further question."""
    form = Form(title=speaking.say("Follow up"), custom_id=custom_id, timeout=600)
    field(
        form, "question", speaking.say("Your question"), answer_card.QUESTION_LIMIT, example=speaking.say("and when?")
    )
    return form
