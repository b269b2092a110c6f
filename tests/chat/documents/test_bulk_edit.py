"""/documents edit-many: chosen, said once, looked at, done; never what may not be seen, or was changed meanwhile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.chat.runtime.begun import Begun
from tests.chat.documents.test_commands import REFUSED
from tests.chat.world import COURT, LEASE, LETTER, World, labels, last, options, put, texts

PIER = "The pier of Elmstead is 70 metres long."


@pytest.fixture
def two(world: World) -> list[int]:
    """Two documents of this server's, in one case."""
    return [
        put(world.casebook, "lease", LEASE, world.workspace, "port", publisher="Registry", tags="draft, rent"),
        put(world.casebook, "pier", PIER, world.workspace, "port"),
    ]


async def listed(world: World, **given: Any) -> Any:
    return last(await world.mo.slash(world.channel, "documents edit-many", **given))


async def asked(world: World, numbers: list[int], values: dict[str, Any]) -> Any:
    """The card that asks once more, or what was said instead."""
    form = await world.mo.select(await listed(world), [str(each) for each in numbers], custom_id="pq:bulk:pick:")
    return last(await world.mo.submit_modal(form, values))


def said(world: World, number: int) -> Any:
    return world.casebook.store.get([number])[number].details


async def test_several_are_changed_after_a_second_look(world: World, two: list[int]) -> None:
    """What is left empty stays; each change is an event of its own; nothing is done before."""
    shown = await listed(world)
    assert [each["label"] for each in options(shown.components)] == ["The lease", "The pier"]
    before = world.casebook.trail.head()
    card = await asked(world, two, {"publisher": "Port Office", "tags": "harbour, -draft"})
    told = texts(card)
    assert told.startswith("### Change 2 documents?")
    assert "- **The lease** · Publisher: Registry → Port Office · Tags: draft, rent → rent, harbour" in told
    assert "- **The pier** · Publisher: – → Port Office · Tags: – → harbour" in told
    assert labels(card) == ["Change 2 documents", "Cancel"]
    assert world.casebook.trail.head() == before
    done = texts(last(await world.mo.click(card, label="Change 2 documents")))
    assert done.count("**Updated**") == 2
    assert [said(world, each).tags for each in two] == ["rent, harbour", "harbour"]
    assert {said(world, each).publisher for each in two} == {"Port Office"}
    assert [each.actor for each in world.casebook.trail.events()[:2]] == [f"discord:{world.mo.id}"] * 2
    assert "70 metres" in texts(last(await world.ask("how long is the pier? tag:harbour")))


async def test_dates_are_taken_as_people_type_them_and_a_wrong_one_changes_nothing(
    world: World, two: list[int]
) -> None:
    before = world.casebook.trail.head()
    assert "“soonish” is no valid date" in texts(await asked(world, two, {"published": "soonish"}))
    assert "changes nothing of these documents" in texts(await asked(world, two, {}))
    assert world.casebook.trail.head() == before
    card = await asked(world, two, {"published": "5.11.21"})
    await world.mo.click(card, label="Change 2 documents")
    assert {said(world, each).published for each in two} == {"2021-11-05"}


async def test_several_are_moved_or_hidden(world: World, two: list[int]) -> None:
    """To a case that the moderator reads; hidden ones can be restored."""
    await world.mo.slash(world.channel, "cases create", name="harbour")
    card = await asked(world, two[:1], {"case": ["harbour"]})
    assert "**To the case:** harbour." in texts(card)
    assert "**Added** “The lease” to harbour." in texts(last(await world.mo.click(card, label="Change 1 document")))
    names = {one.id: one.name for one in world.casebook.store.cases(world.workspace)}
    held = world.casebook.store.documents(names)
    assert {(names[one.case], one.key) for one in held if one.key in {"lease", "pier"}} == {
        ("harbour", "lease"),
        ("port", "pier"),
    }
    card = await asked(world, two[1:], {"visible": ["hide"]})
    assert "**Out of every answer** until they are restored." in texts(card)
    assert "**Removed** “The pier”" in texts(last(await world.mo.click(card, label="Change 1 document")))
    assert "70 metres" not in texts(last(await world.ask("how long is the pier?")))


async def test_what_changed_meanwhile_stays_and_is_named(world: World, two: list[int]) -> None:
    card = await asked(world, two, {"publisher": "Port Office"})
    await world.mo.slash(world.channel, "documents mark", document="pier", standing="disputed")
    done = texts(last(await world.mo.click(card, label="Change 2 documents")))
    assert "⚠️ Left as it was: “The pier”. That document has just been changed." in done
    assert "**Updated** “The lease”" in done
    assert said(world, two[1]).publisher is None


async def test_what_can_not_be_moved_is_not_edited_either(world: World, two: list[int]) -> None:
    """The other case has the same file: it is said to be left as it was, and it is."""
    await world.mo.slash(world.channel, "cases create", name="harbour")
    put(world.casebook, "twin", PIER, world.workspace, "harbour")
    card = await asked(world, two[1:], {"publisher": "Port Office", "case": ["harbour"]})
    assert "⚠️ Left as it was: “The pier”." in texts(last(await world.mo.click(card, label="Change 1 document")))
    assert said(world, two[1]).publisher is None


async def test_what_is_moved_takes_no_other_document_s_place(world: World, two: list[int]) -> None:
    """The other case has another file of that name: both stay what they are, and that is said."""
    await world.mo.slash(world.channel, "cases create", name="harbour")
    other = put(world.casebook, "pier", LETTER, world.workspace, "harbour")
    card = await asked(world, two[1:], {"publisher": "Port Office", "case": ["harbour"]})
    done = texts(last(await world.mo.click(card, label="Change 1 document")))
    assert "⚠️ Left as it was: “The pier”. Another document already has the key “pier”" in done
    assert [said(world, each).publisher for each in (other, two[1])] == [None, None]
    assert world.casebook.store.get([other])[other].version == 1
    assert "70 metres" in texts(last(await world.ask("how long is the pier?")))


async def test_what_was_moved_can_be_moved_back(world: World, two: list[int]) -> None:
    await world.mo.slash(world.channel, "cases create", name="harbour")
    card = await asked(world, two[1:], {"case": ["harbour"]})
    await world.mo.click(card, label="Change 1 document")
    (offered,) = [each["value"] for each in options((await listed(world, find="pier")).components)]
    card = await asked(world, [int(offered)], {"case": ["port"]})
    assert "**Restored** “The pier”" in texts(last(await world.mo.click(card, label="Change 1 document")))
    assert "70 metres" in texts(last(await world.ask("how long is the pier?")))


async def test_nobody_reaches_what_they_may_not_see(world: World, two: list[int]) -> None:
    """Hidden documents, the starter's and another server's aren't listed; their numbers, sent by hand, are unknown."""
    inner = world.guild.create_role("Inner")
    world.restrict("sealed", roles=(inner.id,))
    hidden = put(world.casebook, "hidden", LETTER, world.workspace, "sealed")
    foreign = put(world.casebook, "foreign", COURT, "1", "open")
    shown = await listed(world)
    offered = [each["value"] for each in options(shown.components)]
    assert offered == [str(each) for each in two]
    stored = world.env.backend.get_message(shown.channel_id, shown.id)
    told = set()
    for number in (hidden, foreign, 4):
        _offer(stored.components, str(number))
        form = await world.mo.select(shown, [str(number)], custom_id="pq:bulk:pick:")
        told.add(texts(last(await world.mo.submit_modal(form, {"publisher": "X"}))).replace(str(number), "N"))
    assert told == {"There is no document “N” here. `/documents list` shows the keys."}
    assert said(world, hidden).publisher is None


def _offer(parts: Any, value: str) -> None:
    for part in parts:
        if part.get("options"):
            part["options"] = [{"label": "x", "value": value}]
        _offer(part.get("components", ()), value)


async def test_the_right_is_asked_for_to_the_end(world: World, two: list[int]) -> None:
    """A role taken away between the card and the press; another moderator's card."""
    card = await asked(world, two, {"publisher": "Port Office"})
    world.env.backend.get_guild(world.guild.id).members[world.mo.id].role_ids = []
    assert texts(last(await world.mo.click(card, label="Change 2 documents"))) == REFUSED
    assert said(world, two[1]).publisher is None
    assert "Port" not in json.dumps([each.note for each in world.casebook.trail.events()])


async def test_a_choice_that_is_forgotten_says_so(world: World, two: list[int]) -> None:
    """After a restart: nothing is kept but in memory."""
    card = await asked(world, two, {"publisher": "Port Office"})
    world.bot.begun = Begun()
    done = await world.mo.click(card, label="Change 2 documents")
    assert "I no longer know which documents you chose." in texts(last(done))
    assert said(world, two[1]).publisher is None


async def test_the_arrow_points_the_way_that_is_read(world: World, two: list[int]) -> None:
    world.bot.languages.choose(world.guild.id, "ar")
    told = texts(await asked(world, two, {"publisher": "Port Office"}))
    assert "– ← Port Office" in told
    assert "→" not in told


async def test_where_nothing_is_the_servers_own_it_says_how_to_add_some(world: World) -> None:
    assert texts(await listed(world)).startswith("None here. Add one with `/documents add file`")


async def test_nothing_found_says_so_and_cancel_changes_nothing(world: World, two: list[int]) -> None:
    assert "No document of this server holds these words" in texts(await listed(world, find="zeppelin"))
    assert "There is no case “never” here" in texts(await listed(world, case="never"))
    card = await asked(world, two, {"publisher": "Port Office"})
    assert texts(last(await world.mo.click(card, label="Cancel"))) == "Nothing was changed."
    assert said(world, two[1]).publisher is None
