"""The matrix of rights, generated from the commands and buttons that there are: one without an entry fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.cards import buttons
from bot.chat.documents import preview_presses
from bot.chat.router import command_list, presses
from bot.chat.runtime.rate_limits import Limits
from bot.core.model.kept_items import StandingQuestion
from bot.core.model.rights import Right, reaches
from tests.chat.router.test_presses import tampered
from tests.chat.world import LEASE, World, clicking, labels, last, put, texts

REFUSED = "You don't have permission to do this. Someone with the Manage Server permission can help."
FILE = ("pier.txt", b"The pier is 70 metres long.")

COMMANDS: dict[str, tuple[Right, dict[str, Any]]] = {
    "ask": (Right.ASK, {"question": "who signed the letter?"}),
    "help": (Right.ASK, {}),
    "privacy": (Right.ASK, {}),
    "Find evidence": (Right.ASK, {}),
    "Add to case file": (Right.PROPOSE, {}),
    "documents add file": (Right.PROPOSE, {"file": FILE, "case": "leases"}),
    "documents add link": (Right.PROPOSE, {"address": "https://news.example/a", "case": "leases"}),
    "documents add text": (Right.PROPOSE, {}),
    "gaps": (Right.CHANGE, {}),
    "documents review": (Right.CHANGE, {}),
    "documents list": (Right.CHANGE, {}),
    "documents show": (Right.CHANGE, {"document": "lease"}),
    "documents edit": (Right.CHANGE, {"document": "lease"}),
    "documents edit-many": (Right.CHANGE, {}),
    "documents mark": (Right.CHANGE, {"document": "lease", "standing": "disputed"}),
    "documents refresh": (Right.CHANGE, {"document": "lease"}),
    "documents schedule": (Right.CHANGE, {"every": "never", "document": "letter"}),
    "documents history": (Right.CHANGE, {"document": "lease"}),
    "documents remove": (Right.CHANGE, {"document": "lease"}),
    "documents restore": (Right.CHANGE, {"document": "lease"}),
    "documents erase": (Right.GOVERN, {"document": "lease"}),
    "cases list": (Right.CHANGE, {}),
    "cases access": (Right.CHANGE, {"case": "leases", "open": True}),
    "cases channel": (Right.CHANGE, {"case": "leases", "what": "may read it"}),
    "cases proposals": (Right.CHANGE, {"case": "leases", "may": False}),
    "cases aliases": (Right.CHANGE, {"case": "leases"}),
    "cases export": (Right.CHANGE, {"case": "leases"}),
    "cases create": (Right.GOVERN, {"name": "new"}),
    "cases remove": (Right.GOVERN, {"case": "new"}),
    "settings show": (Right.GOVERN, {}),
    "settings moderators": (Right.GOVERN, {"may": False}),
    "settings contributors": (Right.GOVERN, {"may": False}),
    "settings review": (Right.GOVERN, {}),
    "settings language": (Right.GOVERN, {"language": "English"}),
    "settings listen": (Right.GOVERN, {"may": False}),
    "settings answers": (Right.GOVERN, {"where": "private"}),
}
QUOTE = ("{document}", "0", "9", "00000000")
BUTTONS: dict[str, tuple[Right, tuple[str, ...]]] = {
    "page": (Right.ASK, ("0", "", "", "")),
    "why": (Right.ASK, ("0", "", "", "")),
    "copies": (Right.ASK, ("0", "", "", "")),
    "share": (Right.ASK, ("", "", "")),
    "follow": (Right.ASK, ("", "", "")),
    "tell": (Right.ASK, ("", "", "")),
    "keep": (Right.ASK, ("", "", "")),
    "withdraw": (Right.ASK, ("{question}",)),
    "offered": (Right.ASK, ()),
    "spelt": (Right.ASK, ("", "", "")),
    "takeback": (Right.ASK, ("1",)),  # for whoever asked, and for moderators
    **dict.fromkeys(("context", "cite", "text", "useful", "useless"), (Right.ASK, QUOTE)),
    "start:example": (Right.ASK, ()),
    "start:add": (Right.PROPOSE, ()),
    "start:review": (Right.CHANGE, ()),
    "start:roles": (Right.GOVERN, ()),
    "undo": (Right.CHANGE, ("remove", "{document}")),
    "doc:show": (Right.CHANGE, ("{document}",)),
    "doc:edit": (Right.CHANGE, ("{document}",)),
    "list": (Right.CHANGE, ("0", "{case}", "0")),
    "turn:privacy": (Right.ASK, ("0", "")),
    **dict.fromkeys(("turn:cases", "turn:schedules", "turn:gaps"), (Right.CHANGE, ("0", ""))),
    "turn:aliases": (Right.CHANGE, ("0", "{case}")),
    "turn:history": (Right.CHANGE, ("0", "{document}")),
    "turn:settings": (Right.GOVERN, ("0", "")),
    "case": (Right.GOVERN, ("back", "{case}")),
    **dict.fromkeys(("bulk:pick", "bulk:apply", "bulk:drop"), (Right.CHANGE, ("0" * 32,))),
    "draft:publish": (Right.CHANGE, ("{draft}",)),
    "draft:propose": (Right.PROPOSE, ("{draft}",)),
    "draft:edit": (Right.PROPOSE, ("{draft}",)),
    "draft:differences": (Right.PROPOSE, ("{draft}",)),
    "draft:discard": (Right.PROPOSE, ("{draft}",)),
}


def leaves(command: Any) -> Iterator[str]:
    if isinstance(command, app_commands.Group):
        for each in command.commands:
            yield from leaves(each)
    else:
        yield command.qualified_name


def test_every_command_has_an_entry() -> None:
    assert {name for command in command_list.ALL for name in leaves(command)} == set(COMMANDS)


def test_every_button_has_an_entry() -> None:
    """Those of a preview by what they do."""
    assert {name.split(":")[0] for name in BUTTONS} == set(buttons.SHAPES) == set(presses.ACTIONS)
    assert {name.removeprefix("draft:") for name in BUTTONS if name.startswith("draft:")} == set(
        preview_presses.ACTIONS
    )


def test_no_command_is_for_direct_messages() -> None:
    """There it isn't known what a person may read; and nobody has a right there."""
    for command in command_list.ALL:
        where, whose = command.allowed_contexts, command.allowed_installs
        assert where is not None
        assert (where.guild, where.dm_channel, where.private_channel) == (True, False, False), command.name
        assert whose is None or not whose.user, command.name


def test_what_is_for_moderators_is_hidden_from_members() -> None:
    """By a permission, which is all that Discord goes by; a message's menu has to be there for contributors."""
    least: dict[str, set[Right]] = {}
    for name, (right, _) in COMMANDS.items():
        least.setdefault(name.split()[0], set()).add(right)
    shown = {each.name: each.default_permissions for each in command_list.ALL}
    for name in shown.keys() & least.keys():
        whose = permissions.SHOWN_TO if Right.ASK not in least[name] else None
        assert shown[name] == (discord.Permissions(manage_guild=True) if least[name] == {Right.GOVERN} else whose)


async def test_a_chosen_role_that_isnt_shown_the_commands_is_named_and_has_buttons(world: World) -> None:
    """All documents, what is known of each, its details to be corrected, and the way out and back."""
    document = put(world.casebook, "lease", LEASE, world.workspace, "leases")
    desk = world.guild.create_role("Desk")
    watch = world.guild.create_role("Watch", permissions=discord.Permissions(manage_messages=True))
    await world.mo.slash(world.channel, "settings moderators", role=watch, may=True)
    told = texts(last(await world.mo.slash(world.channel, "settings moderators", role=desk, may=True)))
    assert f"**Without Manage Messages:** <@&{desk.id}>. Below" in told
    tim, wes = (world.guild.add_member(world.env.create_user(f"a-{one.id}"), roles=[one]) for one in (desk, watch))
    hidden = "Discord may hide these commands from you."
    assert hidden not in texts(last(await wes.slash(world.channel, "help")))
    card = last(await tim.slash(world.channel, "help"))
    assert hidden in texts(card)
    listed = last(await tim.click(card, label="All documents"))
    assert labels(listed).count("Details") == 3
    shown = last(await tim.click(listed, custom_id=f"pq:doc:show:{document}"))
    assert labels(shown) == ["Edit", "Remove"]
    form = await tim.click(shown, label="Edit")
    assert "**Updated** “The lease of 2019”" in texts(
        last(await tim.submit_modal(form, {"title": "The lease of 2019"}))
    )
    removed = last(await tim.click(shown, label="Remove"))
    assert "**Removed** “The lease of 2019”" in texts(removed)
    shown = last(await tim.click(listed, custom_id=f"pq:doc:show:{document}"))
    assert labels(shown) == ["Restore"]
    assert "**Restored**" in texts(last(await tim.click(shown, label="Restore")))


async def test_what_isnt_the_servers_own_has_no_button_that_would_change_it(world: World) -> None:
    shown = last(await world.mo.slash(world.channel, "documents show", document="letter"))
    assert labels(shown) == ["Open the source"]


async def person(world: World, right: Right) -> Any:
    """Somebody who has just that right."""
    role = world.guild.create_role(right.value)
    if right in {Right.PROPOSE, Right.CHANGE}:
        setting = "contributors" if right is Right.PROPOSE else "moderators"
        await world.mo.slash(world.channel, f"settings {setting}", role=role, may=True)
    given = {Right.GOVERN: [world.mods], Right.ASK: []}.get(right, [role])
    return world.guild.add_member(world.env.create_user(f"a-{right.value}"), roles=given)


async def run(world: World, who: Any, name: str) -> Any:
    """That command, with what it needs."""
    if name in {"Find evidence", "Add to case file"}:
        message = await world.mo.send(world.channel, LEASE)
        return await who.context_menu(world.channel, name, message)
    options = dict(COMMANDS[name][1])
    options |= {"channel": world.channel} if name in {"cases channel", "settings listen"} else {}
    options |= {"role": world.guild.default_role} if name.endswith("tors") else {}
    return await who.slash(world.channel, name, **options)


@pytest.mark.parametrize("right", list(Right))
async def test_each_command_asks_for_its_right(world: World, right: Right) -> None:
    """Also where the server's own settings let everybody through to it."""
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    who = await person(world, right)
    before = (list(world.casebook.store.cases()), world.casebook.store.events()[0])
    for name, (needed, _) in COMMANDS.items():
        result = await run(world, who, name)
        refused = result.modal is None and texts(last(result)) == REFUSED
        assert refused is not reaches(right, needed), name
    if right is Right.ASK:
        assert (list(world.casebook.store.cases()), world.casebook.store.events()[0]) == before


async def press(world: World, who: Any, name: str, numbers: dict[str, Any], channel: Any = None) -> Any:
    """That button, its id made by hand on a card of one's own."""
    custom_id = ":".join(["pq", name, *(each.format(**numbers) for each in BUTTONS[name][1])])
    world.bot.limits = Limits()
    card = last(await who.slash(channel or world.channel, "ask", question="who signed the letter?"))
    tampered(world, card, custom_id)
    return await who.click(card, label="Cite")


async def numbers(world: World) -> dict[str, Any]:
    """Of things of this server."""
    document = put(world.casebook, "lease", LEASE, world.workspace, "leases")
    await world.mo.slash(world.channel, "documents add file", file=FILE, case="leases")
    found = world.casebook.store.document(document)
    assert found is not None
    draft = world.casebook.store.drafts(world.workspace)[0].id
    now = datetime.now(UTC)
    asked = ("a" * 32, world.workspace, f"discord:{world.ann.id}", world.channel.id, "what is in room 7?", "en")
    world.casebook.store.put_question(StandingQuestion(*asked, now, now + timedelta(days=1), 0, 0))
    return {"document": document, "case": found.case, "draft": draft, "question": asked[0]}


@pytest.mark.parametrize("right", list(Right))
async def test_each_button_asks_for_its_right(world: World, right: Right) -> None:
    known = await numbers(world)
    who = await person(world, right)
    for name, (needed, _) in BUTTONS.items():
        result = await press(world, who, name, known)
        refused = result.modal is None and texts(last(result)) == REFUSED
        assert refused is not reaches(right, needed), name


@pytest.mark.parametrize("name", BUTTONS)
async def test_the_numbers_of_another_server_are_as_if_they_never_were(world: World, name: str) -> None:
    """For somebody who may do everything in their own: the same words, and nothing is done."""
    known = await numbers(world)
    never = {"document": 7654321, "case": 7654321, "draft": "0" * 32, "question": "0" * 32}
    other = world.env.create_guild("Elsewhere")
    channel, role = other.create_text_channel("here"), other.create_role("Mods", permissions=discord.Permissions.all())
    stranger = clicking(other.add_member(world.env.create_user("stranger"), roles=[role]))
    before = world.casebook.store.events()[0]
    told = []
    for each in (known, never):
        result = await press(world, stranger, name, each, channel)
        said = texts(last(result)) if result.modal is None else "a form"
        said = re.sub(r"https?\S+/channels/\S+", "LINK", said)
        for number in each.values():
            said = said.replace(str(number), "N")
        told.append(said)
    assert told[0] == told[1]
    assert world.casebook.store.events()[0] == before
    assert len(world.casebook.store.drafts(world.workspace)) == len(world.casebook.store.questions()) == 1
