"""Follow-up questions: by the button, and in reply to a card."""

from __future__ import annotations

from tests.chat.world import World, last, put, texts

WHEN = "The lawmakers signed the letter about the Harbour spyware in November 2021."


async def test_the_button_asks_a_further_question(world: World) -> None:
    """Privately, on a card of its own that says what was searched for, and whose buttons know it."""
    card = last(await world.ask("who signed the letter?"))
    form = await world.ann.click(card, label="Follow up")
    result = await world.ann.submit_modal(form, {"question": "on Tuesday?"})
    lines = texts(last(result)).splitlines()
    assert last(result).ephemeral
    assert lines[:2] == ["-# on Tuesday? · searched for:", "-# on Tuesday? signed letter"]
    assert "### Why this?" in texts(last(await world.ann.click(last(result), label="Why this?")))


async def test_a_question_in_reply_to_a_card_follows_up(world: World) -> None:
    put(world.casebook, "when", WHEN)
    await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    card = world.channel.last_message
    await world.mo.send(world.channel, "thanks!", reply_to=card)
    assert len(world.channel.history()) == 3
    await world.mo.send(world.channel, "and in November?", reply_to=card)
    assert "-# and in November? · searched for:" in texts(world.channel.last_message)
    await world.mo.send(world.channel, f"{world.name} what about spyware", reply_to=card)
    assert "searched for:" in texts(world.channel.last_message)


async def test_a_reply_to_somebody_else_is_left_alone(world: World) -> None:
    said = await world.ann.send(world.channel, "who signed it?")
    await world.mo.send(world.channel, "yes, who?", reply_to=said)
    assert len(world.channel.history()) == 2
