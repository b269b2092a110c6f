"""What the bot says, in the person's language: sentences, counts, dates.

Every sentence goes through a `Tongue`, its English text being the key of its translation. English is the only one yet;
a further language is a gettext catalogue and a line in `TONGUES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any

import discord

from bot.core.errors import CasebookError

MONTHS = [
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
]


@dataclass(frozen=True)
class Tongue:
    """One language. `catalogue` translates templates; fields are put in afterwards, so they are never looked up."""

    code: str = "en"
    catalogue: NullTranslations = field(default_factory=NullTranslations)

    def say(self, template: str, **fields: Any) -> str:
        """The sentence, its fields filled in."""
        return self.catalogue.gettext(template).format(**fields)

    def count(self, one: str, many: str, number: int, **fields: Any) -> str:
        """The sentence for that number, which fills `{n}`."""
        return self.catalogue.ngettext(one, many, number).format(n=self.number(number), **fields)

    def number(self, number: int) -> str:
        return f"{number:,}"

    def date(self, iso: str) -> str:
        """An ISO date that may stop early, for reading: "2021-12" → "December 2021"."""
        year, *rest = iso.split("-")
        words = [str(int(part)) if at else self.say(MONTHS[int(part) - 1]) for at, part in enumerate(rest)]
        return " ".join([*reversed(words), year])

    def error(self, error: CasebookError, safe: Callable[[str], str]) -> str:
        """The error's own sentence, its fields (which may hold foreign text) made safe first."""
        return self.say(error.template, **{name: safe(str(value)) for name, value in error.fields.items()})


TONGUES = {"en": Tongue()}


def tongue(locale: discord.Locale | None = None) -> Tongue:
    """The language for a person's client, English where it isn't there yet."""
    code = (locale.value if locale else "en").split("-")[0]
    return TONGUES.get(code, TONGUES["en"])
