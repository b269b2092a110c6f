"""What stands beside a value in its clause: what was asked, and at most who did it; else it is told of something else.

"The visitor centre of the mine opened in 1999", "with spare parts the drill cost 65,000": one word more, and the value
is of another thing, part or case. Who says so, and what has no bearing on it, is left out first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from bot.core.language import cues, tokens, values
from bot.core.language.values import Token
from bot.core.search.differing.value_readers import articles, folded, is_asked, pattern, table
from bot.core.search.query import Asked

MOST: Final = 3  # words that name who did it, at the beginning
_JOINTS: Final = frozenset("of to for from with by de del du des von vom mit a".split())  # noqa: SIM905
_ACCORDING: Final = frozenset("according segun selon laut".split())  # noqa: SIM905


def doers(part: str, shown: str, asked: Asked, language: str) -> frozenset[str] | None:
    """Who did it, by the words at its beginning; None where something else is told of the value. shown: the value."""
    told = _without_asides(part, shown, asked, language)
    at = told.find(" ".join(shown.split()))  # lines may wrap inside it
    cut = [one for one in values.tokens(told, language) if not at <= one.start < at + len(shown)]
    first = next((n for n, one in enumerate(cut) if is_asked(one.text, language, asked) or one.start > at), len(cut))
    unit = next((one for one in cut if one.start >= at + len(shown)), None)
    if any(_tells(one, asked, language) for one in cut[first:] if one is not unit or not one.text.islower()):
        return None
    if first and _tells(cut[first - 1], asked, language) and (first == len(cut) or cut[first].start > at):
        return None  # "firemen saved 61 houses": it is told of that
    return _named(cut[:first], asked, language)


def _named(begins: Sequence[Token], asked: Asked, language: str) -> frozenset[str] | None:
    own = frozenset(one.plain for one in begins if _tells(one, asked, language))
    if not own or begins[0].plain in _ACCORDING:
        return frozenset()
    before = table(language, "comparing", "leads") | table(language, "comparing", "where")
    leads, whole = begins[0].plain in before, table(language, "comparing", "whole")
    joints = (_JOINTS | before) - articles(language)
    joined = any(one.plain in joints and before.plain not in whole for before, one in pairwise(begins))
    return None if leads or joined or len(own) > MOST else own


def _without_asides(part: str, shown: str, asked: Asked, language: str) -> str:
    """Without who says it ("…, an audit shows"), and without "before our lawyer was sent away"."""
    pieces = [
        piece for piece in re.split(r"(?<=[,;:()])", part) if shown in piece or not _is_said(piece, asked, language)
    ]
    told = " ".join("".join(pieces).split())
    plain = folded(told, language)
    aside = pattern(language, "aside", "").search(plain)
    return told[: aside.start()] if aside and len(plain) == len(told) else told


def _is_said(piece: str, asked: Asked, language: str) -> bool:
    if any(is_asked(one.text, language, asked) for one in values.tokens(piece, language)):
        return False
    said = cues.cues(language).said.search(cues.fold(piece))
    return said is not None or pattern(language, "shows").search(folded(piece, language)) is not None


def _tells(one: Token, asked: Asked, language: str) -> bool:
    """Whether the word says something that wasn't asked."""
    if len(one.text) < 2 or not one.text.isalpha() or is_asked(one.text, language, asked):
        return False
    return one.plain not in _plain(language) and one.plain not in tokens.surface_function_words(language)


@cache
def _plain(language: str) -> frozenset[str]:
    lists = [("comparing", name) for name in ("plain", "whole", "time", "generic", "sums", "leads", "where")]
    lists += [("dates", "days"), ("dates", "months"), ("dates", "short"), ("numbers", "numbers"), ("numbers", "scales")]
    lists += [("answers", "currencies"), ("numbers", "inexact")]
    return frozenset().union(*(table(language, *one) for one in lists))
