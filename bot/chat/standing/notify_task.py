"""Tells people that their standing questions are answered: looks when the files have changed, a few at a time.

Never twice comes before always once: a question is marked on the disk before its message is sent, and taken away after.
Killed between the two, the bot sends it again only while Discord would know it for the same message (by its nonce);
later the question is dropped, since it may have been told.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import Final

import discord

from bot.chat.cards.layout import Message
from bot.chat.delivery import outgoing, sending
from bot.chat.delivery.outgoing import ReadersChanged
from bot.chat.runtime.program import Program
from bot.chat.runtime.repeating import Repeating
from bot.chat.runtime.workers import Closing, TooBusy
from bot.chat.standing import kept_questions
from bot.chat.standing.kept_questions import Left
from bot.core.model.documents import Audience
from bot.core.model.errors import StoreError
from bot.core.model.kept_items import StandingQuestion
from bot.core.workflows import standing_questions as core

log = logging.getLogger(__name__)
PERIOD: Final = 15.0  # seconds between two looks
AT_ONCE: Final = 20  # questions of one look
REST: Final = 3.0  # times as long as one took is waited before the next: at most a quarter of a worker's time
CROWDED: Final = 4  # calls under way: people are asking, so a look waits


class Telling(Repeating):
    """The background task: the questions that wait, asked again."""

    name, period = "standing", PERIOD

    async def look(self) -> float:
        await look(self.client)
        return PERIOD


async def look(client: Program) -> None:
    """Ask again what waits, the longest unlooked first, as long as nobody else is kept waiting."""
    casebook = client.casebook
    expired = await client.door.slowly(casebook.questions.expire_questions)
    for _ in range(expired):
        client.casebook.meter.count("standing", outcome="expired")
    if not client.settings.standing_days:  # whoever runs this bot has turned it off since
        for one in await client.door.slowly(casebook.questions.questions):
            await _drop(client, one, "expired")
        return
    found, head = await client.door.slowly(core.waiting, casebook, datetime.now(UTC))
    seen: list[str] = []
    here = [
        one for one in found if kept_questions.server(client, one) is not None
    ]  # the others must not take their place
    try:
        for one in here[:AT_ONCE]:
            if client.door.inside > CROWDED:
                break
            began = perf_counter()
            if await _looked(client, one):
                seen.append(one.id)
            await asyncio.sleep(REST * (perf_counter() - began))
    finally:
        if seen:
            await client.door.slowly(casebook.questions.seen_questions, seen, head)


async def _looked(client: Program, question: StandingQuestion) -> bool:
    """Whether it needn't be looked at again before the files change; one that fails doesn't stop the others."""
    try:
        return await _look(client, question)
    except (TooBusy, Closing, StoreError):
        raise
    except (discord.DiscordException, *sending.PASSING) as failed:
        log.warning("a standing question could not be told: %s", type(failed).__name__)
        return False
    except Exception:  # a question that can't be asked any more must not stand in the way of all others
        log.exception("a standing question could not be asked again")
        return True


async def _look(client: Program, question: StandingQuestion) -> bool:
    casebook = client.casebook
    if question.told is not None and datetime.now(UTC) - question.told > core.SAME_MESSAGE:
        await _drop(client, question, "unsure")
        return True
    if question.told is None and not await client.door.slowly(core.is_touched, casebook, question):
        return True
    try:
        there = await kept_questions.present(client, question)
        if there is None:
            return False
        found = await client.door.slowly(core.news, casebook, question, there[1])
        if found is None:
            return True
        answer, case = found
        viewer = await client.door.slowly(casebook.viewer, there[1])
        card = kept_questions.card(
            (answer, kept_questions.scene(client, question, case, viewer.cases)), question, there[0].guild
        )
        place = await there[0].create_dm()
        return await client.actions.whole(partial(_tell, client, question, place, card))
    except Left:
        await _drop(client, question, "left")
        return True
    except ReadersChanged:  # what they may see is changing at this moment
        return False


async def _tell(client: Program, question: StandingQuestion, place: discord.DMChannel, card: Message) -> bool:
    """Send it, marked before and taken away after; False where they are to be tried again.

    Raises Left, ReadersChanged. Where that happens between the mark and the message, the mark stays, as after a crash.
    """
    claim = client.casebook.questions.claim_question

    async def asker() -> Audience | None:
        there = await kept_questions.present(client, question)
        return there and there[1]

    await outgoing.decide(client, asker, outgoing.carries(card))
    if question.told is None and not await client.door.slowly(claim, question.id, datetime.now(UTC)):
        return True
    try:
        await outgoing.direct(client, place, card, asker, nonce=int(question.id[:15], 16))
    except discord.Forbidden:  # they take no direct messages from here
        return await _refused(client, question)
    await _drop(client, question, "told")
    return True


async def _refused(client: Program, question: StandingQuestion) -> bool:
    if question.tries + 1 >= core.TRIES:
        await _drop(client, question, "refused")
        return True
    await client.door.slowly(client.casebook.questions.release_question, question.id, datetime.now(UTC) + core.AGAIN)
    return False


async def _drop(client: Program, question: StandingQuestion, outcome: str) -> None:
    await client.door.slowly(client.casebook.questions.drop_question, question.id)
    client.casebook.meter.count("standing", outcome=outcome)
