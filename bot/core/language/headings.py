"""What looks like a heading: a short line of its own that doesn't end as a sentence does."""

from __future__ import annotations

import re

LONGEST = 130  # characters
MOST_WORDS = 16

_ENDED = re.compile(r"[.!?…؟。！？।۔;,:：；،][\"'”’»›)\]」』*_]*$")
_MARKUP = re.compile(r"#{1,6}\s+\S|\*\*[^*\n]{1,120}\*\*:?$|__[^_\n]{1,120}__:?$")


def is_marked(paragraph: str) -> bool:
    """Whether Markdown says that this paragraph, one line of it, is a heading."""
    return paragraph[:1] in "#*_" and "\n" not in paragraph and _MARKUP.match(paragraph) is not None


def is_heading(paragraph: str) -> bool:
    """Whether this trimmed paragraph is a heading, by its markup or its looks.

    A question may be a heading too, but is none here: it may as well be prose.
    """
    if is_marked(paragraph):
        return True
    if len(paragraph) > LONGEST or "\n" in paragraph or _ENDED.search(paragraph, max(0, len(paragraph) - 4)):
        return False
    first = paragraph.lstrip("\"'“„«‘’»([¿¡")[:1]
    return not first.islower() and first.isalnum() and len(paragraph.split()) <= MOST_WORDS
