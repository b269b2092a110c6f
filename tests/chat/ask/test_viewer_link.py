"""Full text where there is a source viewer: a private link, and who a visitor is at the moment he comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
import pytest

from bot.chat.ask import answering, viewer_link
from bot.chat.client import Pullquote
from bot.core.casebook import Casebook
from bot.core.model.documents import Audience
from bot.core.model.visits import Presence, Visit
from bot.settings import Settings
from tests.chat.world import World, last, texts


class Addresses:
    """Keeps the visits that it made addresses for."""

    minutes = 10

    def __init__(self) -> None:
        self.made: list[Visit] = []
        self.presence: Presence | None = None

    def address(self, visit: Visit) -> str:
        self.made.append(visit)
        return f"https://viewer.example/v/{len(self.made)}#quote"

    def ask(self, presence: Presence) -> None:
        self.presence = presence


@pytest.fixture
def addresses() -> Addresses:
    return Addresses()


@pytest.fixture
def make_client(settings: Settings, casebook: Casebook, addresses: Addresses) -> Callable[[], Pullquote]:
    return lambda: Pullquote(settings, casebook, addresses, shard_count=1)


def wire(message: Any) -> str:
    """All that a message's parts hold."""
    return str([part if isinstance(part, dict) else part.to_dict() for part in message.components])


async def pressed(world: World, **options: Any) -> Any:
    card = last(await world.ask("Who signed the letter about the Harbour spyware?"))
    return last(await world.ann.click(card, label="Full text", **options))


async def test_full_text_gives_a_link_privately(world: World, addresses: Addresses) -> None:
    message = await pressed(world)
    assert message.flags.ephemeral
    assert "for you alone and lasts 10 minutes" in texts(message)
    assert "https://viewer.example/v/1#quote" in wire(message)
    assert not message.attachments


async def test_the_link_is_for_the_presser_where_he_is_and_names_the_quote(world: World, addresses: Addresses) -> None:
    await pressed(world)
    (visit,) = addresses.made
    assert (visit.workspace, visit.user, visit.channel) == (world.workspace, world.ann.id, world.channel.id)
    place = visit.places[0]
    text = world.casebook.store.texts([place.document])[place.document]
    assert "signed the letter" in text[place.start : place.end]


async def test_no_card_carries_a_link(world: World, addresses: Addresses) -> None:
    """Neither a private one nor a public one: it is made when the button is pressed."""
    private = last(await world.ask("Who signed the letter about the Harbour spyware?"))
    await world.ann.send(world.channel, f"{world.name} who signed the letter about the Harbour spyware?")
    for card in (private, world.channel.last_message):
        assert "viewer.example" not in wire(card)
    assert not addresses.made


async def test_the_answers_other_quotes_go_along(world: World, addresses: Addresses) -> None:
    await world.ann.send(world.channel, f"{world.name} what about the Quarry company?")
    message = world.channel.last_message
    await world.mo.click(message, label="Full text")
    (visit,) = addresses.made
    assert visit.user == world.mo.id
    assert len({(one.document, one.start) for one in visit.places}) == len(visit.places)


# --- who comes


def coming(world: World, user: int | None = None, channel: int | None = None) -> Visit:
    return Visit(world.workspace, user or world.ann.id, channel or world.channel.id, ())


async def test_a_visitor_is_the_member_as_he_is_now(world: World, addresses: Addresses) -> None:
    assert addresses.presence is not None
    seen = await addresses.presence(coming(world, user=world.mo.id))
    assert isinstance(seen, Audience)
    assert (seen.workspace, seen.channel, seen.public) == (world.workspace, world.channel.id, False)
    assert world.mods.id in seen.roles
    guild = world.bot.get_guild(int(world.workspace))
    assert guild is not None
    await (await guild.fetch_member(world.mo.id)).edit(roles=[])
    after = await addresses.presence(coming(world, user=world.mo.id))
    assert after is not None
    assert world.mods.id not in after.roles


async def test_nobody_is_admitted_from_a_server_without_the_bot(world: World) -> None:
    assert await viewer_link.present(world.bot, Visit("123", world.ann.id, world.channel.id, ())) is None


async def test_somebody_who_left_is_not_admitted(world: World) -> None:
    world.guild.remove_member(world.ann)
    assert await viewer_link.present(world.bot, coming(world)) is None


async def test_while_discord_does_not_say_nobody_is_admitted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def limited(*_: object) -> None:
        raise discord.RateLimited(60.0)

    monkeypatch.setattr(discord.Guild, "fetch_member", limited)
    assert await viewer_link.present(world.bot, coming(world)) is None


async def test_a_card_that_carries_no_question_gives_its_quote_alone(
    world: World, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "from_card", _no_question)
    await pressed(world)
    (visit,) = addresses.made
    assert len(visit.places) == 1


def _no_question(*_: object) -> None:
    raise answering.NoQuestion


async def test_a_channel_that_is_gone_admits_nobody(world: World) -> None:
    assert await viewer_link.present(world.bot, coming(world, channel=424242)) is None


async def test_a_channel_that_he_may_not_view_admits_nobody(world: World) -> None:
    hidden = world.guild.create_text_channel(
        "hidden", overwrites={world.guild.default_role: discord.PermissionOverwrite(view_channel=False)}
    )
    assert await viewer_link.present(world.bot, coming(world, channel=hidden.id)) is None
