"""Mentions: who is answered, where, with what."""

from __future__ import annotations

import discord

from bot.chat.ask import mentions
from tests.chat.world import LEASE, World, labels, put, texts

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
    """No answer to a message without the bot's name, to a bot, to a webhook, to @everyone, or to an edit."""
    other = world.guild.add_member(world.env.create_user("other", bot=True))
    said = await world.ann.send(world.channel, "who signed the letter?")
    await world.ann.send(world.channel, "@everyone who signed the letter?")
    await other.send(world.channel, f"{world.name} who signed the letter?")
    await world.guild.create_webhook(world.channel).send(f"{world.name} who signed the letter?")
    await world.ann.edit(said, f"{world.name} who signed the letter?")
    assert len(world.channel.history()) == 4


async def test_a_bare_mention_says_how_to_ask(world: World) -> None:
    await world.ann.send(world.channel, world.name)
    assert "Ask in a few words" in texts(world.channel.last_message)


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
