"""/cases and /settings: who may read a case, who may change things, what a channel asks first."""

from __future__ import annotations

import re
from typing import Any

import discord
import pytest

from bot.chat.cases import commands as cases
from bot.chat.settings import commands as settings
from tests.chat.world import LEASE, World, last, put, texts

REFUSED = "You don't have permission to do this. Someone with the Manage Server permission can help."
ALLOW, DENY = discord.PermissionOverwrite(view_channel=True), discord.PermissionOverwrite(view_channel=False)
QUESTION = "who signed the lease?"


async def do(world: World, name: str, member: Any = None, /, **options: Any) -> str:
    """What a moderator, or that member, is told."""
    return texts(last(await (member or world.mo).slash(world.channel, name, **options)))


async def sees(world: World, member: Any, channel: Any = None) -> bool:
    return "Tomas Reed" in texts(last(await member.slash(channel or world.channel, "ask", question=QUESTION)))


PATHS: list[tuple[str, dict[str, Any]]] = [
    ("cases create", {"name": "new"}),
    ("cases list", {}),
    ("cases export", {"case": "leases"}),
    ("cases access", {"case": "leases", "open": True}),
    ("cases channel", {"case": "leases", "what": "may read it"}),
    ("cases proposals", {"case": "leases", "may": True}),
    ("cases aliases", {"case": "leases", "add": "Tomas Reed; Falcon"}),
    ("cases remove", {"case": "leases"}),
    ("settings show", {}),
    ("settings moderators", {"may": True}),
    ("settings contributors", {"may": True}),
    ("settings review", {}),
    ("settings listen", {"may": True}),
    ("settings answers", {"where": "public"}),
    ("settings language", {"language": "English"}),
]


def test_every_command_is_in_the_table() -> None:
    """A command without an entry here is a command whose permission nobody tests."""
    groups = (*cases.cases.walk_commands(), *settings.settings.walk_commands())
    assert {command.qualified_name for command in groups} == {name for name, _ in PATHS}


@pytest.mark.parametrize(("name", "options"), PATHS)
async def test_a_member_is_refused_in_code(world: World, name: str, options: dict[str, Any]) -> None:
    world.restrict("leases", roles=(world.mods.id,))
    before = list(world.casebook.store.cases())
    given = {**options, **({"channel": world.channel} if "channel" in name or "listen" in name else {})}
    given |= {"role": world.mods} if name.endswith("tors") else {}
    assert await do(world, name, world.ann, **given) == REFUSED
    assert list(world.casebook.store.cases()) == before
    assert world.casebook.store.setting(world.workspace, "moderators") is None


# --- cases


async def test_a_case_for_a_role_is_read_by_that_role(world: World) -> None:
    """A role given, a role taken away: at the next question, and for documents added to it."""
    team = world.guild.create_role("Team")
    told = await do(world, "cases create", name="leases", title="The leases", role=team)
    assert told == f"**The leases** (leases): only for <@&{team.id}>"
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    roles = world.env.backend.get_guild(world.guild.id).members[world.ann.id].role_ids
    for given, seen in (([], False), ([team.id], True), ([], False)):
        roles[:] = given
        assert await sees(world, world.ann) is seen


async def test_access_is_changed_by_role_and_opened(world: World) -> None:
    await do(world, "cases create", name="leases", role=world.mods)
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    everyone = world.guild.default_role
    assert not await sees(world, world.ann)
    await do(world, "cases access", case="leases", role=everyone)
    assert await sees(world, world.ann)
    await do(world, "cases access", case="leases", role=everyone, may=False)
    assert not await sees(world, world.ann)
    assert "open to everybody here" in await do(world, "cases access", case="leases", open=True)
    assert await sees(world, world.ann)


async def test_a_channel_may_read_a_case(world: World) -> None:
    """Whoever is in it; nowhere else."""
    room = world.guild.create_text_channel("lease-room")
    await do(world, "cases create", name="leases", role=world.mods)
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    await do(world, "cases channel", case="leases", channel=room, what="may read it")
    assert await sees(world, world.ann, room)
    assert not await sees(world, world.ann)
    await do(world, "cases channel", case="leases", channel=room, what="may not read it")
    assert not await sees(world, world.ann, room)


async def test_a_channel_asks_its_own_case_first(world: World) -> None:
    """And says so; a star asks all; where the case can't be seen, it is as if there were none."""
    await do(world, "cases create", name="leases")
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    await do(world, "cases channel", case="leases", channel=world.channel, what="asks it first")
    assert "1 document in Leases" in await do(world, "ask", world.ann, question="xylophone zeppelin")
    assert "3 documents that you can read here" in await do(world, "ask", world.ann, question="xylophone", case="*")
    await do(world, "cases access", case="leases", open=False)
    assert "2 documents that you can read here" in await do(world, "ask", world.ann, question="xylophone zeppelin")
    await do(world, "cases access", case="leases", open=True)
    await do(world, "cases channel", case="leases", channel=world.channel, what="asks all again")
    assert "3 documents" in await do(world, "ask", world.ann, question="xylophone zeppelin")


async def test_a_removed_case_is_nowhere_and_comes_back_as_it_was(world: World) -> None:
    """In no answer, list or choice at once; with its readers and documents when it is made again."""
    await do(world, "cases create", name="leases", role=world.mods)
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    removed = last(await world.mo.slash(world.channel, "cases remove", case="leases"))
    assert texts(removed) == "**Removed** Leases. It no longer appears in answers.\n[Undo]"
    assert not await sees(world, world.mo)
    assert "leases" not in await do(world, "cases list")
    assert await world.mo.autocomplete(world.channel, "documents show", "document", "lea") == []
    assert "There is no case “leases”" in await do(world, "cases access", case="leases", open=True)
    file = {"file": ("pier.txt", b"The pier is 70 metres long."), "case": "leases"}
    assert "There is no case “leases”" in await do(world, "documents add file", **file)
    again = last(await world.mo.slash(world.channel, "cases create", name="leases"))
    assert texts(again).startswith("**Leases** (leases) was removed, with its documents.")
    assert not await sees(world, world.mo)
    for card, label in ((removed, "Undo"), (again, "Bring it back")):
        back = texts(last(await world.mo.click(card, label=label)))
        assert back == (
            f"**Restored** “Leases”. You can ask about it again.\n-# **Leases** (leases): only for <@&{world.mods.id}>"
        )
    assert await sees(world, world.mo)
    assert not await sees(world, world.ann)


async def test_only_manage_server_makes_and_removes_cases(world: World) -> None:
    """A name that is taken would tell a chosen moderator of a case that he may not know of."""
    team = world.guild.create_role("Team")
    world.env.backend.get_guild(world.guild.id).members[world.ann.id].role_ids = [team.id]
    await do(world, "settings moderators", role=team, may=True)
    await do(world, "cases create", name="sealed", role=world.mods)
    for name in ("sealed", "never"):
        assert await do(world, "cases create", world.ann, name=name) == REFUSED
        assert await do(world, "cases remove", world.ann, case=name) == REFUSED
        file = {"file": ("pier.txt", b"The pier is 70 metres long."), "case": name}
        assert await do(world, "documents add file", world.ann, **file) == (
            f"There is no case “{name}” here. Choose one that is suggested, or leave it out."
        )


async def test_the_list_names_cases_and_their_readers(world: World) -> None:
    assert "This server has none of its own yet." in await do(world, "cases list")
    await do(world, "cases create", name="leases", role=world.mods)
    await do(world, "cases create", name="open-one")
    told = await do(world, "cases list")
    assert "### 2 cases" in told
    assert f"**Leases** (leases): only for <@&{world.mods.id}>" in told


@pytest.mark.parametrize("name", ["starter", "-bad-", "leases"])
async def test_a_name_that_cannot_be(world: World, name: str) -> None:
    """The operator's, a wrong one, one that is taken."""
    await do(world, "cases create", name="leases")
    count = len(world.casebook.store.cases())
    assert "**" not in await do(world, "cases create", name=name)
    assert len(world.casebook.store.cases()) == count


async def test_another_servers_case_is_unknown(world: World) -> None:
    put(world.casebook, "lease", LEASE, "1", "leases")
    assert "There is no case “leases” here" in await do(world, "cases access", case="leases", open=True)


# --- settings


async def test_a_chosen_role_may_change_the_case_files(world: World) -> None:
    """Until it is chosen no more; it can't choose roles itself."""
    team = world.guild.create_role("Team")
    world.env.backend.get_guild(world.guild.id).members[world.ann.id].role_ids = [team.id]
    assert await do(world, "documents list", world.ann) == REFUSED
    assert f"these roles: <@&{team.id}>" in await do(world, "settings moderators", role=team, may=True)
    assert "### 2 documents" in await do(world, "documents list", world.ann)
    shown = last(await world.ann.slash(world.channel, "documents add file", file=("lease.txt", LEASE.encode())))
    assert "no case here that you can add to" in texts(shown)
    await do(world, "cases create", name="leases")
    shown = last(await world.ann.slash(world.channel, "documents add file", file=("lease.txt", LEASE.encode())))
    assert "**Added**" in texts(last(await world.ann.click(shown, label="Publish")))
    assert await do(world, "settings moderators", world.ann, role=team, may=True) == REFUSED
    assert "no other roles" in await do(world, "settings moderators", role=team, may=False)
    assert await do(world, "documents list", world.ann) == REFUSED


async def test_a_chosen_role_manages_only_cases_that_it_can_read(world: World) -> None:
    """Moderating isn't reading; Manage Server could give itself any role, and sees the names."""
    team = world.guild.create_role("Team")
    world.env.backend.get_guild(world.guild.id).members[world.ann.id].role_ids = [team.id]
    await do(world, "settings moderators", role=team, may=True)
    await do(world, "cases create", name="sealed", role=world.mods)
    assert "sealed" not in await do(world, "cases list", world.ann)
    assert "There is no case “sealed” here" in await do(world, "cases access", world.ann, case="sealed", open=True)
    assert "sealed" in await do(world, "cases list")


async def test_answers_can_be_public_by_default(world: World) -> None:
    """Unless the asker says otherwise."""
    await do(world, "settings answers", where="public")
    await world.ask("who signed the letter?", share=False)
    assert not [each for each in world.channel.history() if not each.flags.ephemeral]
    await world.ask("who signed the letter?")
    posted = [each for each in world.channel.history() if not each.flags.ephemeral]
    assert "Eighteen" in texts(posted[0])
    assert "privately" in await do(world, "settings answers", where="private")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("The Harbour files", "**The Harbour files** (the-harbour-files)"),
        ("nso-group", "**Nso group** (nso-group)"),
        ("Affaire n° 7 : Élysée", "**Affaire n° 7 : Élysée** (affaire-n-7-elysee)"),
        ("قضية المرفأ", "**قضية المرفأ** (case-"),
    ],
)
async def test_a_case_is_called_as_people_call_it(world: World, typed: str, told: str) -> None:
    """Its short name is made from that; the same name is the same case."""
    assert unmarked(await do(world, "cases create", name=typed)).startswith(told)
    assert "There is already a case" in await do(world, "cases create", name=typed)


def unmarked(text: str) -> str:
    """Without the marks of direction."""
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", text)
