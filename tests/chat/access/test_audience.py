"""Who reads a message: roles, overwrites, threads, administrators."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.chat.access import audience
from tests.chat.world import LEASE, World, last, put, texts

ALLOW, DENY = discord.PermissionOverwrite(view_channel=True), discord.PermissionOverwrite(view_channel=False)
QUESTION = "who signed the lease?"


def readers(world: World, channel: Any) -> frozenset[int]:
    found = world.bot.get_channel(channel.id)
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    return audience.public(guild, found).roles


async def thread(world: World, channel: Any, kind: discord.ChannelType, *members: Any) -> Any:
    """A thread of that channel with these members."""
    parent: Any = world.bot.get_channel(channel.id)
    made = await parent.create_thread(name="aside", type=kind)
    for member in members:
        await made.add_user(discord.Object(member.id))
    await world.env.settle()
    return channel.threads[-1]


def test_everybody_reads_an_open_channel(world: World) -> None:
    assert world.guild.default_role.id in readers(world, world.channel)


def test_a_closed_channel_is_read_by_the_roles_let_in(world: World) -> None:
    """One that a category's or a role's own permission lets in, but the channel shuts out, isn't there."""
    team = world.guild.create_role("Team", permissions=discord.Permissions(view_channel=True))
    doors = {world.guild.default_role: DENY, world.mods: ALLOW, world.me: ALLOW}
    assert readers(world, world.guild.create_text_channel("a", overwrites=doors)) == {world.mods.id}
    assert readers(world, world.guild.create_text_channel("b", overwrites={**doors, team: ALLOW})) == {
        world.mods.id,
        team.id,
    }


def test_a_person_let_in_by_name_is_no_role(world: World) -> None:
    """His number stands among the readers, where no case can list it."""
    doors = {world.guild.default_role: DENY, world.ann: ALLOW}
    assert readers(world, world.guild.create_text_channel("a", overwrites=doors)) == {world.ann.id}


def test_administrators_count_as_cleared(world: World) -> None:
    admins = world.guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    doors = {world.guild.default_role: DENY, world.mods: ALLOW}
    assert admins.id not in readers(world, world.guild.create_text_channel("a", overwrites=doors))


def test_a_channel_that_no_role_reads_proves_nothing(world: World) -> None:
    assert (
        readers(world, world.guild.create_text_channel("a", overwrites={world.guild.default_role: DENY})) == frozenset()
    )


async def test_a_threads_readers_are_its_parents(world: World) -> None:
    """A case for the parent's readers answers in its public thread, where it was asked."""
    closed = world.guild.create_text_channel(
        "closed", overwrites={world.guild.default_role: DENY, world.mods: ALLOW, world.me: ALLOW}
    )
    aside = await thread(world, closed, discord.ChannelType.public_thread, world.mo)
    world.restrict("leases", roles=(world.mods.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    await world.mo.send(aside, f"{world.name} {QUESTION}")
    assert "Tomas Reed" in texts(aside.last_message)
    outside = await thread(world, world.channel, discord.ChannelType.public_thread, world.mo)
    await world.mo.send(outside, f"{world.name} {QUESTION}")
    assert "Tomas Reed" not in texts(outside.last_message)


@pytest.mark.parametrize(("listed", "seen"), [(False, False), (True, True)])
async def test_a_private_thread_uses_what_is_open_or_lists_its_parent(world: World, listed: bool, seen: bool) -> None:
    """Anybody can be let into it by name: the parent's roles prove nothing."""
    closed = world.guild.create_text_channel(
        "closed", overwrites={world.guild.default_role: DENY, world.mods: ALLOW, world.me: ALLOW}
    )
    aside = await thread(world, closed, discord.ChannelType.private_thread, world.mo)
    world.restrict("leases", roles=(world.mods.id,), channels=(closed.id,) if listed else ())
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    await world.mo.send(aside, f"{world.name} {QUESTION}")
    assert ("Tomas Reed" in texts(aside.last_message)) is seen


async def test_a_private_thread_may_be_listed_itself(world: World) -> None:
    """There, and nowhere else: not in its parent, not in another thread of it. Its own case is asked first, too."""
    aside = await thread(world, world.channel, discord.ChannelType.private_thread, world.mo)
    other = await thread(world, world.channel, discord.ChannelType.private_thread, world.mo)
    world.restrict("leases", roles=(12345,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    for what in ("may read it", "asks it first"):
        await world.mo.slash(world.channel, "cases channel", case="leases", channel=aside, what=what)
    await world.mo.send(aside, f"{world.name} {QUESTION}")
    assert "Tomas Reed" in texts(aside.last_message)
    await world.mo.send(aside, f"{world.name} who signed the letter?")
    assert "lawmakers signed" not in texts(aside.last_message)
    for place in (world.channel, other):
        await world.mo.send(place, f"{world.name} {QUESTION}")
        assert "Tomas Reed" not in texts(place.last_message)
    assert "Tomas Reed" in texts(last(await world.mo.slash(aside, "ask", question=QUESTION)))


@pytest.mark.parametrize(("inside", "reads"), [(True, True), (False, False)])
async def test_who_has_left_a_private_thread_reads_nothing_of_it_later(world: World, inside: bool, reads: bool) -> None:
    """A link to the source viewer that he got there asks again."""
    aside = await thread(world, world.channel, discord.ChannelType.private_thread, world.mo)
    guild: Any = world.bot.get_guild(world.guild.id)
    place = guild.get_thread(aside.id)
    if inside:
        await place.add_user(discord.Object(world.ann.id))
    member = await guild.fetch_member(world.ann.id)
    assert await audience.reads(member, place) is reads
    assert await audience.reads(member, place.parent)


async def test_in_a_thread_the_parents_case_is_asked_first(world: World) -> None:
    """Privately too: the channel's own case counts in its threads."""
    aside = await thread(world, world.channel, discord.ChannelType.public_thread, world.ann)
    world.restrict("leases", channels=(world.channel.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    assert "Tomas Reed" in texts(last(await world.ann.slash(aside, "ask", question=QUESTION)))
    other = world.guild.create_text_channel("other")
    assert "Tomas Reed" not in texts(last(await world.ann.slash(other, "ask", question=QUESTION)))


async def test_readers_that_change_meanwhile_are_asked_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The channel is opened to everybody while the answer is looked up: it is made anew for them."""
    closed = world.guild.create_text_channel(
        "closed", overwrites={world.guild.default_role: DENY, world.mods: ALLOW, world.me: ALLOW}
    )
    world.restrict("leases", roles=(world.mods.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    before, found = audience.public, iter(range(9))

    def public(guild: discord.Guild, place: object) -> Any:
        return before(guild, place if next(found) == 0 else world.bot.get_channel(world.channel.id))

    monkeypatch.setattr(audience, "public", public)
    await world.mo.send(closed, f"{world.name} {QUESTION}")
    assert "Tomas Reed" not in texts(closed.last_message)
