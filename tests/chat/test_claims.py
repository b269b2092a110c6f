"""Of several processes that share a database, each with the real bot in it, one does what is begun by the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
import pytest
import simcord
from discord.utils import utcnow

from bot import periodic
from bot.chat.ask import public_answers
from bot.chat.client import Pullquote
from bot.chat.documents.refresh_task import Run
from bot.chat.runtime import command_sync, identify_gate
from bot.core.casebook import Casebook
from bot.core.model import claims
from bot.core.model.errors import ClaimLost, StoreAway
from bot.core.model.kept_items import Schedule
from bot.core.model.shards import Shards
from bot.stores.memory.kept_in_memory import Beside
from tests.chat.documents.test_admin import now, posted
from tests.chat.documents.test_refresh_task import fetched
from tests.chat.standing.test_kept_questions import keep, lease
from tests.chat.world import World, direct
from tests.claims import Process, Shared


@pytest.fixture
def others() -> Process:
    return Shared().process("another")


@pytest.fixture
def casebook(casebook: Casebook, others: Process) -> Casebook:
    """This process's; `others` are the claims of another one."""
    assert isinstance(casebook.store, Beside)
    casebook.claims = casebook.store.claims = others.table.process("this")
    return casebook


def take_over(others: Process, world: World) -> None:
    """This process was silent for a moment."""
    others.table.silent.add("this")
    assert others.take(world.bot.shards_here.claims)
    others.table.silent.clear()


async def test_what_another_process_tells_is_told_here_when_that_is_gone(world: World, others: Process) -> None:
    """A standing question; the shard is this process's, too, by mistake or because the other one isn't ended yet."""
    take_over(others, world)
    await keep(world)
    lease(world)
    assert await world.bot.telling.turn() == periodic.FOLLOWS
    assert direct(world, world.ann) == []
    others.close()
    await world.bot.telling.turn()
    assert len(direct(world, world.ann)) == 1


async def test_an_answer_that_changed_meanwhile_is_marked_by_whoever_follows(world: World, others: Process) -> None:
    """What happened before this process had the claim counts, too."""
    await fetched(world)
    public = await posted(world)
    await world.bot.keeping_true.turn()
    take_over(others, world)
    world.remove("eighteen-sign-the-letter")
    await world.bot.keeping_true.turn()
    assert "Withdrawn since" not in now(world, public)
    others.close()
    await world.bot.keeping_true.turn()
    assert "Withdrawn since" in now(world, public)


async def test_a_claim_that_passes_on_before_the_message_leaves_stops_it(
    world: World, others: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process was stopped there for as long as its lease, and another one follows. It is looked at again soon."""
    await fetched(world)
    await posted(world)
    await world.bot.keeping_true.turn()
    world.remove("eighteen-sign-the-letter")
    told = len(world.channel.history())

    def passed_on(*_: object) -> int:
        take_over(others, world)
        return 1

    monkeypatch.setattr(public_answers, "_nonce", passed_on)
    assert await world.bot.keeping_true.turn() == periodic.FOLLOWS
    assert len(world.channel.history()) == told


async def test_told_twice_by_two_processes_discord_knows_it_again(world: World, casebook: Casebook) -> None:
    """Killed after it was sent and before that was written: the next one sends the same. Later news is other news."""
    await fetched(world)
    await posted(world)
    (post,) = casebook.posts.posts()
    world.remove("eighteen-sign-the-letter")
    first, again = (public_answers.news(casebook, post, None).nonce for _time in range(2))
    assert first == again
    document = casebook.any_documents.document(post.quotations[0].document)
    assert document is not None
    casebook.store.restore(document.id, command_sync.ACTOR)
    world.remove("eighteen-sign-the-letter")
    assert public_answers.news(casebook, post, None).nonce != first


async def test_a_refresh_that_another_process_has_begun_is_its(world: World, others: Process) -> None:
    take_over(others, world)
    assert await world.bot.refreshing.turn() == periodic.FOLLOWS
    others.close()
    assert await world.bot.refreshing.turn() > periodic.FOLLOWS


async def test_a_refresh_under_way_ends_where_its_server_passed_on(world: World) -> None:
    """Else two processes would fetch its pages."""
    schedule = Schedule(str(1 << 22), 1, 7, utcnow(), "ann")
    world.bot.refreshing.run = Run(schedule, [])
    world.bot.shards_here = Shards(0, 0, 2)
    await world.bot.refreshing.turn()
    assert vars(world.bot.refreshing)["run"] is None
    assert world.casebook.schedules.schedules() == []


# --- the commands


def registered(env: simcord.Env) -> int:
    return sum(each.method == "PUT" and each.path.endswith("/commands") for each in env.http_requests)


async def test_one_process_tells_discord_of_the_commands_and_is_followed(
    make_client: Callable[[], Pullquote], others: Process
) -> None:
    """Killed before it did; whoever follows does it once, and no other version of the program undoes it."""
    others.take([command_sync.CLAIM])
    async with simcord.run(make_client(), check_errors=False) as env:
        assert isinstance(env.bot, Pullquote)
        registering = command_sync.Registering(env.bot)
        assert (await registering.turn(), registered(env)) == (command_sync.AGAIN, 0)
        others.close()
        assert (await registering.turn(), registered(env)) == (command_sync.SETTLED, 1)
        assert (await registering.turn(), registered(env)) == (command_sync.SETTLED, 1)


async def test_commands_whose_claim_passes_on_meanwhile_stop_no_start(
    make_client: Callable[[], Pullquote], casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise ClaimLost

    monkeypatch.setattr(casebook.store, "put_setting", refused)
    async with simcord.run(make_client(), check_errors=False) as env:
        assert isinstance(env.bot, Pullquote)
        assert await command_sync.register(env.bot) is False


# --- the gate


class Client:
    """As much of a client as the gate asks. limits: what Discord says, or how it refuses."""

    def __init__(self, limits: Any) -> None:
        self.limits, self.asked = limits, 0

    async def fetch_session_start_limits(self) -> Any:
        self.asked += 1
        if isinstance(self.limits, Exception):
            raise self.limits
        return self.limits


def limits(at_once: int) -> discord.SessionStartLimits:
    return discord.SessionStartLimits(total=1000, remaining=999, reset_after=1, max_concurrency=at_once)


def gate(client: Any, own: claims.Claims) -> identify_gate.IdentifyGate:
    return identify_gate.IdentifyGate(client, own)


async def test_a_shard_waits_for_its_bucket_alone(others: Process) -> None:
    """Shards of one remainder are let in one after the other, whichever process they are of."""
    client = Client(limits(16))
    others.table.gates = {"identify 3": [0.01, 0.02, 0.0], "identify 4": [9e9]}
    at = gate(client, others)
    assert await at.passed(19)
    assert others.table.gates["identify 3"] == []
    assert await at.passed(20 - 1)
    assert client.asked == 1


async def test_alone_the_client_s_own_pause_does() -> None:
    client = Client(limits(1))
    assert not await gate(client, claims.ALONE).passed(0)
    assert client.asked == 0


@pytest.mark.parametrize("refused", [discord.DiscordException(), ConnectionError()])
async def test_where_discord_doesn_t_say_it_the_client_s_own_pause_does(others: Process, refused: Exception) -> None:
    assert not await gate(Client(refused), others).passed(0)


async def test_without_the_database_a_shard_goes_in_all_the_same(
    others: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> float:
        raise StoreAway(path="db")

    monkeypatch.setattr(others, "gate", away)
    assert not await gate(Client(limits(1)), others).passed(0)


async def test_the_client_asks_the_gate_and_else_pauses_as_ever(
    world: World, monkeypatch: pytest.MonkeyPatch, others: Process
) -> None:
    paused: list[float] = []

    async def sleep(seconds: float) -> None:
        paused.append(seconds)

    async def one_at_a_time() -> discord.SessionStartLimits:
        return limits(1)

    monkeypatch.setattr("discord.client.asyncio.sleep", sleep)
    monkeypatch.setattr(world.bot, "fetch_session_start_limits", one_at_a_time)
    await world.bot.before_identify_hook(0, initial=False)
    assert paused == []
    world.bot.identifying = gate(world.bot, claims.ALONE)
    await world.bot.before_identify_hook(None, initial=False)
    assert paused == [5.0]
