"""One thing of a question put another way, in a question, in a unit, or in both: what tells an answer from a near miss.

An edit is a mapping of words to what takes their place, all at once, so that two names can change places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.core.model.judge_ports import Place

Edit = Mapping[str, str]

_END: Final = re.compile(r"[\s.!?;:,\"”’')\]]*\Z")


def applied(text: str, edit: Edit) -> str:
    """Whole words, in whatever case; what was in small letters, or begins a sentence, stays so."""
    known = {old.lower(): (old, new) for old, new in edit.items()}
    longest = sorted(known, key=lambda old: (-len(old), old))
    pattern = r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)"
    return re.sub(pattern, lambda match: _like(match, *known[match[0].lower()]), text, flags=re.IGNORECASE)


def _like(match: re.Match[str], old: str, new: str) -> str:
    if match[0].islower() and (match.string.islower() or not old.islower()):
        return new.lower()
    before = match.string[: match.start()].rstrip(" \"“'(")
    if not before or before[-1] in ".!?\n":
        return new[:1].upper() + new[1:]
    return f"the{new[3:]}" if new.startswith("The ") else new


def edited(place: Place, edit: Edit) -> Place:
    """The unit and what stands around it, edited; its title stays."""
    return Place(place.title, applied(place.before, edit), applied(place.unit, edit), applied(place.after, edit))


def ended(text: str, phrase: str) -> str:
    """A question or sentence with a phrase in front of what ends it."""
    end = _END.search(text)
    assert end is not None  # noqa: S101 - the pattern matches nothing, too
    return f"{text[: end.start()]} {phrase}{text[end.start() :]}"
