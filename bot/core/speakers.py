"""Who is speaking in a quote, where the quote itself says so."""

from __future__ import annotations


def speaker(quote: str, language: str) -> str | None:
    """The speaker's name as it stands in `quote`, or None where unsure."""
    return None
