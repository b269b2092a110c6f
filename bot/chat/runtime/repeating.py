"""A task of the chat that looks again and again, once the bot is there."""

from __future__ import annotations

from bot.chat.runtime.program import Program
from bot.chat.runtime.workers import Closing, TooBusy
from bot.periodic import Periodic


class Repeating(Periodic):
    """To be given a `name`, a `period` and a `look`; which does what it does for the servers of shards held here."""

    passing = (TooBusy, Closing)

    def __init__(self, client: Program) -> None:
        super().__init__(client.casebook.meter)
        self.client = client
        self.claims, self.wanted = client.casebook.claims, client.shards_here.claims

    async def forever(self) -> None:
        await self.client.wait_until_ready()
        await super().forever()
