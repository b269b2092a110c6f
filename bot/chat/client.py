"""The bot's connection to Discord: what it listens to, and the outer edge where every failure is told and logged."""

from __future__ import annotations

import asyncio
import logging
import math
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from typing import Any, Final

import discord
from discord import app_commands
from discord.utils import utcnow

from bot.chat import startup
from bot.chat.access import audience
from bot.chat.ask import mentions, public_answers, viewer_link
from bot.chat.ask.mentions import Mentions
from bot.chat.cards import buttons
from bot.chat.cards.layout import Message
from bot.chat.delivery import error_messages, outgoing, sending
from bot.chat.documents.refresh_task import Refreshing
from bot.chat.help import first_day, help_card
from bot.chat.router import command_list, presses, submissions
from bot.chat.runtime import command_names, command_sync, rate_limits
from bot.chat.runtime.program import Interaction, Program
from bot.chat.runtime.rate_limits import Kind, TooOften
from bot.chat.runtime.repeating import Repeating
from bot.chat.runtime.workers import Closing
from bot.chat.standing.notify_task import Telling
from bot.chat.startup import Beside, NoToken, WrongToken
from bot.core.casebook import Casebook
from bot.core.model.documents import Audience
from bot.core.model.errors import CasebookError
from bot.core.model.ports import Meter
from bot.core.model.shards import ALL, Shards
from bot.core.model.visits import Visits
from bot.core.workflows import server_left
from bot.settings import Settings
from bot.wording import catalogue
from bot.wording.catalogue import Tongue, tongue

VALUES: Final = {3: str, 4: int, 5: bool, 6: str, 7: str, 8: str, 9: str, 10: float, 11: str}  # by an option's type
log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree[Program]):
    """The commands; what goes wrong in one ends in `failures`."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Before each command: in what language it is answered."""
        outgoing.arrived(interaction)
        catalogue.choose(interaction.client.languages.of(interaction.guild_id))
        if interaction.type is discord.InteractionType.autocomplete:
            return True
        try:
            interaction.client.actions.begin()
            rate_limits.charge(interaction, Kind.PRESS)
        except (Closing, TooOften) as error:
            await error_messages.tell(interaction, error)
            return False
        return True

    async def _call(self, interaction: Interaction) -> None:
        """Looked at first: discord.py believes what it gets, and lets errors but its own out where nobody is told."""
        try:
            if self._is_known(interaction.data):
                await super()._call(interaction)
            else:
                await self.on_error(interaction, app_commands.CommandNotFound("unknown", []))
        except app_commands.AppCommandError as error:
            await self.on_error(interaction, error)
        except Exception as error:  # noqa: BLE001  the outer edge of commands: what Discord would never send ends here
            await self.on_error(interaction, app_commands.AppCommandError(type(error).__name__))

    def _is_known(self, data: Any) -> bool:
        """Whether it is a command of ours with values of the types that it declares."""
        if data.get("type", 1) != 1:
            return True
        command, options = self._get_app_command_options(data)
        declared = {each.display_name: each.type.value for each in command.parameters}
        return all(
            declared[each["name"]] == each["type"] and isinstance(each["value"], VALUES[each["type"]])  # type: ignore[typeddict-item]
            for each in options
        )

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        if interaction.type is discord.InteractionType.autocomplete:  # nobody waits for a sentence there
            log.warning("a suggestion could not be made: %s", type(error).__name__)
        else:
            await error_messages.tell(interaction, error)


class Pullquote(Program):
    """The bot, whole."""

    def __init__(self, settings: Settings, casebook: Casebook, visits: Visits | None = None, **options: Any) -> None:
        super().__init__(settings, casebook, visits, **options)
        if visits is not None:
            visits.ask(partial(viewer_link.present, self))
        self.tree = Tree(self)
        self.mentions = Mentions()
        self.keeping_true = public_answers.KeepingTrue(self)
        self.telling = Telling(self)
        self.refreshing = Refreshing(self)
        self._repeated: tuple[Repeating, ...] = (self.keeping_true, self.telling, self.refreshing)
        if casebook.claims.shared:
            self._repeated += (command_sync.Registering(self),)
        self._tasks: list[asyncio.Task[None]] = []
        for command in command_list.ALL:
            self.tree.add_command(command)
        self._show(casebook.meter)

    def _show(self, meter: Meter) -> None:
        meter.gauge("queue", lambda: self.door.inside)
        meter.gauge("connected", lambda: self.connected)
        meter.gauge("connection_losses", lambda: self.pulse.losses)
        meter.gauge("heartbeat_seconds", lambda: max((lag for _, lag in self.latencies), default=math.inf))
        meter.gauge("servers", lambda: len(self.guilds))
        meter.gauge("standing_questions", lambda: len(self.casebook.questions.questions()))

    async def setup_hook(self) -> None:
        await self.tree.set_translator(command_names.Commands())
        await command_sync.register(self)
        self._tasks = [asyncio.create_task(each.forever(), name=each.name) for each in self._repeated]

    async def rest(self) -> None:
        """Nothing is begun by the clock any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def helping(self, readers: Audience, speaking: Tongue) -> Message:
        """For members; in public it is read by all."""
        known = await self.door(help_card.tried, self.casebook, readers, speaking)
        return help_card.help_page(known, speaking)

    async def close(self) -> None:
        await self.rest()
        await super().close()

    async def on_ready(self) -> None:
        log.info("ready: %d servers, %d shards", len(self.guilds), len(self.shards))
        await self.languages.learn(self.door, self.casebook, self.guilds)
        await self.door.slowly(self.casebook.suggestions.warm)
        present = {audience.workspace(guild) for guild in self.guilds}
        await self.unwritten.write(server_left.look, self.casebook, present, utcnow(), self.shards_here)

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
        """Three steps, where they are seen first."""
        await self.unwritten.write(server_left.back, self.casebook, audience.workspace(guild))
        if (place := first_day.place(guild)) is not None:
            with catalogue.speaking(self.languages.of(guild.id)):
                await outgoing.post(self, place, help_card.welcome_page(tongue(guild.preferred_locale)))

    # --- what comes in

    async def on_message(self, message: discord.Message) -> None:
        catalogue.choose(self.languages.of(message.guild.id if message.guild else None))
        await self.mentions(self, message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """The bot's name, put in afterwards, asks as well."""
        if mentions.is_fresh(payload.message):
            await self.on_message(payload.message)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Whoever deletes their question takes its answer back."""
        await self.mentions.gone(self, payload.message_id)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Buttons and forms; commands have a way of their own."""
        kind, custom_id = interaction.type, buttons.of(interaction)
        self.casebook.meter.count("interactions", kind=kind.name)
        if kind is discord.InteractionType.component:
            await self.pressed(interaction, custom_id)
        if kind is discord.InteractionType.modal_submit:
            await self._safely(interaction, partial(submissions.submitted, interaction))

    async def pressed(self, interaction: Interaction, custom_id: str) -> None:
        """A button, ours or not."""
        await self._safely(interaction, partial(presses.press, interaction, buttons.parse(custom_id)))

    async def _safely(self, interaction: Interaction, action: Callable[[], Awaitable[None]]) -> None:
        outgoing.arrived(interaction)
        catalogue.choose(self.languages.of(interaction.guild_id))
        try:
            self.actions.begin()
            rate_limits.charge(interaction, Kind.PRESS)
            await action()
        except Exception as error:  # noqa: BLE001  the outer edge of buttons and forms: told, logged, never silent
            await error_messages.tell(interaction, error)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """The outer edge of events: nobody to tell, so it is logged, without the event's contents."""
        error = sys.exc_info()[1]
        if isinstance(error, (CasebookError, *sending.PASSING)):  # an end, a full queue, a fault of the network
            log.warning("%s could not be followed: %s", event_method, type(error).__name__)
        else:
            log.exception("failure in %s", event_method)


def nothing_beside(is_ready: Callable[[], bool]) -> AbstractAsyncContextManager[None]:
    """The bot alone."""
    del is_ready
    return nullcontext()


def run(
    settings: Settings,
    casebook: Casebook,
    beside: Beside = nothing_beside,
    visits: Visits | None = None,
    shards: Shards = ALL,
) -> None:
    """Serve until SIGTERM or SIGINT, with `beside` running next to it; `visits` where there is a source viewer.

    shards: of the bot's servers, where other processes serve the others.

    Raises NoToken, WrongToken, NotConnected, WrongPortalSettings, each a clear line for the person who starts the bot.
    """
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    if not token:
        raise NoToken
    if not re.fullmatch(r"[!-~]+", token):  # it goes into a header
        raise WrongToken
    startup.prepare(settings.log_level)
    asyncio.run(startup.serve(lambda: Pullquote(settings, casebook, visits, shards=shards), token, beside))
