"""/documents: what moderators can do, what others can't, on every way in."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.chat.documents import admin as documents
from bot.chat.documents import document_forms, document_work
from bot.chat.documents.document_work import Given
from bot.core.model.documents import Details
from tests.chat.world import LEASE, World, labels, last, put, texts

FILE = ("lease.txt", LEASE.encode())
REFUSED = "You don't have permission to do this. Someone with the Manage Server permission can help."
PATHS: list[tuple[str, dict[str, Any]]] = [
    ("documents add file", {"file": FILE}),
    ("documents add link", {"address": "https://news.example/a"}),
    ("documents add text", {}),
    ("documents review", {}),
    ("documents list", {}),
    ("documents show", {"document": "letter"}),
    ("documents edit", {"document": "letter"}),
    ("documents edit-many", {}),
    ("documents mark", {"document": "letter", "standing": "disputed"}),
    ("documents refresh", {"document": "letter"}),
    ("documents schedule", {"every": "week", "document": "letter"}),
    ("documents erase", {"document": "letter"}),
    ("documents history", {"document": "letter"}),
    ("documents remove", {"document": "letter"}),
    ("documents restore", {"document": "letter"}),
]


def keys(world: World, workspace: str | None = None) -> list[str]:
    """The keys of the server's own documents."""
    cases = [case.id for case in world.casebook.store.cases() if case.workspace == (workspace or world.workspace)]
    return [each.key for each in world.casebook.store.documents(cases)]


async def offer(world: World, **options: Any) -> Any:
    """The preview."""
    return await world.mo.slash(world.channel, "documents add file", **{"file": FILE, **options})


async def add(world: World, **options: Any) -> Any:
    """Published, where it can be; what the moderator sees in the end."""
    shown = await offer(world, **options)
    if "Publish" not in labels(last(shown)):
        return shown
    return await world.mo.click(last(shown), label="Publish")


# --- who may


def test_every_command_is_in_the_table() -> None:
    """A command without an entry here is a command whose permission nobody tests."""
    found = {
        command.qualified_name for command in documents.documents.walk_commands() if not hasattr(command, "commands")
    }
    assert found == {name for name, _ in PATHS}


@pytest.mark.parametrize(("name", "options"), PATHS)
async def test_a_member_is_refused_in_code(world: World, name: str, options: dict[str, Any]) -> None:
    """Also where the server's own settings let the command through: they only hide it."""
    result = await world.ann.slash(world.channel, name, **options)
    assert texts(last(result)) == REFUSED
    assert last(result).ephemeral
    assert keys(world) == []
    assert len(world.casebook.store.documents([case.id for case in world.casebook.store.cases()])) == 2


async def test_a_role_taken_away_while_the_form_is_open(world: World) -> None:
    """The end of the flow asks again."""
    form = await world.mo.slash(world.channel, "documents add text")
    world.env.backend.get_guild(world.guild.id).members[world.mo.id].role_ids = []
    result = await world.mo.submit_modal(form, {"title": "T", "text": LEASE})
    assert texts(last(result)) == REFUSED
    assert keys(world) == []


async def test_a_role_taken_away_while_the_file_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read = discord.Attachment.read

    async def slowly(*arguments: Any) -> bytes:
        world.env.backend.get_guild(world.guild.id).members[world.mo.id].role_ids = []
        return await read(*arguments)

    monkeypatch.setattr(discord.Attachment, "read", slowly)
    assert texts(last(await add(world))) == REFUSED
    assert keys(world) == []


async def test_a_role_taken_away_while_the_preview_is_looked_at(world: World) -> None:
    shown = last(await offer(world))
    world.env.backend.get_guild(world.guild.id).members[world.mo.id].role_ids = []
    for label in ("Publish", "Edit", "Discard"):
        assert texts(last(await world.mo.click(shown, label=label))) == REFUSED
    assert keys(world) == []


async def test_the_undo_of_another_needs_the_right_too(world: World) -> None:
    """An old button in the hands of one who lost his role."""
    receipt = last(await add(world))
    world.env.backend.get_guild(world.guild.id).members[world.mo.id].role_ids = []
    result = await world.mo.click(receipt, label="Undo")
    assert texts(last(result)) == REFUSED
    assert keys(world) == ["lease"]


# --- add


async def test_a_file_becomes_answerable_at_once(world: World) -> None:
    result = await add(world, title="Warehouse lease", publisher="Land Registry", published="2019")
    assert texts(last(result)).splitlines()[0] == "**Added** “Warehouse lease” to general. You can ask about it now."
    card = texts(last(await world.ask("who signed the lease?")))
    assert "Tomas Reed" in card
    assert "Land Registry · 2019" in card
    assert world.casebook.store.events()[0].actor == f"discord:{world.mo.id}"


async def test_undo_takes_it_out_again(world: World) -> None:
    receipt = last(await add(world))
    result = await world.mo.click(receipt, label="Undo")
    assert "**Removed**" in texts(last(result))
    assert keys(world) == []
    again = await world.mo.click(last(result), label="Undo")
    assert "**Restored**" in texts(last(again))
    assert keys(world) == ["lease"]


async def test_a_pasted_text_is_kept_exactly(world: World) -> None:
    form = await world.mo.slash(world.channel, "documents add text", case="leases")
    assert form.modal is not None
    values = {"title": "The lease", "text": LEASE, "source": "https://land.example/1", "published": "2019-05"}
    shown = last(await world.mo.submit_modal(form, values))
    result = await world.mo.click(shown, label="Publish")
    assert "**Added** “The lease” to leases" in texts(last(result))
    assert "[Open]" in texts(last(await world.ask("who signed the lease?")))
    stored = world.casebook.store.documents([case.id for case in world.casebook.store.cases() if case.name == "leases"])
    assert world.casebook.store.texts([stored[0].id])[stored[0].id] == LEASE


async def test_a_form_survives_a_restart(world: World, make_client: Any) -> None:
    """What a person typed for ten minutes isn't lost."""
    form = await world.mo.slash(world.channel, "documents add text")
    await world.env.restart_bot(make_client())
    result = await world.mo.submit_modal(form, {"title": "The lease", "text": LEASE})
    assert "### The lease" in texts(last(result))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"file": ("empty.txt", b"")}, "“empty.txt” holds no text"),
        ({"file": ("blank.txt", b" \n ")}, "holds no text"),
        ({"file": ("photo.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00")}, "photo.txt"),
        ({"case": "starter"}, "belong to whoever runs this bot"),
        ({"case": "No Such Name!"}, "is no valid case"),
        ({"published": "soon"}, "is no valid date"),
        ({"source": "javascript:alert(1)"}, "is no valid link"),
    ],
)
async def test_what_cannot_be_added_says_why(world: World, options: dict[str, Any], told: str) -> None:
    result = await add(world, **options)
    assert told in texts(last(result))
    assert last(result).ephemeral
    assert keys(world) == []


async def test_a_file_over_the_limit_is_not_even_fetched(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.Attachment, "read", None)
    result = await add(world, file=("large.txt", b"x" * 20_000_001))
    assert "“large.txt” is larger than 20 MB" in texts(last(result))


async def test_a_file_cannot_choose_the_operators_case(world: World) -> None:
    """Front matter that names the starter case, or another, is not obeyed: the command says where it goes."""
    await add(world, file=("sly.md", b"---\ntitle: Sly\ncase: starter\n---\n\nThe sly text about warehouses.\n"))
    assert len(keys(world)) == 1


async def test_a_duplicate_is_told(world: World) -> None:
    await add(world)
    result = await add(world, file=("again.txt", LEASE.encode()))
    assert "lease" in texts(last(result))
    assert keys(world) == ["lease"]


async def test_a_case_that_the_clerk_cannot_see_takes_nothing(world: World) -> None:
    """Moderating isn't reading; and who has Manage Server isn't sent to somebody who has it."""
    world.restrict("sealed", roles=(1,))
    told = texts(last(await add(world, case="sealed")))
    assert told.startswith("You can't read the case “sealed”, so you can't add to it. `/cases access` can open it")


# --- list, show, remove, restore


async def test_the_list_is_paged(world: World) -> None:
    for number in range(20):
        put(
            world.casebook, f"note-{number:02}", f"Note {number} about {LEASE}", world.workspace, "notes", publisher="P"
        )
    first = last(await world.mo.slash(world.channel, "documents list", case="notes"))
    assert texts(first).startswith("### 20 documents")
    assert "The note-00" in texts(first)
    assert labels(first) == [*["Details"] * 8, "Next"]
    turned = await world.mo.click(first, label="Next")
    assert "-# Page 2 of 3" in texts(turned.response)
    assert labels(turned.response) == [*["Details"] * 8, "Previous", "Next"]


async def test_the_list_shows_only_what_the_moderator_may_see(world: World) -> None:
    world.restrict("sealed", roles=(1,))
    put(world.casebook, "lease", LEASE, world.workspace, "sealed")
    put(world.casebook, "foreign", LEASE, "1", "general")
    shown = texts(last(await world.mo.slash(world.channel, "documents list")))
    assert shown.startswith("### 2 documents")


async def test_removed_ones_are_listed_apart(world: World) -> None:
    await add(world)
    await world.mo.slash(world.channel, "documents remove", document="lease")
    shown = texts(last(await world.mo.slash(world.channel, "documents list", removed=True)))
    assert shown.startswith("### 1 removed document")
    empty = texts(last(await world.mo.slash(world.channel, "documents list", case="general")))
    assert "None here." in empty


async def test_show_tells_all_that_is_known(world: World) -> None:
    shown = texts(last(await world.mo.slash(world.channel, "documents show", document="letter")))
    for line in ("### The letter", "**Key:** starter/letter", "**Published:** 15 December 2021", "**Version:** 1"):
        assert line in shown
    assert "> Eighteen lawmakers signed the letter" in shown
    assert "[Open the source]" in shown


async def test_remove_and_restore(world: World) -> None:
    await add(world)
    removed = await world.mo.slash(world.channel, "documents remove", document="lease")
    assert "**Removed** “lease”" in texts(last(removed)) or "**Removed**" in texts(last(removed))
    assert "Reed" not in texts(last(await world.ask("who signed the lease?")))
    restored = await world.mo.slash(world.channel, "documents restore", document="lease")
    assert "**Restored**" in texts(last(restored))
    assert "Reed" in texts(last(await world.ask("who signed the lease?")))


async def test_edit_corrects_what_is_said(world: World) -> None:
    """A form with what is there now; the answer shows the correction, the history both."""
    await add(world, title="Lease", publisher="Registry")
    form = await world.mo.slash(world.channel, "documents edit", document="lease")
    assert form.modal is not None
    values = {"title": "The warehouse lease", "publisher": "", "published": "2019-05", "source": "", "language": "en"}
    result = await world.mo.submit_modal(form, values)
    assert "**Updated** “The warehouse lease” (version 2)." in texts(last(result))
    card = texts(last(await world.ask("who signed the lease?")))
    assert "**The warehouse lease**\n-# May 2019 · ¶ 1" in card
    told = texts(last(await world.mo.slash(world.channel, "documents history", document="lease")))
    assert f"updated by <@{world.mo.id}>, version 2" in told
    assert f"added by <@{world.mo.id}>, version 1" in told


async def test_two_edits_do_not_mix(world: World) -> None:
    """The second form was opened on a version that is no more."""
    await add(world)
    forms = [await world.mo.slash(world.channel, "documents edit", document="lease") for _ in range(2)]
    results = [await world.mo.submit_modal(form, {"title": f"Lease {number}"}) for number, form in enumerate(forms)]
    assert "**Updated**" in texts(last(results[0]))
    assert "has just been changed" in texts(last(results[1]))


async def test_an_earlier_version_comes_back(world: World) -> None:
    await add(world, title="Lease")
    form = await world.mo.slash(world.channel, "documents edit", document="lease")
    await world.mo.submit_modal(form, {"title": "Wrong"})
    result = await world.mo.slash(world.channel, "documents restore", document="lease", version=1)
    assert "“Lease”" in texts(last(result))
    assert "**Lease**" in texts(last(await world.ask("who signed the lease?")))


async def test_the_edit_of_one_who_lost_his_role(world: World) -> None:
    await add(world, title="Lease")
    form = await world.mo.slash(world.channel, "documents edit", document="lease")
    world.env.backend.get_guild(world.guild.id).members[world.mo.id].role_ids = []
    assert texts(last(await world.mo.submit_modal(form, {"title": "Mine"}))) == REFUSED


@pytest.mark.parametrize("document", ["letter", "starter-less", "#999999", "#1; drop", "../../x"])
async def test_what_isnt_the_servers_own_stays(world: World, document: str) -> None:
    """The operator's documents, and keys and numbers of nothing."""
    result = await world.mo.slash(world.channel, "documents remove", document=document)
    assert "**Removed**" not in texts(last(result))
    assert len(world.casebook.store.documents([case.id for case in world.casebook.store.cases()])) == 2


async def test_another_servers_number_is_unknown(world: World) -> None:
    """In the words for a number that never existed."""
    number = put(world.casebook, "foreign", LEASE, "1", "general")
    told = [
        texts(last(await world.mo.slash(world.channel, "documents remove", document=f"#{each}"))).replace(
            str(each), "N"
        )
        for each in (number, 10**9)
    ]
    assert told[0] == told[1]
    assert keys(world, "1") == ["foreign"]


# --- autocomplete


async def test_autocomplete_offers_visible_documents_by_number(world: World) -> None:
    """Only what this person may see and change; titles are matched too; values are numbers."""
    world.restrict("sealed", roles=(1,))
    hidden = put(world.casebook, "lease-sealed", LEASE, world.workspace, "sealed")
    number = put(world.casebook, "lease", LEASE, world.workspace, "open")
    put(world.casebook, "lease-foreign", LEASE + "x", "1", "general")
    offered = await world.mo.autocomplete(world.channel, "documents remove", "document", "lea")
    assert [(each["name"], each["value"]) for each in offered] == [("The lease (lease)", f"#{number}")]
    assert f"#{hidden}" not in str(await world.mo.autocomplete(world.channel, "documents show", "document", ""))
    assert await world.ann.autocomplete(world.channel, "documents remove", "document", "lea") == []


async def test_autocomplete_keeps_discords_limits(world: World) -> None:
    """At most 25 choices of at most 100 characters."""
    for number in range(30):
        put(
            world.casebook, f"n{number}", f"{number} {LEASE}", world.workspace, "notes", title=f"{'long ' * 50}{number}"
        )
    offered = await world.mo.autocomplete(world.channel, "documents show", "document", "long")
    assert len(offered) == 25
    assert all(len(each["name"]) <= 100 and len(each["value"]) <= 100 for each in offered)


async def test_autocomplete_of_cases(world: World) -> None:
    world.restrict("sealed", roles=(world.mods.id,))
    for member, seen in ((world.ann, ["starter"]), (world.mo, ["sealed", "starter"])):
        offered = await member.autocomplete(world.channel, "ask", "case", "")
        assert [each["value"] for each in offered] == seen


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("news.example/letter?a=b", "https://news.example/letter?a=b"),
        (" news.example ", "https://news.example"),
        ("http://news.example", "http://news.example"),
        ("https://news.example", "https://news.example"),
        ("the archive, box 7", "the archive, box 7"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("", ""),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, address: str) -> None:
    assert document_work.address(typed) == address
    assert Given(source=typed).over(Details("A")).source == (address or None)
    assert document_forms.details({"source": typed})["source"] == (address or None)
