"""/documents mark, refresh, erase; and public answers that are told of what changed."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.chat.ask import public_answers
from bot.core.model.documents import Actor, Audience, Post
from bot.core.model.errors import StoreBusy
from tests.chat.documents.test_commands import REFUSED, keys
from tests.chat.world import LEASE, World, labels, last, put, texts
from tests.pages import ADDRESS, PAGE, Web

QUESTION = "who signed the letter?"


@pytest.fixture
async def web(world: World) -> Web:
    """One fetched page in the case file, and nothing else that answers."""
    world.casebook.fetcher = web = Web({ADDRESS: PAGE})
    world.remove("letter")
    shown = last(await world.mo.slash(world.channel, "documents add link", address=ADDRESS))
    await world.mo.click(shown, label="Publish")
    return web


async def posted(world: World, question: str = QUESTION) -> Any:
    """A public answer."""
    await world.ann.send(world.channel, f"{world.name} {question}")
    return world.channel.last_message


def now(world: World, message: Any) -> str:
    """That message as it reads now."""
    return texts(next(each for each in world.channel.history() if each.id == message.id))


async def do(world: World, name: str, **options: Any) -> Any:
    return last(await world.mo.slash(world.channel, f"documents {name}", **options))


# --- mark


async def test_a_mark_is_said_with_every_quote(world: World) -> None:
    """And in the answers that stand already; taken back with one press."""
    put(world.casebook, "lease", LEASE, world.workspace, "general")
    public = await posted(world, "who signed the lease?")
    receipt = await do(world, "mark", document="lease", standing="retracted")
    assert "**Retracted:**" in texts(last(await world.ask("who signed the lease?")))
    await public_answers.look(world.bot)
    assert now(world, public).startswith("⚠️ **Retracted since:** the source has withdrawn “The lease”.")
    assert public.jump_url in texts(world.channel.last_message)
    await world.mo.click(receipt, label="Undo")
    assert "**Retracted:**" not in texts(last(await world.ask("who signed the lease?")))


# --- refresh


async def test_what_changed_is_shown_before_it_counts(world: World, web: Web) -> None:
    """With the passages that public answers quote; afterwards those answers say so, and their channel is told."""
    public = await posted(world)
    assert "Eighteen lawmakers" in now(world, public)
    web.pages[ADDRESS] = PAGE.replace("Eighteen lawmakers", "Nineteen lawmakers")
    shown = await do(world, "refresh", document="eighteen-sign-the-letter")
    assert "Publishing makes version 2 of *eighteen-sign-the-letter*: 1 paragraph differs." in texts(shown)
    assert "⚠️ 1 passage that a public answer quotes is changed or gone" in texts(shown)
    assert "> Eighteen lawmakers signed the letter" in texts(shown)
    assert "Differences" in labels(shown)
    assert "Eighteen lawmakers" in texts(last(await world.ask(QUESTION)))
    await public_answers.look(world.bot)
    assert "Changed since" not in now(world, public)

    await world.mo.click(shown, label="Publish")
    assert "Nineteen lawmakers" in texts(last(await world.ask(QUESTION)))
    since = await public_answers.look(world.bot)
    assert now(world, public).startswith("⚠️ **Changed since:** “Eighteen sign the letter” no longer says this")
    assert "An earlier answer has changed" in texts(world.channel.last_message)
    told = len(world.channel.history())
    await public_answers.look(world.bot, since)
    await public_answers.look(world.bot)
    assert len(world.channel.history()) == told


async def test_what_a_moderator_corrected_stays_when_a_page_is_fetched_again(world: World, web: Web) -> None:
    form = await world.mo.slash(world.channel, "documents edit", document="eighteen-sign-the-letter")
    await world.mo.submit_modal(form, {"title": "The letter", "publisher": "The Herald", "source": ADDRESS})
    web.pages[ADDRESS] = PAGE.replace("Eighteen lawmakers", "Nineteen lawmakers")
    shown = await do(world, "refresh", document="eighteen-sign-the-letter")
    assert "### The letter" in texts(shown)
    assert "**Publisher:** The Herald" in texts(shown)


async def test_a_page_that_is_as_it_was(world: World, web: Web) -> None:
    assert "just as it was" in texts(await do(world, "refresh", document="eighteen-sign-the-letter"))


async def test_what_was_never_fetched_cannot_be_fetched_again(world: World) -> None:
    put(world.casebook, "lease", LEASE, world.workspace, "general")
    assert "wasn't fetched from the web" in texts(await do(world, "refresh", document="lease"))


# --- history


async def test_what_a_version_changed(world: World, web: Web) -> None:
    """In the text side by side, and in what is said about it."""
    web.pages[ADDRESS] = PAGE.replace("Eighteen lawmakers", "Nineteen lawmakers")
    key = "eighteen-sign-the-letter"
    await world.mo.click(await do(world, "refresh", document=key), label="Publish")
    await do(world, "mark", document=key, standing="disputed")
    told = texts(await do(world, "history", document=key, version=2))
    assert "**Before**\n> Eighteen lawmakers" in told
    assert "**New**\n> Nineteen lawmakers" in told
    told = texts(await do(world, "history", document=key, version=3))
    assert "- **Standing:** – → disputed\nNot a word of the text." in told
    assert "no document" in texts(await do(world, "history", document=key, version=4))


# --- public answers


async def test_a_removed_document_is_told_and_its_return_too(world: World, web: Web) -> None:
    """By whatever way: here from the command line."""
    public = await posted(world)
    world.remove("eighteen-sign-the-letter")
    since = await public_answers.look(world.bot)
    assert "**Withdrawn since:**" in now(world, public)
    everything = world.casebook.viewer(Audience(world.workspace, everything=True))
    world.casebook.restore(everything, "eighteen-sign-the-letter", Actor("cli"))
    await public_answers.look(world.bot, since)
    assert now(world, public).startswith("**Back as quoted:**")
    assert "[Context]" in now(world, public)


async def test_a_shared_answer_is_told_too(world: World, web: Web) -> None:
    await world.ask(QUESTION, share=True)
    public = next(each for each in world.channel.history() if not each.flags.ephemeral)
    world.remove("eighteen-sign-the-letter")
    await public_answers.look(world.bot)
    assert "**Withdrawn since:**" in now(world, public)


async def test_an_answer_that_is_gone_is_no_trouble(world: World, web: Web) -> None:
    public = await posted(world)
    world.env.backend.delete_message(public.channel.id, public.id)
    world.remove("eighteen-sign-the-letter")
    await public_answers.look(world.bot)


async def test_what_discord_couldnt_take_is_told_at_the_next_look(
    world: World, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that quotes what was erased isn't left standing; what was marked already isn't marked twice."""
    public, tell, tried = await posted(world), public_answers._tell, 0

    async def failing(client: Any, guild: Any, post: Post) -> Post:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise aiohttp.ClientConnectionError
        told = await tell(client, guild, post)
        if tried == 2:
            raise TimeoutError
        return told

    monkeypatch.setattr(public_answers, "_tell", failing)
    since = world.casebook.store.head().sequence
    world.remove("eighteen-sign-the-letter")
    for _ in range(2):
        assert await public_answers.look(world.bot, since) == since
    assert await public_answers.look(world.bot, since) == world.casebook.store.head().sequence
    assert now(world, public).count("**Withdrawn since:**") == 1
    assert tried == 3


async def test_where_the_store_is_busy_an_answer_is_recorded_later(
    world: World, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would stand there unmarked, whatever became of its source."""
    put, is_busy = world.casebook.store.put_post, True

    def busy(post: Post) -> None:
        if is_busy:
            raise StoreBusy(seconds=5)
        put(post)

    monkeypatch.setattr(world.casebook.store, "put_post", busy)
    await posted(world)
    assert world.casebook.store.posts() == []
    is_busy = False
    await world.bot.keeping_true.turn()
    assert len(world.casebook.store.posts()) == 1


async def test_a_look_that_fails_is_counted_and_the_next_comes_later(
    world: World, web: Web, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Twice as late each time; one that succeeds brings the usual pace back."""
    look = public_answers.look

    async def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(public_answers, "look", fails)
    assert [await world.bot.keeping_true.turn() for _ in range(3)] == [5, 10, 20]
    assert "the task answers failed" in caplog.text
    monkeypatch.setattr(public_answers, "look", look)
    assert await world.bot.keeping_true.turn() == public_answers.PERIOD


async def test_a_private_answer_is_not_recorded(world: World, web: Web) -> None:
    await world.ask(QUESTION)
    assert world.casebook.store.posts() == []


# --- erase


async def test_erased_is_gone_for_good_from_public_answers_too(world: World, web: Web) -> None:
    """The reason is asked for; only Manage Server may."""
    public = await posted(world)
    form = await world.mo.slash(world.channel, "documents erase", document="eighteen-sign-the-letter")
    assert form.modal is not None
    assert "This can't be undone" in str(form.modal)
    result = await world.mo.submit_modal(form, {"reason": "court order"})
    assert "**Erased** for good" in texts(last(result))
    assert keys(world) == []
    assert world.casebook.store.events()[0].note == "court order"
    await public_answers.look(world.bot)
    assert now(world, public) == public_answers.WIPED
    assert world.casebook.store.posts() == []


async def test_the_erasure_of_one_who_lost_his_role(world: World, web: Web) -> None:
    form = await world.mo.slash(world.channel, "documents erase", document="eighteen-sign-the-letter")
    world.env.backend.get_guild(world.guild.id).members[world.mo.id].role_ids = []
    assert texts(last(await world.mo.submit_modal(form, {"reason": "mine"}))) == REFUSED
    assert keys(world) == ["eighteen-sign-the-letter"]
