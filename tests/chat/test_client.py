"""The bot as a whole: what it asks of Discord, what it keeps, what it says when something fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.chat.cards import modals
from bot.chat.client import Pullquote
from bot.chat.delivery import error_messages, sending
from bot.chat.help import first_day, help_card
from bot.chat.router import submissions
from bot.chat.runtime.workers import Closing, TooBusy
from bot.core.model.documents import Actor
from bot.core.model.errors import StoreBusy
from bot.core.workflows import server_left
from bot.wording.catalogue import spoken
from tests.chat.world import LEASE, Answered, World, direct, labels, last, put, texts

FAILED = "Something went wrong on my side."


def syncs(world: World) -> int:
    return sum(each.method == "PUT" and each.path.endswith("/commands") for each in world.env.http_requests)


async def test_commands_are_told_to_discord_once(world: World, make_client: Callable[[], Pullquote]) -> None:
    """A second start with the same commands tells it nothing."""
    assert syncs(world) == 1
    await world.env.restart_bot(make_client())
    assert syncs(world) == 1
    assert "ask" in world.ann.available_commands(world.channel)


async def test_changed_commands_are_told_again(world: World, make_client: Callable[[], Pullquote]) -> None:
    changed = make_client()
    changed.tree.remove_command("privacy")
    await world.env.restart_bot(changed)
    assert syncs(world) == 2


def test_it_needs_no_privileged_intent_and_keeps_no_members(make_client: Callable[[], Pullquote]) -> None:
    client = make_client()
    privileged = {name for name in ("message_content", "members", "presences") if getattr(client.intents, name)}
    assert not privileged
    mentions: Any = client.allowed_mentions
    assert mentions.to_dict() == {"parse": []}
    assert client._connection.max_messages is None
    assert client._connection.member_cache_flags == discord.MemberCacheFlags.none()


async def test_commands_are_for_servers_only(world: World) -> None:
    assert world.ann.user.available_commands() == ()


async def test_nothing_of_a_card_stays_in_memory(world: World) -> None:
    for number in range(5):
        await world.ask(f"who signed the letter {number}?")
    store = world.bot._connection._view_store
    assert not store._views
    assert not store._synced_message_views


# --- when something fails


async def test_a_failure_is_told_with_a_reference_and_logged_without_the_question(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The person gets no trace, the log no question."""
    world.expected = True
    monkeypatch.setattr(world.casebook, "ask", _raising(RuntimeError("index broke")))
    told = texts(last(await world.ask("who poisoned the letter?")))
    reference = told.split("`")[1]
    assert told.startswith(FAILED)
    assert "index broke" not in told
    assert reference in caplog.text
    assert "RuntimeError" in caplog.text
    assert "poisoned" not in caplog.text
    assert world.failures()


async def test_a_broken_store_is_called_that(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a reference too: somebody has to look."""
    monkeypatch.setattr(world.casebook, "viewer", _raising(StoreBusy(seconds=5)))
    for told in (
        texts(last(await world.ask("who signed the letter?"))),
        texts(last(await world.mo.slash(world.channel, "documents list"))),
    ):
        assert told.startswith("I can't reach the documents at the moment.")
        assert "reference `" in told


async def test_a_failing_button_and_mention_are_told_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = last(await world.ask("who signed the letter?"))
    monkeypatch.setattr(world.casebook, "ask", _raising(RuntimeError("broke")))
    assert texts(last(await world.ann.click(shown, label="Why this?"))).startswith(FAILED)
    await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    assert texts(world.channel.last_message).startswith(FAILED)


async def test_discord_failing_ends_no_other_answer(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A message that Discord doesn't take is logged; the next question is answered."""
    world.expected = True
    world.env.inject_error("POST", "/interactions/*", status=400, times=2)
    await world.ask("who signed the letter?")
    assert "could not tell of a failure" in caplog.text
    assert "Eighteen" in texts(last(await world.ask("who signed the letter?")))
    assert world.failures()


async def test_a_late_interaction_is_no_failure(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is there to be told."""
    world.expected = True
    caplog.set_level(logging.WARNING)
    world.env.inject_error("POST", "/interactions/*", status=404, code=10062)
    await world.ask("who signed the letter?")
    assert "no longer there" in caplog.text
    assert not [
        each for each in caplog.records if each.levelno >= logging.ERROR and each.name == error_messages.__name__
    ]
    assert world.failures()


async def test_a_failing_event_is_logged(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """With the event's name, without what was said."""
    world.expected = True
    monkeypatch.setattr(world.bot, "mentions", _raising(RuntimeError("broke")))
    await world.ann.send(world.channel, f"{world.name} who poisoned the letter?")
    assert "failure in on_message" in caplog.text
    assert "poisoned" not in caplog.text
    assert world.failures()


async def test_a_refused_post_is_no_failure(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """The right to write was taken away in that moment: who asked is told by direct message; no second try."""
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    assert "an answer could not be posted: Forbidden" in caplog.text
    assert texts(direct(world, world.ann)[-1]).startswith(f"I can't write in {world.channel.mention}.")
    assert "Traceback" not in caplog.text


async def test_where_it_may_not_write_a_mention_is_answered_by_direct_message(world: World) -> None:
    doors = {world.me: discord.PermissionOverwrite(send_messages=False)}
    closed = world.guild.create_text_channel("read-only", overwrites=doors)
    await world.ann.send(closed, f"{world.name} who signed the letter?")
    assert closed.last_message.author.id == world.ann.id
    (told,) = direct(world, world.ann)
    assert texts(told).startswith(f"I can't write in {closed.mention}. You can still ask there with `/ask`")


async def test_without_read_message_history_a_mention_is_answered_below(world: World) -> None:
    """Discord refuses a reply then, but not a message."""
    for status in (403, 400):
        world.env.inject_error("POST", "/channels/*/messages", status=status, code=160002)
        await world.ann.send(world.channel, f"{world.name} who signed the letter?")
        assert "Eighteen" in texts(world.channel.last_message)
        assert world.channel.last_message.reference is None


async def test_a_card_that_was_dismissed_meanwhile_is_answered_below(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its place is gone; the answer isn't."""
    monkeypatch.setattr(sending, "SOON", 0.0)
    world.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
    assert "Eighteen" in texts(last(await world.ask("who signed the letter?")))


REFUSED = discord.Forbidden(Answered(403), {"code": 50013, "message": "Missing Permissions"})
BUSY = discord.DiscordServerError(Answered(503), "upstream")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (REFUSED, error_messages.MAY_NOT),
        (BUSY, error_messages.NOT_TAKEN),
        (discord.RateLimited(90.0), error_messages.NOT_TAKEN),
        (aiohttp.ClientConnectionError(), error_messages.NOT_TAKEN),
        (app_commands.CommandNotFound("gone", []), error_messages.NOT_KNOWN),
    ],
)
def test_discords_refusals_and_bad_moments_are_no_faults_of_ours(
    error: Exception, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A sentence that says what to do, and no traceback."""
    with caplog.at_level(logging.WARNING):
        (shown,) = error_messages.told(error, spoken("en")).parts
    assert isinstance(shown, discord.ui.TextDisplay)
    assert shown.content == told
    assert "Traceback" not in caplog.text


async def test_an_event_at_the_end_or_in_a_full_queue_logs_a_line(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for error in (Closing(), TooBusy(), StoreBusy(seconds=5), BUSY):
        monkeypatch.setattr(world.bot, "mentions", _raising(error))
        await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    assert caplog.text.count("on_message could not be followed") == 4
    assert "Traceback" not in caplog.text
    world.expected = True
    assert world.failures()


async def test_who_comes_at_the_end_is_told_so(world: World) -> None:
    """By whatever way: a command, a button, a form, a mention."""
    card = last(await world.ask("who signed the letter?"))
    form = await world.ann.click(card, label="Follow up")
    await world.bot.actions.shut(0)
    ways = [
        await world.ask("who signed the letter?"),
        await world.ann.click(card, label="Context"),
        await world.ann.submit_modal(form, {"question": "and when?"}),
    ]
    for way in ways:
        assert texts(last(way)) == Closing.template
    await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    assert texts(world.channel.last_message) == Closing.template


async def test_no_suggestion_comes_while_nothing_can_be_looked_up(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for error in (TooBusy(), Closing(), StoreBusy(seconds=5)):
        monkeypatch.setattr(world.bot.door, "quickly", _raising(error))
        assert await world.ann.autocomplete(world.channel, "ask", "case", "s") == []
    assert caplog.text == ""


async def test_an_unknown_form_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "FORMS", ())
    form = await world.mo.slash(world.channel, "documents add text")
    result = await world.mo.submit_modal(form, {"title": "T", "text": "words"})
    assert "I don't know that form" in texts(last(result))


def _raising(error: Exception) -> Callable[..., Any]:
    def fail(*arguments: Any) -> Any:
        raise error

    return fail


# --- help


async def test_help_teaches_with_this_servers_documents(world: World) -> None:
    """Only with those that the asker may see; the examples work."""
    world.restrict("sealed", roles=(1,))
    shown = texts(last(await world.ann.slash(world.channel, "help")))
    assert "`/ask` The court" in shown
    assert "You can search 2 documents in 1 case here." in shown


async def test_help_shows_first_what_is_in_the_readers_language(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is new in another language comes later."""
    monkeypatch.setattr(help_card, "EXAMPLES", 1)
    text = "El tribunal de Elmstead ordenó registrar el almacén del puerto."
    put(world.casebook, "tribunal", text, title="El tribunal de Elmstead", language="es")
    for code, title in (("en", "The court"), ("es", "El tribunal de Elmstead"), ("en", "The court")):
        world.bot.languages.choose(world.guild.id, code)
        assert f"`/ask` {title}" in texts(last(await world.ann.slash(world.channel, "help")))


async def test_a_new_server_is_greeted_with_three_steps(world: World) -> None:
    """Where its own notices go; else in the first channel in which all may write, and the bot too."""
    overwrites = {
        world.guild.default_role: discord.PermissionOverwrite(send_messages=False),
        world.me: discord.PermissionOverwrite(send_messages=True),
    }
    quiet = world.guild.create_text_channel("news", overwrites=overwrites)
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    await world.bot.on_guild_join(guild)
    assert quiet.last_message is None
    assert "**1.** Ask something" in texts(world.channel.last_message)
    assert labels(world.channel.last_message) == ["Ask an example", "Add a document", "Who may moderate"]
    guild._system_channel_id = quiet.id
    await world.bot.on_guild_join(guild)
    assert "**1.** Ask something" in texts(quiet.last_message)


async def test_where_the_bot_may_write_nowhere_nobody_is_greeted(world: World) -> None:
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_day, "_writes", lambda channel, who: who == guild.default_role)
        await world.bot.on_guild_join(guild)
    assert world.channel.last_message is None


async def greeted(world: World) -> Any:
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    await world.bot.on_guild_join(guild)
    return world.channel.last_message


async def test_an_example_is_one_that_is_answered_here(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for whoever presses, privately; where none is sure enough, the ways to ask."""
    monkeypatch.setattr(help_card, "SURE", 0.3)
    card = await greeted(world)
    answered = last(await world.ann.click(card, label="Ask an example"))
    assert answered.ephemeral
    assert "the answer (" in texts(answered)
    monkeypatch.setattr(help_card, "SURE", 1.0)
    assert "### Ask, and get the exact words" in texts(last(await world.ann.click(card, label="Ask an example")))


async def test_help_shows_only_what_is_surely_answered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that gets a doubtful answer teaches the wrong thing."""
    assert help_card.SURE == 0.7
    monkeypatch.setattr(help_card, "SURE", 0.999)
    assert "Try one of these" not in texts(last(await world.ann.slash(world.channel, "help")))


async def test_documents_are_added_by_choosing_alone(world: World) -> None:
    """From the greeting: files, the case and what they don't say, in one form; then the preview as ever."""
    world.casebook.store.open_case(world.workspace, "leases", "The leases")
    form = await world.mo.click(await greeted(world), label="Add a document")
    assert form.modal["title"] == "Add documents"
    given = {"files": [("lease.txt", LEASE.encode())], "case": ["leases"], "publisher": "Land Registry"}
    shown = last(await world.mo.submit_modal(form, given))
    assert "Publish" in labels(shown)
    assert "Land Registry" in texts(shown)
    assert "**Added** “" in texts(last(await world.mo.click(shown, label="Publish")))
    assert "Tomas Reed" in texts(last(await world.ask("who signed the lease?")))


async def test_the_form_opens_for_a_command_without_a_file(world: World) -> None:
    assert (await world.mo.slash(world.channel, "documents add file")).modal["title"] == "Add documents"
    refused = await world.ann.slash(world.channel, "documents add file")
    assert "You don't have permission to do this." in texts(last(refused))


async def test_a_form_without_a_file_is_told(world: World) -> None:
    """As a client of somebody's own could send it."""
    interaction: Any = SimpleNamespace(data={"resolved": {}}, client=world.bot)
    assert modals.files(interaction) == []
    interaction.data = None
    assert modals.files(interaction) == []


async def test_who_may_moderate_is_chosen_from_lists(world: World) -> None:
    """What is chosen holds from then on, and what isn't chosen any more doesn't."""
    desk, interns = world.guild.create_role("Desk"), world.guild.create_role("Interns")
    form = await world.mo.click(await greeted(world), label="Who may moderate")
    given = {"moderators": [desk], "contributors": [interns], "review-channel": [world.channel]}
    shown = texts(last(await world.mo.submit_modal(form, given)))
    assert f"Manage Server, and these roles: <@&{desk.id}>" in shown
    assert f"**Can propose documents:** <@&{interns.id}>" in shown
    assert f"<#{world.channel.id}>" in shown
    again = await world.mo.click(await greeted(world), label="Who may moderate")
    shown = texts(last(await world.mo.submit_modal(again, {"contributors": [interns]})))
    assert "and these roles: no other roles" in shown
    assert "nowhere; `/documents review` shows them" in shown


async def test_help_says_what_else_one_may_do(world: World) -> None:
    """Members aren't told of commands that would refuse them."""
    contributors = world.guild.create_role("Contributors")
    await world.mo.slash(world.channel, "settings contributors", role=contributors, may=True)
    cleo = world.guild.add_member(world.env.create_user("cleo"), roles=[contributors])
    member, proposer, moderator = [
        last(await each.slash(world.channel, "help")) for each in (world.ann, cleo, world.mo)
    ]
    assert "/documents" not in texts(member)
    assert labels(member) == []
    assert "You can propose documents" in texts(proposer)
    assert labels(proposer) == ["Add a document"]
    assert "You can change the documents" in texts(moderator)
    assert labels(moderator) == ["Add a document", "All documents", "Review", "Who may moderate"]


async def test_what_waits_is_reviewed_from_its_notice(world: World) -> None:
    """By a button, with all of it privately; members are refused."""
    contributors = world.guild.create_role("Contributors")
    await world.mo.slash(world.channel, "settings contributors", role=contributors, may=True)
    await world.mo.slash(world.channel, "settings review", channel=world.channel)
    await world.mo.slash(world.channel, "cases create", name="leases")
    cleo = world.guild.add_member(world.env.create_user("cleo"), roles=[contributors])
    offered = await cleo.slash(world.channel, "documents add file", file=("lease.txt", LEASE.encode()), case="leases")
    await cleo.click(last(offered), label="Propose")
    notice = world.channel.last_message
    assert "Elmstead" not in texts(notice)
    shown = last(await world.mo.click(notice, label="Review"))
    assert shown.ephemeral
    assert {"Publish", "Edit", "Discard"} <= set(labels(shown))
    assert "You don't have permission to do this." in texts(last(await cleo.click(notice, label="Review")))


async def test_help_without_documents_says_how_to_begin(world: World) -> None:
    world.remove("letter", "court")
    assert "There are no documents here yet." in texts(last(await world.ann.slash(world.channel, "help")))


async def test_privacy_says_what_is_kept(world: World) -> None:
    result = await world.ann.slash(world.channel, "privacy")
    assert "**Private questions and answers:** nothing." in texts(last(result))
    assert last(result).ephemeral


async def test_privacy_shows_and_erases_what_is_kept_of_a_person(world: World) -> None:
    """A moderator who has added a document; the trail keeps that it was done."""
    clerk = Actor(f"discord:{world.mo.id}")
    world.casebook.add(b"Some words of a witness.", "a.txt", clerk, workspace=world.workspace, case="c")
    shown = texts(last(await world.mo.slash(world.channel, "privacy")))
    assert "1 change that you made, 1 document that you added. `/privacy` can erase" in shown
    erased = await world.mo.slash(world.channel, "privacy", erase=True)
    assert "**About you:** nothing any more." in texts(last(erased))
    assert "**About you:** nothing." in texts(last(await world.mo.slash(world.channel, "privacy")))
    assert clerk.id not in {event.actor for event in world.casebook.store.events()}


async def test_a_server_that_takes_the_bot_out_and_in_again_loses_nothing(world: World) -> None:
    """Its countdown begins when it leaves, and ends when it is back."""
    store, guild = world.casebook.store, world.bot.guilds[0]
    await world.bot.on_guild_remove(guild)
    assert store.setting(world.workspace, server_left.SETTING) is not None
    await world.bot.on_guild_join(guild)
    assert store.setting(world.workspace, server_left.SETTING) is None
