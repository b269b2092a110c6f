"""Standing questions in Discord: kept with consent, told once by direct message, withdrawn, listed without names."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot import readers
from bot.chat.client import Pullquote
from bot.chat.delivery import sending
from bot.chat.runtime import rate_limits
from bot.chat.standing import notify_task
from bot.core.casebook import Casebook
from bot.core.model.errors import StoreBusy
from bot.core.model.kept_items import StandingQuestion
from bot.core.workflows import standing_questions
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings
from bot.stores.memory.memory_store import MemoryStore
from tests.chat.access.test_audience import thread
from tests.chat.router.test_presses import refuse, tampered
from tests.chat.world import LEASE, LETTER, Answered, World, direct, labels, last, put, texts

ASKED = "who signed the lease of the Elmstead warehouse?"
SIGNED = "signed by Tomas Reed in 2019"
TELL = "Notify me"


async def keep(world: World, question: str = ASKED, **options: Any) -> Any:
    """Ask, be refused, press, agree; the card that came of it."""
    return await agreed(world.ann, last(await world.ask(question, **options)))


async def agreed(who: Any, card: Any) -> Any:
    """What somebody is told who presses the button of a refusal, and says yes to what it means."""
    return last(await who.click(last(await who.click(card, label=TELL)), label="Keep it"))


def waiting(world: World) -> list[StandingQuestion]:
    return list(world.casebook.store.questions())


def lease(world: World, case: str | None = None) -> int:
    return put(world.casebook, "lease", LEASE, world.workspace, case or "leases")


async def told(world: World, who: Any = None) -> list[Any]:
    """The direct messages that somebody has, after a look."""
    await notify_task.look(world.bot)
    return direct(world, who or world.ann)


# --- keeping


async def test_a_refusal_offers_to_tell_later_and_says_what_that_means(world: World) -> None:
    """Privately and in public; an answer doesn't offer it, nor a refusal that no document can change."""
    refused = last(await world.ask(ASKED))
    assert TELL in labels(refused)
    assert "90 days" not in texts(refused)
    meant = last(await world.ann.click(refused, label=TELL))
    assert "I keep your question for at most 90 days" in texts(meant)
    assert "Moderators see the question, without your name" in texts(meant)
    assert waiting(world) == []
    await world.ann.send(world.channel, f"{world.name} {ASKED}")
    assert TELL in labels(world.channel.last_message)
    for other in ("who signed the letter?", "??"):
        assert TELL not in labels(last(await world.ask(other)))


async def test_pressing_it_keeps_the_question_and_says_so(world: World) -> None:
    """In words, with a way back."""
    shown = await keep(world)
    assert shown.ephemeral
    assert f"“{ASKED}”" in texts(shown)
    assert "at most until" in texts(shown)
    assert labels(shown) == ["Withdraw"]
    (one,) = waiting(world)
    assert (one.text, one.by, one.workspace, one.channel) == (
        ASKED,
        f"discord:{world.ann.id}",
        world.workspace,
        world.channel.id,
    )
    assert timedelta(days=89) < one.expires - datetime.now(UTC) <= timedelta(days=90)


async def test_nothing_is_kept_of_who_does_not_press(world: World) -> None:
    await world.ask(ASKED)
    assert waiting(world) == []


async def test_a_follow_up_is_kept_as_it_was_searched_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    card = last(await world.ask("who signed the letter about Harbour?"))
    form = await world.ann.click(card, label="Follow up")
    refuse(world, monkeypatch)
    refused = last(await world.ann.submit_modal(form, {"question": "and the kestrel?"}))
    await agreed(world.ann, refused)
    assert [one.text for one in waiting(world)] == ["and the kestrel? Harbour"]


async def test_a_question_narrowed_to_a_case_is_kept_so(world: World) -> None:
    put(world.casebook, "pier", "The pier is 70 metres long.", world.workspace, "leases")
    await keep(world, case="leases", after="2019")
    (one,) = waiting(world)
    assert (one.case, one.after) == (world.casebook.store.open_case(world.workspace, "leases", "").id, "2019")


async def test_somebody_else_keeps_it_for_himself(world: World) -> None:
    """A public refusal has the button for everybody."""
    await world.ann.send(world.channel, f"{world.name} {ASKED}")
    await agreed(world.mo, world.channel.last_message)
    assert [one.by for one in waiting(world)] == [f"discord:{world.mo.id}"]


async def test_an_old_card_whose_question_is_answered_by_now_gives_the_answer(world: World) -> None:
    """And keeps nothing."""
    refused = last(await world.ask(ASKED))
    lease(world)
    assert SIGNED in texts(await agreed(world.ann, refused))
    assert waiting(world) == []


async def test_too_many_are_refused_kindly(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_questions, "PER_PERSON", 1)
    await keep(world)
    assert "already waiting for 1 answers here" in texts(await keep(world, "what is in room 7?"))
    assert len(waiting(world)) == 1


# --- taking back


async def test_a_press_withdraws_it(world: World) -> None:
    """The card that kept it, again and again; another's press does nothing."""
    shown = await keep(world)
    other = await world.mo.click(shown, label="Withdraw") if not shown.ephemeral else None
    assert other is None
    assert "no longer kept" in texts(last(await world.ann.click(shown, label="Withdraw")))
    assert waiting(world) == []
    assert "was answered or withdrawn, or it has expired" in texts(last(await world.ann.click(shown, label="Withdraw")))


async def test_privacy_lists_ones_own_and_withdraws_them(world: World) -> None:
    """Only one's own; those of other servers are counted."""
    for question in (ASKED, "what is in room 7?"):
        await keep(world, question)
    world.casebook.store.put_question(replace(waiting(world)[0], id="e" * 32, workspace="8"))
    world.casebook.store.put_question(replace(waiting(world)[0], id="f" * 32, by="discord:8", text="another's"))
    number = next(one.id for one in waiting(world) if "room" in one.text)
    world.casebook.store.release_question(number, datetime.now(UTC))
    page = last(await world.ann.slash(world.channel, "privacy"))
    assert "**1.** who signed the lease" in texts(page)
    assert "**2.** what is in room 7?" in texts(page)
    assert "couldn't be reached" in texts(page)
    assert "and 1 question in other servers" in texts(page)
    assert "another's" not in texts(page)
    await world.ann.click(page, label="Withdraw 2")
    assert "what is in room 7?" not in [one.text for one in waiting(world)]


async def test_privacy_erases_them(world: World) -> None:
    await keep(world)
    page = last(await world.ann.slash(world.channel, "privacy", erase=True))
    assert waiting(world) == []
    assert ASKED not in texts(page)


# --- telling


async def test_a_later_document_is_told_of_once(world: World) -> None:
    """One direct message: why it comes, the card, links only; then nothing is kept any more."""
    await keep(world)
    assert await told(world) == []
    lease(world)
    (message,) = await told(world)
    assert "You asked me to tell you, in Newsroom" in texts(message)
    assert SIGNED in texts(message)
    assert "that you can read in Newsroom" in texts(message)
    assert labels(message) == ["To the channel where you asked"]
    assert waiting(world) == []
    put(world.casebook, "more", f"{LEASE} Again.", world.workspace, "leases")
    assert len(await told(world)) == 1


async def test_nothing_is_told_in_the_channel_or_to_others(world: World) -> None:
    await keep(world)
    before = len(list(world.channel.history()))
    lease(world)
    await told(world)
    assert len(list(world.channel.history())) == before
    assert direct(world, world.mo) == []


async def test_it_comes_in_the_language_that_the_asker_had(world: World) -> None:
    await keep(world)
    world.casebook.store.put_question(replace(waiting(world)[0], language="es"))
    lease(world)
    assert "Newsroom" in texts((await told(world))[0])
    assert "You asked" not in texts(direct(world, world.ann)[0])


async def test_a_copy_of_what_was_there_tells_nobody(world: World) -> None:
    lease(world)
    store = world.casebook.store
    now, since = datetime.now(UTC), store.head().sequence
    by, where, until = f"discord:{world.ann.id}", world.channel.id, now + timedelta(days=1)
    asked = StandingQuestion("a" * 32, world.workspace, by, where, ASKED, "en", now, until, since, 0)
    store.put_question(asked)
    put(world.casebook, "copy", f"{LEASE}\n\nThe Herald.", world.workspace, "leases")
    assert await told(world) == []
    assert waiting(world)[0].seen == store.head().sequence


async def test_a_new_index_and_a_new_start_tell_nobody(world: World, make_client: Callable[[], Pullquote]) -> None:
    await keep(world)
    world.casebook.index.clear()
    assert await told(world) == []
    await world.env.restart_bot(make_client())
    assert await told(world) == []
    lease(world)
    assert len(await told(world)) == 1


async def test_who_may_not_see_it_any_more_is_not_told(world: World) -> None:
    """A role taken away; given back, the next change of the files finds it."""
    role = world.guild.create_role("Cleared")
    world.restrict("sealed", roles=(role.id,))
    cleared = world.guild.add_member(world.env.create_user("cleo"), roles=[role])
    await agreed(cleared, last(await cleared.slash(world.channel, "ask", question=ASKED)))
    world.env.backend.remove_member_role(world.guild.id, cleared.id, role.id)
    put(world.casebook, "lease", LEASE, world.workspace, "sealed")
    assert await told(world, cleared) == []
    world.env.backend.add_member_role(world.guild.id, cleared.id, role.id)
    put(world.casebook, "pier", "The pier is 70 metres long.", world.workspace, "leases")
    assert len(await told(world, cleared)) == 1


async def view(world: World, room: Any, *, may: bool) -> None:
    """Whether everybody may see that channel."""
    sees = discord.Permissions(view_channel=True).value
    overwrite = Overwrite(world.guild.id, OverwriteType.ROLE, allow=sees if may else 0, deny=0 if may else sees)
    world.env.backend.set_overwrite(room.id, overwrite)
    await world.env.settle()


async def test_a_case_of_a_channel_counts_only_while_the_channel_can_be_seen(world: World) -> None:
    room = world.guild.create_text_channel("room")
    world.restrict("sealed", channels=(room.id,))
    await agreed(world.ann, last(await world.ann.slash(room, "ask", question=ASKED)))
    await view(world, room, may=False)
    put(world.casebook, "lease", LEASE, world.workspace, "sealed")
    assert await told(world) == []
    await view(world, room, may=True)
    put(world.casebook, "pier", "The pier is 70 metres long.", world.workspace, "leases")
    assert len(await told(world)) == 1


async def test_a_private_threads_case_counts_only_for_its_members(world: World) -> None:
    aside = await thread(world, world.channel, discord.ChannelType.private_thread, world.ann)
    world.restrict("sealed", channels=(aside.id,))
    await agreed(world.ann, last(await world.ann.slash(aside, "ask", question=ASKED)))
    assert waiting(world)[0].channel == aside.id
    there: Any = world.bot.get_channel(aside.id)
    await there.remove_user(discord.Object(world.ann.id))
    put(world.casebook, "lease", LEASE, world.workspace, "sealed")
    assert await told(world) == []
    await there.add_user(discord.Object(world.ann.id))
    put(world.casebook, "pier", "The pier is 70 metres long.", world.workspace, "leases")
    assert len(await told(world)) == 1


async def test_who_left_the_server_is_forgotten(world: World) -> None:
    await keep(world)
    world.guild.remove_member(world.ann)
    lease(world)
    await notify_task.look(world.bot)
    assert waiting(world) == []


async def test_a_server_that_is_not_there_is_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """And stands in nobody's way."""
    monkeypatch.setattr(notify_task, "AT_ONCE", 1)
    await keep(world)
    elsewhere = replace(waiting(world)[0], id="e" * 32, workspace="8", at=datetime(2026, 1, 1, tzinfo=UTC))
    world.casebook.store.put_question(elsewhere)
    lease(world)
    put(world.casebook, "lease", LEASE, "8", "leases")
    assert len(await told(world)) == 1
    assert waiting(world) == [elsewhere]


async def test_a_server_that_goes_while_it_is_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What he may see isn't known any more: it is asked again when the server is back."""
    await keep(world)
    lease(world)
    before = waiting(world)
    servers = iter([world.bot.get_guild(world.guild.id), None])
    with monkeypatch.context() as patch:
        patch.setattr(world.bot, "get_guild", lambda _: next(servers))
        assert await told(world) == []
    assert waiting(world) == before
    assert len(await told(world)) == 1


async def test_a_role_that_is_taken_away_while_it_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """He is looked at again after the last wait before the message."""
    role = world.guild.create_role("Cleared")
    world.restrict("sealed", roles=(role.id,))
    cleared = world.guild.add_member(world.env.create_user("cleo"), roles=[role])
    await agreed(cleared, last(await cleared.slash(world.channel, "ask", question=ASKED)))
    put(world.casebook, "lease", LEASE, world.workspace, "sealed")
    create_dm: Any = discord.Member.create_dm

    async def slow(member: discord.Member) -> discord.DMChannel:
        world.env.backend.remove_member_role(world.guild.id, cleared.id, role.id)
        made: discord.DMChannel = await create_dm(member)
        return made

    monkeypatch.setattr(discord.Member, "create_dm", slow)
    assert await told(world, cleared) == []
    assert len(waiting(world)) == 1


async def test_discords_own_trouble_is_waited_out(world: World) -> None:
    await keep(world)
    lease(world)
    world.env.inject_error("GET", "/guilds/*/members/*", status=403, times=1)
    assert await told(world) == []
    assert len(await told(world)) == 1


async def test_a_channel_that_is_gone_has_no_link(world: World) -> None:
    """The answer comes all the same, from what he may read anywhere."""
    await keep(world)
    world.casebook.store.put_question(replace(waiting(world)[0], channel=1))
    lease(world)
    (message,) = await told(world)
    assert labels(message) == []


async def test_closed_direct_messages_are_tried_three_times(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day apart; then the question goes, so that nobody is knocked at for ever."""
    closed = discord.Forbidden(Answered(403), {"code": 50007, "message": "Cannot send messages to this user"})
    tries = failing(monkeypatch, closed)
    await keep(world)
    lease(world)
    for number in range(1, standing_questions.TRIES + 1):
        await notify_task.look(world.bot)
        await notify_task.look(world.bot)
        assert len(tries) == number
        for one in waiting(world):
            assert (one.told, one.tries) == (None, number)
            assert one.due is not None
            world.casebook.store.put_question(replace(one, due=datetime.now(UTC)))
    assert waiting(world) == []


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException | None) -> list[Any]:
    """Sending fails so; what was tried, by its nonce."""
    tries: list[Any] = []

    async def post(place: Any, message: Any, nonce: int, before: Any) -> None:
        tries.append(nonce)
        if error is not None:
            raise error

    monkeypatch.setattr(sending, "post", post)
    return tries


async def whispered(hidden: bool, settings: Settings) -> list[str]:
    """What ann is sent, with and without documents about it that she may not see."""
    casebook = Casebook(MemoryStore(), BM25Index(None), readers.read)
    put(casebook, "letter", LETTER)
    async with simcord.run(Pullquote(settings, casebook, shard_count=1), check_errors=False) as env:
        world = World(env, casebook)
        world.restrict("sealed", roles=(world.mods.id,))
        await keep(world)
        received = []
        for number, text in enumerate((f"{LEASE} It was a secret.", LEASE, f"{LEASE} Again.")):
            if hidden:
                put(casebook, f"hidden-{number}", f"{text} Hidden.", world.workspace, "sealed")
                put(casebook, f"foreign-{number}", f"{text} Elsewhere.", "1", "general")
            received.append(str(len(await told(world))))
            if number == 1:
                put(casebook, "lease", LEASE, world.workspace, "leases")
        received += [texts(message) for message in await told(world)]
        return received


async def test_hidden_documents_change_no_byte_of_what_is_told(settings: Settings) -> None:
    """Neither when it is told, nor what."""
    without = await whispered(False, settings)
    assert without == await whispered(True, settings)
    assert without[:3] == ["0", "0", "1"]


# --- killed, failing


async def test_killed_between_mark_and_message_it_is_sent_again_as_the_same_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as Discord knows it by its nonce."""
    await keep(world)
    lease(world)
    tries = failing(monkeypatch, ConnectionError())
    await notify_task.look(world.bot)
    assert waiting(world)[0].told is not None
    failing_again = failing(monkeypatch, None)
    await notify_task.look(world.bot)
    assert (len(tries), failing_again) == (1, tries)
    assert waiting(world) == []


async def test_killed_and_away_for_longer_it_is_never_told_twice(world: World) -> None:
    """Better not at all: the message may have arrived."""
    await keep(world)
    lease(world)
    (one,) = waiting(world)
    assert world.casebook.store.claim_question(
        one.id, datetime.now(UTC) - standing_questions.SAME_MESSAGE - timedelta(seconds=1)
    )
    assert await told(world) == []
    assert waiting(world) == []


async def test_one_that_another_process_tells_is_left_to_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await keep(world)
    lease(world)
    monkeypatch.setattr(world.casebook.store, "claim_question", lambda *_: False)
    assert await told(world) == []


async def test_one_that_can_not_be_asked_does_not_stop_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, without its words, and asked again when the files change."""
    await keep(world, "what is in room 7?")
    await keep(world)
    lease(world)
    news = standing_questions.news

    def broken(casebook: Casebook, question: StandingQuestion, audience: Any) -> Any:
        if "room" in question.text:
            raise ValueError("no")
        return news(casebook, question, audience)

    monkeypatch.setattr(standing_questions, "news", broken)
    assert len(await told(world)) == 1
    assert "room 7" not in caplog.text
    assert [(one.text, one.seen) for one in waiting(world)] == [
        ("what is in room 7?", world.casebook.store.head().sequence)
    ]


async def test_while_people_ask_it_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await keep(world)
    lease(world)
    monkeypatch.setattr(notify_task, "CROWDED", -1)
    assert await told(world) == []
    monkeypatch.undo()
    assert len(await told(world)) == 1


async def test_a_few_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify_task, "AT_ONCE", 1)
    await keep(world)
    await keep(world, "what is the rent of the Elmstead warehouse a month?")
    lease(world)
    assert len(await told(world)) == 1
    assert len(await told(world)) == 2


async def test_a_failure_is_counted_and_the_next_turn_comes_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice as late each time, until one goes well."""
    task = world.bot.telling
    with monkeypatch.context() as patch:
        patch.setattr(world.casebook.store, "expire_questions", _busy)
        assert [await task.turn() for _ in range(3)] == [5.0, 10.0, 20.0]
    assert await task.turn() == notify_task.PERIOD
    assert task.failures == 0
    world.bot.door._waiting = 0
    assert await task.turn() == notify_task.PERIOD
    world.bot.door._waiting = 200


def _busy() -> int:
    raise StoreBusy(seconds=5)


async def test_what_has_expired_is_taken_away(world: World) -> None:
    await keep(world)
    world.casebook.store.put_question(replace(waiting(world)[0], expires=datetime.now(UTC)))
    lease(world)
    assert await told(world) == []
    assert world.casebook.store.expire_questions() == 0


async def test_the_task_runs_beside_the_bot(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its start to its end."""
    assert "standing" in {task.get_name() for task in world.bot._tasks}
    await world.bot.close()
    assert all(task.cancelling() or task.done() for task in world.bot._tasks)


@pytest.mark.parametrize("settings", [Settings.read({"STANDING_DAYS": "0"})])
async def test_where_none_is_kept_none_is_offered(world: World) -> None:
    """And an old button says so."""
    refused = last(await world.ask(ASKED))
    assert TELL not in labels(refused)
    stored = world.env.backend.get_message(refused.channel_id, refused.id)
    button = {"type": 2, "style": 2, "label": "Tell me", "custom_id": "pq:tell:::"}
    stored.components.append({"type": 1, "components": [button]})
    pressed = await world.ann.click(refused, custom_id="pq:tell:::")
    assert "don't keep questions" in texts(last(pressed))


@pytest.mark.parametrize("settings", [Settings.read({"STANDING_DAYS": "0"})])
async def test_turned_off_nothing_stays_kept(world: World) -> None:
    now, by = datetime.now(UTC), f"discord:{world.ann.id}"
    asked = (world.workspace, by, world.channel.id, ASKED, "en", now, now + timedelta(days=9), 0, 0)
    world.casebook.store.put_question(StandingQuestion("a" * 32, *asked))
    lease(world)
    assert await told(world) == []
    assert waiting(world) == []


# --- gaps


async def gaps(world: World, who: Any = None) -> str:
    return texts(last(await (who or world.mo).slash(world.channel, "gaps")))


async def test_gaps_lists_what_is_waited_for_without_names(world: World) -> None:
    """The same question once; gone when it is answered."""
    assert "Nobody is waiting" in await gaps(world)
    await keep(world)
    other = world.guild.add_member(world.env.create_user("cleo"))
    await agreed(other, last(await other.slash(world.channel, "ask", question=ASKED.upper())))
    await keep(world, "what is in room 7?")
    listed = await gaps(world)
    assert f"- {ASKED} · 2 people · since" in listed
    assert "what is in room 7? · 1 person" in listed
    assert not [name for name in ("ann", "cleo", str(world.ann.id)) if name in listed]
    lease(world)
    await notify_task.look(world.bot)
    assert "lease" not in await gaps(world)


async def test_gaps_are_paged_where_a_message_ends(world: World) -> None:
    store = world.casebook.store
    for number in range(40):
        text = f"{number} {'*_' * 300}{number}"
        until = datetime.now(UTC) + timedelta(days=1)
        store.put_question(
            StandingQuestion(
                f"{number:032x}", world.workspace, "discord:1", 1, text, "en", datetime.now(UTC), until, 0, 0
            )
        )
    assert "Page 1 of" in await gaps(world)


async def said(hidden: bool, settings: Settings) -> str:
    """What a moderator who may not read the sealed case is shown, with and without what is asked of it."""
    casebook = Casebook(MemoryStore(), BM25Index(None), readers.read)
    put(casebook, "letter", LETTER)
    async with simcord.run(Pullquote(settings, casebook, shard_count=1), check_errors=False) as env:
        world = World(env, casebook)
        role = world.guild.create_role("Cleared")
        world.restrict("sealed", roles=(role.id,))
        await keep(world)
        if hidden:
            number = put(world.casebook, "pier", "The pier is 70 metres long.", world.workspace, "sealed")
            casebook.store.count_feedback(world.workspace, number, "dated")
            cleared = world.guild.add_member(world.env.create_user("cleo"), roles=[role])
            for question in ("who paid the informant?", ASKED):
                card = last(await cleared.slash(world.channel, "ask", question=question))
                await agreed(cleared, card)
        page = last(await world.mo.slash(world.channel, "gaps"))
        return json.dumps([part if isinstance(part, dict) else part.to_dict() for part in page.components])


async def test_what_is_asked_of_a_hidden_case_changes_no_byte_of_gaps(settings: Settings) -> None:
    """Neither its words nor its number, and nothing of what was said of hidden documents."""
    assert await said(True, settings) == await said(False, settings)


# --- feedback


async def test_what_readers_said_is_shown_to_moderators(world: World) -> None:
    """In numbers, each reader's once; of which question and by whom isn't kept."""
    number = put(world.casebook, "lease", LEASE, world.workspace, "leases", title="The lease")
    shown = last(await world.ask(ASKED))
    for who in (world.ann, world.ann, world.mo):
        card = last(await who.slash(world.channel, "ask", question=ASKED)) if who is not world.ann else shown
        form = await who.click(card, label="Wrong or outdated …")
        await who.submit_modal(form, {"fault": "dated"})
    other = world.guild.add_member(world.env.create_user("cleo"))
    await other.click(last(await other.slash(world.channel, "ask", question=ASKED)), label="Useful")
    counted = {one.verdict: one.count for one in world.casebook.store.feedback(world.workspace, number)}
    assert counted == {"dated": 2, "useful": 1}
    assert "- **The lease** · 1 × useful · 2 × out of date" in await gaps(world)
    page = texts(last(await world.mo.slash(world.channel, "documents show", document="lease")))
    assert "1 × useful · 2 × out of date" in page


async def test_only_a_document_that_one_may_see_can_be_judged(world: World) -> None:
    """The numbers of others are thanked for, and not counted."""
    world.restrict("sealed", roles=(1,))
    hidden = put(world.casebook, "lease", LEASE, world.workspace, "sealed")
    shown = last(await world.ask("who signed the letter?"))
    tampered(world, shown, f"pq:useful:{hidden}:0:9:00000000", "Useful")
    assert "Thank you" in texts(last(await world.ann.click(shown, label="Useful")))
    assert list(world.casebook.store.feedback(world.workspace)) == []


def test_who_said_something_is_remembered_for_a_while() -> None:
    """In memory, as long as there is room."""
    heard = rate_limits.Heard()
    quotes = [(str(number), "0", "9", "00000000") for number in range(rate_limits.REMEMBERED + 1)]
    assert all(heard.first(1, quote) for quote in quotes)
    assert not heard.first(1, quotes[-1])
    assert heard.first(2, quotes[-1])
    assert heard.first(1, quotes[0])


async def test_what_is_praised_only_is_no_gap(world: World) -> None:
    await world.ann.click(last(await world.ask("who signed the letter?")), label="Useful")
    assert "that readers reported" not in await gaps(world)
