"""Links that land on the quoted words, where that can work: a text fragment on the very page that was fetched.

Text fragments: https://wicg.github.io/scroll-to-text-fragment/ (`#:~:text=[prefix-,]start[,end][,-suffix]`). A dash, a
comma and an ampersand have a meaning there, so they are percent-encoded too. A browser takes the first match on its
page, and the page holds more than the stored text (menus, teasers); so a link says what stands around the quote within
its paragraph, too, and every candidate is tried on the stored text as a browser would, before it is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple
from urllib.parse import quote

from bot.core.model.documents import Document, Kind, Span

LONG: Final = 120  # characters: a longer quote is given by its first and last words
COSTLY: Final = 300  # characters once percent-encoded: likewise (a letter of Arabic takes 6, of Chinese 9)
LIMIT: Final = 512  # characters of the address that a button of Discord's holds
NEAR: Final = 2000  # characters that are looked at before and after the quote
SIZES: Final = ((5, 4), (3, 3), (2, 2), (1, 1)), ((8, 8), (12, 12), (25, 25))  # words: at each end; around the quote
# A line's end, or a cell's, may be a block's end on the page; no part of a fragment reaches over one.
_GAP: Final = re.compile(r"(?:(?<!\s)\s*)?[\n\r\v\f\x85\u2028\u2029]\s*|[ \t]\|[ \t]")
# In scripts without spaces, what stands between punctuation: only a dictionary knows where words end there.
_WORD: Final = re.compile(r"[^\s、。，；：！？]+[、。，；：！？]*|[、。，；：！？]+")
# Where a page may hold two blanks and the stored text one ("end.&nbsp; Next"): a part over them would match nothing.
_BREATH: Final = re.compile(r"(?<=[.!?…:;]) (?=\S)|(?<=[.!?…][\"”’»)]) (?=\S)| (?=\S+ [;:!?](?: |$))")
_BLANKS: Final = re.compile(r"[ \t]+")
_QUOTES: Final = str.maketrans("‘’‚‛`´ʼ′׳“”„‟«»‹›״″", "'" * 9 + '"' * 10)
_PAGE_NUMBER = re.compile(r"(?:^|\()(\d+)\)?$")  # "4", or "iv (4)": in the file, behind what is printed
_PDF: Final = re.compile(r"\.pdf(?:$|[?#])", re.IGNORECASE)
_NO_PAGE: Final = re.compile(  # what a browser saves instead of showing it
    r"\.(?:docx?|odt|rtf|zip|jsonl?|csv|xlsx?|pptx?|epub|eml)(?:$|[?#])", re.IGNORECASE
)


class _Target(NamedTuple):
    """The parts of a text directive, as they stand in the text; "" for one that isn't given."""

    prefix: str
    start: str
    end: str
    suffix: str


class _Sight(NamedTuple):
    """The text as a browser compares it, and where the quote stands in that."""

    text: str
    start: int
    end: int


def link(document: Document, text: str, span: Span) -> tuple[str | None, bool]:
    """The address to open, and whether it lands on the words of `text[span]`; (None, False) without a source."""
    source = document.details.source
    if source is None or document.details.kind is Kind.SUMMARY:
        return source, False
    page = _page(document, span[0])
    if page is not None:
        return f"{source.partition('#')[0]}#page={page}", False
    if not document.fetched or _NO_PAGE.search(source):
        return source, False
    bare = _bare(source)
    fragment = _fragment(text, _trimmed(text, span), LIMIT - len(bare))
    return (f"{bare}{fragment}", True) if fragment else (source, False)


def _page(document: Document, start: int) -> int | None:
    """The number of the PDF's page, counted from 1 as viewers do, whatever is printed on it."""
    pages = [mark for mark in document.marks if mark.kind == "page"]
    if not document.fetched and not _PDF.search(document.details.source or ""):
        return None
    label = next((mark.label for mark in reversed(pages) if mark.start <= start), None)
    if label is None:
        return None
    number = _PAGE_NUMBER.search(label)
    return int(number[1]) if number else list(dict.fromkeys(mark.label for mark in pages)).index(label) + 1


def _bare(source: str) -> str:
    """The address with its own fragment, if any, ready for a directive."""
    bare = source.partition(":~:")[0]
    return f"{bare}:~:text=" if "#" in bare else f"{bare}#:~:text="


def _trimmed(text: str, span: Span) -> Span:
    chosen = text[slice(*span)]
    start = span[0] + len(chosen) - len(chosen.lstrip())
    return start, start + len(chosen.strip())


# --- which fragment


def _fragment(text: str, span: Span, room: int) -> str | None:
    """The first candidate that lands and has room; where none has room, the first that lands; None where none does."""
    sight = _sight(text, span)
    spare = None
    for target in _candidates(text, span):
        if max(map(len, target)) > NEAR or not _lands(sight, target):  # so long a word is no word
            continue
        written = _written(target)
        if len(written) <= room:
            return written
        spare = spare or written
    return spare


def _candidates(text: str, span: Span) -> Iterator[_Target]:
    """From what is surest to what is a last resort."""
    chosen, before, after = text[slice(*span)], text[max(0, span[0] - NEAR) : span[0]], text[span[1] : span[1] + NEAR]
    block = _GAP.split(before)[-1].strip(), _GAP.split(after)[0].strip()
    sentence = _BREATH.split(block[0])[-1], _BREATH.split(block[1])[0]
    across = _near(before, -1), _near(after, 0)
    around_it = ((sentence, False), (sentence, True), (block, False), (block, True), (across, True))
    for sizes, ((left, right), both) in product(SIZES, around_it):
        for size, around in sizes:
            start, end = _ends(chosen, size)
            prefix, suffix = _last(left, around), _first(right, around)
            if start:
                yield _Target(prefix, start, end, suffix if both or not prefix else "")


def _near(part: str, side: int) -> str:
    """The nearest block that has words."""
    blocks = [block for block in _GAP.split(part) if block.strip()]
    return blocks[side] if blocks else ""


def _ends(chosen: str, size: int) -> tuple[str, str]:
    """The quote as (all of it, ""), or as its first and its last words."""
    pieces = [piece for block in _GAP.split(chosen) for piece in _BREATH.split(block)]
    if len(pieces) > 1:
        return _first(pieces[0], size), _last(pieces[-1], size)
    count = len(_WORD.findall(chosen))
    if count == 1 or (len(chosen) <= LONG and len(_encoded(chosen)) <= COSTLY):
        return chosen, ""
    return _first(chosen, min(size, count // 2)), _last(chosen, min(size, count - count // 2))


def _first(block: str, count: int) -> str:
    found = list(_WORD.finditer(block))[:count]
    return block[found[0].start() : found[-1].end()] if found else ""


def _last(block: str, count: int) -> str:
    found = list(_WORD.finditer(block))[-count:]
    return block[found[0].start() : found[-1].end()] if found else ""


def _written(target: _Target) -> str:
    prefix, start, end, suffix = (_encoded(part) for part in target)
    parts = [f"{prefix}-" if prefix else "", start, end, f"-{suffix}" if suffix else ""]
    return ",".join(part for part in parts if part)


def _encoded(words: str) -> str:
    return quote(_BLANKS.sub(" ", words), safe="", errors="replace").replace("-", "%2D")


# --- where a browser would land


def _sight(text: str, span: Span) -> _Sight:
    before, chosen, after = (_folded(part) for part in (text[: span[0]], text[slice(*span)], text[span[1] :]))
    return _Sight(before + chosen + after, len(before), len(before) + len(chosen))


def _folded(text: str) -> str:
    """Case, accents, kinds of quotation marks and invisible characters make no difference; a gap is one line end."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", text.casefold()).translate(_COMPARED)
    for kind, plainer in _SPACES:
        while kind in plain:  # a hundred times as fast as a regular expression, on a long text
            plain = plain.replace(kind, plainer)
    return plain


_SPACES: Final = (
    *(("\t", " "), ("\r", "\n"), ("\v", "\n"), ("\f", "\n"), (" | ", "\n")),
    *(("  ", " "), (" \n", "\n"), ("\n ", "\n"), ("\n\n", "\n")),
)
_LINES: Final = {0x85: 0x0A, 0x2028: 0x0A, 0x2029: 0x0A}


class _Compared(dict[int, int | None]):
    """For `str.translate`: what each character is compared as, worked out when it is first met."""

    def __missing__(self, code: int) -> int | None:
        letter = {**_QUOTES, **_LINES}.get(code, code)
        self[code] = None if unicodedata.category(chr(code)) in {"Mn", "Cf"} else letter
        return self[code]


_COMPARED: Final = _Compared()


def _lands(sight: _Sight, target: _Target) -> bool:
    """Whether the first match is the quote. Parts of words count as matches, too: so this errs to the safe side."""
    prefix, start, end, suffix = (_folded(part) for part in target)
    text = sight.text
    begun = (at for at in _places(text, start, 0) if text[max(0, at - len(prefix) - 1) : at].rstrip().endswith(prefix))
    found = ((at, _until(text, at + len(start), end, suffix)) for at in begun)
    return next((one == (sight.start, sight.end) for one in found if one[1] >= 0), False)


def _until(text: str, at: int, end: str, suffix: str) -> int:
    """Where the match ends whose start ends `at`: with the first `end` that the suffix follows; -1 where none does."""
    ends = (found + len(end) for found in _places(text, end, at)) if end else (at,)
    return next((found for found in ends if _follows(text, found, suffix)), -1)


def _places(text: str, words: str, at: int) -> Iterator[int]:
    """Also those that overlap."""
    while (at := text.find(words, at)) >= 0:  # in step with the text; a pattern begins anew at each of its characters
        yield at
        at += 1


def _follows(text: str, at: int, suffix: str) -> bool:
    return text[at : at + len(suffix) + 1].lstrip().startswith(suffix)
