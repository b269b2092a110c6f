"""Contractions as they are typed in a chat, without their apostrophe: "whats", "didnt". They are read as written well.

Only those that are no other word: "its", "were" and "well" stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from bot.core.language import profile

_WORD: Final = re.compile(r"[^\W\d_]+(?!['’\w])")


def restored(text: str, language: str) -> str:
    """The text with their apostrophes; a capital at the beginning stays one."""
    known = _known(language)
    return _WORD.sub(lambda word: _like(word[0], known.get(word[0].lower(), word[0])), text) if known else text


def _like(typed: str, written: str) -> str:
    return written[0].upper() + written[1:] if typed[0].isupper() else written


@cache
def _known(language: str) -> Mapping[str, str]:
    listed = profile.section(language, "words").get("contractions", "").split()
    return {word.replace("'", ""): word for word in listed}
