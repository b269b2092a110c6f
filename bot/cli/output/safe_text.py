"""Text of documents and people, made safe to print: no character of it can move the cursor, colour or turn the line.

Only what is shown is changed; the stored text and the JSON are not.
"""

from __future__ import annotations

import re
import unicodedata

LEFT, RIGHT, END = "\u2066", "\u2067", "\u2069"  # left-to-right isolate, right-to-left isolate, end of an isolate
_SPACES = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_STRONG = frozenset({"L", "R", "AL"})  # Unicode Annex 9, table 4


def text(words: str) -> str:
    """On one line: line breaks and tabs as a space, control characters as the escapes that Python writes for them."""
    return _HIDDEN.sub(_escape, _SPACES.sub(" ", words))


def lines(words: str) -> str:
    """The same, with line breaks and tabs kept."""
    return re.sub(r"[^\n\t]+", lambda found: text(found[0]), words)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def isolate(words: str) -> str:
    """What such words, and each line that they are folded into, must begin with; nothing where all runs left to right.

    Each line ends with END then. Without it the words around would be drawn in another order.
    """
    kinds = [unicodedata.bidirectional(letter) for letter in words]
    if _RIGHT_TO_LEFT.isdisjoint(kinds):
        return ""
    return LEFT if next((kind for kind in kinds if kind in _STRONG), "R") == "L" else RIGHT


def isolated(words: str) -> str:
    start = isolate(words)
    return f"{start}{words}{END}" if start else words
