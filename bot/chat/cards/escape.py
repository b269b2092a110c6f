"""Foreign text made safe for a Discord message: shown character for character, never a ping, a link or a format.

Only backslashes are put in, so that a reader sees exactly the words that were given; `unescape` is the way back.
discord.py's own `escape_markdown` leaves headings, `-#`, `</command:1>` and timestamps, and `escape_mentions` alters
the text; hence this module. Pings are also off at the client (`AllowedMentions.none()`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlsplit, urlunsplit

from bot.core.model.documents import Span

# Formats, spoilers, code, links, mentions, custom emojis, commands, timestamps, `:emoji:`, bare addresses, entities.
_ANYWHERE = re.compile(r"[\\*_~`|\[\]<@]|:(?=\S)|&(?=#?\w+;)|(?<=\])\(")
_LINE_START = re.compile(r"^[^\S\n]*(?:[>#+-]|\d+[.)])", re.MULTILINE)  # quotations, headings, small text, lists
_BREAKS = re.compile("[\n\r\v\f\x85\u2028\u2029]")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])|\*\*", re.DOTALL)
_LEFTWARDS, _END, _PDF = "\u2067", "\u2069", "\u202c"  # Unicode's RLI, PDI and PDF
_OPENS = dict.fromkeys("\u202a\u202b\u202d\u202e", _PDF) | dict.fromkeys("\u2066\u2067\u2068", _END)
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANKS = " \t\u00a0"  # between two matches; a line break isn't one, for bold ends with its line
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # control, direction and private characters: a title needs none of them
HIDDEN_AT_MOST = 1000  # blanks and hidden characters before the end of what is shown; saves reading all of a long text
_JOINERS = {"\u200c", "\u200d"}  # but Persian and emoji need these two


def size(text: str) -> int:
    """The length that Discord's limits count: UTF-16 units, the strictest of the ways it counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Its beginning, of that `size` at most."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")


def verbatim(text: str) -> str:
    """`text` as Markdown that shows it unchanged, line breaks kept."""
    return emphasised(text, ())


def one_line(text: str) -> str:
    """Each line break as one space, offsets kept: the only difference that a quote may show."""
    return _BREAKS.sub(" ", text)


def emphasised(text: str, matches: Iterable[Span]) -> str:
    """`text` unchanged to the eye, with those slices (offsets into `text`) in bold."""
    before: dict[int, str] = {}
    for start, end in _joined(text, matches):
        before[start] = "**"
        before[end] = "**"
    for index in _special(text):
        before[index] = before.get(index, "") + "\\"
    return _inserted(text, before)


def _special(text: str) -> set[int]:
    starts = {found.end() - 1 for found in _LINE_START.finditer(text)}
    return starts | {found.start() for found in _ANYWHERE.finditer(text)}


def _inserted(text: str, before: dict[int, str]) -> str:
    parts, last = [], 0
    for index in sorted(before):
        parts += [text[last:index], before[index]]
        last = index
    return "".join([*parts, text[last:]])


def _joined(text: str, matches: Iterable[Span]) -> Sequence[Span]:
    """In order, trimmed of blanks, and joined where nothing but blanks lies between (two runs of bold can't touch)."""
    runs: list[Span] = []
    for start, end in sorted(_trimmed(text, start, end) for start, end in matches):
        if start >= end:
            continue
        if runs and not text[runs[-1][1] : start].strip(_BLANKS):
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs


def _trimmed(text: str, start: int, end: int) -> Span:
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def unescape(markdown: str) -> str:
    """The words back from `verbatim` or `emphasised`, and from `directed`."""
    return _ESCAPED.sub(lambda found: found[1] or "", markdown.strip(f"{_LEFTWARDS}{_END}"))


def directed(markdown: str) -> str:
    """Each line that begins from right to left runs so as a whole, to its last full stop.

    The marks stand around it, as those of bold do: the client sets every line from left to right.
    """
    return "\n".join(f"{_LEFTWARDS}{line}{_END}" if _runs_leftwards(line) else line for line in markdown.split("\n"))


def _runs_leftwards(line: str) -> bool:
    """By its first letter that has a direction."""
    ways = (unicodedata.bidirectional(letter) for letter in line)
    return next((way for way in ways if way in {"L", "R", "AL"}), "L") != "L"


def quotation(markdown: str) -> str:
    """Set as a quotation, each line of it, in its own direction, which ends with it."""
    return "\n".join(f"> {line}" for line in directed(closed(markdown)).split("\n"))


def closed(text: str) -> str:
    """The same, with an end for every mark of direction that a line begins and doesn't end: it must turn nothing else.

    See Unicode's UAX #9: embeddings and overrides end with PDF, isolates with PDI, which ends all within it, too.
    """
    return "\n".join(f"{line}{_ends(line)}" for line in text.split("\n")) if _TURNS.search(text) else text


def _ends(line: str) -> str:
    open_ones: list[str] = []
    for mark in _TURNS.findall(line):
        if mark in _OPENS:
            open_ones.append(_OPENS[mark])
        elif mark == _PDF and open_ones[-1:] == [_PDF]:
            open_ones.pop()
        elif mark == _END and _END in open_ones:
            while open_ones.pop() != _END:
                pass
    return "".join(reversed(open_ones))


def bare(text: str, limit: int = 200) -> str:
    """A title, name or question on one line, without hidden characters, cut to `limit` characters; not escaped."""
    shown = "".join(
        letter
        for letter in one_line(text[: HIDDEN_AT_MOST + 2 * limit])
        if letter in _JOINERS or unicodedata.category(letter) not in _HIDDEN
    )
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def label(text: str, limit: int = 200) -> str:
    """`bare`, escaped."""
    return verbatim(bare(text, limit))


def address(link: str | None) -> str | None:
    """A web address that can stand in a masked link or a button, percent-encoded where needed; None if it is none."""
    try:
        parts = urlsplit(link or "")
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[A-Za-z0-9.\-]+", host):
        return None
    rest = (quote(part, safe="/:@!$&'+,;=~-._%?") for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host + port, *rest))


def host(link: str) -> str:
    """The site of an address as people know it: "apnews.com"."""
    return (urlsplit(link).hostname or "").removeprefix("www.")
