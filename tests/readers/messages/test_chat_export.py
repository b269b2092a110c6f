"""Exported chats: who said what and when, without the signs that programs put between."""

from __future__ import annotations

import json

import pytest

from bot.core.language import passages
from bot.core.model.documents import Reading
from bot.core.model.errors import Damaged, EmptyDocument
from bot.readers.messages.chat_export import ChatReader

WHATSAPP = (
    "[05/11/2021, 21:03:11] Otto: Did you send the list?\n"
    "[05/11/2021, 21:04:02] Ida: Yes, I sent it at noon.\nTo the vendor.\n"
    "\u200e[05/11/2021, 21:04:40] Otto: Good.\n"
)
ANDROID = "11/5/21, 9:03 PM - Otto: Did you?\n11/5/21, 9:04 PM - Ida: Yes.\n"
TELEGRAM = {
    "name": "Press",
    "type": "private_group",
    "messages": [
        {"id": 1, "type": "service", "action": "create_group", "text": ""},
        {"id": 2, "type": "message", "date": "2021-11-05T21:03:11", "from": "Ida Rask",
         "text": ["See ", {"type": "link", "text": "https://a.example"}, " for the list."]},
    ],
}  # fmt: skip
SLACK = [
    {"type": "message", "user": "U1", "text": "The list was sent by <@U2> to <https://b.example|the vendor> &amp; co.",
     "ts": "1636142642.0"},
    {"type": "message", "user_profile": {"real_name": "Otto Brekke"}, "text": "Why?", "ts": "no"},
]  # fmt: skip


def read(data: str, name: str = "chat.json") -> Reading:
    assert ChatReader().accepts(data.encode(), name)
    (found,) = ChatReader().read(data.encode(), name)
    return found


def test_whatsapp_keeps_its_lines() -> None:
    """A message of several lines is one; its time is its place."""
    found = read(WHATSAPP, "_chat.txt")
    assert found.text.replace("\n\n", "\n") == WHATSAPP.rstrip("\n")
    assert passages.place(found.text, found.marks, found.text.index("vendor")) == "05/11/2021, 21:04:02"
    assert read(ANDROID, "_chat.txt").text.count("\n\n") == 1


def test_telegram() -> None:
    found = read(json.dumps(TELEGRAM))
    assert (found.details.title, found.text) == ("Press", "Ida Rask: See https://a.example for the list.")
    assert passages.place(found.text, found.marks, 0) == "2021-11-05 21:03"


def test_slack() -> None:
    found = read(json.dumps(SLACK))
    assert found.text == "U1: The list was sent by @U2 to the vendor & co.\n\nOtto Brekke: Why?"
    assert passages.place(found.text, found.marks, 0) == "2021-11-05 20:04"


def test_a_diary_is_no_chat() -> None:
    diary = "05/11/2021, 21:03 I slept.\nThen: nothing.\nMore of the same.\nAnd more."
    assert not ChatReader().accepts(diary.encode(), "a.txt")
    assert not ChatReader().accepts(b'{"title": "A", "text": "type"}', "a.jsonl")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"messages": [], "type": "x"}', EmptyDocument),
        ('{"messages": "x", "type": ', Damaged),
        ('["ts", "type"]', EmptyDocument),
    ],
)
def test_chats_that_cannot_be_read(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(text)
