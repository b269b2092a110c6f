"""Reads subtitles (.srt, .vtt): what is said, in paragraphs, each with the time at which it begins, and by whom.

Captions are cut to fit a screen, not where sentences end: they are joined until one ends, or another voice begins.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.core.library.intake import shown
from bot.core.model.documents import Details, Mark, Reading
from bot.core.model.errors import EmptyDocument
from bot.readers.details import charsets, titles

_TIME = re.compile(
    r"[ \t]*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}[^\n]*"
)
_VOICE = re.compile(r"<v(?:\.[\w.-]*)?\s+([^>\n]{1,100})>")
_TAG = re.compile(r"</?[a-zA-Z][^>\n]{0,100}>|<\d\d?:[\d:.]+>|\{\\[^}\n]{0,60}\}")
_BESIDE = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
_ENDS = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_LONG = 600  # characters: a paragraph ends at the next sentence's end
_GAP = 4  # seconds of silence that end a paragraph after a sentence


class _Caption(NamedTuple):
    """start: seconds. voice: "" where nobody is named."""

    start: int
    voice: str
    text: str


class SubtitleReader:
    """By content: a line of times near the beginning."""

    name = "subtitles"

    def accepts(self, data: bytes, name: str) -> bool:
        head = data[:4096].replace(b"\0", b"").decode("utf-8", "replace")
        return any(_TIME.fullmatch(line.strip("\r")) for line in head.split("\n"))

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        text, notes = charsets.decode(data, name, charset)
        said, marks = _written(_paragraphs(_captions(text)))
        if not said:
            raise EmptyDocument(name=shown(name))
        return [Reading(said, Details(titles.from_name(name)), tuple(marks), notes)]


def _captions(text: str) -> Iterator[_Caption]:
    """In the order of the file. What rolls up the screen (a caption that begins with the last one's) comes once."""
    last = ""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\n ")):
        lines = block.strip("\n").split("\n")
        at = next((at for at, line in enumerate(lines[:3]) if _TIME.fullmatch(line)), None)
        if at is None or (_BESIDE.match(lines[0]) and at > 1):
            continue
        time = _TIME.fullmatch(lines[at])
        shown_lines = "\n".join(lines[at + 1 :])
        voice = _VOICE.search(shown_lines)
        words = " ".join(html.unescape(_TAG.sub("", _VOICE.sub("", shown_lines))).split())
        if time and words and words != last:
            new = words.removeprefix(last).strip() if last and words.startswith(last + " ") else words
            last = words
            yield _Caption(_seconds(time), voice[1].strip() if voice else "", new)


def _seconds(time: re.Match[str]) -> int:
    return int(time[1] or 0) * 3600 + int(time[2]) * 60 + int(time[3])


def _paragraphs(captions: Iterable[_Caption]) -> Iterator[_Caption]:
    waiting: _Caption | None = None
    last = 0
    for one in captions:
        if waiting is not None and not _ends(waiting, one, last):
            waiting = waiting._replace(text=f"{waiting.text} {one.text}")
        else:
            if waiting is not None:
                yield waiting
            waiting = one
        last = one.start
    if waiting is not None:
        yield waiting


def _ends(waiting: _Caption, one: _Caption, last: int) -> bool:
    """Whether the next caption begins a paragraph."""
    if one.voice and one.voice != waiting.voice:
        return True
    if one.text[:1] in "-–—" and waiting.text[-1:] not in "-–—":
        return True
    return _ENDS.search(waiting.text) is not None and (len(waiting.text) > _LONG or one.start - last > _GAP)


def _written(paragraphs: Iterable[_Caption]) -> tuple[str, list[Mark]]:
    parts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for one in paragraphs:
        text = f"{one.voice}: {one.text}" if one.voice else one.text
        marks.append(Mark(at, "spot", f"{one.start // 3600:02}:{one.start // 60 % 60:02}:{one.start % 60:02}"))
        parts.append(text)
        at += len(text) + 2
    return "\n\n".join(parts), marks
