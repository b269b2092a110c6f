"""The bot's connection to Discord: what it listens to, and the outer edge where every failure is told and logged."""

from __future__ import annotations

import asyncio
import logging
import math
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import tasks
from discord.utils import utcnow

from bot.chat import startup
from bot.chat.access import audience
from bot.chat.ask import public_answers, viewer_link
from bot.chat.ask.mentions import Mentions
from bot.chat.cards import buttons
from bot.chat.delivery import error_messages, sending
from bot.chat.documents.refresh_task import Refreshing
from bot.chat.help import help_card
from bot.chat.router import command_list, presses, submissions
from bot.chat.runtime import command_names, command_sync
from bot.chat.runtime.program import Interaction, Program
from bot.chat.standing.notify_task import Telling
from bot.chat.startup import Beside, NoToken, WrongToken
from bot.core.casebook import Casebook
from bot.core.model.ports import Meter
from bot.core.model.visits import Visits
from bot.core.search import autocomplete
from bot.core.workflows import server_left
from bot.settings import Settings
from bot.wording import catalogue
from bot.wording.catalogue import tongue

log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree["Pullquote"]):
    """The commands; what goes wrong in one ends in `failures`."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Before each command: in what language it is answered."""
        catalogue.choose(interaction.client.languages.of(interaction.guild_id))
        return True

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await error_messages.tell(interaction, error)


class Pullquote(Program):
    """The bot, whole."""

    def __init__(self, settings: Settings, casebook: Casebook, visits: Visits | None = None, **options: Any) -> None:
        super().__init__(settings, casebook, visits, **options)
        if visits is not None:
            visits.ask(partial(viewer_link.present, self))
        self.tree = Tree(self)
        self.mentions = Mentions()
        self.telling = Telling(self)
        self.refreshing = Refreshing(self)
        self._tasks: list[asyncio.Task[None]] = []
        self._looked: int | None = None
        self._failures = 0  # of looking at public answers, one after the other
        for command in command_list.ALL:
            self.tree.add_command(command)
        self._show(casebook.meter)

    def _show(self, meter: Meter) -> None:
        meter.gauge("queue", lambda: self.door.inside)
        meter.gauge("connected", lambda: self.connected)
        meter.gauge("connection_losses", lambda: self.pulse.losses)
        meter.gauge("heartbeat_seconds", lambda: max((lag for _, lag in self.latencies), default=math.inf))
        meter.gauge("servers", lambda: len(self.guilds))
        meter.gauge("task_running", lambda: not self._failures, task="answers")
        meter.gauge("standing_questions", lambda: len(self.casebook.store.questions()))
        meter.gauge("task_running", lambda: not self.telling.failures, task="standing")
        meter.gauge("task_running", lambda: not self.refreshing.failures, task="refreshing")

    async def setup_hook(self) -> None:
        self.add_dynamic_items(buttons.Button)
        await self.tree.set_translator(command_names.Commands())
        await command_sync.register(self)
        self.keep_answers_true.start()
        self._tasks.append(asyncio.create_task(self.refreshing.forever(), name="refreshing"))
        self._tasks.append(asyncio.create_task(self.telling.forever(), name="standing"))

    async def close(self) -> None:
        self.keep_answers_true.cancel()
        for task in self._tasks:
            task.cancel()
        await super().close()

    @tasks.loop(seconds=public_answers.PERIOD)
    async def keep_answers_true(self) -> None:
        """A failure is logged and counted; the next look comes later, and begins where the last good one ended."""
        await self.wait_until_ready()
        try:
            await self.unwritten.again()
            self._looked = await public_answers.look(self, self._looked)
            self._failures = 0
        except Exception:  # the outer edge of this task: a look that fails must not be the last
            self._failures += 1
            self.casebook.meter.count("task_failures", task="answers")
            log.exception("public answers could not be looked at")
        self.keep_answers_true.change_interval(
            seconds=min(public_answers.LONGEST, public_answers.PERIOD * 2.0**self._failures)
        )

    async def on_ready(self) -> None:
        log.info("ready: %d servers, %d shards", len(self.guilds), len(self.shards))
        await self.languages.learn(self.door, self.casebook, self.guilds)
        await self.door.slowly(autocomplete.warm, self.casebook.store)
        present = {audience.workspace(guild) for guild in self.guilds}
        await self.unwritten.write(server_left.look, self.casebook, present, utcnow())

    # --- whether Discord is there

    async def on_shard_connect(self, shard_id: int) -> None:
        self.pulse.found(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self.pulse.found(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        self.pulse.lost(shard_id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Taken out of a server: its countdown begins (see `bot.core.workflows.server_left`)."""
        await self.unwritten.write(server_left.left, self.casebook, audience.workspace(guild), utcnow())

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Three steps, where the server's own notices go."""
        await self.unwritten.write(server_left.back, self.casebook, audience.workspace(guild))
        place = guild.system_channel
        if place is not None and place.permissions_for(guild.me).send_messages:
            with catalogue.speaking(self.languages.of(guild.id)):
                await sending.post(place, help_card.welcome_page(tongue(guild.preferred_locale)))

    # --- what comes in

    async def on_message(self, message: discord.Message) -> None:
        catalogue.choose(self.languages.of(message.guild.id if message.guild else None))
        await self.mentions(self, message)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Forms, and buttons that aren't ours; commands and our buttons have their own ways."""
        kind, custom_id = interaction.type, buttons.of(interaction)
        self.casebook.meter.count("interactions", kind=kind.name)
        if kind is discord.InteractionType.component and not custom_id.startswith("pq:"):
            await self.pressed(interaction, custom_id)
        if kind is discord.InteractionType.modal_submit:
            await self._safely(interaction, submissions.submitted(interaction))

    async def pressed(self, interaction: Interaction, custom_id: str) -> None:
        """A button, ours or not."""
        await self._safely(interaction, presses.press(interaction, buttons.parse(custom_id)))

    async def _safely(self, interaction: Interaction, action: Any) -> None:
        catalogue.choose(self.languages.of(interaction.guild_id))
        try:
            await action
        except Exception as error:  # noqa: BLE001  the outer edge of buttons and forms: told, logged, never silent
            await error_messages.tell(interaction, error)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """The outer edge of events: nobody to tell, so it is logged, without the event's contents."""
        log.exception("failure in %s", event_method)


def nothing_beside(is_ready: Callable[[], bool]) -> AbstractAsyncContextManager[None]:
    """The bot alone."""
    del is_ready
    return nullcontext()


def run(settings: Settings, casebook: Casebook, beside: Beside = nothing_beside, visits: Visits | None = None) -> None:
    """Serve until SIGTERM or SIGINT, with `beside` running next to it; `visits` where there is a source viewer.

    Raises NoToken, WrongToken, NotConnected, WrongPortalSettings, each a clear line for the person who starts the bot.
    """
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    if not token:
        raise NoToken
    if not re.fullmatch(r"[!-~]+", token):  # it goes into a header
        raise WrongToken
    startup.prepare(settings.log_level)
    asyncio.run(startup.serve(lambda: Pullquote(settings, casebook, visits), token, beside))
