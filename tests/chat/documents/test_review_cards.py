"""Proposals in the review channel: the card itself where only moderators who may read it read along; else a hint."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from tests.chat.documents.test_commands import keys
from tests.chat.documents.test_preview_card import GONE, contributor, propose
from tests.chat.router.test_presses import tampered
from tests.chat.world import World, direct, labels, last, texts

__all__ = ["contributor"]
HINT = "A document waits for review: `/documents review`\n[Review]"
NOBODY = discord.PermissionOverwrite(view_channel=False)
READS = discord.PermissionOverwrite(view_channel=True)


@pytest.fixture
async def room(world: World, contributor: Any) -> Any:
    """A channel that only moderators read, chosen for reviews."""
    doors = {world.guild.default_role: NOBODY, world.mods: READS, world.me: READS}
    made = world.guild.create_text_channel("review", overwrites=doors)
    await world.mo.slash(world.channel, "settings review", channel=made)
    return made


async def proposed(world: World, room: Any, **options: Any) -> Any:
    """What stands in the review channel after a proposal."""
    await world.ann.click(await propose(world, **options), label="Propose")
    return room.last_message


async def test_a_proposal_is_reviewed_where_it_stands(world: World, room: Any) -> None:
    """Publish there: whoever pressed gets the receipt, the room reads by whom, the contributor is told."""
    card = await proposed(world, room)
    assert texts(card).startswith("-# Proposed, and waiting for review\n### Lease\n-# Preview for the case general")
    assert f"<@{world.ann.id}>" not in texts(card)
    assert labels(card) == ["Publish", "Edit", "Discard"]
    done = last(await world.mo.click(card, label="Publish"))
    assert done.ephemeral
    assert "**Added** “Lease” to general." in texts(done)
    assert texts(room.last_message) == f"**Published** by <@{world.mo.id}>."
    assert keys(world) == ["lease"]
    assert "was published in Newsroom" in texts(direct(world, world.ann)[0])


async def test_a_proposal_is_corrected_in_the_room(world: World, room: Any) -> None:
    """The card shows what is said now, and is discarded from there."""
    card = await proposed(world, room)
    form = await world.mo.click(card, label="Edit")
    corrected = last(await world.mo.submit_modal(form, {"title": "The lease of 2019"}))
    assert corrected.ephemeral
    assert "### The lease of 2019" in texts(corrected)
    assert "### The lease of 2019" in texts(room.last_message)
    assert "Nothing was published." in texts(last(await world.mo.click(room.last_message, label="Discard")))
    assert texts(room.last_message) == f"**Discarded** by <@{world.mo.id}>. Nothing was published."
    assert "was not published" in texts(direct(world, world.ann)[0])


async def test_what_was_decided_elsewhere_no_longer_waits_in_the_room(world: World, room: Any) -> None:
    """By the private queue; after a restart, at the next press."""
    card = await proposed(world, room)
    queued = last(await world.mo.slash(world.channel, "documents review"))
    await world.mo.click(queued, label="Publish")
    assert texts(room.last_message) == f"**Published** by <@{world.mo.id}>."
    card = await proposed(world, room, file=("pier.txt", b"The pier is 70 metres long."))
    world.bot.reviewed.clear()
    await world.mo.click(last(await world.mo.slash(world.channel, "documents review")), label="Discard")
    assert labels(room.last_message) == ["Publish", "Edit", "Discard"]
    assert GONE in texts(last(await world.mo.click(card, label="Publish")))
    assert texts(room.last_message) == "This proposal is no longer waiting."


READERS = ("everyone", "a role", "the contributor by name")


@pytest.mark.parametrize("reader", READERS)
async def test_a_room_in_which_others_read_gets_only_a_hint(world: World, room: Any, reader: str) -> None:
    """What was only proposed is for those who review, though the case is open to all."""
    allowed = {"everyone": world.guild.default_role, "a role": world.guild.create_role("Guests")}
    let_in(world, room, allowed.get(reader, world.ann))
    assert texts(await proposed(world, room)) == HINT


async def test_a_room_of_moderators_who_may_not_read_the_case_gets_only_a_hint(world: World, room: Any) -> None:
    inner = world.guild.create_role("Inner")
    await world.mo.slash(world.channel, "cases create", name="sealed", role=inner)
    await world.mo.slash(world.channel, "cases proposals", case="sealed", may=True)
    assert texts(await proposed(world, room, case="sealed")) == HINT


async def test_a_chosen_role_reads_along_as_long_as_it_is_chosen(world: World, room: Any) -> None:
    desk = world.guild.create_role("Desk")
    let_in(world, room, desk)
    await world.mo.slash(world.channel, "settings moderators", role=desk, may=True)
    assert "### Lease" in texts(await proposed(world, room))
    await world.mo.slash(world.channel, "settings moderators", role=desk, may=False)
    assert texts(await proposed(world, room, file=("pier.txt", b"The pier is 70 metres long."))) == HINT


async def test_a_card_of_a_room_that_was_opened_shows_nothing_after_an_edit(world: World, room: Any) -> None:
    form = await world.mo.click(await proposed(world, room), label="Edit")
    let_in(world, room, world.guild.default_role)
    await world.mo.submit_modal(form, {"title": "The lease of 2019"})
    assert texts(room.last_message) == HINT


async def test_the_room_cannot_be_used_by_those_who_may_not_review(world: World, room: Any) -> None:
    """A role that is no longer chosen; and an id that a contributor sends along with another message of the bot's."""
    desk = world.guild.create_role("Desk")
    once = world.guild.add_member(world.env.create_user("di"), roles=[desk])
    let_in(world, room, desk)
    await world.mo.slash(world.channel, "settings moderators", role=desk, may=True)
    card = await proposed(world, room)
    await world.mo.slash(world.channel, "settings moderators", role=desk, may=False)
    for label in ("Publish", "Edit"):
        assert "You don't have permission" in texts(last(await once.click(card, label=label)))
    assert labels(room.last_message) == ["Publish", "Edit", "Discard"]
    await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    answer = world.channel.last_message
    before = texts(answer)
    tampered(world, answer, f"pq:draft:discard:{'0' * 32}", "Follow up")
    assert GONE in texts(last(await world.ann.click(answer, label="Follow up")))
    assert texts(world.channel.last_message) == before
    assert keys(world) == []


def let_in(world: World, room: Any, who: Any) -> None:
    """From now on they read there."""
    channel, backend = world.env.backend.get_channel(room.id), world.env.backend
    kind = OverwriteType.MEMBER if who is world.ann else OverwriteType.ROLE
    channel.overwrites[:] = [one for one in channel.overwrites if one.target_id != who.id]
    channel.overwrites.append(Overwrite(who.id, kind, allow=READS.pair()[0].value, deny=0))
    backend.announce_channel_update(room.id)
