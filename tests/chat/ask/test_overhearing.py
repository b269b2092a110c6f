"""Questions to nobody, in channels chosen for it, where whoever runs the bot lets it read them; nothing elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.chat.runtime.rate_limits import LIMITS, Kind, Limit, Limits
from bot.settings import Settings
from tests.chat.router.test_presses import tampered
from tests.chat.world import COURT, World, labels, last, put, texts

QUESTION = "does anybody know who signed the letter?"
OFFER = "The documents may answer this.\n[Show me]"


@pytest.fixture
def settings() -> Settings:
    return Settings.read({"MESSAGE_CONTENT": "on"})


async def choose(world: World, channel: Any = None, may: bool = True) -> str:
    done = await world.mo.slash(world.channel, "settings listen", channel=channel or world.channel, may=may)
    return texts(last(done))


async def test_a_question_to_nobody_is_offered_an_answer_in_private(world: World) -> None:
    """The offer has none of the words; who presses gets their own answer, and the question stands on it."""
    assert f"**All questions are read in:** <#{world.channel.id}>" in await choose(world)
    await world.ann.send(world.channel, QUESTION)
    offer = world.channel.last_message
    assert texts(offer) == OFFER
    answer = last(await world.mo.click(offer, label="Show me"))
    assert answer.ephemeral
    assert "Eighteen lawmakers signed the letter" in texts(answer)
    assert len(world.channel.history()) == 2
    assert "signed" not in repr([each.note for each in world.casebook.trail.events()])


@pytest.mark.parametrize(
    "said",
    [
        "hello, how are you?",
        "really?",
        "the letter was signed by eighteen lawmakers",
        "who won the football match on Sunday?",
        "https://news.example/letter?who=signed the letter",
        "who signed the letter? " + "x" * 300,
    ],
)
async def test_what_asks_nothing_of_the_documents_is_left_alone(world: World, said: str) -> None:
    await choose(world)
    await world.ann.send(world.channel, said)
    assert len(world.channel.history()) == 1


async def test_what_is_said_to_somebody_is_left_alone(world: World) -> None:
    """A reply, somebody's name, another bot; and every channel that nobody chose, or that somebody chose no more."""
    elsewhere = world.guild.create_text_channel("lobby")
    await world.ann.send(elsewhere, QUESTION)
    assert len(elsewhere.history()) == 1
    await choose(world)
    said = await world.mo.send(world.channel, "I have read it.")
    await world.ann.send(world.channel, QUESTION, reply_to=said)
    await world.ann.send(world.channel, f"<@{world.mo.id}> {QUESTION}")
    other = world.guild.add_member(world.env.create_user("other", bot=True))
    await other.send(world.channel, QUESTION)
    assert len(world.channel.history()) == 4
    await choose(world, may=False)
    await world.ann.send(world.channel, QUESTION)
    assert len(world.channel.history()) == 5


async def test_an_offer_tells_nothing_of_what_not_all_may_read(world: World) -> None:
    """A case for moderators answers it: no offer, though a moderator asks."""
    world.remove("letter", "court")
    world.restrict("sealed", roles=(world.mods.id,))
    put(world.casebook, "sealed", COURT, world.workspace, "sealed")
    await choose(world)
    await world.mo.send(world.channel, "who ordered Quarry to hand over the source code?")
    assert len(world.channel.history()) == 1


async def test_limits_hold_and_are_told_nobody(world: World) -> None:
    world.bot.limits = Limits({**LIMITS, Kind.OVERHEARD: replace(Limit(1, 1))})
    await choose(world)
    for _ in range(3):
        await world.ann.send(world.channel, QUESTION)
    assert len(world.channel.history()) == 4


async def test_a_deleted_question_takes_its_offer_along(world: World) -> None:
    await choose(world)
    asked = await world.ann.send(world.channel, QUESTION)
    assert len(world.channel.history()) == 2
    await world.ann.delete(asked)
    assert len(world.channel.history()) == 0


async def test_an_offer_that_lost_its_question_says_so(world: World) -> None:
    """Also its id below another message of the bot's."""
    await choose(world)
    await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    card = world.channel.last_message
    tampered(world, card, "pq:offered", "Follow up")
    assert "no longer holds its question" in texts(last(await world.mo.click(card, label="Follow up")))
    assert "Share" not in labels(card)


class TestOff:
    """Nothing of this where MESSAGE_CONTENT isn't on: Discord shows the bot no text, and it says so when asked to."""

    @pytest.fixture
    def settings(self) -> Settings:
        return Settings.read({})

    async def test_it_cannot_be_chosen(self, world: World) -> None:
        assert not world.bot.intents.message_content
        assert "I read only messages that mention me." in await choose(world)
        await world.ann.send(world.channel, QUESTION)
        assert len(world.channel.history()) == 1
        assert "Messages in the channels" not in texts(last(await world.ann.slash(world.channel, "privacy")))


async def test_privacy_says_plainly_what_is_read(world: World) -> None:
    told = texts(last(await world.ann.slash(world.channel, "privacy")))
    assert "here Discord gives me the text of all that I can see" in told
