"""Telling Discord which commands there are: only when they changed, for it allows 200 creations a day."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any, Final

import discord

from bot.chat.runtime.program import Program
from bot.chat.runtime.repeating import Repeating
from bot.core.model import claims
from bot.core.model.claims import Held
from bot.core.model.documents import LOCAL, Actor
from bot.core.model.errors import ClaimLost
from bot.wording import catalogue

log = logging.getLogger(__name__)
SETTING = "discord-commands"
NUMBERS = "discord-command-numbers"  # as Discord gave them, "ask=1 help=2": for mentions of commands
ACTOR = Actor("bot")
CLAIM: Final = "commands"
AGAIN, SETTLED = 30.0, 86_400.0  # seconds until it is looked again whether they are registered, and once they are


async def digest(tree: discord.app_commands.CommandTree[Any], application: int | None) -> str:
    """A hash over everything that Discord is told of the commands, in all languages, and of whose they are."""
    translator = tree.translator
    told = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    told.sort(key=lambda each: str(each["name"]))
    return hashlib.sha256(json.dumps([application, told], sort_keys=True, default=str).encode()).hexdigest()


async def register(client: Program) -> bool:
    """Whether it was necessary. A failure is logged: the commands of before are still there."""
    now, kept = await digest(client.tree, client.application_id), client.casebook.workspaces
    numbers = await client.door(kept.setting, LOCAL, NUMBERS) or ""
    catalogue.register(_numbers(numbers))
    if numbers and await client.door(kept.setting, LOCAL, SETTING) == now:
        return False
    held = await client.door(_held, client)
    if not held:  # another process tells it
        return False
    try:
        with claims.under(held):
            return await _register(client, now)
    except ClaimLost:
        return False


def _held(client: Program) -> Held:
    """Empty where another process tells Discord of the commands: that with the first shard, where none is claimed."""
    own = client.casebook.claims
    return own.take([CLAIM]) if own.shared or client.shards_here.is_first else frozenset()


async def _register(client: Program, now: str) -> bool:
    kept = client.casebook.workspaces
    try:
        commands = await client.tree.sync()
    except discord.HTTPException:
        log.exception("Discord did not take the commands; those of before stay")
        return False
    numbers = " ".join(f"{each.name}={each.id}" for each in commands if each.type is discord.AppCommandType.chat_input)
    catalogue.register(_numbers(numbers))
    await client.door(kept.put_setting, LOCAL, NUMBERS, numbers, ACTOR)
    await client.door(kept.put_setting, LOCAL, SETTING, now, ACTOR)
    return True


def _numbers(kept: str) -> dict[str, int]:
    return {name: int(number) for name, _, number in (each.partition("=") for each in kept.split())}


class Registering(Repeating):
    """Where processes share a database: until one of them has registered the commands, and this one knows them."""

    name, period = CLAIM, AGAIN

    def __init__(self, client: Program) -> None:
        super().__init__(client)
        self.wanted = ()  # `register` claims what it needs

    async def look(self) -> float:
        """Once they are, never again: two versions of the program would undo each other's."""
        told = await register(self.client)
        now, kept = await digest(self.client.tree, self.client.application_id), self.client.casebook.workspaces
        return SETTLED if told or await self.client.door(kept.setting, LOCAL, SETTING) == now else AGAIN
