"""Reads exported chats: WhatsApp (.txt), Telegram (result.json), Slack (a channel's .json): who said what, and when.

A message is a paragraph that begins with its author, and its time is its place. WhatsApp's own lines stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.core.library.intake import shown
from bot.core.model.documents import Details, Mark, Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument
from bot.readers.details import charsets, titles

_LINE = re.compile(
    r"[\u200e\u200f\ufeff]*(?P<time>\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? "
    r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[APap]\.?[Mm]\.?)?\]?)"
    r"(?: -)? (?P<who>[^:\n]{1,80}): "
)
_JSON = re.compile(r"[\ufeff\s]*(?:\{|\[\s*[\[{\]\"])")
_ENOUGH = 2  # messages, and half of the lines that begin anything
_HEAD = 20_000  # bytes looked at
_SIGNS = (b'"messages"', b'"ts"')


class _Message(NamedTuple):
    text: str  # with its author in front
    time: str


class ChatReader:
    """By content: lines that begin with a time and a name, or the JSON that Telegram and Slack write."""

    name = "chat export"

    def accepts(self, data: bytes, name: str) -> bool:
        head = data[:_HEAD]
        if _JSON.match(head.decode("utf-8", "replace")):
            return any(sign in head for sign in _SIGNS) and b'"type"' in head and not name.lower().endswith(".jsonl")
        lines = [line for line in head.decode("utf-8", "replace").splitlines() if line.strip()]
        begun = sum(_LINE.match(line) is not None for line in lines)
        return begun >= _ENOUGH and begun * 2 >= len(lines)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        text, notes = charsets.decode(data, name, charset)
        title, messages = _exported(text, name) if _JSON.match(text) else ("", list(_lines(text)))
        if not messages:
            raise EmptyDocument(name=shown(name))
        return [_reading(title or titles.from_name(name), messages, notes)]


def _reading(title: str, messages: Iterable[_Message], notes: tuple[str, ...]) -> Reading:
    parts, marks, at = [], [], 0
    for one in messages:
        parts.append(one.text)
        if one.time:
            marks.append(Mark(at, "spot", one.time))
        at += len(one.text) + 2
    return Reading("\n\n".join(parts), Details(title), tuple(marks), notes)


def _lines(text: str) -> Iterator[_Message]:
    """Messages of WhatsApp: what follows without a time belongs to the one before."""
    waiting: list[str] = []
    time = ""
    for line in text.split("\n"):
        found = _LINE.match(line)
        if found and waiting:
            yield _Message("\n".join(waiting), time)
            waiting = []
        if found:
            time = found["time"].strip("[]")
        if line.strip():
            waiting.append(line.strip())
    if waiting:
        yield _Message("\n".join(waiting), time)


def _exported(text: str, name: str) -> tuple[str, list[_Message]]:
    """The title and the messages of what Telegram or Slack wrote."""
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as broken:
        raise Damaged(name=shown(name)) from broken
    try:
        if isinstance(found, dict):
            return str(found.get("name") or ""), list(map(_telegram, filter(_is_said, found.get("messages") or ())))
        return "", list(map(_slack, filter(_is_said, found)))
    except (BadDocument, MemoryError):
        raise
    except (TypeError, ValueError, AttributeError, KeyError) as broken:
        raise Damaged(name=shown(name)) from broken


def _is_said(one: Any) -> bool:
    return isinstance(one, dict) and one.get("type", "message") == "message" and bool(_plain(one.get("text")))


def _telegram(one: dict[str, Any]) -> _Message:
    time = str(one.get("date") or "").replace("T", " ")[:16]
    return _Message(f"{_plain(one.get('from')) or 'Unknown'}: {_plain(one.get('text'))}", time)


def _slack(one: dict[str, Any]) -> _Message:
    profile = one.get("user_profile")
    named = profile.get("real_name") or profile.get("name") if isinstance(profile, dict) else None
    who = _plain(named or one.get("username") or one.get("user")) or "Unknown"
    return _Message(f"{who}: {_unmarked(_plain(one.get('text')))}", _time(one.get("ts")))


def _time(stamp: object) -> str:
    """Slack counts seconds since 1970."""
    try:
        return datetime.fromtimestamp(float(str(stamp)), UTC).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return ""


def _plain(value: object) -> str:
    """Telegram parts a text at its links and marks."""
    parts = [
        one.get("text") if isinstance(one, dict) else one for one in (value if isinstance(value, list) else [value])
    ]
    said = "".join(one for one in parts if isinstance(one, str))
    return "\n".join(" ".join(line.split()) for line in said.encode("utf-8", "replace").decode().split("\n")).strip()


def _unmarked(text: str) -> str:
    """Slack's <@U2>, <#C1|press> and <https://…|words> as people see them."""
    text = re.sub(r"<(?:[@#!][\w^]*|https?://[^|>\s]*)\|([^>\n]*)>", r"\1", text)
    text = re.sub(r"<([@#!]\w+)>", r"\1", text)
    text = re.sub(r"<(https?://[^>\s]+)>", r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
