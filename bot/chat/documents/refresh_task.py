"""Fetches pages again by their schedules, one at a time and never twice in a row from one site; moderators are told.

What has changed waits in /documents review. In the channel for reviews stands only how many: not everybody who reads it
may read their case.
"""

from __future__ import annotations

import logging
import random
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import discord
from discord.utils import utcnow

from bot.chat.cards import layout
from bot.chat.delivery import outgoing, sending
from bot.chat.runtime.program import Program
from bot.chat.runtime.repeating import Repeating
from bot.chat.settings import commands as settings
from bot.core.model.errors import CasebookError, StoreError
from bot.core.model.kept_items import Schedule
from bot.core.workflows import refresh as core
from bot.core.workflows.refresh import Page
from bot.wording import catalogue
from bot.wording.catalogue import Tongue, tongue

log = logging.getLogger(__name__)
PERIOD: Final = 60.0  # seconds between two looks whether anything is due
SPACING: Final = 20.0  # seconds between two pages, at least; at most twice that
SITE: Final = 90.0  # seconds between two pages of one site, at least


@dataclass
class Run:
    """One schedule that is being followed."""

    schedule: Schedule
    left: list[Page]
    changed: int = 0
    failed: int = 0  # that could be fetched the last time


class Refreshing(Repeating):
    """The background task: a page a look, of the schedule that is due."""

    name, period = "refreshing", PERIOD

    def __init__(self, client: Program) -> None:
        super().__init__(client)
        self.run: Run | None = None
        self.sites: dict[str, float] = {}  # host → when it was last fetched from

    async def look(self) -> float:
        client, casebook = self.client, self.client.casebook
        if self.run and not client.shards_here.owns(self.run.schedule.workspace):  # another process does
            self.run = None
        if self.run is None:
            due = await client.door.slowly(core.begin, casebook, utcnow(), client.shards_here)
            if due is None:
                return PERIOD
            self.run = Run(*due)
        page = self._next(self.run)
        if page is not None:
            await self._look(self.run, page)
        if not self.run.left:
            run, self.run = self.run, None
            await client.door.slowly(core.end, casebook, run.schedule, utcnow())
            await tell(client, run)
        return random.uniform(SPACING, 2 * SPACING)  # noqa: S311  nothing secret

    def _next(self, run: Run) -> Page | None:
        """The first one of a site that has been left alone for long enough."""
        now = time.monotonic()
        rested = (one for one in run.left if now - self.sites.get(_host(one), -SITE) >= SITE)
        found = next(rested, None)
        if found is not None:
            run.left.remove(found)
            self.sites[_host(found)] = now
        return found

    async def _look(self, run: Run, page: Page) -> None:
        """One that can't be fetched doesn't stop the others."""
        client, casebook = self.client, self.client.casebook
        try:
            changed = await client.door.outside(core.look, casebook, page)
        except StoreError:
            raise
        except CasebookError as error:
            log.info("a page could not be fetched again: %s", type(error).__name__)
            run.failed += await client.door.slowly(core.failed, casebook, page) == 1
            casebook.meter.count("refreshes", outcome="failed")
            return
        await client.door.slowly(core.well, casebook, page)
        casebook.meter.count("refreshes", outcome="changed" if changed else "unchanged")
        run.changed += changed


def _host(page: Page) -> str:
    return urlsplit(page.address).hostname or ""


async def tell(client: Program, run: Run) -> None:
    """Moderators, once, where they are told of proposals; that this fails changes nothing."""
    guild = client.get_guild(int(run.schedule.workspace)) if run.schedule.workspace.isdigit() else None
    if guild is None or not (run.changed or run.failed):
        return
    kept = await client.door.quickly(client.casebook.workspaces.setting, run.schedule.workspace, settings.REVIEW)
    channel = guild.get_channel(int(kept)) if kept else None
    if channel is None:
        return
    with catalogue.speaking(client.languages.of(guild.id)):
        note = layout.note(news(run, tongue(guild.preferred_locale)), colour=layout.ACCENT)
    try:
        await outgoing.post(client, channel, note)
    except (discord.DiscordException, *sending.PASSING) as failed:
        log.warning("moderators could not be told of changed pages: %s", type(failed).__name__)


def news(run: Run, speaking: Tongue) -> str:
    """How many have changed, how many can't be fetched any more; not which."""
    lines = []
    if run.changed:
        one = "{n} page that is fetched again by schedule has changed: `/documents review`"
        many = "{n} pages that are fetched again by schedule have changed: `/documents review`"
        lines.append(speaking.count(one, many, run.changed))
    if run.failed:
        one_failed = "{n} page could not be fetched again by schedule: `/documents schedule` names it."
        failed = "{n} pages could not be fetched again by schedule: `/documents schedule` names them."
        lines.append(speaking.count(one_failed, failed, run.failed))
    return "\n".join(lines)
