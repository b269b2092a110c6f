"""Lists of any length, page by page: each page within what one message of Discord's may hold, in any language.

A list is made anew at every press of its buttons, by whoever presses, so nothing is kept in memory; its name and its
argument stand in the button's id (`buttons.SHAPES`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import discord

from bot.chat.cards import buttons, escape, layout
from bot.chat.cards.layout import Message, Part
from bot.core.model.documents import CaseId, Quotation
from bot.wording.catalogue import Tongue

SPARE: Final = 120  # characters for the line that counts pages, and what a message puts around
PRESSES: Final = 10  # entries of a page that have a button: two rows of them, and one to turn pages
ENTRIES: Final = 20  # of a page without buttons: about what somebody reads at once


@dataclass(frozen=True)
class Entry:
    """One thing of a list, as Markdown, with its button. Never longer than a page."""

    text: str
    press: Part | None = None


@dataclass(frozen=True)
class Listing:
    """name, argument: as its button says them. first: what stands on the first page only, above everything.

    quotes, cases: what all of it carries, see `Message`.
    """

    name: str
    head: str
    entries: Sequence[Entry]
    foot: str = ""
    first: str = ""
    argument: str = ""
    colour: discord.Colour = layout.ACCENT
    quotes: Sequence[Quotation] = ()
    cases: frozenset[CaseId] = frozenset()


def pages(listing: Listing) -> list[list[Entry]]:
    """At least one page, be it empty."""
    found: list[list[Entry]] = [[]]
    room = _room(listing, listing.first)
    most = PRESSES if any(each.press for each in listing.entries) else ENTRIES
    for entry in listing.entries:
        long = escape.size(entry.text) + 1
        if (long > room and (found[-1] or (len(found) == 1 and listing.first))) or len(found[-1]) == most:
            found.append([])
            room = _room(listing, "")
        found[-1].append(entry)
        room -= long
    return found


def _room(listing: Listing, first: str) -> int:
    return layout.TEXT_LIMIT - SPARE - sum(map(escape.size, (listing.head, listing.foot, first)))


def page(listing: Listing, number: int, speaking: Tongue) -> Message:
    """That page (from 0); the last one where there are fewer by now."""
    made = pages(listing)
    number = min(number, len(made) - 1)
    first = listing.first if number == 0 else ""
    body = "\n".join([listing.head, *(each.text for each in made[number])]) if made[number] or not first else ""
    parts: list[Part] = [layout.text(first)] if first else []
    parts += [layout.rule()] if first and body else []
    parts += [layout.text(body)] if body else []
    parts += [layout.rule(), layout.text(listing.foot)] if listing.foot else []
    if len(made) > 1:
        parts.append(layout.text(speaking.say("-# Page {page} of {pages}", page=number + 1, pages=len(made))))
    presses = [each.press for each in made[number] if each.press is not None]
    rows = [*layout.rows(presses), *layout.rows(_turns(listing, number, len(made) - 1, speaking))]
    return Message(parts, rows, listing.colour, quotes=listing.quotes, cases=listing.cases)


def _turns(listing: Listing, number: int, last: int, speaking: Tongue) -> list[Part]:
    ways = [(number - 1, "Previous", layout.back(speaking)), (number + 1, "Next", layout.onward(speaking))]
    return [
        buttons.made("turn", listing.name, at, listing.argument, label=speaking.say(label), emoji=emoji)
        for at, label, emoji in ways
        if 0 <= at <= last
    ]


def fitting(texts: Sequence[str], room: int, speaking: Tongue) -> list[str]:
    """As many of them as fit into so many characters, and how many are left: for what can't be made anew."""
    shown = first(texts, room - escape.size(_more(len(texts), speaking)) - 1)
    left = len(texts) - shown
    return [*texts[:shown], *([_more(left, speaking)] if left else [])]


def first(texts: Sequence[str], room: int) -> int:
    """How many of them, with a line break after each, fit into so many characters."""
    ends = accumulate(escape.size(each) + 1 for each in texts)
    return sum(end <= room for end in ends)


def _more(left: int, speaking: Tongue) -> str:
    return speaking.count("and {n} more", "and {n} more", left)
