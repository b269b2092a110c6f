"""What the versions of a document changed, as a person reads it at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.cli.output import terminal_wording

if TYPE_CHECKING:
    from bot.cli.output.screen import Screen
    from bot.core.library.versions import Changed
    from bot.wording.catalogue import Tongue

PAIRS = 3  # paragraphs of a version that are shown
SIDE = 240  # characters of a paragraph
BEFORE = 60  # of them, at most, in front of the first that differs

Line = tuple[str, str]  # words, style


def draw(screen: Screen, version: int, changed: Changed, tongue: Tongue) -> None:
    """Details as they were and are; of the text a few paragraphs, behind - and +, from where they begin to differ."""
    screen.line(tongue.say(terminal_wording.CHANGES, n=version), "bold")
    for words, style in (*_details(changed), *_text(changed, tongue)):
        screen.line(words, style, 2)


def _details(changed: Changed) -> Iterator[Line]:
    for name, old, new in changed.details:
        yield f"{name}: {old or '–'} → {new or '–'}", ""


def _text(changed: Changed, tongue: Tongue) -> Iterator[Line]:
    pairs = changed.likeness.changed
    for old, new in pairs[:PAIRS]:
        start = _start(old, new)
        if old:
            yield f"- {_cut(old, start)}", "red"
        if new:
            yield f"+ {_cut(new, start)}", "green"
    more = len(pairs) - PAIRS
    if more > 0:
        yield terminal_wording.beside(more, tongue), "dim"
    if not pairs:
        yield tongue.say(terminal_wording.AS_IT_WAS if changed.same_text else terminal_wording.SAME_WORDS), "dim"


def _start(old: str, new: str) -> int:
    """Where to begin, so that what differs is seen: 0, or after a blank a little in front of it."""
    differing = (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other)
    same = next(differing, min(len(old), len(new)))
    return 0 if same <= BEFORE else max(0, old.rfind(" ", 0, same - BEFORE // 2) + 1)


def _cut(words: str, start: int) -> str:
    return f"{'…' if start else ''}{words[start : start + SIDE]}{'…' if len(words) > start + SIDE else ''}"
