"""Whose words a quote is, and where they came from."""

from __future__ import annotations

import pytest

from bot.chat.cards import attribution
from bot.wording.catalogue import Tongue
from tests.chat.world import LEASE, World, last, texts


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        ("discord:7", "<@7>"),
        ("cli", "whoever runs this bot"),
        ("corpus", "a folder of whoever runs this bot"),
        ("watch:*:/srv/papers", "a folder of whoever runs this bot"),
        ("", "someone whose number was erased"),
    ],
)
def test_who_did_it(actor: str, told: str) -> None:
    """The operator's paths are his own."""
    assert attribution.who(actor, Tongue()) == told


async def test_a_document_without_a_link_says_where_it_came_from(world: World) -> None:
    """Who added it, when, the file's name, its hash."""
    shown = await world.mo.slash(world.channel, "documents add file", file=("lease.txt", LEASE.encode()))
    await world.mo.click(last(shown), label="Publish")
    card = texts(last(await world.ask("who signed the lease?")))
    assert "No link; added on " in card
    assert str(world.mo.id) not in card
    assert "lease.txt" not in card
    known = texts(last(await world.mo.slash(world.channel, "documents show", document="lease")))
    assert f"by <@{world.mo.id}>" in known
