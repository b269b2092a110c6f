"""Telling Discord which commands there are: only when they changed, for it allows 200 creations a day."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

import discord

from bot.chat.runtime.program import Program
from bot.core.model.documents import LOCAL, Actor

log = logging.getLogger(__name__)
SETTING = "discord-commands"
ACTOR = Actor("bot")


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
    if await client.door(kept.setting, LOCAL, SETTING) == now:
        return False
    try:
        await client.tree.sync()
    except discord.HTTPException:
        log.exception("Discord did not take the commands; those of before stay")
        return False
    await client.door(kept.put_setting, LOCAL, SETTING, now, ACTOR)
    return True
