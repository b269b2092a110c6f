"""What a message says: beside its own text what is forwarded, embedded, asked or described in it."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord

from bot.chat.cards import message_text

DAY = datetime(2022, 5, 2, 12, tzinfo=UTC)


def message(**given: Any) -> Any:
    told: dict[str, Any] = {
        "content": "",
        "embeds": [],
        "attachments": [],
        "message_snapshots": [],
        "poll": None,
        "created_at": DAY,
    }
    return SimpleNamespace(**{**told, "author": SimpleNamespace(display_name="Ann"), **given})


def test_its_own_text() -> None:
    assert message_text.said(message(content=" One. ")) == "One."
    assert (message_text.author(message()), message_text.day(message())) == ("Ann", "2022-05-02")


def test_what_is_forwarded_in_it() -> None:
    """Discord tells neither its author nor its place; its day is its own."""
    picture = SimpleNamespace(description="A letter with eighteen names", content_type="image/png")
    earlier = message(content="Two.", attachments=[picture], created_at=datetime(2021, 1, 1, tzinfo=UTC))
    forwarding = message(content="look", message_snapshots=[earlier])
    assert message_text.said(forwarding) == "look\n\nTwo.\n\nA letter with eighteen names"
    assert message_text.files(forwarding) == [picture]
    assert (message_text.author(forwarding), message_text.day(forwarding)) == ("", "2021-01-01")


def test_embeds_and_polls() -> None:
    embed = discord.Embed(title="A page", description="Its lead.").add_field(name="Who", value="Ann Lund")
    poll = SimpleNamespace(question="Which?", answers=[SimpleNamespace(text="This"), SimpleNamespace(text="That")])
    told = message_text.said(message(embeds=[embed], poll=poll))
    assert told == "A page\n\nIts lead.\n\nWho\nAnn Lund\n\nWhich?\n\n- This\n- That"


def test_pictures_are_told_by_their_type() -> None:
    kinds = [SimpleNamespace(content_type=each) for each in ("image/png", "application/pdf", None)]
    assert [message_text.is_picture(each) for each in kinds] == [True, False, False]  # type: ignore[arg-type]
