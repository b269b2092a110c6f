"""Subtitles: sentences whole, whoever cut them to fit a screen; when they were said, and by whom."""

from __future__ import annotations

import pytest

from bot.core.language import passages
from bot.core.model.documents import Reading
from bot.core.model.errors import EmptyDocument
from bot.readers.text.subtitles import SubtitleReader

SRT = """1
00:00:15,360 --> 00:00:17,585
The crates were opened

2
00:00:17,600 --> 00:00:20,000
by <i>sergeant Holm</i> in the

3
00:00:20,385 --> 00:00:23,585
presence of two officers.

4
01:02:30,000 --> 01:02:33,000
Nobody &amp; nothing was found.
"""
VTT = """WEBVTT

NOTE made by hand

STYLE
::cue { color: red }

00:15.360 --> 00:17.585 align:start
<v Chair>Who gave the order to

00:17.600 --> 00:20.000
<v Chair>switch it on?

00:20.385 --> 00:23.585
<v.loud Weil>General <00:21.000><c>Vahl</c> did.
"""


def read(text: str, name: str = "hearing.srt") -> Reading:
    assert SubtitleReader().accepts(text.encode(), name)
    (found,) = SubtitleReader().read(text.encode(), name)
    return found


def test_captions_are_joined_to_sentences() -> None:
    """A silence after a sentence begins a paragraph; its place is the time at which it was said."""
    found = read(SRT)
    assert found.text == (
        "The crates were opened by sergeant Holm in the presence of two officers.\n\nNobody & nothing was found."
    )
    assert passages.place(found.text, found.marks, found.text.index("presence")) == "00:00:15"
    assert passages.place(found.text, found.marks, found.text.index("Nobody")) == "01:02:30"


def test_voices_are_named() -> None:
    assert read(VTT, "a.vtt").text == "Chair: Who gave the order to switch it on?\n\nWeil: General Vahl did."


def test_what_rolls_up_the_screen_comes_once() -> None:
    rolled = "1\n00:00:01,000 --> 00:00:02,000\nHe was\n\n2\n00:00:02,000 --> 00:00:03,000\nHe was there.\n"
    assert read(rolled).text == "He was there."


def test_text_with_an_arrow_is_no_subtitle() -> None:
    assert not SubtitleReader().accepts(b"From 10:00 --> to 11:00 he slept.", "a.txt")


def test_nothing_said() -> None:
    with pytest.raises(EmptyDocument):
        read("1\n00:00:01,000 --> 00:00:02,000\n\n")
