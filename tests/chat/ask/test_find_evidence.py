"""Apps ▸ Find evidence."""

from __future__ import annotations

import pytest

from bot.chat.ask import find_evidence
from tests.chat.world import LEASE, World, labels, last, put, texts

SAID = (
    "Hi all! Eighteen lawmakers signed the letter about Harbour. "
    "Penguins regularly colonise zeppelins in Bolivia. Agreed?"
)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        (
            SAID,
            [
                "Eighteen lawmakers signed the letter about Harbour.",
                "Penguins regularly colonise zeppelins in Bolivia.",
            ],
        ),
        ("Thanks!", []),
        ("word word word", []),
        ("Word word, word word word.", []),
        ("https://example.org/a-report-on-many-things?and=more", []),
        ("", []),
        ("Who signed the letter to the EU?", []),
        ("十八名议员签署了这封关于间谍软件的信。", ["十八名议员签署了这封关于间谍软件的信。"]),
    ],
)
def test_sentences_that_claim_something(text: str, claimed: list[str]) -> None:
    """No questions, no greetings."""
    assert find_evidence.claims(text) == claimed


async def test_each_claim_gets_its_evidence_or_nothing(world: World) -> None:
    """Privately; a button leads to the context of each quote."""
    message = await world.mo.send(world.channel, SAID)
    result = await world.ann.context_menu(world.channel, "Find evidence", message)
    shown = texts(last(result))
    assert last(result).ephemeral
    assert "**1.** Eighteen lawmakers signed the letter about Harbour." in shown
    assert "> **Eighteen lawmakers signed** the **letter**" in shown
    nothing = "I found nothing on this in the documents that you can read here."
    assert f"**2.** Penguins regularly colonise zeppelins in Bolivia.\n{nothing}" in shown
    assert labels(last(result)) == ["Context of 1"]
    context = await world.ann.click(last(result), label="Context of 1")
    assert "### Context" in texts(last(context))


async def test_only_what_the_asker_may_see_is_found(world: World) -> None:
    world.restrict("leases", roles=(world.mods.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    message = await world.mo.send(world.channel, "The warehouse lease was signed by Tomas Reed.")
    for member, seen in ((world.ann, False), (world.mo, True)):
        shown = texts(last(await member.context_menu(world.channel, "Find evidence", message)))
        assert ("> " in shown and "Reed" in shown.split("> ")[-1]) is seen


async def test_a_message_without_claims_is_told(world: World) -> None:
    message = await world.mo.send(world.channel, "ok?")
    result = await world.ann.context_menu(world.channel, "Find evidence", message)
    assert "no statement in that message" in texts(last(result))


async def test_many_long_claims_fit(world: World) -> None:
    message = await world.mo.send(world.channel, ("*_`| @everyone signed the letter " * 12 + ". ") * 5)
    result = await world.ann.context_menu(world.channel, "Find evidence", message)
    assert "### What the documents say" in texts(last(result))
