"""What Discord is offered while somebody types: meant, not only typed; and only to those who may."""

from __future__ import annotations

from tests.chat.world import LEASE, World, put


async def test_a_slip_still_finds_the_document_and_the_case(world: World) -> None:
    put(world.casebook, "lease", LEASE, world.workspace, "leases", title="The Elmstead lease", publisher="Registry")
    offered = await world.mo.autocomplete(world.channel, "documents show", "document", "elmsetad")
    assert [each["name"] for each in offered] == ["The Elmstead lease (lease)"]
    cases = await world.ann.autocomplete(world.channel, "ask", "case", "laeses")
    assert [each["value"] for each in cases] == ["leases"]


async def test_publishers_are_offered_to_those_who_may_add(world: World) -> None:
    """So that one is always written the same way."""
    offered = await world.mo.autocomplete(world.channel, "documents add file", "publisher", "dayly")
    assert [each["value"] for each in offered] == ["Daily Example"]
    assert await world.ann.autocomplete(world.channel, "documents add file", "publisher", "dai") == []
