"""Apps ▸ Find evidence, on any message: for each sentence that claims something, what the files hold, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import discord
from discord import app_commands

from bot.chat.access import audience
from bot.chat.ask import answer_card, answer_controls
from bot.chat.cards import attribution, escape, layout, message_text
from bot.chat.cards.layout import Message, Part
from bot.chat.delivery import outgoing, sending
from bot.chat.runtime import rate_limits
from bot.chat.runtime.rate_limits import Kind
from bot.core.casebook import Casebook
from bot.core.language import detection, sentences
from bot.core.model.answers import Answer, Excerpt, Question
from bot.core.model.documents import Audience
from bot.core.model.errors import CasebookError
from bot.wording.catalogue import Tongue, tongue

CLAIMS = 5  # sentences of a message that are looked up
FEWEST_WORDS = 4  # different ones of a sentence that can claim something; Chinese and the like count by characters
SHOWN = 200  # characters of a claim on the card

ABOUT: Final = re.compile(  # a question about the message that it replies to
    r"(?:is|was) (?:this|that|it) (?:really )?(?:true|right|correct|so)|(?:is there )?(?:any )?(?:evidence|proof)"
    r"(?: (?:for|on) (?:this|that|it))?|really|true|(?:can you )?(?:check|verify) (?:this|that|it)|fact check"
    r"|es (?:cierto|verdad)(?: (?:esto|eso))?|(?:esto|eso) es (?:cierto|verdad)|hay pruebas(?: de (?:esto|eso))?"
    r"|c'est vrai|est-ce (?:que c'est )?vrai|vraiment|y a-t-il des preuves|هل هذا صحيح|صحيح|أصحيح هذا|هل من دليل",
    re.IGNORECASE,
)


class NothingClaimed(CasebookError):
    template = "I found no statement in that message that could be checked."


def asks(text: str) -> bool:
    """Whether a question is about the message that it replies to, and about nothing else."""
    return ABOUT.fullmatch(text.strip(" ?!.¿¡؟").replace("’", "'")) is not None


def claims(text: str) -> list[str]:
    """The sentences that say something: no questions, no greetings; the first few."""
    text = message_text.LINK.sub("", text)
    found = sentences.split(text, detection.detect(text))
    each = (escape.bare(text[start:end], answer_card.QUESTION_LIMIT) for start, end in found)
    return [sentence for sentence in each if _claims(sentence)][:CLAIMS]


def _claims(sentence: str) -> bool:
    if sentence.rstrip("\"”»') ").endswith(("?", "؟", "？")):
        return False
    words = {word.casefold() for word in sentence.split()}
    return len(words) >= FEWEST_WORDS or (len(words) == 1 and len(set(sentence)) >= 3 * FEWEST_WORDS)


def look_up(casebook: Casebook, text: str, audience: Audience) -> list[Answer]:
    """What the files hold on each claim; in a worker thread. Raises NothingClaimed."""
    viewer, said = casebook.viewer(audience), claims(text)
    if not said:
        raise NothingClaimed
    return [casebook.ask(Question(_whole(sentence), top=1), viewer) for sentence in said]


def _whole(sentence: str) -> str:
    """With its full stop, which tells a statement from words that are looked for."""
    return f"{sentence}." if sentence[-1:].isalnum() else sentence


def render(answers: Sequence[Answer], speaking: Tongue) -> Message:
    """Claim by claim, the quote below it or that there is none; a menu leads to the context of each quote."""
    parts: list[Part] = [layout.text(speaking.say("### What the documents say about this message"))]
    room = layout.TEXT_LIMIT - 200
    looks: list[tuple[int, Excerpt]] = []
    for number, answer in enumerate(answers, 1):
        shown = _claim(number, answer, speaking)
        room -= sum(map(escape.size, shown))
        if room < 0:
            break
        parts += [layout.rule(), *map(layout.text, shown)]
        if answer.answered:
            looks.append((number, answer.excerpts[0]))
    carried = answer_card.carried(each.excerpts[0] for each in answers if each.answered)
    return Message(parts, answer_controls.contexts(looks, speaking), quotes=carried)


def _claim(number: int, answer: Answer, speaking: Tongue) -> list[str]:
    claim = f"**{number}.** {escape.label(answer.question.text, SHOWN)}"
    if not answer.answered:
        return [claim, speaking.say("I found nothing on this in the documents that you can read here.")]
    best = answer.excerpts[0]
    if len(best.quote) > answer_card.FURTHER:
        told = speaking.say("A long quote: choose its number under More.")
        return [claim, told, attribution.source_line(best, speaking)]
    return [
        claim,
        answer_card.quoted(best),
        *attribution.notes(best, speaking),
        attribution.source_line(best, speaking),
    ]


@app_commands.context_menu(name="Find evidence")
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def find_evidence(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    sending.soon(interaction)
    rate_limits.charge(interaction, Kind.EVIDENCE)
    client = interaction.client
    said = message_text.said(message)
    answers = await client.door(look_up, client.casebook, said, audience.own(interaction))
    await outgoing.privately(interaction, render(answers, tongue(interaction.locale)))
