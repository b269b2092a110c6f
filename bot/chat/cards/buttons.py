"""The buttons and menus that live for ever: an id says all that a press needs, so nothing is kept in memory.

    pq:<action>:<argument>:<argument>…      at most 100 characters, each argument of the shape that its action asks for

A button of a question says how the question was narrowed; the question itself stands on the card. A button of a quote
says the document's number, the quote's place, and the beginning of the text's hash, so that a press after the document
changed can say so. What a menu offers are such ids, too: a choice there is a press. Ids come back from
clients: `parse` lets through only what `made` could have made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import discord

from bot.core.model.answers import Excerpt

ID_LIMIT = 100  # characters; Discord's documentation, "Custom ID"
CHOICES = 25  # of a menu; Discord's documentation, "String Select"
MORE = "pq:more"  # the menu's own id; what is chosen in it is the id of a button
_NUMBER = r"\d{1,18}"
_DATE = r"(?:\d{4}(?:-\d\d){0,2})?"
_NARROWED = (rf"(?:{_NUMBER})?", _DATE, _DATE)  # case's number, after, before
_QUOTED = (_NUMBER, _NUMBER, _NUMBER, r"[0-9a-f]{8}")  # document, start, end, hash
SHAPES: dict[str, tuple[str, ...]] = {
    "page": (r"\d{1,2}", *_NARROWED),  # that piece of evidence as the main one
    "why": (r"\d{1,2}", *_NARROWED),  # how it was chosen
    "copies": (r"\d{1,2}", *_NARROWED),  # the other documents with the same story
    "share": _NARROWED,
    "follow": _NARROWED,  # a further question, which borrows from this one
    "tell": _NARROWED,  # what it means to have the question kept
    "keep": _NARROWED,  # keep it, and tell when the files answer it
    "withdraw": (r"[0-9a-f]{32}",),  # a kept question
    "takeback": (r"\d{1,20}",),  # a public answer; by whom it was asked or shared
    "offered": (),  # an answer to the message above
    "spelt": _NARROWED,  # the question again, in the files' spelling
    "context": _QUOTED,
    "cite": _QUOTED,
    "text": _QUOTED,  # the whole document, the quote marked
    "useful": _QUOTED,
    "useless": _QUOTED,
    "start": (r"example|add|roles|review",),  # what one begins with, without a command
    "undo": (r"remove|restore|back\d{1,7}", _NUMBER),  # the document
    "doc": (r"show|edit", _NUMBER),  # the document
    "case": (r"back", _NUMBER),  # a removed case
    "bulk": (r"pick|apply|drop", r"(?:[0-9a-f]{32})?"),  # of several documents
    "draft": (r"publish|propose|edit|discard|differences", r"[0-9a-f]{32}"),
    # That page of a list.
    "turn": (r"privacy|cases|aliases|schedules|gaps|history|settings", r"\d{1,4}", rf"(?:{_NUMBER})?"),
    "list": (r"\d{1,4}", rf"(?:{_NUMBER})?", r"[01]"),  # page, case, removed ones
}


@dataclass(frozen=True)
class Press:
    """A button's id, checked: an action of `SHAPES` and arguments of its shapes."""

    action: str
    arguments: tuple[str, ...]


def parse(custom_id: str) -> Press | None:
    """None for an id that no button of ours ever had."""
    prefix, *rest = custom_id.split(":") if len(custom_id) <= ID_LIMIT else [""]
    shapes = SHAPES.get(rest[0]) if prefix == "pq" and rest else None
    if shapes is None or len(shapes) != len(rest) - 1:
        return None
    if not all(re.fullmatch(shape, argument, re.ASCII) for shape, argument in zip(shapes, rest[1:], strict=True)):
        return None
    return Press(rest[0], tuple(rest[1:]))


def of(interaction: discord.Interaction[Any]) -> str:
    """The id of what was pressed, chosen or submitted; "" where it was none of these."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    custom_id, chosen = str(data.get("custom_id", "")), data.get("values")
    return str(chosen[0]) if custom_id == MORE and isinstance(chosen, list) and chosen else custom_id


class Control(discord.ui.DynamicItem[discord.ui.Item[Any]], template=r"pq:[\s\S]*"):
    """Any of them, and the menu.

    Kept in no view: a press is taken where every interaction comes in, and its id says what it does.
    """

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Control:
        del interaction, match
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Nothing: see above."""


def made(action: str, *arguments: object, label: str, emoji: str | None = None, main: bool = False) -> Control:
    """A button for that action; its arguments as `SHAPES` says, None being empty."""
    style = discord.ButtonStyle.primary if main else discord.ButtonStyle.secondary
    return Control(discord.ui.Button(style=style, label=label, emoji=emoji, custom_id=_id(action, arguments)))


def _id(action: str, arguments: Sequence[object]) -> str:
    return ":".join(["pq", action, *("" if each is None else str(each) for each in arguments)])


def choice(action: str, *arguments: object, label: str, told: str = "") -> discord.SelectOption:
    """As `made`, to be chosen in a menu; `told`: what it does, in at most 100 characters."""
    return discord.SelectOption(label=label, value=_id(action, arguments), description=told or None)


def menu(name: str, choices: Sequence[discord.SelectOption]) -> Control:
    """What can be done beside the buttons, in one line whatever the screen; each choice once."""
    once = list({each.value: each for each in choices}.values())[:CHOICES]
    return Control(discord.ui.Select(custom_id=MORE, placeholder=name, options=once))


def several(action: str, *arguments: object, name: str, choices: Sequence[discord.SelectOption]) -> Control:
    """A menu of which several can be chosen, and which is itself what is pressed."""
    offered = list(choices[:CHOICES])
    menu: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=_id(action, arguments), placeholder=name, max_values=len(offered), options=offered
    )
    return Control(menu)


def link(label: str, address: str) -> discord.ui.Button[Any]:
    """A button that opens a web address (at most 512 characters)."""
    return discord.ui.Button(style=discord.ButtonStyle.link, label=label, url=address)


def quoted(excerpt: Excerpt) -> tuple[object, ...]:
    """The arguments that name a quote."""
    return excerpt.document.id, excerpt.start, excerpt.end, excerpt.document.text_sha256[:8]
