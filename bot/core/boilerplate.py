"""What surrounds an article on its page and is never evidence: share bars, cookie notices, "Read more", navigation."""

from __future__ import annotations

import re

_PHRASES = re.compile(
    r"(share on \w+|read more|explore the site|more from the blog|latest news|advertisement|subscribe.*)", re.I
)


def is_boilerplate(paragraph: str) -> bool:
    """Whether every line of this paragraph is leftover of a page, not prose."""
    return all(_PHRASES.fullmatch(line.strip()) for line in paragraph.splitlines() if line.strip())
