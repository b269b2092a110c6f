"""What is said in channels, over real sockets: each way of talking to the bot that is no command, once.

What it answers is tested with the simulated Discord; here, that the events really come and go as Discord sends them.
"""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio

from tests.discord_server import payloads, process, server
from tests.discord_server.payloads import APPLICATION, ASKER, CHANNEL, GUILD, ME, OWNER, Payload
from tests.discord_server.server import TestDiscord
from tests.trust.test_bad_days import QUESTION, QUOTE, plain

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
CLAIM: Final = "Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday."
HELP: Final = "### Ask, and get the exact words"
OWN_ROLE: Final = payloads.role(4_000_000_000_000_000_009, "Pullquote") | {"tags": {"bot_id": str(APPLICATION)}}
PATIENCE: Final = 20.0  # seconds


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(module_folder: Path) -> AsyncIterator[TestDiscord]:
    async with server.running() as discord:
        discord.gateway.guild["roles"].append(OWN_ROLE)
        async with process.started(discord, module_folder) as bot:
            yield discord
            assert "Traceback" not in bot.log


@pytest_asyncio.fixture(loop_scope="module")
async def discord(both: TestDiscord) -> TestDiscord:
    """Nothing posted yet."""
    both.rest.posted.clear()
    both.requests.clear()
    return both


async def told(discord: TestDiscord, number: int = 1) -> str:
    """The text of the message of that number that the bot has posted, from 1, as it is now."""
    return plain(payloads.texts((await discord.replies(number))[number - 1]["components"]))


def below(above: Payload) -> Payload:
    """What a reply to that message says of it."""
    at = {"message_id": above["id"], "channel_id": str(CHANNEL), "guild_id": str(GUILD)}
    return {"message_reference": at, "referenced_message": above, "type": 19}


async def card(discord: TestDiscord) -> Payload:
    """A public answer, as it stands above a reply."""
    await discord.mention(QUESTION)
    (posted,) = await discord.replies(1)
    return {**payloads.message("", ME, components=posted["components"]), "id": posted["id"]}


async def test_what_asks_nothing_gets_the_ways_to_ask(discord: TestDiscord) -> None:
    for number, said in enumerate(("hello", "thanks!", "word word word", ""), 1):
        await discord.mention(said)
        assert (await told(discord, number)).startswith(HELP)


async def test_a_name_that_is_put_in_afterwards_asks(discord: TestDiscord) -> None:
    said = await discord.say("")
    edited = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    named = {**payloads.mention(QUESTION, ASKER, "ann"), "id": said["id"], "edited_timestamp": edited}
    await discord.gateway.dispatch("MESSAGE_UPDATE", named)
    assert QUOTE in await told(discord)


async def test_a_reply_to_a_card_follows_up(discord: TestDiscord) -> None:
    above = await card(discord)
    await discord.gateway.dispatch(
        "MESSAGE_CREATE", payloads.said("and on Monday", ASKER, "ann", mentions=[ME], **below(above))
    )
    assert "and on Monday · searched for:" in await told(discord, 2)


async def test_a_call_of_the_bots_own_role_is_told_how_to_ask(discord: TestDiscord) -> None:
    """Of such a message Discord gives a bot no text."""
    await discord.gateway.dispatch("MESSAGE_CREATE", payloads.said("", ASKER, "ann", mention_roles=[OWN_ROLE["id"]]))
    assert (await told(discord)).startswith("I can only read messages that mention me.")


async def test_is_this_true_asks_about_the_message_above(discord: TestDiscord) -> None:
    above = payloads.mention(CLAIM, OWNER, "mo")
    asked = payloads.mention("is this true?", ASKER, "ann")
    await discord.gateway.dispatch("MESSAGE_CREATE", asked | below(above))
    found = await told(discord)
    assert found.startswith("### What the documents say about this message")
    assert f"> {QUOTE}" in found


async def test_a_deleted_question_takes_its_answer_along(discord: TestDiscord) -> None:
    asked = await discord.mention(QUESTION)
    (posted,) = await discord.replies(1)
    gone = {"id": asked["id"], "channel_id": str(CHANNEL), "guild_id": str(GUILD)}
    await discord.gateway.dispatch("MESSAGE_DELETE", gone)
    async with asyncio.timeout(PATIENCE):
        while posted["id"] not in discord.rest.deleted:
            discord.rest.heard.clear()
            await discord.rest.heard.wait()


async def test_a_direct_message_gets_a_kind_line(discord: TestDiscord) -> None:
    place = payloads.DIRECT + ASKER
    said = payloads.message("hello", payloads.user(ASKER, "ann"), place)
    await discord.gateway.dispatch("MESSAGE_CREATE", {**said, "channel_type": 1})
    assert (await told(discord)).startswith("I only work in a server")
    assert discord.rest.posted[0]["channel_id"] == str(place)


async def test_a_new_server_is_greeted(discord: TestDiscord) -> None:
    guild: Any = copy.deepcopy(discord.gateway.guild)
    guild["id"], place = str(GUILD + 1), str(CHANNEL + 1)
    guild["channels"] = [{**payloads.channel(CHANNEL + 1), "guild_id": guild["id"]}]
    guild["roles"] = [payloads.role(GUILD + 1, "@everyone")]
    del guild["unavailable"]  # which Discord says only of one that the bot was in already
    await discord.gateway.dispatch("GUILD_CREATE", guild)
    assert (await told(discord)).startswith("### Exact words, from your own documents")
    assert discord.rest.posted[0]["channel_id"] == place
    assert "pq:start:roles" in payloads.custom_ids(discord.rest.posted[0]["components"])
