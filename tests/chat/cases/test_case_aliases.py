"""/cases aliases: what else somebody or something is called, said by those who read the case."""

from __future__ import annotations

import json
from typing import Any

from tests.chat.world import World, last, put, texts

FUND = "Q Cyber Technologies belongs to the Harbour Fund."
QUESTION = "who owns NSO Group?"
ADDED = "NSO Group; Q Cyber Technologies"


async def do(world: World, member: Any, **options: Any) -> str:
    return texts(last(await member.slash(world.channel, "cases aliases", **options)))


async def asked(world: World, member: Any) -> str:
    return texts(last(await member.slash(world.channel, "ask", question=QUESTION)))


async def test_a_moderator_says_that_two_names_mean_one_thing(world: World) -> None:
    """Everybody who reads the case then finds the one by the other, and is told so; taken out, it is as before."""
    put(world.casebook, "owners", FUND, world.workspace, "leases")
    assert "Harbour Fund" not in await asked(world, world.ann)
    told = await do(world, world.mo, case="leases", add=ADDED)
    assert told == "### 1 alias group in Leases\n- NSO Group = Q Cyber Technologies"
    found = await asked(world, world.ann)
    assert "Harbour Fund" in found.replace("*", "")
    assert "I also searched for “Q Cyber Technologies” (an alias of “NSO Group”)." in found
    event = world.casebook.store.events(limit=1)[0]
    assert (event.actor, event.note) == (f"discord:{world.mo.id}", "aliases of case leases")
    told = await do(world, world.mo, case="leases", remove="nso group")
    assert told == "### 0 alias groups in Leases\nNone yet. Add names of one person or thing with `add:`."
    assert "Harbour Fund" not in await asked(world, world.ann)


async def test_names_are_parted_by_semicolons_of_any_script(world: World) -> None:
    """Commas belong to names. A name can move from one group to another in one go."""
    put(world.casebook, "owners", FUND, world.workspace, "leases")
    await do(world, world.mo, case="leases", add="Mansoor, Ahmed؛ أحمد منصور")
    told = await do(world, world.mo, case="leases", add="Falcon = Heron; ", remove="أحمد منصور")
    assert told == "### 1 alias group in Leases\n- Falcon = Heron"


async def test_what_a_document_says_is_listed_with_it(world: World) -> None:
    put(world.casebook, "owners", FUND, world.workspace, "leases", aliases="NSO Group\nOSY")
    told = await do(world, world.mo, case="leases")
    assert told == "### 1 alias group in Leases\n- NSO Group = OSY · said by the document The owners"


async def test_a_list_of_any_length_is_turned_page_by_page(world: World) -> None:
    """Made anew at each press, by whoever presses."""
    put(world.casebook, "owners", FUND, world.workspace, "leases")
    for number in range(25):
        await do(world, world.mo, case="leases", add=f"Falcon {number:02}; Heron {number:02}")
    card = last(await world.mo.slash(world.channel, "cases aliases", case="leases"))
    assert "Falcon 24" not in texts(card)
    assert "Falcon 24 = Heron 24" in texts(last(await world.mo.click(card, label="Next")))


async def test_whoever_doesnt_read_a_case_learns_none_of_its_names(world: World) -> None:
    """A moderator of other cases, and whoever manages the server without reading it: in the words for no case."""
    put(world.casebook, "owners", FUND, world.workspace, "leases")
    await do(world, world.mo, case="leases", add=ADDED)
    for options in ({"case": "leases"}, {"case": "leases", "add": "Falcon; NSO Group"}, {"case": "starter"}):
        world.restrict("leases", roles=())
        never = json.dumps(await do(world, world.mo, **{**options, "case": "never"}))
        assert json.dumps(await do(world, world.mo, **options)).replace(str(options["case"]), "never") == never
    assert "Q Cyber" not in await asked(world, world.mo)


async def test_what_can_be_no_alias_is_told_in_one_sentence(world: World) -> None:
    put(world.casebook, "owners", FUND, world.workspace, "leases")
    for typed, told in (
        ("NSO Group", "Name at least two"),
        ("NSO Group; Q", "it needs two letters at least"),
        ("NSO Group; \u200fOSY", "it holds marks of direction"),
    ):
        assert told in await do(world, world.mo, case="leases", add=typed)
    assert "is no alias in this case" in await do(world, world.mo, case="leases", remove="OSY")
