"""Whatever leaves is decided when it leaves: every kind of message, and the world changing at the last moment."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot import readers
from bot.chat.ask import public_answers
from bot.chat.cards import layout
from bot.chat.client import Pullquote
from bot.chat.delivery import outgoing
from bot.chat.help import help_card
from bot.chat.standing import notify_task
from bot.core.casebook import Casebook
from bot.core.model.documents import Actor, Audience, Standing
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings
from bot.stores.memory.memory_store import MemoryStore
from tests.chat.access.test_audience import ALLOW, DENY
from tests.chat.world import COURT, LEASE, World, last, put, texts

QUESTION = "who signed the lease?"
CHANGING = "It isn't certain right now who can read this here, so nothing was shown. Try again."
TITLE, LATER = "The lease", "LATER"
WORDS = re.compile(r"Tomas Reed|Elmstead warehouse|4,000|The lease|LATER")
Change = Callable[["Stage"], None]
Act = Callable[[], Awaitable[Any]]


class Stage(World):
    """A closed channel for one role, a case for the same role with one document in it; ann and mo have the role."""

    def __init__(self, env: simcord.Env, casebook: Casebook) -> None:
        super().__init__(env, casebook)
        self.team = self.guild.create_role("Team")
        self.roles(self.ann, self.team)
        self.roles(self.mo, self.team, self.mods)
        doors = {self.guild.default_role: DENY, self.team: ALLOW, self.me: ALLOW}
        self.room: Any = self.guild.create_text_channel("room", overwrites=doors)
        self.restrict("leases", roles=(self.team.id,))
        self.files: list[bytes] = []
        self.since = 0

    def lease(self) -> int:
        return put(self.casebook, "lease", LEASE, self.workspace, "leases", title=TITLE)

    def roles(self, member: Any, *given: Any) -> None:
        self.env.backend.get_guild(self.guild.id).members[member.id].role_ids = [role.id for role in given]

    @property
    def everything(self) -> Any:
        return self.casebook.viewer(Audience(self.workspace, everything=True))

    def begin(self) -> None:
        """What is sent from now on counts."""
        self.since = len(self.env.backend.transcript)
        self.files.clear()

    def sent(self) -> str:
        """Every byte that left since."""
        left = [each for each in self.env.backend.transcript[self.since :] if each[0] == "HTTP"]
        shown = [(name, payload) for _, name, payload in left if not str(name).startswith(("GET", "DELETE"))]
        told = json.dumps(shown, default=str, ensure_ascii=False) + "".join(map(repr, self.files))
        seen: dict[str, str] = {}
        return re.sub(r"\d{9,19}|[0-9a-f]{16,32}", lambda found: seen.setdefault(found[0], f"N{len(seen)}"), told)


@asynccontextmanager
async def stage(monkeypatch: pytest.MonkeyPatch, **wanted: str) -> AsyncIterator[Stage]:
    book = Casebook(MemoryStore(), BM25Index(None), readers.read)
    put(book, "court", COURT)
    settings = Settings.read(wanted)
    async with simcord.run(Pullquote(settings, book, shard_count=1), check_errors=False) as env:
        made = Stage(env, book)
        file = layout.Attached.file

        def noting(each: layout.Attached) -> discord.File:
            made.files.append(each.text if isinstance(each.text, bytes) else each.text.encode())
            return file(each)

        monkeypatch.setattr(layout.Attached, "file", noting)
        yield made


def at_the_last_moment(monkeypatch: pytest.MonkeyPatch, world: Stage, change: Change) -> list[bool]:
    """The change comes when the first thing that carries something is about to leave."""
    decide, done = outgoing.decide, [False]

    async def deciding(*given: Any) -> None:
        if not done[0]:
            done[0] = True
            change(world)
        await decide(*given)

    monkeypatch.setattr(outgoing, "decide", deciding)
    monkeypatch.setattr(outgoing, "FRESH", 0.0)  # as if it had taken longer than Discord waits for a first response
    return done


# --- what may change


def closed(world: Stage) -> None:
    world.restrict("leases", roles=(12345,))


def role_lost(world: Stage) -> None:
    """By everybody, moderators staying moderators; and so by the channel."""
    world.roles(world.ann)
    world.roles(world.mo, world.mods)
    closed(world)


def removed(world: Stage) -> None:
    world.remove("lease")


def erased(world: Stage) -> None:
    world.casebook.erase(world.everything, "lease", Actor("cli"), "court order")


def retitled(world: Stage, title: str = LATER) -> None:
    world.casebook.edit(world.everything, "lease", lambda said: replace(said, title=title), Actor("cli"))


def left(world: Stage) -> None:
    world.bot._connection.parse_guild_delete({"id": str(world.guild.id)})


HIDING = [closed, role_lost, erased, left]


# --- what leaves in private


async def _card(world: Stage) -> Any:
    return last(await world.ann.slash(world.room, "ask", question=QUESTION))


def pressing(label: str) -> Callable[[Stage], Awaitable[Act]]:
    async def made(world: Stage) -> Act:
        card = await _card(world)
        return lambda: world.ann.click(card, label=label)

    return made


def ordering(name: str, **options: Any) -> Callable[[Stage], Awaitable[Act]]:
    async def made(world: Stage) -> Act:
        return lambda: world.mo.slash(world.room, name, **options)

    return made


async def asking(world: Stage) -> Act:
    return lambda: world.ann.slash(world.room, "ask", question=QUESTION)


async def helped(world: Stage) -> Act:
    return lambda: world.ann.slash(world.room, "help")


async def nearest(world: Stage) -> Act:
    """The closest that is found to a question of another year."""
    return lambda: world.ann.slash(world.room, "ask", question=f"{QUESTION.rstrip('?')} in 1901?")


async def following(world: Stage) -> Act:
    form = await world.ann.click(await _card(world), label="Follow up")
    return lambda: world.ann.submit_modal(form, {"question": "when was the lease signed?"})


async def evidence(world: Stage) -> Act:
    said = await world.mo.send(world.room, "The lease of the warehouse was signed by Tomas Reed.")
    return lambda: world.ann.context_menu(world.room, "Find evidence", said)


async def copied(world: Stage) -> Act:
    put(world.casebook, "copy", f"{LEASE} It was printed again.", world.workspace, "leases", title=TITLE)
    card = await _card(world)
    return lambda: world.ann.click(card, label="Other versions of the story")


async def previewing(world: Stage) -> Act:
    file = ("lease-again.txt", (LEASE + " A word more.").encode())
    return lambda: world.mo.slash(world.room, "documents add file", file=file, case="leases")


async def differing(world: Stage) -> Act:
    card = last(await (await previewing(world))())
    return lambda: world.mo.click(card, label="Differences")


async def turning(world: Stage) -> Act:
    for number in range(9):
        put(world.casebook, f"a-{number}", f"Note {number} of it.", world.workspace, "leases", title=f"A {number}")
    card = last(await world.mo.slash(world.room, "documents list", case="leases"))
    return lambda: world.mo.click(card, label="Next")


async def wanting(world: Stage) -> Act:
    found = world.casebook.document(world.everything, "lease")
    world.casebook.store.count_feedback(world.workspace, found.id, "passage")
    return lambda: world.mo.slash(world.room, "gaps")


WITH_WORDS: dict[str, Callable[[Stage], Awaitable[Act]]] = {
    "ask": asking,
    "follow": following,
    "near": nearest,
    "evidence": evidence,
    **{label: pressing(label) for label in ("Context", "Cite", "Full text", "Why this?")},
}
NAMED: dict[str, Callable[[Stage], Awaitable[Act]]] = {
    "help": helped,
    "copies": copied,
    "preview": previewing,
    "differences": differing,
    "turn": turning,
    "gaps": wanting,
    "list": ordering("documents list", case="leases"),
    "show": ordering("documents show", document="lease"),
    "history": ordering("documents history", document="lease"),
    "edit": ordering("documents edit", document="lease"),
    "erase": ordering("documents erase", document="lease"),
    "mark": ordering("documents mark", document="lease", standing="disputed"),
    "remove": ordering("documents remove", document="lease"),
    "export": ordering("cases export", case="leases"),
    "texts": ordering("cases export", case="leases", originals=False),
}


async def played(monkeypatch: pytest.MonkeyPatch, kind: Callable[[Stage], Awaitable[Act]], change: Change) -> str:
    """Every byte that leaves while the change comes at the last moment."""
    with pytest.MonkeyPatch.context() as patched:
        async with stage(patched) as world:
            world.lease()
            act = await kind(world)
            reached = at_the_last_moment(patched, world, change)
            world.begin()
            await act()
            assert reached == [True]
            return world.sent()


@pytest.mark.parametrize("change", [closed, *(pytest.param(one, marks=pytest.mark.slow) for one in HIDING[1:])])
@pytest.mark.parametrize("kind", [*WITH_WORDS, *NAMED])
async def test_what_may_no_longer_be_read_does_not_leave(
    kind: str, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its words nor its title, old or new; whoever waits is told that something is changing."""
    told = await played(monkeypatch, {**WITH_WORDS, **NAMED}[kind], change)
    assert WORDS.findall(told.replace("wrong passage", "")) == []
    assert CHANGING in told


@pytest.mark.parametrize("kind", list(WITH_WORDS))
async def test_words_of_a_removed_document_do_not_leave(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = await played(monkeypatch, WITH_WORDS[kind], removed)
    assert WORDS.findall(told) == []
    assert CHANGING in told


@pytest.mark.parametrize("kind", [*WITH_WORDS, *NAMED])
async def test_no_later_title_leaves(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of a document is what was so when the message was made."""
    assert LATER not in await played(monkeypatch, {**WITH_WORDS, **NAMED}[kind], retitled)


# --- what leaves in public


async def mentioned(world: Stage) -> Act:
    return lambda: world.ann.send(world.room, f"{world.name} {QUESTION}")


async def shared(world: Stage) -> Act:
    card = await _card(world)
    return lambda: world.ann.click(card, label="Share")


def without_own(told: str) -> str:
    """Without the numbers of messages, which another order of calls changes."""
    return re.sub(r"N\d+", "N", told)


@pytest.mark.parametrize("kind", [mentioned, shared])
async def test_a_public_answer_is_made_anew_for_who_reads_it_now(
    kind: Callable[[Stage], Awaitable[Act]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte as if it had always been so."""

    async def asked(change: Change, *, before: bool) -> str:
        with pytest.MonkeyPatch.context() as patched:
            async with stage(patched) as world:
                world.lease()
                act = await kind(world)
                if before:
                    change(world)
                else:
                    at_the_last_moment(patched, world, change)
                world.begin()
                await act()
                return without_own(world.sent())

    for change in (closed, removed, erased):
        assert WORDS.findall(told := await asked(change, before=False)) == []
        if kind is mentioned:
            assert told == await asked(change, before=True), change.__name__
    assert LATER in await asked(retitled, before=False)  # nothing has left yet: it is asked anew


async def questioned(world: Stage) -> Act:
    """Evidence on somebody else's message, for everybody."""
    said = await world.mo.send(world.room, f"{world.name} Tomas Reed signed the lease of the Elmstead warehouse.")
    return lambda: world.ann.send(world.room, f"{world.name} is this true?", reply_to=said)


async def called(world: Stage) -> Act:
    """The ways to ask, with titles of documents as examples."""
    return lambda: world.ann.send(world.room, f"{world.name} help")


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        *((questioned, change) for change in (closed, removed, erased, left)),
        (called, closed),
        (called, removed),
        (called, erased),
    ],
)
async def test_what_is_shown_to_all_is_asked_again_when_it_leaves(
    kind: Callable[[Stage], Awaitable[Act]], change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words and titles go with a document that is removed."""
    assert WORDS.findall(await played(monkeypatch, kind, change)) == []


@pytest.mark.parametrize("kind", [called, helped])
async def test_a_title_that_was_just_removed_is_no_example(
    kind: Callable[[Stage], Awaitable[Act]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither to one nor to all; it would be there if it weren't removed."""
    monkeypatch.setattr(help_card, "SURE", 0.0)
    assert TITLE in await played(monkeypatch, kind, lambda world: None)
    assert TITLE not in await played(monkeypatch, kind, removed)


async def test_a_public_answer_of_a_server_that_was_left_is_not_posted(monkeypatch: pytest.MonkeyPatch) -> None:
    told = await played(monkeypatch, mentioned, left)
    assert WORDS.findall(told) == []


# --- what is told later


def corrected(world: Stage) -> None:
    world.casebook.edit(
        world.everything, "lease", lambda said: replace(said, standing=Standing.RETRACTED), Actor("cli")
    )


def rewritten(world: Stage) -> None:
    told = "The lease of the Elmstead warehouse was signed by LATER in 2020."
    held = world.casebook.document(world.everything, "lease")
    world.casebook.add(
        told.encode(), held.origin, Actor("corpus"), workspace=world.workspace, case="leases",
        details=lambda found: replace(found, title=LATER),
    )  # fmt: skip


def back(world: Stage) -> None:
    removed(world)
    world.casebook.restore(world.everything, "lease", Actor("cli"))


def case_removed(world: Stage) -> None:
    case = next(one for one in world.casebook.store.cases() if one.name == "leases")
    world.casebook.store.put_case(replace(case, removed=True), Actor("cli"))


STATES = [corrected, removed, back, rewritten, retitled, case_removed]


async def noticed(first: Change | None, states: list[Change]) -> tuple[str, str]:
    """What leaves of a public answer after these changes, a look after each; and how the answer reads then."""
    with pytest.MonkeyPatch.context() as patched:
        async with stage(patched) as world:
            world.lease()
            await world.ann.send(world.room, f"{world.name} {QUESTION}")
            card = world.room.last_message
            since = await public_answers.look(world.bot)
            if first is not None:
                first(world)
            world.begin()
            for change in states:
                change(world)
                since = await public_answers.look(world.bot, since)
            await public_answers.look(world.bot)  # as after a restart
            return world.sent(), texts(next(each for each in world.room.history() if each.id == card.id))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("first", [closed, left])
async def test_nothing_is_told_where_a_document_may_no_longer_be_read(first: Change, state: Change) -> None:
    """To the byte as if it had never changed since; whatever it is called by now."""
    assert await noticed(first, [retitled, state]) == await noticed(first, [])


@pytest.mark.parametrize("state", [corrected, removed, back, rewritten, case_removed])
async def test_a_document_is_named_as_it_was_quoted(state: Change) -> None:
    """To the byte the same, whatever it is called by now."""
    told, card = await noticed(None, [state])
    assert LATER not in told + card
    assert (TITLE in card) is True
    assert (await noticed(retitled, [state])) == (told, card)


async def test_another_title_alone_is_no_news() -> None:
    assert await noticed(None, [retitled]) == await noticed(None, [])


@pytest.mark.parametrize("first", [None, closed])
async def test_what_was_erased_is_gone_from_public_answers_whoever_reads_there(first: Change | None) -> None:
    told, card = await noticed(first, [retitled, erased])
    assert card == public_answers.WIPED
    assert LATER not in told


async def test_news_that_could_not_be_told_are_told_when_the_case_is_open_again() -> None:
    def opened(world: Stage) -> None:
        world.restrict("leases", roles=(world.team.id,))

    _, card = await noticed(closed, [corrected, opened])
    assert card.startswith(f"⚠️ **Retracted since:** the source has withdrawn “{TITLE}”.")


async def test_where_a_server_was_left_and_joined_again_its_answers_are_told_then() -> None:
    async with stage(pytest.MonkeyPatch()) as world:
        world.lease()
        await world.ann.send(world.room, f"{world.name} {QUESTION}")
        guild = world.bot.get_guild(world.guild.id)
        left(world)
        corrected(world)
        since = await public_answers.look(world.bot, world.casebook.store.head().sequence - 1)
        assert world.casebook.store.posts()[0].quotations[0].told == ""
        assert guild is not None
        world.bot._connection._add_guild(guild)
        await public_answers.look(world.bot, since)
        assert world.casebook.store.posts()[0].quotations[0].told == "retracted"


async def test_a_near_copy_that_is_only_named_is_wiped_with_its_erasure() -> None:
    """A card names it: “Copies of the same story”."""
    async with stage(pytest.MonkeyPatch()) as world:
        world.lease()
        put(world.casebook, "copy", f"{LEASE} Again.", world.workspace, "leases", title="Copied", publisher="Herald")
        await world.ann.send(world.room, f"{world.name} {QUESTION}")
        card = world.room.last_message
        assert "Herald" in texts(card) or "Copied" in texts(card)
        world.casebook.erase(world.everything, "copy", Actor("cli"), "order")
        await public_answers.look(world.bot)
        assert texts(next(each for each in world.room.history() if each.id == card.id)) == public_answers.WIPED


@pytest.mark.parametrize("change", [closed, role_lost, removed, erased, left])
async def test_a_direct_message_is_not_sent_for_what_may_no_longer_be_read(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked again at the next look."""
    async with stage(monkeypatch) as world:
        card = last(await world.ann.slash(world.room, "ask", question="who signed the lease of the warehouse?"))
        meant = last(await world.ann.click(card, label="Notify me"))
        await world.ann.click(meant, label="Keep it")
        world.lease()
        reached = at_the_last_moment(monkeypatch, world, change)
        world.begin()
        await notify_task.look(world.bot)
        assert reached == [True]
        assert WORDS.findall(world.sent().replace("LATER", "")) == []


# --- one way out


WAYS = re.compile(r"edit_original_response|send_message|send_modal|followup|edit|send|reply|privately|openly|post|turn")
OWN = {"sending", "outgoing"}
MAY = {
    "public_answers": {"edit", "post"},  # decides itself, by what the readers of each answer may be told
}


def test_nothing_leaves_by_another_way() -> None:
    """Only `sending` speaks to Discord, and only `outgoing`, which decides, to it; answers that stand already apart."""
    for path in sorted(Path(outgoing.__file__).parent.parent.rglob("*.py")):
        if path.stem in OWN:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
                called = ast.unparse(node.value.func)
                way, _, name = called.rpartition(".")
                talks = WAYS.fullmatch(name) and way.split(".")[-1] in {
                    "sending", "interaction", "response", "followup", "message", "channel", "place"
                }  # fmt: skip
                assert not talks or name in MAY.get(path.stem, set()), f"{path.name}: {called}"
