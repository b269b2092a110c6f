"""Which whole sentences to quote around the one that answers, so that cropping never misleads."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.boilerplate import is_boilerplate
from bot.core.model import Span


def widen(text: str, sentences: Sequence[Span], chosen: int, count: int, language: str) -> Span:
    """The chosen sentence, with the neighbours without which it would mislead, and at least `count` sentences where there are."""
    last = min(len(sentences), chosen + max(1, count)) - 1
    first = max(0, min(chosen, last - count + 1))
    return sentences[first][0], sentences[last][1]


def is_quotable(text: str, span: Span, language: str) -> bool:
    """Whether this sentence can stand as evidence: no heading, caption, boilerplate or truncated leftover."""
    sentence = text[span[0] : span[1]]
    return not is_boilerplate(sentence) and sentence[-1:] in '.!?…"”’»。！？।؟)'
