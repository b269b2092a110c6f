"""The language that a file declares, where its text doesn't speak against it: templates declare English by default."""

from __future__ import annotations

import re

from bot.core.model import document_notes

_ENOUGH = 200  # characters; less says too little against a declaration


def code(declared: object) -> str | None:
    """ISO 639-1, where a tag begins with such a code: "en-GB" → "en"."""
    found = re.match(r"([a-z]{2})\b", str(declared or "").lower())
    return found[1] if found else None


def told(declared: str | None, text: str) -> tuple[str | None, tuple[str, ...]]:
    """The language to go by, None where nothing was declared; with a note where it isn't the declared one."""
    from bot.core.language import detection, profile

    if declared is None or not profile.section(declared, "words") or len(text) < _ENOUGH:
        return declared, ()
    found = detection.detect(text, among=[declared])
    return found, (document_notes.OTHER_LANGUAGE.format(declared=declared, found=found),) if found != declared else ()
