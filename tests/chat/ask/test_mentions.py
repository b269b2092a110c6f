"""Mentions: who is answered, where, with what."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord.utils import utcnow
from simcord.builders import ChannelHandle

from bot.chat.ask import mentions
from bot.chat.runtime.rate_limits import Limits
from tests.chat.world import LEASE, World, labels, last, put, texts
from tests.core.search import test_small_talk as small_talk

QUOTE = "> **Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.**"


async def test_a_mention_is_answered_in_the_channel(world: World) -> None:
    """As a reply, once, pinging nobody."""
    asked = await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    reply = world.channel.last_message
    assert reply is not None
    assert QUOTE in texts(reply)
    assert reply.reference is not None
    assert reply.reference.message_id == asked.id
    assert "Share" not in labels(reply)
    assert len(world.channel.history()) == 2
    await world.bot.mentions(world.bot, asked)
    assert len(world.channel.history()) == 2


async def test_chatter_is_left_alone(world: World) -> None:
    """No answer to a message without the bot's name, to a bot, to a webhook, to @everyone."""
    other = world.guild.add_member(world.env.create_user("other", bot=True))
    said = await world.ann.send(world.channel, "who signed the letter?")
    await world.ann.send(world.channel, "@everyone who signed the letter?")
    await other.send(world.channel, f"{world.name} who signed the letter?")
    await world.guild.create_webhook(world.channel).send(f"{world.name} who signed the letter?")
    assert len(world.channel.history()) == 4
    del said


@pytest.mark.parametrize("said", ["", "help", "hello!", "thanks", "test"])
async def test_what_asks_nothing_gets_the_ways_to_ask(world: World, said: str) -> None:
    """With examples that everybody there can try, and without a quote; privately too."""
    await world.ann.send(world.channel, f"{world.name} {said}")
    told = texts(world.channel.last_message)
    assert told.startswith("### Ask, and get the exact words")
    assert "> " not in told
    if said:
        assert texts(last(await world.ask(said))).startswith("### Ask, and get the exact words")


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
async def test_small_talk_is_answered_by_no_quote_however_it_is_said(world: World, part: int) -> None:
    """The whole set, by the command and to the bot's name; in parts, since a full channel is slow."""
    for said in small_talk.MESSAGES[part::10]:
        world.bot.limits = Limits()
        assert texts(last(await world.ask(said))).startswith("### Ask, and get the exact words"), said
        await world.ann.send(world.channel, f"{world.name} {said}")
        assert texts(world.channel.last_message).startswith("### Ask, and get the exact words"), said


async def test_an_edit_that_adds_the_name_asks(world: World) -> None:
    """Once, however often it is edited."""
    said = await world.ann.send(world.channel, "who signed the letter?")
    await world.ann.edit(said, f"{world.name} who signed the letter?")
    await world.ann.edit(said, f"{world.name} who signed the letter about Harbour?")
    assert QUOTE in texts(world.channel.last_message)
    assert len(world.channel.history()) == 2


def test_an_old_message_is_not_answered_because_discord_looks_up_its_link() -> None:
    now = utcnow()
    for written, edited, fresh in (
        (timedelta(minutes=2), timedelta(seconds=5), True),
        (timedelta(hours=2), timedelta(seconds=5), False),
        (timedelta(minutes=9), timedelta(minutes=8), False),
        (timedelta(minutes=1), None, False),
    ):
        message = SimpleNamespace(created_at=now - written, edited_at=edited and now - edited)
        assert mentions.is_fresh(message) is fresh  # type: ignore[arg-type]


async def test_the_bots_own_role_is_its_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord offers both when somebody types @Pullquote, and shows no text with the role: then it says how to ask."""
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    mine, other = guild.get_role(world.mods.id), world.guild.create_role("Other", mentionable=True)
    monkeypatch.setattr(discord.Guild, "self_role", mine)
    await world.mo.send(world.channel, f"<@&{world.mods.id}> who signed the letter?")
    assert texts(world.channel.last_message).startswith("I can only read messages that mention me.")
    await world.mo.send(world.channel, f"<@&{other.id}> who signed the letter?")
    assert len(world.channel.history()) == 3
    assert mentions.named("<@&9> who signed?", 7, 9) == "who signed?"


async def test_a_reply_to_a_card_needs_no_question_mark(world: World) -> None:
    """What asks nothing there is left alone."""
    await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    card = world.channel.last_message
    await world.ann.send(world.channel, "and in Elmstead", reply_to=card)
    assert "searched for:" in texts(world.channel.last_message)
    count = len(world.channel.history())
    await world.ann.send(world.channel, "thanks!", reply_to=card)
    assert len(world.channel.history()) == count + 1


@pytest.mark.parametrize("asked", ["is this true?", "any evidence?", "¿es verdad?", "c’est vrai ?", "هل هذا صحيح؟"])
async def test_a_question_about_anothers_message_is_about_that_message(world: World, asked: str) -> None:
    """Claim by claim, for everybody there; and nothing of what not everybody may read."""
    world.restrict("leases", roles=(world.mods.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    claim = f"{world.name} Eighteen lawmakers signed the letter about Harbour. Tomas Reed signed the lease in 2019."
    said = await world.mo.send(world.channel, claim)
    await world.ann.send(world.channel, f"{world.name} {asked}", reply_to=said)
    told = texts(world.channel.last_message)
    assert told.startswith("### What the documents say about this message\n**1.** Eighteen lawmakers")
    assert "> **Eighteen lawmakers signed" in told
    assert "signed by Tomas Reed" not in told


async def test_a_message_that_discord_does_not_show_is_said_to_be_one(world: World) -> None:
    """Of others' messages a bot is given no text without a further right; the menu does give it."""
    said = await world.mo.send(world.channel, "Eighteen lawmakers signed the letter about Harbour.")
    await world.ann.send(world.channel, f"{world.name} is this true?", reply_to=said)
    assert "use **Apps ▸ Find evidence**" in texts(world.channel.last_message)


async def test_who_goes_on_in_a_thread_is_told_how_at_once(world: World) -> None:
    """Discord gives no text of a message that doesn't name the bot: once it says so, then it is quiet."""
    thread = await room(world)
    await world.ann.send(thread, f"{world.name} who signed the letter?")
    await world.ann.send(thread, "and who is Ada Brook?")
    assert texts(thread.last_message).startswith("I can only read messages that mention me.")
    count = len(thread.history())
    await world.ann.send(thread, "oh well")
    assert len(thread.history()) == count + 1


async def room(world: World) -> Any:
    parent: Any = world.bot.get_channel(world.channel.id)
    made = await parent.create_thread(name="questions", type=discord.ChannelType.public_thread)
    return ChannelHandle(world.env, world.guild, world.env.backend.get_channel(made.id))


# --- taken back


async def test_a_deleted_question_takes_its_answer_back(world: World) -> None:
    asked = await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    assert len(world.casebook.posts.posts()) == 1
    await world.ann.delete(asked)
    assert world.channel.history() == []
    assert world.casebook.posts.posts() == []


async def test_a_question_that_is_deleted_while_it_is_answered_leaves_no_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, int] = {}
    search = world.casebook.ask

    def slowly(question: Any, viewer: Any) -> Any:
        gone = SimpleNamespace(message_id=asked["id"])
        told = world.bot.on_raw_message_delete(gone)  # type: ignore[arg-type]
        asyncio.run_coroutine_threadsafe(told, world.bot.loop).result()
        return search(question, viewer)

    monkeypatch.setattr(world.casebook, "ask", slowly)
    heard = world.bot.on_message

    async def noting(message: discord.Message) -> None:
        asked["id"] = message.id
        await heard(message)

    monkeypatch.setattr(world.bot, "on_message", noting)
    await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    assert [each.author.id for each in world.channel.history()] == [world.ann.id]


async def test_whoever_asked_can_take_an_answer_back(world: World) -> None:
    """Nobody else but moderators; and an id that a client makes up names nobody."""
    for who, shared in ((world.ann, False), (world.ann, True), (world.mo, False)):
        await world.ann.send(world.channel, f"{world.name} who signed the letter?")
        if shared:
            await world.ann.click(last(await world.ask("who signed the letter?")), label="Share")
        card = world.channel.last_message
        other = world.guild.add_member(world.env.create_user(f"other-{who.id}-{shared}"))
        refused = await other.click(card, label="Take back")
        assert texts(last(refused)).startswith("Only whoever asked for this answer, or a moderator")
        done = await who.click(card, label="Take back")
        assert texts(last(done)) == "The answer was taken back."
        assert card.id not in [each.id for each in world.channel.history()]


async def test_a_private_card_has_nothing_to_take_back(world: World) -> None:
    assert "Take back" not in labels(last(await world.ask("who signed the letter?")))


async def test_a_direct_message_gets_a_kind_line(world: World) -> None:
    await world.ann.send_dm("who signed the letter?")
    told = world.ann.user.dm_channel.last_message
    assert "I only work in a server" in texts(told)


async def test_a_mention_uses_only_what_every_reader_may_see(world: World) -> None:
    """Whoever asks: here @everyone can read the channel, and the case is for moderators."""
    world.restrict("leases", roles=(world.mods.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    await world.mo.send(world.channel, f"{world.name} who signed the lease?")
    assert "Reed" not in texts(world.channel.last_message)


async def test_a_closed_channel_may_use_the_case_of_its_readers(world: World) -> None:
    """Every role that can view it is among the case's; one person let in by name takes that away."""
    deny, allow = discord.PermissionOverwrite(view_channel=False), discord.PermissionOverwrite(view_channel=True)
    doors = {world.guild.default_role: deny, world.mods: allow, world.me: allow}
    closed = world.guild.create_text_channel("closed", overwrites=doors)
    ajar = world.guild.create_text_channel("ajar", overwrites={**doors, world.ann: allow})
    world.restrict("leases", roles=(world.mods.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    for channel, seen in ((closed, True), (ajar, False)):
        await world.mo.send(channel, f"{world.name} who signed the lease?")
        assert ("Tomas Reed" in texts(channel.last_message)) is seen


async def test_without_the_right_to_write_a_mention_is_left_alone(world: World) -> None:
    """No answer, no failure, no repeated refusals from Discord."""
    silent = discord.PermissionOverwrite(send_messages=False)
    channel = world.guild.create_text_channel("quiet", overwrites={world.me: silent})
    await world.ann.send(channel, f"{world.name} who signed the letter?")
    assert len(channel.history()) == 1


def test_the_name_is_taken_out_of_the_question() -> None:
    assert mentions.named("<@7> who signed?", 7) == "who signed?"
    assert mentions.named("hey <@!7> who?", 7) == "hey   who?"
    assert mentions.named("<@8> who?", 7) is None
