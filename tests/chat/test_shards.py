"""A process that serves some of the bot's servers does nothing to the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import simcord
from discord.utils import utcnow

from bot.chat.ask import public_answers
from bot.chat.client import Pullquote
from bot.core.casebook import Casebook
from bot.core.model.documents import LOCAL, Actor, Post, Quotation
from bot.core.model.shards import Shards
from bot.core.workflows import server_left
from bot.settings import Settings
from tests.chat.world import put

MINE, OTHERS = Shards(0, 0, 2), Shards(1, 1, 2)
ANN = Actor("ann")
Process = Callable[[], Any]


@pytest.fixture
def first(settings: Settings, casebook: Casebook) -> Process:
    """The process of shard 0 of two; the files hold a case of each of six servers in which the bot isn't now."""
    for server in range(1, 7):
        casebook.add(b"The rent was paid.", "rent.txt", ANN, workspace=str(server << 22), case="c")
    return lambda: simcord.run(Pullquote(settings, casebook, shards=MINE), check_errors=False)


def bot(env: simcord.Env) -> Pullquote:
    assert isinstance(env.bot, Pullquote)
    return env.bot


async def test_a_server_that_another_process_serves_is_not_counted_down(first: Process, casebook: Casebook) -> None:
    """That it isn't seen from here says nothing: its files must not be erased in thirty days."""
    async with first() as env:
        here = env.create_guild("Here", shard_id=0)
        await bot(env).on_ready()
        going = set(casebook.store.settings(server_left.SETTING))
        assert going == {str(server << 22) for server in (2, 4, 6)}
        assert str(here.id) not in going
        assert server_left.erase_due(casebook, 30, utcnow() + timedelta(days=31)) == 3
        assert len(casebook.store.documents([case.id for case in casebook.store.cases() if case.name == "c"])) == 3


async def test_it_is_connected_with_its_own_shards(first: Process) -> None:
    async with first() as env:
        assert (bot(env).shard_ids, bot(env).shard_count) == ([0], 2)
        assert bot(env).connected
        assert set(bot(env).shards) == {0}


async def test_an_answer_on_another_process_s_server_is_left_to_it(first: Process, casebook: Casebook) -> None:
    """Nothing is kept of it here, to be looked at again and again."""
    async with first() as env:
        number = put(casebook, "quoted", "The minister signed the letter.")
        for server in (1, 2):
            quoted = Quotation(number, 1, 0, 31)
            casebook.posts.put_post(Post(str(server << 22), 5, 100 + server, utcnow(), (quoted,)))
        casebook.store.remove(number, ANN)
        assert await public_answers.look(bot(env)) is not None
        assert bot(env).unheard == {number}
        bot(env).unheard.clear()
        bot(env).shards_here = OTHERS
        for _look in range(2):
            await public_answers.look(bot(env))
        assert bot(env).unheard == {number}


@pytest.mark.parametrize(("shards", "told"), [(MINE, 1), (OTHERS, 0)])
async def test_one_process_tells_discord_of_the_commands(
    settings: Settings, casebook: Casebook, shards: Shards, told: int
) -> None:
    async with simcord.run(Pullquote(settings, casebook, shards=shards), check_errors=False) as env:
        puts = [each for each in env.http_requests if each.method == "PUT" and each.path.endswith("/commands")]
        assert len(puts) == told
    numbers = casebook.store.setting(LOCAL, "discord-command-numbers")
    assert bool(numbers) == bool(told)
