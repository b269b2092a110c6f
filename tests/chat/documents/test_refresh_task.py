"""Pages that are fetched again by a schedule: nothing is published by itself, moderators are told, sites are spared."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord.utils import utcnow

from bot.chat.documents import refresh_task
from bot.chat.documents.refresh_task import Refreshing
from bot.core.model.documents import Actor
from bot.core.model.errors import StoreBusy
from bot.core.model.kept_items import Schedule
from tests.chat.documents.test_admin import posted
from tests.chat.world import World, labels, last, put, texts
from tests.pages import ADDRESS, PAGE, Web

CHANGED = PAGE.replace("Eighteen", "Nineteen")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No background task gets in the way; a test takes the turns itself."""
    monkeypatch.setattr(Refreshing, "forever", lambda self: asyncio.sleep(0))


async def fetched(world: World) -> Web:
    """One fetched page in the case file, and nothing else that answers."""
    world.casebook.fetcher = web = Web({ADDRESS: PAGE})
    world.remove("letter")
    shown = last(await world.mo.slash(world.channel, "documents add link", address=ADDRESS))
    await world.mo.click(shown, label="Publish")
    return web


async def weekly(world: World, **what: str) -> Any:
    return last(await world.mo.slash(world.channel, "documents schedule", every="week", **what))


async def week_later(world: World, turns: int = 1) -> list[float]:
    """Everything is due; so many pages are looked at. The pauses in between."""
    store = world.casebook.store
    for one in store.schedules():
        store.looked(one.case, one.document, utcnow(), utcnow() - timedelta(minutes=1))
    return [await world.bot.refreshing.turn() for _ in range(turns)]


async def reviews(world: World) -> Any:
    """The channel where moderators are told."""
    channel = world.guild.create_text_channel("reviews")
    await world.mo.slash(world.channel, "settings review", channel=channel)
    return channel


def said(channel: Any) -> list[str]:
    return [texts(each) for each in channel.history()]


async def test_what_has_changed_waits_for_review(world: World) -> None:
    """With what it changes of what public answers quote; nothing is published."""
    web, channel = await fetched(world), await reviews(world)
    told = texts(await weekly(world, document="eighteen-sign-the-letter"))
    assert "fetched again every week" in told
    assert "The site can see" in told
    await posted(world)
    web.pages[ADDRESS] = CHANGED
    await week_later(world)
    assert said(channel) == ["1 page that is fetched again by schedule has changed: `/documents review`"]
    card = texts(last(await world.mo.slash(world.channel, "documents review")))
    assert "by the schedule" in card
    assert "passage that a public answer quotes is changed or gone" in card
    assert "[Differences]" in card
    assert world.casebook.store.versions(document(world))[-1].version == 1
    await world.mo.click(last(await world.mo.slash(world.channel, "documents review")), label="Publish")
    assert world.casebook.store.versions(document(world))[-1].version == 2


def document(world: World) -> int:
    cases = [case.id for case in world.casebook.store.cases() if case.workspace == world.workspace]
    return next(one.id for one in world.casebook.store.documents(cases) if one.key == "eighteen-sign-the-letter")


async def test_a_page_that_changes_twice_waits_once(world: World) -> None:
    web = await fetched(world)
    await weekly(world, document="eighteen-sign-the-letter")
    for page in (CHANGED, CHANGED, PAGE.replace("Eighteen", "Twenty")):
        web.pages[ADDRESS] = page
        world.bot.refreshing.sites.clear()
        await week_later(world)
    assert len(world.casebook.store.drafts(world.workspace)) == 1
    assert "Twenty" in texts(last(await world.mo.slash(world.channel, "documents review")))


async def test_other_bytes_with_the_same_text_are_no_change(world: World) -> None:
    web, channel = await fetched(world), await reviews(world)
    await weekly(world, document="eighteen-sign-the-letter")
    for page in (PAGE, PAGE.replace("</body>", "<!-- 17 --></body>")):
        web.pages[ADDRESS] = page
        world.bot.refreshing.sites.clear()
        await week_later(world)
    assert world.casebook.store.drafts(world.workspace) == []
    assert said(channel) == []


async def test_a_failure_is_told_once_and_counted(world: World) -> None:
    web, channel = await fetched(world), await reviews(world)
    await weekly(world, document="eighteen-sign-the-letter")
    web.pages.clear()
    for _ in range(3):
        world.bot.refreshing.sites.clear()
        await week_later(world)
    assert said(channel) == ["1 page could not be fetched again by schedule: `/documents schedule` names it."]
    shown = texts(last(await world.mo.slash(world.channel, "documents schedule")))
    assert "could not be fetched 3 times in a row" in shown
    web.pages[ADDRESS] = PAGE
    world.bot.refreshing.sites.clear()
    await week_later(world)
    assert "in a row" not in texts(last(await world.mo.slash(world.channel, "documents schedule")))


async def test_pages_of_one_site_are_far_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of others come in between; a page with a schedule of its own is looked at by that."""
    web = await fetched(world)
    first = document(world)
    for address in ("https://news.example/other", "https://else.example/page"):
        web.pages[address] = PAGE.replace("Eighteen", address[-5:])
        shown = last(await world.mo.slash(world.channel, "documents add link", address=address))
        await world.mo.click(shown, label="Publish")
    await weekly(world, case="general")
    assert "The pages of **General**" in texts(last(await world.mo.slash(world.channel, "documents schedule")))
    pauses = await week_later(world, turns=4)
    assert all(refresh_task.SPACING <= pause <= 2 * refresh_task.SPACING for pause in pauses)
    run = world.bot.refreshing.run
    assert run is not None
    assert len(run.left) == 1  # the second of the same site waits
    await weekly(world, document=f"#{first}")
    due = {one.document: one.due for one in world.casebook.store.schedules()}
    assert due[None] < due[first]


async def test_it_is_put_off_before_it_begins(world: World) -> None:
    """A bot that is killed again and again fetches nothing again and again."""
    await fetched(world)
    await weekly(world, case="general")
    run = world.bot.refreshing
    await week_later(world, turns=0)
    run.sites["news.example"] = 10.0**12
    await run.turn()
    (held,) = world.casebook.store.schedules()
    assert timedelta(hours=23) < held.due - utcnow() < timedelta(hours=25)
    run.sites.clear()
    await run.turn()
    (held,) = world.casebook.store.schedules()
    assert timedelta(days=6.9) < held.due - utcnow() < timedelta(days=7.8)
    assert await run.turn() == refresh_task.PERIOD


async def test_never_ends_it(world: World) -> None:
    await fetched(world)
    await weekly(world, case="general")
    ended = await world.mo.slash(world.channel, "documents schedule", every="never", case="general")
    assert texts(last(ended)) == "It is no longer fetched again."
    shown = await world.mo.slash(world.channel, "documents schedule")
    assert texts(last(shown)) == "No page is fetched again by schedule here."


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"every": "week"}, "Say either which document or which case"),
        ({"document": "letter"}, "Say either which document or which case"),
        ({"every": "week", "document": "lease", "case": "leases"}, "Say either which document or which case"),
        ({"every": "week", "document": "lease"}, "wasn't fetched from the web"),
        ({"every": "week", "document": "letter"}, "a server can't change them"),
        ({"every": "week", "case": "starter"}, "a server can't change them"),
        ({"every": "week", "case": "nowhere"}, "There is no case “nowhere” here."),
    ],
)
async def test_what_cannot_be_scheduled_says_why(world: World, options: dict[str, str], told: str) -> None:
    put(world.casebook, "lease", "The lease was signed.", world.workspace, "leases")
    assert told in texts(last(await world.mo.slash(world.channel, "documents schedule", **options)))
    assert world.casebook.store.schedules() == []


async def test_a_schedule_of_a_case_that_one_may_not_read_is_not_shown(world: World) -> None:
    await fetched(world)
    await weekly(world, case="general")
    world.restrict("general", roles=(12345,))
    shown = await world.mo.slash(world.channel, "documents schedule")
    assert texts(last(shown)) == "No page is fetched again by schedule here."


async def test_a_removed_case_is_left_alone(world: World) -> None:
    web = await fetched(world)
    await weekly(world, case="general")
    await world.mo.slash(world.channel, "cases remove", case="general")
    web.pages[ADDRESS] = CHANGED
    await week_later(world)
    assert world.casebook.store.drafts(world.workspace) == []


async def test_a_failing_store_slows_it_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> Any:
        raise StoreBusy(seconds=5)

    monkeypatch.setattr("bot.core.workflows.refresh.begin", busy)
    turns = [await world.bot.refreshing.turn() for _ in range(3)]
    assert turns == [5.0, 10.0, 20.0]
    monkeypatch.undo()
    await world.bot.refreshing.turn()
    assert world.bot.refreshing.failures == 0


async def test_that_nobody_can_be_told_changes_nothing(world: World) -> None:
    web = await fetched(world)
    await weekly(world, document="eighteen-sign-the-letter")
    web.pages[ADDRESS] = CHANGED
    await week_later(world)
    assert len(world.casebook.store.drafts(world.workspace)) == 1


async def test_a_schedule_of_a_server_that_the_bot_left_tells_nobody(world: World) -> None:
    made = world.casebook.open_case("77", "spyware")
    actor = Actor("discord:1")
    due = utcnow() - timedelta(days=1)
    world.casebook.store.put_schedule(Schedule("77", made.id, 7, due, actor.id), actor)
    run = refresh_task.Run(world.casebook.store.schedules()[0], [], changed=1)
    await refresh_task.tell(world.bot, run)
    assert said(world.channel) == []


async def test_a_channel_that_may_not_be_written_to_is_only_logged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fetched(world)
    await reviews(world)
    await weekly(world, case="general")

    async def refused(*_: Any, **__: Any) -> Any:
        raise discord.DiscordException

    monkeypatch.setattr("bot.chat.delivery.sending.post", refused)
    await refresh_task.tell(world.bot, refresh_task.Run(world.casebook.store.schedules()[0], [], changed=2, failed=2))


async def test_the_buttons_of_a_proposal_of_the_schedule_are_a_moderators(world: World) -> None:
    web = await fetched(world)
    await weekly(world, document="eighteen-sign-the-letter")
    web.pages[ADDRESS] = CHANGED
    await week_later(world)
    shown = last(await world.mo.slash(world.channel, "documents review"))
    assert labels(shown) == ["Publish", "Edit", "Differences", "Discard"]
