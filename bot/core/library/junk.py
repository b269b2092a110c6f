"""What came instead of the article: cookie walls, login pages, paywall stubs, error pages, broken letters, bare menus.

Only signs for a moderator to look at, never a reason to refuse. All phrases count in short texts only, so that an
article about cookies or paywalls isn't taken for one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files

SHORT = 1500  # characters; walls and stubs have some hundred, articles thousands
_TINY = 700
_TAIL = 500  # characters at the end of a stub where the paywall speaks
_STUB = 4000  # characters; a teaser of a few paragraphs
_LETTERS_A_PAGE = 40  # a scan's own text layer often holds a stamp or a page number
_PROSE = 0.3  # share of characters in sentences, below which a page is mostly navigation
_LINES = 10  # fewer say nothing about a page's kind


class Sign(StrEnum):
    """Frozen codes; `SENTENCES` has the words for a person."""

    COOKIE_WALL = "cookie_wall"
    JAVASCRIPT = "javascript"
    PAYWALL = "paywall"
    LOGIN = "login"
    ERROR_PAGE = "error_page"
    ENCODING = "encoding"
    SCAN = "scan"
    NAVIGATION = "navigation"


SENTENCES = {
    Sign.COOKIE_WALL: "This looks like a cookie notice, not the article. Open the page, accept, save it and add that.",
    Sign.JAVASCRIPT: "The page shows its text only with JavaScript. Open it in a browser, save it and add that file.",
    Sign.PAYWALL: "This looks like the beginning before a paywall. Add the whole article if you have access to it.",
    Sign.LOGIN: "This looks like a login page, not the article.",
    Sign.ERROR_PAGE: "This looks like an error page or a check for robots, not the article.",
    Sign.ENCODING: "Some letters came out broken. Compare with the source; add it again with the right encoding.",
    Sign.SCAN: "Nearly no text on these pages: probably a scan. Run text recognition (OCR) over it first.",
    Sign.NAVIGATION: "Mostly menus and headlines, few sentences: perhaps the article itself is missing.",
}

_WHERE = {  # sign → (longest text in characters, the part of it that counts, how many different phrases it takes)
    Sign.COOKIE_WALL: (SHORT, slice(None), 2),
    Sign.JAVASCRIPT: (_TINY, slice(None), 1),
    Sign.PAYWALL: (_STUB, slice(-_TAIL, None), 1),
    Sign.LOGIN: (_TINY, slice(None), 1),
    Sign.ERROR_PAGE: (_TINY, slice(None), 1),
}
_MOJIBAKE = re.compile(
    "Ã[\u0080-\u00bf\u0192\u2020\u2021\u2030\u0160\u0152\u0161\u0178€]|â€[\u0080-\u00bf™œ\u009d“”¦˜\u2122\u0153]?"
    "|Â[\u00a0«»°·§©®´]|ï»¿|[ÐÑ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ]|Ø[§£¥-¯±-¿]|Ù[\u0080-\u008f„…†‡ˆ‰Š]"
)
_LOST = re.compile(r"\ufffd|[\ue000-\uf8ff]|[\x00-\x08\x0e-\x1f\x80-\x9f]|(?<=[^\W\d])\?(?=[^\W\d])")
_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*(\s|$)")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def signs(text: str, title: str = "", pages: int = 0) -> tuple[Sign, ...]:
    """What is suspicious about a text as it was read, in the order of `Sign`. `pages`: how many a PDF has, else 0."""
    text = text.strip()
    found = set(_spoken(text, title))
    if _is_broken(text):
        found.add(Sign.ENCODING)
    if pages and sum(map(str.isalpha, text)) < _LETTERS_A_PAGE * pages:
        found.add(Sign.SCAN)
    if _is_navigation(text):
        found.add(Sign.NAVIGATION)
    return tuple(sign for sign in Sign if sign in found)


def _spoken(text: str, title: str) -> Iterator[Sign]:
    """The signs that a phrase gives away. Error pages often say it in the title."""
    for sign, (longest, part, needed) in _WHERE.items():
        if text and len(text) <= longest:
            seen = f"{title}\n{text}" if sign is Sign.ERROR_PAGE else text[part]
            said = {found[0].lower() for found in _phrases(sign).finditer(seen)}
            if len(said) >= needed:
                yield sign


@cache
def _phrases(sign: Sign) -> re.Pattern[str]:
    phrases = tomllib.loads(files("bot.core.library").joinpath("junk.toml").read_text("utf-8"))
    return re.compile("|".join(phrases[sign]), re.IGNORECASE)


def _is_broken(text: str) -> bool:
    """At least 2 broken letters, and 1 in 1,000. A question mark in a word counts a quarter: links hold them too."""
    lost = [found[0] for found in _LOST.finditer(text)]
    weight = len(_MOJIBAKE.findall(text)) + sum(0.25 if one == "?" else 1 for one in lost)
    return weight >= max(2, len(text) / 1000)


def _is_navigation(text: str) -> bool:
    """Of at least 10 lines, hardly any in sentences. Rows of a table count as sentences: they are content."""
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    if sum(block.count("\n") + 1 for block in blocks) < _LINES:
        return False
    prose = sum(len(block) for block in blocks if _is_prose(block))
    return prose < _PROSE * sum(map(len, blocks))


def _is_prose(block: str) -> bool:
    lines = block.split("\n")
    words = len(block.split()) + len(_UNSPACED.findall(block)) / 2
    return words >= 5 * len(lines) and words >= 8 and (" | " in block or _SENTENCE.search(block) is not None)
