"""The footnote of a quote: what stands at the foot of its page or text behind the mark that the quote carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.core.language import sentences
from bot.core.model.documents import Span

MARKS: Final = 8  # that are looked for: each through all of the text
BEHIND: Final = 6  # characters behind a quote in which its mark may stand
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARK: Final = re.compile(
    rf"(?P<plain>\[\d{{1,3}}\]|\(\d{{1,2}}\))|(?P<raised>[{_RAISED}]{{1,3}})"
    r"|(?P<letter>\([^\W\d_]\))(?=[\s.,;:»”\"]*$|[.,;:])"  # "(a)" at an end: elsewhere it is an item of a list
    r"|(?<=[^\s*])(?P<sign>\*{1,3}|[†‡§])(?=[\s.,;:»”\"]|$)"
    r"|(?<=[^\W\d_][.,;:!?»”\"])(?P<glued>\d{1,3})(?=\s|$)"  # "in May.3", from a page whose raised figures were lost
)
_FOOT: Final = r"\n[ \t]*(?:{marks})[.):]?[ \t]*(?=[^\s\d.,;:)])"
_NEXT: Final = re.compile(rf"\n\s*\n|\n[ \t]*(?:\[\d{{1,3}}\]|\(?\w{{1,3}}[.)]\s|\d{{1,3}}\s|[{_RAISED}*†‡§])")


def footnotes(text: str, quote: Span, language: str, longest: int) -> Iterator[Span]:
    """The footnotes of a quote, in the order of their marks: as many whole sentences as `longest` characters hold."""
    carried = text[quote[0] : quote[1]] + text[quote[1] : quote[1] + BEHIND].split("\n", maxsplit=1)[0]
    for found in list(_MARK.finditer(carried))[:MARKS]:
        if found.lastgroup == "sign" and found[0] in carried[: found.start()]:
            continue  # the second of two signs around what is emphasised
        foot = re.compile(_FOOT.format(marks=_as_written(found))).search(text, quote[1])
        if foot:
            start = foot.start() + len(foot[0]) - len(foot[0].lstrip())
            yield start, _end(text, start, language, longest)


def _as_written(mark: re.Match[str]) -> str:
    """The mark as it may stand at the foot, as a pattern."""
    written = mark[0]
    if mark.lastgroup in ("raised", "glued"):
        number = written.translate(_SUPERSCRIPTS)
        raised = "".join(_RAISED[int(digit)] for digit in number)
        return rf"{raised}|\[{number}\]|\({number}\)|{number}(?!\d)"
    return re.escape(written) + (r"(?!\*)" if mark.lastgroup == "sign" else "")


def _end(text: str, start: int, language: str, longest: int) -> int:
    """Where it ends: at a blank line or the next footnote, or the last sentence that still fits."""
    following = _NEXT.search(text, start, start + longest * 2)
    end = following.start() if following else min(len(text), start + longest * 2)
    if end - start <= longest and (following or end == len(text)):
        return start + len(text[start:end].rstrip())
    ends = [last for _, last in sentences.split(text, language, start, end) if last - start <= longest]
    return max(ends, default=end)
