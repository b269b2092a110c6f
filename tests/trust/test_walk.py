"""A walk through the bot over real sockets: each command, each button and menu of its cards, each form, once.

What it says is tested elsewhere; here, that every flow comes to an end in Discord's own protocol: acknowledged in time,
answered, without a failure. A command, a button or a form that has no step here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from bot.chat.router.submissions import FORMS
from tests.chat.access.test_permissions import BUTTONS, COMMANDS
from tests.discord_server import payloads, process, server
from tests.discord_server.payloads import CHANNEL, MODERATORS, OWNER, Payload
from tests.discord_server.server import TestDiscord
from tests.trust.test_bad_days import QUESTION

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
LEASE: Final = b"The lease of the Elmstead warehouse was signed by Tomas Reed in 2019.\n\nThe rent is 4,000 a month."
OTHER: Final = LEASE.replace(b"2019", b"2018")
MANY: Final = "".join(f'{{"title": "Pier {n}", "text": "Pier {n} is {n} metres long."}}\n' for n in range(70, 80))
SECONDS: Final = 3.0  # that Discord waits for a first response
STEPS: Final[list[tuple[str, dict[str, Any]]]] = [
    ("help", {}),
    ("privacy", {}),
    ("ask", {"question": QUESTION}),
    ("ask", {"question": "who is Zbigniew Quorbel?"}),
    ("ask", {"question": "who signed the lease or the letter?"}),
    ("ask", {"question": QUESTION, "share": True}),
    ("cases create", {"name": "The harbour"}),
    ("documents add file", {}),
    ("documents add link", {"address": "https://127.0.0.1/refused"}),
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
    ("documents erase", {"document": "other"}),
    ("cases list", {}),
    ("cases access", {"case": "the-harbour", "open": True}),
    ("cases channel", {"case": "the-harbour", "channel": str(CHANNEL), "what": "may read it"}),
    ("cases proposals", {"case": "the-harbour", "may": True}),
    ("cases aliases", {"case": "the-harbour", "add": "NSO Group; Q Cyber Technologies"}),
    ("cases export", {"case": "general"}),
    ("cases remove", {"case": "the-harbour"}),
    ("gaps", {}),
    ("settings show", {}),
    ("settings moderators", {"role": str(MODERATORS), "may": True}),
    ("settings contributors", {"role": str(MODERATORS), "may": False}),
    ("settings review", {}),
    ("settings answers", {"where": "private"}),
    ("settings language", {"language": "English"}),
    ("settings listen", {"channel": str(CHANNEL), "may": True}),
]
MENUS: Final = ("Find evidence", "Add to case file")
# Pressed on a card of this walk, by their ids: what so few documents don't bring about, and what others are shown.
BY_HAND: Final = (
    *("pq:spelt:::", "pq:page:0:::", "pq:copies:0:::", f"pq:draft:propose:{'0' * 32}", f"pq:bulk:drop:{'0' * 32}"),
    *("pq:start:roles", "pq:start:review", "pq:start:add", "pq:start:example"),
    *(f"pq:turn:{name}:0:" for name in ("privacy", "cases", "schedules", "gaps", "settings")),
    *("pq:turn:history:0:1", "pq:turn:aliases:0:1"),
)
ENDS: Final = re.compile("pq:(?:draft:(?:publish|propose|discard)|bulk:(?:apply|drop)):")  # of a card
TYPED: Final = {  # into a form's fields
    "title": "The pier",
    "text": "The pier is 69 metres long.",
    "source": "https://example.org/pier",
    "publisher": "The Example",
    "published": "last June",
    "language": "en",
    "tags": "harbour",
    "reason": "court order",
    "question": "and when?",
}


def test_every_command_has_a_step() -> None:
    assert {name for name, _ in STEPS} | set(MENUS) == set(COMMANDS)


async def test_every_flow_comes_to_an_end_over_real_sockets(folder: Path) -> None:
    async with server.running() as discord, process.started(discord, folder, MESSAGE_CONTENT="on") as bot:
        walk = Walk(discord)
        for name, data in (("lease.txt", LEASE), ("other.txt", OTHER), ("piers.jsonl", MANY.encode())):
            await (await discord.add_file(name, data, by=OWNER)).through()
        for name, options in STEPS:
            await walk.ended(await discord.slash(*name.split(), by=OWNER, **options), name)
        said = await discord.say(QUESTION)
        await discord.mention(QUESTION)
        walk.cards += await discord.replies(3)  # the one that was shared among them
        for name in MENUS:
            await walk.ended(await discord.menu(name, said, OWNER), name)
        await walk.on()
        assert "Traceback" not in bot.log
    assert walk.pressed == set(BUTTONS)
    assert walk.filled == {shape.pattern for shape, _ in FORMS}


CLAIM: Final = "Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday."
PICTURE: Final = {"id": "9", "filename": "a.png", "size": 9, "url": "https://x", "proxy_url": "https://x"}
UNTIL: Final = {"expiry": "2036-01-01T00:00:00+00:00", "layout_type": 1}
HOLDING: Final[dict[str, Payload]] = {  # what a message may hold its words in
    "text": {"content": CLAIM},
    "text beside a picture": {"content": CLAIM, "attachments": [{**PICTURE, "content_type": "image/png"}]},
    "an embed": {"embeds": [{"type": "rich", "title": "News", "description": CLAIM}]},
    "a poll": {"poll": {"question": {"text": CLAIM}, "answers": [], "allow_multiselect": False, **UNTIL}},
    "what is forwarded": {
        "message_reference": {"type": 1, "message_id": "8", "channel_id": str(CHANNEL)},
        "message_snapshots": [{"message": payloads.message(CLAIM, payloads.ME)}],
    },
}


async def test_both_menus_read_whatever_a_message_holds(folder: Path) -> None:
    async with server.running() as discord, process.started(discord, folder):
        for name, holding in HOLDING.items():
            message = {**payloads.said("", OWNER, "ann"), **holding}
            found = await (await discord.menu("Find evidence", message, OWNER)).answered()
            assert "Eighteen lawmakers" in found.text.replace("*", ""), name
            assert ">" in found.text, name
            added = await (await discord.menu("Add to case file", message, OWNER)).answered()
            assert CLAIM in str(added.form), name


async def test_several_documents_are_changed_over_real_sockets(folder: Path) -> None:
    """A list, a form, a card that asks once more, a receipt; and what was changed counts."""
    async with server.running() as discord, process.started(discord, folder):
        await (await discord.add_file("lease.txt", LEASE, by=OWNER)).through()
        (shown,) = (await (await discord.slash("documents", "edit-many", by=OWNER)).answered()).messages
        values = [each for each in payloads.choices(shown["components"]) if each.isdigit()]
        opened = await (await discord.choose(shown, "pq:bulk:pick:", values, OWNER)).answered()
        card = await (await discord.fill_in(opened.form, {"tags": "harbour"}, OWNER)).answered()
        assert "Tags: – → harbour" in card.text
        apply = next(each for each in payloads.custom_ids(card.messages[0]["components"]) if ":apply:" in each)
        done = await (await discord.press(card.messages[0], apply, OWNER)).answered()
        assert "Updated" in done.text
        found = await (await discord.slash("ask", question="who signed the lease? tag:harbour")).answered()
        assert "Tomas Reed" in found.text


class Walk:
    """What was shown and isn't looked at yet, and what was pressed and filled in."""

    def __init__(self, discord: TestDiscord) -> None:
        self.discord = discord
        self.cards: list[Payload] = []
        self.pressed: set[str] = set()
        self.filled: set[str] = set()

    async def ended(self, made: Any, name: str, card: Payload | None = None) -> None:
        """Answered: acknowledged in time, and with no failure of the bot's own. A form is filled in."""
        done = await (await made.answered()).through()
        assert done.first_after is not None, name
        assert done.first_after < SECONDS, name
        assert "went wrong" not in done.text, name
        assert "is not a date" not in done.text, name
        self.cards += done.messages
        if done.form:
            self.filled |= {shape.pattern for shape, _ in FORMS if shape.fullmatch(done.form["custom_id"])}
            filled, resolved = self._filled(done.form)
            sent = await self.discord.fill_in(done.form, filled, OWNER, card, resolved)
            await self.ended(sent, f"{name}, its form")

    def _filled(self, form: Payload) -> tuple[dict[str, str | list[str]], Payload]:
        """Each field by its kind: a text, one of a list's choices, a role, a channel, a file, one of a few."""
        number, file = self.discord.upload("third.txt", LEASE.replace(b"2019", b"2017"))
        fields = {each["custom_id"]: each for each in _fields(form["components"])}
        chosen = {6: [str(MODERATORS)], 8: [str(CHANNEL)], 19: [number]}
        filled: dict[str, str | list[str]] = {}
        for name, each in fields.items():
            options = [[one["value"] for one in each["options"]][:1]] if each.get("options") else []
            kind = each["type"]
            typed = kind == 4
            filled[name] = TYPED[name] if typed else options[0][0] if kind == 21 else chosen.get(kind) or options[0]
        return filled, file

    async def on(self) -> None:
        """Press all that the cards show, each kind of button once, until nothing new is shown."""
        hand = next(each for each in self.cards if "pq:follow" in str(each.get("components")))
        while self.cards:
            await self._press_all(self.cards.pop(0))
        for custom_id in BY_HAND:
            await self._press(hand, custom_id)

    async def _press_all(self, card: Payload) -> None:
        """What ends a card comes last, and once."""
        parts = card.get("components")
        shown = sorted([*payloads.custom_ids(parts), *payloads.choices(parts)], key=lambda each: bool(ENDS.match(each)))
        for custom_id in shown:
            if await self._press(card, custom_id) and ENDS.match(custom_id):
                return

    async def _press(self, card: Payload, custom_id: str) -> bool:
        """Whether it is of a kind that hasn't been pressed before."""
        name = next((each for each in BUTTONS if f"{custom_id}:".startswith(f"pq:{each}:")), None)
        if name is None or name in self.pressed:
            return False
        self.pressed.add(name)
        if name == "bulk:pick":
            listed = [each for each in payloads.choices(card["components"]) if each.isdigit()]
            made = await self.discord.choose(card, custom_id, listed[-2:], OWNER)
        else:
            made = await self.discord.press(card, custom_id, OWNER)
        await self.ended(made, custom_id, card)
        return True


def _fields(parts: Any) -> Iterator[Payload]:
    """What can be filled in."""
    for part in parts:
        if "custom_id" in part:
            yield part
        yield from _fields(filter(None, [part.get("component"), *part.get("components", ())]))
