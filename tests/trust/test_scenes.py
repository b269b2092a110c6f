"""Scenes of several people over real sockets: an answer that has changed since, and the room for reviews.

What each card says of each state is tested with the simulated Discord; here, that those who are there see it happen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.discord_server import payloads, process, server
from tests.discord_server.payloads import APPLICATION, ASKER, CHANNEL, DIRECT, GUILD, MODERATORS, OWNER, Payload
from tests.discord_server.server import TestDiscord
from tests.trust.test_bad_days import plain

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
LEASE: Final = "The lease of the Elmstead warehouse was signed by {who} in 2019.\n\nThe rent is 4,000 a month."
SIGNED: Final = "who signed the lease of the Elmstead warehouse?"
QUOTE: Final = "The lease of the Elmstead warehouse was signed by Tomas Reed in 2019."
PATIENCE: Final = 30.0  # seconds; changes are looked for every five
MODERATOR, CONTRIBUTOR = OWNER + 8, OWNER + 9
TEAM: Final = MODERATORS + 1
ROOM: Final = CHANNEL + 1
VIEW, WRITE, MANAGE_MESSAGES = 1 << 10, 1 << 11, 1 << 13


async def until(discord: TestDiscord, so: Callable[[], bool]) -> None:
    """Something that is posted, changed or deleted makes it so. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not so():
            discord.rest.heard.clear()
            await discord.rest.heard.wait()


def shown(message: Payload) -> str:
    """What a person reads there now."""
    return plain(payloads.texts(message["components"]))


def labels(parts: Any) -> Iterator[str]:
    """What stands on the buttons of a message."""
    for part in parts or ():
        if part["type"] == 2:
            yield part["label"]
        yield from labels([part["accessory"]] if "accessory" in part else part.get("components"))


def button(card: Payload, action: str) -> str:
    (found,) = (each for each in payloads.custom_ids(card["components"]) if each.startswith(f"pq:draft:{action}:"))
    return found


# --- this answer has changed


async def test_a_public_answer_says_what_has_become_of_its_document(folder: Path) -> None:
    """Marked as corrected, replaced by other words, removed: each time the card says so, and the channel is told."""
    async with server.running() as discord, process.started(discord, folder) as bot:
        await (await discord.add_file("lease.txt", LEASE.format(who="Tomas Reed").encode(), by=OWNER)).answered()
        await discord.mention(SIGNED)
        (answer,) = await discord.replies(1)
        before = shown(answer)
        offered = payloads.custom_ids(answer["components"])
        assert QUOTE in before

        await discord.slash("documents", "mark", by=OWNER, document="lease", standing="corrected")
        await marked(discord, answer, "⚠️ Corrected since: the source has corrected “Lease”.", before)
        before = shown(answer)
        await discord.add_file("lease.txt", LEASE.format(who="Thomas Read").encode(), by=OWNER)
        await marked(discord, answer, "⚠️ Changed since: “Lease” no longer says this in these words.", before)
        before = shown(answer)
        await discord.slash("documents", "remove", by=OWNER, document="lease")
        await marked(discord, answer, "⚠️ Withdrawn since: “Lease” is no longer among the documents.", before)
        assert payloads.custom_ids(answer["components"]) == offered
        assert "Traceback" not in bot.log


async def marked(discord: TestDiscord, answer: Payload, line: str, before: str) -> None:
    """That line stands above what the card said before, and in a message below that leads to it; once."""
    count = len(discord.rest.posted) + 1
    await until(discord, lambda: len(discord.rest.posted) == count)
    assert shown(answer) == f"{line}\n{before}"
    told = discord.rest.posted[-1]
    link = f"https://discord.com/channels/{GUILD}/{CHANNEL}/{answer['id']}"
    assert shown(told) == f"{line}\n-# An earlier answer has changed: {link}"
    assert told["channel_id"] == str(CHANNEL)
    change = f"PATCH /api/v10/channels/{CHANNEL}/messages/{answer['id']}"
    assert discord.requests.count(change) == count - 1


# --- the room for reviews


def with_a_room(discord: TestDiscord) -> None:
    """Everyone reads and writes in the channel, only moderators in the room; a contributor has no more than a role."""
    guild, rest = discord.gateway.guild, discord.rest
    common, desk = str(VIEW | WRITE), str(VIEW | WRITE | MANAGE_MESSAGES)
    guild["roles"] = [
        payloads.role(GUILD, "@everyone", common),
        payloads.role(MODERATORS, "Moderators", desk),
        payloads.role(TEAM, "Team", common),
    ]
    doors = [
        {"id": str(GUILD), "type": 0, "allow": "0", "deny": str(VIEW)},
        {"id": str(MODERATORS), "type": 0, "allow": str(VIEW), "deny": "0"},
        {"id": str(APPLICATION), "type": 1, "allow": str(VIEW | WRITE), "deny": "0"},
    ]
    guild["channels"].append({**payloads.channel(ROOM, "review"), "permission_overwrites": doors})
    rest.members = {
        MODERATOR: payloads.member(MODERATOR, "mo", (MODERATORS,), permissions=desk),
        CONTRIBUTOR: payloads.member(CONTRIBUTOR, "cleo", (TEAM,), permissions=common),
        ASKER: payloads.member(ASKER, "ann", permissions=common),
    }


async def chosen(discord: TestDiscord) -> None:
    """What the owner settles first: who may publish, who may propose, where proposals stand."""
    for path, options in (
        (("cases", "create"), {"name": "general"}),
        (("settings", "moderators"), {"role": str(MODERATORS), "may": True}),
        (("settings", "contributors"), {"role": str(TEAM), "may": True}),
        (("settings", "review"), {"channel": str(ROOM)}),
    ):
        done = await (await discord.slash(*path, by=OWNER, **options)).answered()
    assert f"Moderators are told of proposals in: <#{ROOM}>" in plain(done.text)


async def proposed(discord: TestDiscord) -> Payload:
    """The contributor brings a document and presses Propose; what stands in the room then."""
    brought = await discord.add_file("lease.txt", LEASE.format(who="Tomas Reed").encode(), by=CONTRIBUTOR)
    (preview,) = (await brought.through()).messages
    assert list(labels(preview["components"])) == ["Propose", "Edit", "Discard"]
    thanked = await (await discord.press(preview, button(preview, "propose"), CONTRIBUTOR)).answered()
    assert "A moderator has to publish it before anyone can find it." in thanked.text
    (card,) = await discord.replies(1)
    return card


async def test_a_proposal_is_published_from_the_room_for_reviews(folder: Path) -> None:
    """Nobody finds it before; the room reads who has published it, and the contributor is told, privately."""
    async with server.running() as discord:
        with_a_room(discord)
        async with process.started(discord, folder) as bot:
            await chosen(discord)
            card = await proposed(discord)
            assert card["channel_id"] == str(ROOM)
            assert shown(card).startswith("-# Proposed, and waiting for review\n### Lease")
            assert QUOTE in shown(card)
            assert list(labels(card["components"])) == ["Publish", "Edit", "Discard"]
            assert str(CONTRIBUTOR) not in str(card)
            assert QUOTE not in plain((await (await discord.slash("ask", question=SIGNED)).answered()).text)

            refused = await (await discord.press(card, button(card, "publish"), CONTRIBUTOR)).answered()
            assert "You don't have permission" in refused.text
            receipt = await (await discord.press(card, button(card, "publish"), MODERATOR)).answered()
            assert "Added “Lease” to general." in plain(receipt.text)
            await until(discord, lambda: len(discord.rest.posted) == 2)
            assert shown(card) == f"Published by <@{MODERATOR}>."
            assert list(labels(card["components"])) == []
            told = discord.rest.posted[1]
            assert told["channel_id"] == str(DIRECT + CONTRIBUTOR)
            assert shown(told) == "Your document “lease.txt” was published in Newsroom. Thank you."
            assert QUOTE in plain((await (await discord.slash("ask", question=SIGNED)).answered()).text)
            assert "Traceback" not in bot.log
