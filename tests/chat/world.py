"""The world of the chat tests: one simulated server, a small case file, and ways to read what the bot showed."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

import discord
import simcord
from simcord.builders import ChannelHandle

from bot.chat.cards import buttons
from bot.chat.client import Pullquote
from bot.chat.runtime import command_sync
from bot.core.casebook import Casebook
from bot.core.model.documents import LOCAL, SHARED, Actor, Audience, Details
from bot.core.model.errors import CasebookError

PATIENCE = 50.0  # seconds for the bot to come to rest: a busy machine takes some

LETTER = """Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.

"We will not look away," Senator Ada Brook told the Daily Example. The letter names the Quarry company.

The Quarry company did not answer questions."""
COURT = """The court in Elmstead ordered the Quarry company to hand over the source code of Harbour.

A hearing is set for March."""
LEASE = """The lease of the Elmstead warehouse was signed by Tomas Reed in 2019.

The rent of the warehouse is 4,000 a month."""


def put(book: Casebook, key: str, text: str, workspace: str = SHARED, case: str | None = None, **details: Any) -> int:
    """Add a document; its number."""
    told = Details(**{"title": f"The {key}", "language": "en", **details})
    name = f"{key}.txt"
    done = book.add(text.encode(), name, Actor("corpus"), workspace=workspace, case=case, details=lambda found: told)
    return done[0].document.id


async def never(seconds: float) -> None:
    """In the place of the pause between two looks: what the bot does now and then is done where a test says so."""
    del seconds
    await asyncio.sleep(3600)


class World:
    """One server with a channel, a member (ann), a moderator (mo), and the bot."""

    def __init__(self, env: simcord.Env, casebook: Casebook) -> None:
        self.env = env
        env.settle_timeout = PATIENCE
        self.casebook = casebook
        self.stage: Any = None  # where what is to be looked at is, if not in the channel
        self.expected = False  # whether failures are what the test is about
        self.guild: Any = env.create_guild("Newsroom")
        joins = self.guild.add_member
        setattr(self.guild, "add_member", lambda *given, **more: clicking(joins(*given, **more)))  # noqa: B010  a method
        self.workspace = str(self.guild.id)
        self.channel: Any = self.guild.create_text_channel("research")
        self.mods = self.guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
        self.ann: Any = self.guild.add_member(env.create_user("ann"))
        self.show_commands()
        self.mo: Any = self.guild.add_member(env.create_user("mo"), roles=[self.mods])

    def show_commands(self) -> None:
        """To everybody, as an administrator may choose, or a client that hides nothing: then the code alone refuses."""
        kept = self.casebook.workspaces.setting(LOCAL, command_sync.NUMBERS) or ""
        for each in kept.split():
            number = int(each.rpartition("=")[2])
            self.env.backend.set_command_permissions(
                self.guild.id, number, [{"id": str(self.guild.id), "type": 1, "permission": True}]
            )

    @property
    def bot(self) -> Pullquote:
        assert isinstance(self.env.bot, Pullquote)
        return self.env.bot

    @property
    def me(self) -> Any:
        """The bot as a user."""
        return self.bot.user

    @property
    def name(self) -> str:
        """The bot's mention."""
        return str(self.me.mention)

    def remove(self, *refs: str | int) -> None:
        """Take documents out, as from the command line."""
        everything = self.casebook.viewer(Audience(self.workspace, everything=True))
        for ref in refs:
            self.casebook.remove(everything, ref, Actor("cli"))

    def failures(self) -> list[BaseException]:
        """What went wrong in the bot, sentences that are meant for people left out."""
        causes = [getattr(error, "original", error) for error in self.env.errors]
        return [cause for cause in causes if not isinstance(cause, CasebookError)]

    async def ask(self, question: str, **options: Any) -> Any:
        return await self.ann.slash(self.channel, "ask", question=question, **options)

    def restrict(self, case: str, *, roles: tuple[int, ...] = (), channels: tuple[int, ...] = ()) -> None:
        """Make a case of this server readable by those roles and in those channels only."""
        found = self.casebook.store.open_case(self.workspace, case, case.title())
        kept = replace(found, open=False, roles=frozenset(roles), channels=frozenset(channels))
        self.casebook.store.put_case(kept, Actor("corpus"))


def clicking(person: Any) -> Any:
    """The same person, for whom a choice of a menu is pressed as a button is: by what it is called."""
    click = person.click

    async def pressed(message: Any, *, label: str | None = None, custom_id: str | None = None) -> Any:
        chosen = [each["value"] for each in options(message.components) if each["label"] == label]
        if chosen:
            return await person.select(message, chosen[:1], custom_id=buttons.MORE)
        return await click(message, label=label, custom_id=custom_id)

    person.click = pressed
    return person


def options(parts: Any) -> list[dict[str, Any]]:
    """What the menus of a message offer."""
    found: list[dict[str, Any]] = []
    for part in (each if isinstance(each, dict) else each.to_dict() for each in parts):
        found += part.get("options", ())
        found += options(part.get("components", ()))
    return found


def texts(message: Any) -> str:
    """All text of a message in reading order, as Markdown, buttons as [label], mentions of commands as typed."""
    return re.sub(r"<(/[^:>]+):\d+>", r"`\1`", "\n".join(_texts(message.components)))


def _texts(parts: Any) -> list[str]:
    found: list[str] = []
    for part in (each if isinstance(each, dict) else each.to_dict() for each in parts):
        found += [part["content"]] if "content" in part else []
        found += [f"[{part['label']}]"] if part.get("label") else []
        found += [f"[{option['label']}]" for option in part.get("options", ())]
        found += _texts(part.get("components", ()))
        found += _texts([part["accessory"]]) if "accessory" in part else []
    return found


def labels(message: Any) -> list[str]:
    return [line[1:-1] for line in texts(message).splitlines() if line.startswith("[") and line.endswith("]")]


def last(result: Any) -> Any:
    """The newest private message of an interaction."""
    return (result.followups or [result.response])[-1]


def direct(world: World, who: Any) -> list[Any]:
    """The direct messages that somebody has."""
    return list(ChannelHandle(world.env, None, world.env.backend.get_dm_channel(who.id)).history())


class Answered:
    """As much of a response as discord.py's errors want."""

    reason = ""

    def __init__(self, status: int) -> None:
        self.status = status
