"""/ask and Share, driven through the real discord.py."""

from __future__ import annotations

import re
import time
from typing import Any

import discord
import pytest

from bot.chat.delivery import sending
from bot.core.model.answers import Question
from tests.chat.world import LEASE, World, labels, last, put, texts

QUOTE = "> **Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.**"


# --- private


async def test_ask_answers_privately_with_the_quote_first(world: World) -> None:
    """The deferral and the answer are both private, and the exact words stand in a quotation."""
    result = await world.ask("who signed the letter?")
    card = last(result)
    assert result.ephemeral
    assert card.ephemeral
    question, sure, quote, title = texts(card).splitlines()[:4]
    assert (question, title) == ("-# who signed the letter?", "**The letter**")
    assert re.fullmatch(r"[▰▱]{5} \w+ the answer \(\d\d%\).*", sure)
    assert quote.startswith(QUOTE)
    assert labels(card)[:3] == ["Open", "Share", "Follow up"]


async def test_an_answer_that_takes_long_fills_what_shows_that_it_comes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a slow search goes on, "thinking…" is shown, in private; the answer takes its place."""
    before: list[Any] = []
    search = world.casebook.ask

    def slowly(question: Question, viewer: Any) -> Any:
        time.sleep(0.4)
        before.extend((each.json or {})["type"] for each in world.env.http_requests if "callback" in str(each))
        return search(question, viewer)

    monkeypatch.setattr(sending, "SOON", 0.0)  # the simulated clock stands still
    monkeypatch.setattr(world.casebook, "ask", slowly)
    result = await world.ask("who signed the letter?")
    assert before == [discord.InteractionResponseType.deferred_channel_message.value]
    assert result.ephemeral
    assert QUOTE in texts(last(result))
    assert len(result.followups) <= 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"question": "   "}, "The question is empty"),
        (
            {"question": "who?", "after": "soon"},
            "“soon” is not a date. Write it like 2021, June 2021, last month or 15.12.2021.",
        ),
        ({"question": "who?", "case": "no-such-case"}, "There is no case “no-such-case” here"),
    ],
)
async def test_a_bad_question_is_told_privately(world: World, options: dict[str, str], told: str) -> None:
    result = await world.ann.slash(world.channel, "ask", **options)
    assert told in texts(last(result))
    assert last(result).ephemeral


async def test_a_refusal_is_private_and_says_what_to_try(world: World) -> None:
    result = await world.ask("xylophone zeppelin")
    assert "### " in texts(last(result))
    assert ">" not in texts(last(result))
    assert "Share" not in labels(last(result))


async def test_only_own_cases_and_shared_ones_answer(world: World) -> None:
    """A case for other roles, and another server's case, might as well not be there."""
    world.restrict("leases", roles=(world.mods.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    put(world.casebook, "elsewhere", LEASE.replace("Tomas", "Carla"), "1", "general")
    plain, cleared = (
        await world.ask("who signed the lease?"),
        await world.mo.slash(world.channel, "ask", question="who signed the lease?"),
    )
    assert "Reed" not in texts(last(plain))
    assert "Tomas Reed" in texts(last(cleared))
    assert "Carla" not in texts(last(plain)) + texts(last(cleared))


# --- sharing


async def test_share_posts_the_answer_for_everybody(world: World) -> None:
    """A message of its own, signed; the sharer's own card says so, with the way there, and is shared once."""
    card = last(await world.ask("who signed the letter?"))
    result = await world.ann.click(card, label="Share")
    posted = world.channel.last_message
    assert posted is not None
    assert not posted.flags.ephemeral
    assert QUOTE in texts(posted)
    assert f"-# Shared by <@{world.ann.id}>" in texts(posted)
    assert last(result).ephemeral
    assert last(result).id == card.id
    assert texts(last(result)).startswith(f"Posted: {posted.jump_url}\n-# who signed the letter?")
    assert "Share" not in labels(last(result))


async def test_asked_in_the_open_at_once_it_is_two_messages(world: World) -> None:
    """The answer for all, and where it is for whoever asked."""
    result = await world.ask("who signed the letter?", share=True)
    posted = [each for each in world.channel.history() if not each.flags.ephemeral]
    assert [QUOTE in texts(each) for each in posted] == [True]
    assert texts(result.response) == f"Posted: {posted[0].jump_url}"
    assert result.followups == []


async def test_what_can_not_be_posted_is_answered_privately_all_the_same(world: World) -> None:
    muted = {world.ann: discord.PermissionOverwrite(send_messages=False)}
    channel = world.guild.create_text_channel("announcements", overwrites=muted)
    result = await world.ann.slash(channel, "ask", question="who signed the letter?", share=True)
    assert QUOTE in texts(result.response)
    assert "You can't write in this channel" in texts(last(result))


async def test_share_leaves_out_what_not_everybody_may_read(world: World) -> None:
    """And says so to the sharer only."""
    world.restrict("letters", roles=(world.mods.id,))
    hidden = "Nineteen more lawmakers signed the letter in secret."
    put(world.casebook, "secret", hidden, world.workspace, "letters")
    card = last(await world.mo.slash(world.channel, "ask", question="which lawmakers signed the letter?"))
    assert "in secret" in texts(card)
    result = await world.mo.click(card, label="Share")
    assert "secret" not in texts(world.channel.last_message)
    assert "left out" in texts(last(result))


async def test_what_nobody_else_may_read_is_not_posted(world: World) -> None:
    world.restrict("leases", roles=(world.mods.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    world.remove("letter", "court")
    result = await world.mo.slash(world.channel, "ask", question="who signed the lease?", share=True)
    assert "Tomas Reed" in texts(last(result))
    assert "Not posted" in texts(last(result))
    assert world.channel.last_message is None or world.channel.last_message.flags.ephemeral


async def test_share_needs_the_sharers_own_right_to_write(world: World) -> None:
    """The bot lends nobody its voice."""
    muted = {world.ann: discord.PermissionOverwrite(send_messages=False)}
    channel = world.guild.create_text_channel("announcements", overwrites=muted)
    card = last(await world.ann.slash(channel, "ask", question="who signed the letter?"))
    result = await world.ann.click(card, label="Share")
    assert "You can't write in this channel" in texts(last(result))
    assert not [each for each in channel.history() if not each.flags.ephemeral]


async def test_where_the_bot_may_not_write_it_follows_up_in_public(world: World) -> None:
    silent = {world.me: discord.PermissionOverwrite(send_messages=False)}
    channel = world.guild.create_text_channel("quiet", overwrites=silent)
    result = await world.ann.slash(channel, "ask", question="who signed the letter?", share=True)
    public = [each for each in (result.response, *result.followups) if not each.ephemeral]
    assert [QUOTE in texts(each) for each in public] == [True]


# --- pings


async def test_nothing_in_a_question_or_a_document_pings(world: World) -> None:
    """Every message goes out with all mentions off, and shows the text as it is."""
    put(
        world.casebook,
        "trap",
        "The trap @everyone <@&1> was set by **Bo** at https://evil.example.",
        title="@here [x](http://e)",
    )
    await world.ann.send(world.channel, f"{world.name} what about the trap @everyone?")
    await world.ask("what about the trap <@123>?")
    bodies = [each.json.get("data", each.json) for each in world.env.http_requests if isinstance(each.json, dict)]
    assert [each["allowed_mentions"]["parse"] for each in bodies if "components" in each] == [[], []]
    assert "\\@everyone \\<\\@&1> was" in texts(world.channel.last_message).replace("**", "")
