"""A walk through the bot over real sockets: each command, and each button of each card that it shows, once.

What it says is tested elsewhere; here, that every flow comes to an end in Discord's own protocol: acknowledged in time,
answered, without a failure.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from bot.chat.cards.buttons import SHAPES
from tests.chat.access.test_permissions import COMMANDS
from tests.discord_server import payloads, process, server
from tests.discord_server.payloads import OWNER, Payload
from tests.discord_server.server import TestDiscord
from tests.trust.test_bad_days import QUESTION

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
LEASE: Final = b"The lease of the Elmstead warehouse was signed by Tomas Reed in 2019.\n\nThe rent is 4,000 a month."
OTHER: Final = LEASE.replace(b"2019", b"2018")
SECONDS: Final = 3.0  # that Discord waits for a first response
STEPS: Final[list[tuple[str, dict[str, Any]]]] = [
    ("help", {}),
    ("privacy", {}),
    ("ask", {"question": QUESTION}),
    ("ask", {"question": "who signed the lettr?"}),
    ("ask", {"question": "who is Zbigniew Quorbel?"}),
    ("ask", {"question": QUESTION, "share": True}),
    ("cases create", {"name": "The harbour"}),
    ("documents add text", {}),
    ("documents review", {}),
    ("documents list", {}),
    ("documents show", {"document": "lease"}),
    ("documents edit", {"document": "lease"}),
    ("documents edit-many", {}),
    ("documents mark", {"document": "lease", "standing": "disputed"}),
    ("documents refresh", {"document": "lease"}),
    ("documents schedule", {}),
    ("documents history", {"document": "lease"}),
    ("documents remove", {"document": "lease"}),
    ("documents restore", {"document": "lease"}),
    ("documents erase", {"document": "lease"}),
    ("cases list", {}),
    ("cases access", {"case": "the-harbour", "open": True}),
    ("cases proposals", {"case": "the-harbour", "may": True}),
    ("cases export", {"case": "general"}),
    ("cases remove", {"case": "the-harbour"}),
    ("gaps", {}),
    ("settings show", {}),
    ("settings review", {}),
    ("settings answers", {"where": "private"}),
    ("settings language", {"language": "English"}),
]
# What the walk doesn't reach: menus on messages, options that name a role, a channel or a file, an address to fetch.
ELSEWHERE: Final = {
    *("Find evidence", "Add to case file", "documents add file", "documents add link", "cases channel"),
    *("settings moderators", "settings contributors", "settings listen"),
}
# What needs more documents than one of a kind, the message content intent, a message to be deleted; `bulk` is below.
NOT_SHOWN: Final = {"copies", "page", "spelt", "turn", "list", "offered", "takeback", "bulk"}


def test_every_command_is_walked_or_named_as_not() -> None:
    assert {name for name, _ in STEPS} | ELSEWHERE == set(COMMANDS)


async def test_every_flow_comes_to_an_end_over_real_sockets(folder: Path) -> None:
    pressed: set[str] = set()
    async with server.running() as discord, process.started(discord, folder) as bot:
        await (await discord.add_file("lease.txt", LEASE, by=OWNER)).through()
        cards = [await _preview(discord)]
        for name, options in STEPS:
            done = await _ended(await discord.slash(*name.split(), by=OWNER, **options), name)
            cards += done.messages
        await discord.mention(QUESTION)
        cards += await discord.replies(1)
        while cards:
            card = cards.pop(0)
            parts = card.get("components", [])
            for custom_id in [*payloads.custom_ids(parts), *payloads.choices(parts)]:
                action = custom_id.removeprefix("pq:").split(":")[0]
                if custom_id.startswith("pq:") and action not in pressed | NOT_SHOWN | {"more"}:
                    pressed.add(action)
                    cards += (await _ended(await discord.press(card, custom_id, OWNER), custom_id)).messages
        assert "Traceback" not in bot.log
    assert pressed == set(SHAPES) - NOT_SHOWN


async def test_several_documents_are_changed_over_real_sockets(folder: Path) -> None:
    """A list, a form, a card that asks once more, a receipt."""
    async with server.running() as discord, process.started(discord, folder):
        await (await discord.add_file("lease.txt", LEASE, by=OWNER)).through()
        (shown,) = (await _ended(await discord.slash("documents", "edit-many", by=OWNER), "list")).messages
        values = [each for each in payloads.choices(shown["components"]) if each.isdigit()]
        opened = await _ended(await discord.choose(shown, "pq:bulk:pick:", values, OWNER), "form")
        card = await _ended(await discord.fill_in(opened.form, {"tags": "harbour"}, OWNER), "card")
        assert "Tags: – → harbour" in card.text
        apply = next(each for each in payloads.custom_ids(card.messages[0]["components"]) if ":apply:" in each)
        done = await _ended(await discord.press(card.messages[0], apply, OWNER), "done")
        assert "Updated" in done.text
        found = await _ended(await discord.slash("ask", question="who signed the lease? tag:harbour"), "ask")
        assert "Tomas Reed" in found.text


async def _preview(discord: TestDiscord) -> Payload:
    """Of a document that is like the one in the case."""
    number = payloads.snowflake()
    discord.rest.attachments["other.txt"] = OTHER
    url = f"http://127.0.0.1:{discord.port}/attachments/other.txt"
    about = {"id": number, "filename": "other.txt", "size": len(OTHER), "url": url, "proxy_url": url}
    given: dict[str, Any] = {"resolved": {"attachments": {number: about}}, "file": number}
    read = await discord.slash("documents", "add", "file", by=OWNER, **given)
    return (await read.through()).messages[0]


async def _ended(made: Any, name: str) -> Any:
    """Answered: acknowledged in time, and with no failure of the bot's own."""
    done = await made.answered()
    assert done.first_after is not None, name
    assert done.first_after < SECONDS, name
    assert "went wrong" not in done.text, name
    return done
