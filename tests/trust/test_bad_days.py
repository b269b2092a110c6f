"""Discord's bad days, small ones: the real process stays up, answers once, and leaves nobody waiting.

All of it on one process: what one test does to it, the next one finds survived.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from bot.chat.delivery.sending import SOON
from bot.web.monitor.metrics import HELP
from tests.discord_server import payloads, process, server
from tests.discord_server.process import Bot
from tests.discord_server.rest import DEFERRED, EPHEMERAL, MESSAGE, Interaction
from tests.discord_server.server import TestDiscord

pytestmark = [pytest.mark.asyncio(loop_scope="module")]
QUESTION = "who signed the letter?"
QUOTE = "Eighteen lawmakers"
SLOW = pytest.mark.slow
OPERATING = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
ANSWERING = "/callback|(POST|PATCH) /api/v10/webhooks"  # the answer is the first response, or fills "thinking…"
BACK = 15.0  # seconds after Discord's return


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(module_folder: Path) -> AsyncIterator[tuple[TestDiscord, Bot]]:
    async with server.running() as discord, process.started(discord, module_folder) as bot:
        yield discord, bot


@pytest_asyncio.fixture(loop_scope="module")
async def discord(both: tuple[TestDiscord, Bot]) -> AsyncIterator[TestDiscord]:
    """In good health, nothing posted yet; afterwards, the same process must still answer."""
    discord, bot = both
    discord.rest.posted.clear()
    yield discord
    discord.faults.clear()
    discord.rest.bucket, discord.powers = 0, payloads.EVERYTHING
    assert QUOTE in plain(await _answer(discord))
    assert bot.alive


async def _answer(discord: TestDiscord) -> str:
    """What a question gets; asked again after a while, where so many tests have asked within a minute."""
    for _ in range(20):
        found = await (await discord.slash("ask", question=QUESTION)).answered(BACK)
        if "questions in a minute" not in found.text:
            break
        await asyncio.sleep(3)
    return found.text


def plain(markdown: str) -> str:
    return markdown.replace("*", "").replace("\\", "")


async def settle(discord: TestDiscord, seconds: float = 0.3) -> None:
    """Long enough for what must not come to have come."""
    del discord
    await asyncio.sleep(seconds)


async def test_a_question_is_acknowledged_at_once_and_answered_in_private(discord: TestDiscord) -> None:
    asked = await (await discord.slash("ask", question=QUESTION)).answered()
    assert QUOTE in plain(asked.text)
    assert asked.messages[0]["flags"] & 64
    assert asked.first_after is not None
    assert asked.first_after < 1.0


async def test_a_mention_is_answered_in_the_channel(discord: TestDiscord) -> None:
    await discord.mention(QUESTION)
    (reply,) = await discord.replies(1)
    assert QUOTE in plain(payloads.texts(reply["components"]))
    assert reply["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_an_answer_is_the_first_response_and_is_never_edited(discord: TestDiscord) -> None:
    """So nobody reads "(edited)": neither of an answer, nor of what its buttons show, nor of one that is shared."""
    asked = await (await discord.slash("ask", question=QUESTION)).answered()
    shown, card = [asked, await (await discord.slash("help")).answered()], asked.messages[0]
    offered = [*payloads.custom_ids(card["components"]), *payloads.choices(card["components"])]
    views = [each for each in offered if each.startswith(("pq:context:", "pq:cite:", "pq:why:", "pq:text:"))]
    shown += [await (await discord.press(card, each)).answered() for each in views]
    (follow,) = [each for each in offered if each.startswith("pq:follow:")]
    form = (await _opened(await discord.press(card, follow))).form
    shown.append(await (await discord.fill_in(form, {"question": "and who else?"}, card=card)).answered())
    shown.append(await (await discord.slash("ask", question=QUESTION, share=True)).answered())
    discord.powers = str(1 << 10)  # to view the channel, and not to write there
    shown.append(await (await discord.slash("ask", question=QUESTION, share=True)).answered())
    await settle(discord, 1.0)
    assert len(shown) == 9
    assert {each.kind for each in shown if (each.first_after or 0) < SOON} == {MESSAGE}
    assert not [each for one in shown for each in one.messages if each.get("edited")]
    assert not [each for each in discord.requests if each.startswith("PATCH") and "/channels/" in each]


async def test_what_takes_longer_is_acknowledged_in_time(discord: TestDiscord) -> None:
    """Whoever shares waits for Discord to take the post: meanwhile "thinking…" is shown, and then filled."""
    discord.faults.add("POST .*/messages", delay=2.0)
    asked = await (await discord.slash("ask", question=QUESTION, share=True)).answered()
    assert asked.kind == DEFERRED
    assert asked.first_after is not None
    assert SOON <= asked.first_after < 2.0
    assert [each.get("edited") for each in asked.messages] == [None]


async def _opened(pressed: Interaction) -> Interaction:
    """With its form."""
    async with asyncio.timeout(BACK):
        while not pressed.form:
            pressed.changed.clear()
            await pressed.changed.wait()
    return pressed


async def test_a_reply_that_discord_shows_no_text_of_is_told_so_once(discord: TestDiscord) -> None:
    """Whoever replies to a card and switches the mention off: how to ask, at once, and then it is quiet."""
    await discord.mention(QUESTION)
    (card,) = await discord.replies(1)
    shown = {**payloads.message("", payloads.ME, components=card["components"]), "id": card["id"]}
    above = {"message_id": card["id"], "channel_id": str(payloads.CHANNEL), "guild_id": str(payloads.GUILD)}
    for _ in range(2):
        said = payloads.said("", payloads.ASKER, "ann", message_reference=above, referenced_message=shown, type=19)
        await discord.gateway.dispatch("MESSAGE_CREATE", said)
    told = (await discord.replies(2))[1]
    assert payloads.texts(told["components"]).startswith("I can only read messages that mention me.")
    await settle(discord, 0.5)
    assert len(discord.rest.posted) == 2


# --- errors of the servers


@pytest.mark.parametrize("how", [{"status": 502}, {"status": 500}, {"status": 500, "cut": True}])
async def test_a_public_follow_up_that_arrived_although_discord_said_no_is_there_once(
    discord: TestDiscord, how: dict[str, Any]
) -> None:
    """Where the bot may not write, and no nonce helps: the sharer is told to look."""
    discord.powers = str(1 << 10)  # to view the channel
    discord.faults.add("POST /api/v10/webhooks", after=True, **how)
    asked = await discord.slash("ask", question=QUESTION, share=True)
    async with asyncio.timeout(20):
        while "Look at the channel" not in asked.text:
            asked.changed.clear()
            await asked.changed.wait()
    await settle(discord)
    assert [QUOTE in plain(payloads.texts(each["components"])) for each in asked.messages if not _private(each)] == [
        True
    ]


def _private(message: payloads.Payload) -> bool:
    return bool(message.get("flags", 0) & EPHEMERAL)


@pytest.mark.parametrize("status", [500, pytest.param(502, marks=SLOW), pytest.param(503, marks=SLOW)])
async def test_a_first_response_that_fails_once_is_given_again(discord: TestDiscord, status: int) -> None:
    discord.faults.add("/callback", status=status)
    asked = await (await discord.slash("ask", question=QUESTION)).answered()
    assert QUOTE in plain(asked.text)


@pytest.mark.parametrize("status", [503, pytest.param(500, marks=SLOW), pytest.param(502, marks=SLOW)])
async def test_an_answer_that_fails_once_is_sent_again(discord: TestDiscord, status: int) -> None:
    discord.faults.add(ANSWERING, status=status)
    asked = await (await discord.slash("ask", question=QUESTION)).answered()
    assert QUOTE in plain(asked.text)
    assert len(asked.messages) == 1


@SLOW
@pytest.mark.parametrize("status", [500, 502])
async def test_an_answer_that_arrived_though_discord_said_no_is_not_doubled(discord: TestDiscord, status: int) -> None:
    """The bot can't know; so what it sends again must take the place of what it sent."""
    discord.faults.add(ANSWERING, status=status, after=True)
    asked = await (await discord.slash("ask", question=QUESTION)).answered()
    await settle(discord, 1.5)
    assert len(asked.messages) == 1


@SLOW
@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_public_answer_comes_once_whatever_the_server_says(discord: TestDiscord, status: int) -> None:
    discord.faults.add("POST .*/messages", status=status)
    discord.faults.add("POST .*/messages", status=status, after=True)
    await discord.mention(QUESTION)
    await discord.replies(1)
    await settle(discord, 4.5)
    assert len(discord.rest.posted) == 1


async def test_a_cut_connection_loses_no_answer(discord: TestDiscord) -> None:
    discord.faults.add(ANSWERING, cut=True, status=500)
    asked = await (await discord.slash("ask", question=QUESTION)).answered()
    assert QUOTE in plain(asked.text)


@SLOW
async def test_a_slow_answer_is_waited_for(discord: TestDiscord) -> None:
    discord.faults.add(ANSWERING, delay=2.5)
    asked = await (await discord.slash("ask", question=QUESTION)).answered()
    assert QUOTE in plain(asked.text)
    assert len(asked.messages) == 1


async def test_an_interaction_that_is_gone_is_let_go(discord: TestDiscord, both: tuple[TestDiscord, Bot]) -> None:
    """10062: the three seconds are over. Nobody is left to be told."""
    discord.faults.add("/callback", status=404, code=10062)
    asked = await discord.slash("ask", question=QUESTION)
    await settle(discord)
    assert asked.kind == 0
    assert "Traceback" not in both[1].log.rpartition("no longer there")[2]


# --- limits


@SLOW
async def test_a_limit_of_a_channel_delays_and_loses_nothing(discord: TestDiscord) -> None:
    discord.rest.bucket = 3
    for number in range(6):
        await discord.mention(f"{QUESTION} {number}")
    replies = await discord.replies(6, 30)
    assert all(QUOTE in plain(payloads.texts(each["components"])) for each in replies)


@SLOW
async def test_429_on_a_route_is_waited_out(discord: TestDiscord) -> None:
    discord.faults.add("POST .*/messages", status=429, retry_after=0.5)
    discord.faults.add("(POST|PATCH) /api/v10/webhooks", status=429, retry_after=0.5)
    await discord.mention(QUESTION)
    asked = await (await discord.slash("ask", question=QUESTION)).answered()
    assert QUOTE in plain(asked.text)
    assert len(await discord.replies(1)) == 1


async def test_429_everywhere_is_waited_out(discord: TestDiscord) -> None:
    discord.faults.add("POST .*/messages", status=429, retry_after=0.5, everywhere=True)
    await discord.mention(QUESTION)
    assert len(await discord.replies(1)) == 1


async def test_the_edge_forbids_for_a_while(discord: TestDiscord) -> None:
    """A 429 of Discord's edge has no JSON and no end that is told: the answer is lost, and who asked is told so."""
    discord.faults.add("POST .*/messages", status=403, code=0)
    await discord.mention(QUESTION)
    (told,) = await discord.replies(1)
    assert "I can't write in" in payloads.texts(told["components"])


# --- what the bot may not do, and what is gone


@SLOW
@pytest.mark.parametrize(("status", "code"), [(403, 50013), (403, 50001), (404, 10003)])
async def test_a_channel_that_it_may_not_write_in_is_not_tried_for_ever(
    discord: TestDiscord, status: int, code: int
) -> None:
    fault = discord.faults.add("POST .*/messages", status=status, code=code, times=None)
    await discord.mention(QUESTION)
    await settle(discord, 1.0)
    assert 1 <= fault.hit <= 2


async def test_a_deleted_question_is_still_answered_in_the_channel(discord: TestDiscord) -> None:
    """The message to reply to is gone when the answer comes."""
    discord.faults.add("/typing", delay=0.3)
    discord.rest.deleted.add((await discord.mention(QUESTION))["id"])
    (reply,) = await discord.replies(1)
    assert QUOTE in plain(payloads.texts(reply["components"]))


@SLOW
async def test_sharing_where_the_bot_may_not_write_is_told_in_private(discord: TestDiscord) -> None:
    discord.faults.add("POST .*/messages", status=403, code=50013)
    asked = await discord.slash("ask", question=QUESTION, share=True)
    await asked.answered()
    await settle(discord, 1.0)
    assert len(asked.messages) == 2
    assert asked.messages[1]["flags"] & 64


async def test_a_server_in_an_outage_is_answered_when_it_is_back(discord: TestDiscord) -> None:
    await discord.gateway.dispatch("GUILD_DELETE", {"id": str(payloads.GUILD), "unavailable": True})
    during = await discord.slash("ask", question=QUESTION)
    await during.answered()
    await discord.gateway.dispatch("GUILD_CREATE", discord.gateway.guild)
    after = await (await discord.slash("ask", question=QUESTION)).answered()
    assert QUOTE in plain(after.text)


# --- what Discord would never send

NEVER: list[tuple[int, dict[str, Any]]] = [
    (2, {"id": "1", "name": "ask", "type": 1}),
    (2, {"id": "1", "name": "ask", "type": 1, "options": [{"name": "question", "type": 4, "value": 7}]}),
    (2, {"id": "1", "name": "ask", "type": 1, "options": [{"name": "question", "type": 3, "value": {"a": []}}]}),
    (2, {"id": "1", "name": "ask", "type": 1, "options": [{"name": "never", "type": 3, "value": "x"}]}),
    (2, {"id": "1", "name": "ask", "type": 1, "options": [{"type": 3}]}),
    (2, {"id": "1", "name": "ask", "type": 1, "options": "x"}),
    (2, {"id": "1", "name": "ask", "type": 3, "target_id": "1"}),
    (2, {"id": "1", "name": "never", "type": 1, "options": []}),
    (2, {"id": "1", "name": "documents", "type": 1, "options": []}),
    (2, {"id": "1", "name": "documents", "type": 1, "options": [{"name": "never", "type": 1, "options": []}]}),
    (2, {"id": "1", "name": "documents", "type": 1, "options": [{"name": "add", "type": 2, "options": []}]}),
    (2, {"id": "1", "name": "Find evidence", "type": 3}),
    (2, {"id": "1", "name": "Find evidence", "type": 3, "target_id": "7", "resolved": {"messages": {}}}),
    (2, {"id": "1", "name": "Find evidence", "type": 3, "target_id": "7", "resolved": {"messages": {"7": {}}}}),
    (2, {"id": "1", "type": 1}),
    (2, {}),
    *((3, {"component_type": 2, "custom_id": one}) for one in ("", "pq:", "pq:list:9999:1:7", "pq:page:٣:::")),
    (3, {"component_type": 2, "custom_id": "x" * 300}),
    (3, {"component_type": 2, "custom_id": "pq:draft:publish:" + "f" * 32}),
    (3, {"component_type": 2, "custom_id": "pq:turn:history:9999:999999999999999999"}),
    (3, {"component_type": 2, "custom_id": "pq:page:9:999999999999999999:0000-00-00:9999-99-99"}),
    (3, {"component_type": 3, "custom_id": "pq:list:0::0", "values": [{"a": 1}]}),
    (3, {"component_type": 77, "custom_id": "pq:list:0::0"}),
    (5, {"custom_id": "pq:text:general", "components": "x"}),
    (5, {"custom_id": "pq:text:general", "components": [None, 7, {"component": None}]}),
    (5, {"custom_id": "pq:text:general", "components": [{"type": 18, "component": {"custom_id": "text", "value": 7}}]}),
    (5, {"custom_id": "pq:edit:999999999999999999:999999999", "components": []}),
    (5, {"custom_id": "", "components": []}),
    (4, {"id": "1", "name": "ask", "type": 1, "options": [{"name": "case", "type": 3, "value": "s"}]}),
    (4, {"id": "1", "name": "never", "type": 1, "options": []}),
    (4, {"id": "1", "name": "ask", "type": 1, "options": [{"name": "case", "type": 3, "value": 7, "focused": True}]}),
]  # fmt: skip
AUTOCOMPLETE = 4


@SLOW
@pytest.mark.parametrize("number", range(len(NEVER)))
async def test_what_discord_never_sends_is_refused_without_a_traceback(
    discord: TestDiscord, both: tuple[TestDiscord, Bot], number: int
) -> None:
    """Commands, buttons, forms and letters as only a program would make them up: told so, where anybody waits."""
    kind, data = NEVER[number]
    before = len(both[1].log)
    pressed = {"message": payloads.message("", payloads.ME, components=[])} if kind != 2 else {}
    made = await discord._interact(kind, data, payloads.ASKER, **pressed)
    if kind == AUTOCOMPLETE:
        await settle(discord)
    else:
        await made.answered(6.0)
        assert made.messages[0].get("flags", 0) & EPHEMERAL
        assert "on my side" not in made.text
    assert "Traceback" not in both[1].log[before:]


# --- the gateway


async def test_the_same_message_twice_is_answered_once(discord: TestDiscord) -> None:
    said = await discord.mention(QUESTION)
    await discord.gateway.dispatch("MESSAGE_CREATE", said)
    await discord.replies(1)
    await settle(discord)
    assert len(discord.rest.posted) == 1


async def test_after_a_cut_the_session_goes_on_and_what_came_meanwhile_is_answered(discord: TestDiscord) -> None:
    resumed = discord.gateway.resumed
    await discord.gateway.drop()
    await discord.mention(QUESTION)
    (reply,) = await discord.replies(1, BACK)
    assert QUOTE in plain(payloads.texts(reply["components"]))
    assert discord.gateway.resumed == resumed + 1


@pytest.mark.parametrize("code", [1000, 1001, 1006, 4000, 4008, 4009])
async def test_a_close_that_is_not_final_is_followed_by_a_new_connection(discord: TestDiscord, code: int) -> None:
    await discord.gateway.drop(code if code != 1006 else None)
    await asyncio.wait_for(discord.gateway.ready.wait(), BACK)


@SLOW
async def test_where_resuming_is_refused_a_new_session_begins(discord: TestDiscord) -> None:
    before, discord.gateway.resume = discord.gateway.identified, "no"
    await discord.gateway.drop()
    await asyncio.wait_for(discord.gateway.ready.wait(), BACK)
    discord.gateway.resume = "yes"
    assert discord.gateway.identified == before + 1


async def test_asked_to_reconnect_it_does(discord: TestDiscord) -> None:
    resumed = discord.gateway.resumed
    discord.gateway.ready.clear()
    await discord.gateway.say(7)
    await asyncio.wait_for(discord.gateway.ready.wait(), BACK)
    assert discord.gateway.resumed == resumed + 1


@SLOW
async def test_heartbeats_come_on_time(discord: TestDiscord) -> None:
    """While twenty people ask."""
    start, interval = time.monotonic(), discord.gateway.heartbeat
    asked = [await discord.slash("ask", question=f"{QUESTION} {number}", by=number + 10) for number in range(20)]
    await asyncio.gather(*(each.answered() for each in asked))
    await asyncio.sleep(max(0.0, 2.5 * interval - (time.monotonic() - start)))
    beats = [each for each in discord.gateway.beats if each > start]
    assert len(beats) >= 2
    gaps = [later - earlier for earlier, later in pairwise(beats)]
    assert max(gaps) < 1.5 * interval


# --- too much of it


async def test_who_asks_too_often_is_told_so_kindly_and_the_others_are_answered(discord: TestDiscord) -> None:
    """In the channel once, however often he goes on (but that one question more is free every 1.5 s)."""
    flood, other = 777, 778
    asked = [await discord.slash("ask", question=QUESTION, by=flood) for _ in range(50)]
    await asyncio.gather(*(each.answered() for each in asked))
    refused = [each for each in asked if "asked more than" in each.text]
    assert 5 <= len(refused) <= 10
    for _ in range(5):
        await discord.mention(QUESTION, by=flood)
    quick = await (await discord.slash("ask", question=QUESTION, by=other)).answered()
    assert QUOTE in plain(quick.text)
    await settle(discord)
    assert len(discord.rest.posted) < 5


# --- what it has left behind, after all of the above


async def test_every_metric_is_on_its_page(both: tuple[TestDiscord, Bot]) -> None:
    """But counters of what hasn't happened here; and no word of what was asked is."""
    discord, bot = both
    await (await discord.slash("ask", question=QUESTION)).answered()
    status, page = await bot.page("/metrics")
    shown = {family.name.removeprefix("pullquote_") for family in text_string_to_metric_families(page)}
    assert status == 200
    counters = set(re.findall(r"pullquote_(\w+)_total", OPERATING.read_text("utf-8"))) - {"answers", "interactions"}
    # Where a model of meaning is at work, where processes share a database, where backups go to a storage, too:
    counters |= {"vectors_missing", "claims", "offsite_backup_age_seconds"}
    assert set(HELP) - {name.removesuffix("_seconds") for name in shown} - shown <= counters
    for stage in ("wait", "search", "send"):
        assert f'pullquote_stage_seconds_count{{stage="{stage}"}}' in page
    for task in ("merge", "healing", "backup", "leaving", "answers"):
        assert f'pullquote_task_running{{task="{task}"}} 1.0' in page
    assert 'pullquote_answers_total{outcome="answered"}' in page
    assert "lawmakers" not in page


async def test_it_connected_to_discord_alone(both: tuple[TestDiscord, Bot]) -> None:
    """Every connection that the process ever made, and every name that it looked up."""
    discord, bot = both
    made = set((bot.folder / "connections.txt").read_text().splitlines())
    assert made == {f"socket.connect (('127.0.0.1', {discord.port}),)"}


async def test_the_log_holds_no_word_of_what_was_asked(both: tuple[TestDiscord, Bot]) -> None:
    """At DEBUG, through every failure: no question, no document, no token, no link that somebody else could use."""
    discord, bot = both
    log = bot.log
    assert "bot." in log
    for word in ("who signed", "lawmakers", "Quarry", server.TOKEN, "interaction-token", "The letter", "person-"):
        assert word not in log, word
    assert not [token for token in discord.rest.interactions if token in log]
