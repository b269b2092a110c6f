"""/ask, mentions and Share, driven through the real discord.py."""

from __future__ import annotations

from tests.chat.world import World, last, texts


async def test_ask_answers_privately_with_the_quote_first(world: World) -> None:
    """The deferral and the answer are both private, and the exact words stand in a quotation."""
    result = await world.ask("who signed the letter?")
    card = last(result)
    assert result.ephemeral
    assert card.ephemeral
    assert "> Eighteen lawmakers **signed** the **letter** about the Harbour spyware on Tuesday." in texts(card)
    print(texts(card))
