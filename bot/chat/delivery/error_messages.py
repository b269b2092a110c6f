"""What a person is told when something fails: a short text, with a reference where it is the bot's own fault.

The catch-all of this front end ends here. The log gets the traceback under the reference, never a question's text; the
person gets the reference, never the traceback.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.chat.cards import escape, layout
from bot.chat.cards.layout import Message
from bot.chat.delivery import outgoing, sending
from bot.core.model.errors import AmbiguousKey, BadDate, CasebookError, StoreError, UnknownCase, UnknownDocument
from bot.wording.catalogue import Tongue, tongue

log = logging.getLogger(__name__)
INSTEAD: dict[type[CasebookError], str] = {  # the same for people who have no command line
    BadDate: "“{value}” is not a date. Write it like 2021, June 2021, last month or 15.12.2021.",
    UnknownDocument: "There is no document “{key}” here. `/documents list` shows the keys.",
    UnknownCase: "There is no case “{name}” here. Choose one that is suggested, or leave it out.",
    AmbiguousKey: "Several cases hold a document “{key}”: {cases}. Choose one that is suggested.",
}
MAY_NOT = (
    "Discord doesn't let me do that here. In this channel I need “View Channel”, “Send Messages” and “Attach Files”."
)
NOT_TAKEN = "Discord isn't taking my answer at the moment. Try again in a minute."
NOT_THERE = "Discord says that this message or channel is gone. Ask again with `/ask`."
NOT_KNOWN = "I don't know that command in this form. Nothing was done; reload Discord and try again."
TOO_LATE = {10062, 10015, 50027, 40060}  # Discord's codes: unknown or expired interaction, already acknowledged


def told(error: BaseException, speaking: Tongue) -> Message:
    """The message for an error. A fault of ours is logged here, under the reference that the message names."""
    cause = _cause(error)
    if isinstance(cause, CasebookError) and not isinstance(cause, StoreError):
        return layout.note(speaking.error(INSTEAD.get(type(cause), cause.template), cause.fields, escape.label))
    if (ordinary := _ordinary(cause)) is not None:
        log.warning("told of %s", type(cause).__name__)
        return layout.note(speaking.say(ordinary))
    reference = secrets.token_hex(4)
    log.error("failure %s", reference, exc_info=cause)
    if isinstance(cause, StoreError):
        sentence = speaking.say("I can't reach the documents at the moment.")
    else:
        sentence = speaking.say("Something went wrong on my side.")
    asked = speaking.say(
        "If you were changing something, check whether it was done, then try again. If this keeps happening, tell "
        "whoever runs this bot the reference `{reference}`.",
        reference=reference,
    )
    return layout.note(speaking.joined([sentence, asked], " "))


def _ordinary(error: BaseException) -> str | None:
    """What isn't a fault of the program's, so that no traceback is needed: Discord's refusals and bad moments."""
    if isinstance(error, discord.Forbidden):
        return MAY_NOT
    if isinstance(error, discord.NotFound):
        return NOT_THERE
    if isinstance(error, discord.DiscordServerError | discord.RateLimited | aiohttp.ClientError):
        return NOT_TAKEN
    return NOT_KNOWN if isinstance(error, app_commands.AppCommandError) else None


def _cause(error: BaseException) -> BaseException:
    """The error of the command's own code, out of discord.py's wrapping."""
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


async def tell(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell the person who pressed or typed, privately; log it where even that fails."""
    if getattr(_cause(error), "code", None) in TOO_LATE:
        log.warning("an interaction was no longer there to be answered: %s", _cause(error))
        return
    message = told(error, tongue(interaction.locale))
    try:
        await outgoing.privately(interaction, message)
    except (discord.DiscordException, *sending.PASSING) as failed:
        log.warning("could not tell of a failure: %s", type(failed).__name__)
