"""The letters of a PDF page as pdfium finds them, each with its place along and across the direction of writing.

pdfium decodes (fonts, maps, ligatures, glyph names); which letters make a word, a line or a column is seen from their
places (bot.readers.pdf.printed.printed), because files draw them in any order. Lengths are in points, y upwards.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, repeat, starmap
from itertools import count as count_from
from math import cos, hypot, pi, sin
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.readers.pdf.printed import pdfium_calls

if TYPE_CHECKING:
    import pypdfium2 as pdfium

MOST = 400_000  # letters of one page; a broadsheet has 30,000
SLANT = 0.12  # radians, 7 degrees: scans are skewed by less, stamps and watermarks stand more aslant
_HYPHENS = frozenset([0x2, 0xFFFE])  # what pdfium makes of a hyphen at a line's end
_BOLD = 600  # weight
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")  # no letters, but they have their place
_LINE_ENDS = frozenset([0xA, 0xD])
_MAYBE_ADDED = _LINE_ENDS | {0x20}  # pdfium adds spaces and line ends of its own where it sees gaps


class TooManyLetters(Exception):
    """A page holds more than MOST."""


class Glyph(NamedTuple):
    """A letter, or "" for a sign that is none.

    x0, x1: where it begins and ends along its line. y: its baseline. size: of its font.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    number: int = 0  # in the order in which the file draws


class Page(NamedTuple):
    """glyphs: those written in the page's own direction. aside: what stands aslant or turned, in words.

    unmapped: letters for which the file says no character.
    """

    glyphs: list[Glyph]
    aside: list[str]
    unmapped: int


class _Drawn(NamedTuple):
    """A letter as it stands on the page: its box, where its baseline begins, and the words it was drawn with."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    x: float
    y: float
    run: _Run


class _Letters(NamedTuple):
    """A page's letters, a column each: nearly every page is upright, and needs no `_Drawn` of its thousands."""

    texts: list[str]
    lefts: Sequence[float]
    bottoms: Sequence[float]
    rights: Sequence[float]
    tops: Sequence[float]
    xs: Sequence[float]
    ys: Sequence[float]
    runs: list[_Run]


class _Run(NamedTuple):
    """What the file draws at once has one angle (radians, clockwise) and one font."""

    angle: float
    size: float
    bold: bool


def read(page: pdfium.PdfPage) -> Page:
    """Raises TooManyLetters."""
    from pypdfium2 import raw

    text = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(text)
        if count > MOST:
            raise TooManyLetters
        ask = pdfium_calls.calls()
        handle = ctypes.cast(text.raw, ctypes.c_void_p).value
        letters, unmapped = _letters(raw, text, ask, handle, count)
        if any(run.angle for run in set(letters.runs)):
            return _turned(list(map(_Drawn, *letters)), unmapped)
        return Page(_upright(letters), [], unmapped)
    finally:
        text.close()


def _letters(raw: Any, text: Any, ask: pdfium_calls.Calls, handle: int | None, count: int) -> tuple[_Letters, int]:
    """The page's letters, and for how many the file says no character. A call for each of a page's thousands costs
    more than all that is done with them: what is the same for a run of letters is asked once a run.
    """
    codes = list(map(ask.letter, repeat(handle), range(count)))
    keys = list(map(ask.drawn_with, repeat(handle), range(count)))
    unmapped = _unmapped(ask, handle, keys, codes)
    added = [at for at, code in enumerate(codes) if code in _MAYBE_ADDED and _is_added(ask, handle, at, code)]
    kept: Sequence[int] = range(count)
    if added:
        left_out = set(added)
        kept = [at for at in kept if at not in left_out]
        codes, keys = [codes[at] for at in kept], [keys[at] for at in kept]
    boxes = (ctypes.c_float * (4 * len(kept)))()
    _all(map(ask.box, repeat(handle), kept, count_from(ctypes.addressof(boxes), 16)))
    firsts = dict(zip(reversed(keys), reversed(kept), strict=True))
    found = {key: _run(raw, text, at) for key, at in firsts.items()}
    runs = list(map(found.__getitem__, keys))
    corners = (boxes[0::4], boxes[3::4], boxes[2::4], boxes[1::4])  # FS_RECTF: left, top, right, bottom
    xs, ys = _origins(ask, handle, kept, keys, firsts, any(run.angle for run in found.values()))
    return _Letters(list(map(_letter, codes)), *corners, xs, ys, runs), unmapped


def _unmapped(ask: pdfium_calls.Calls, handle: int | None, keys: Sequence[Any], codes: Sequence[int]) -> int:
    """A run has one font, in which a code is one letter."""
    places = dict(zip(zip(keys, codes, strict=True), count_from(), strict=False))
    bad = {pair for pair, at in places.items() if ask.has_no_letter(handle, at) == 1}
    return sum(map(bad.__contains__, zip(keys, codes, strict=True))) if bad else 0


def _origins(
    ask: pdfium_calls.Calls,
    handle: int | None,
    kept: Sequence[int],
    keys: Sequence[Any],
    firsts: dict[Any, int],
    turned: bool,
) -> tuple[Sequence[float], Sequence[float]]:
    """Where each letter's baseline begins. On an upright page only how high is looked at, and it is one for a run."""
    lasts = dict(zip(keys, kept, strict=True))
    ends = _asked(ask, handle, [at for key in firsts for at in (firsts[key], lasts[key])])[1]
    if turned or any(first != last for first, last in zip(ends[0::2], ends[1::2], strict=True)):
        return _asked(ask, handle, kept)
    heights = dict(zip(firsts, ends[0::2], strict=True))
    return [0.0] * len(keys), list(map(heights.__getitem__, keys))


def _asked(
    ask: pdfium_calls.Calls, handle: int | None, which: Sequence[int]
) -> tuple[Sequence[float], Sequence[float]]:
    places = (ctypes.c_double * (2 * len(which)))()
    place = ctypes.addressof(places)
    _all(map(ask.origin, repeat(handle), which, count_from(place, 16), count_from(place + 8, 16)))
    return places[0::2], places[1::2]


def _is_added(ask: pdfium_calls.Calls, handle: int | None, at: int, code: int) -> bool:
    return code in _LINE_ENDS or ask.is_added(handle, at) == 1


def _all(calls: Iterator[int]) -> None:
    deque(calls, maxlen=0)


@cache
def _letter(code: int) -> str:
    return "-" if code in _HYPHENS else _CONTROL.sub("", chr(code))


def _run(raw: Any, text: Any, at: int) -> _Run:
    """Its size on the page, after all scaling, and whether it is bold."""
    matrix, name, flags = raw.FS_MATRIX(), ctypes.create_string_buffer(256), ctypes.c_int()
    scale = hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(text, at, matrix) else 1.0
    raw.FPDFText_GetFontInfo(text, at, name, 256, flags)
    bold = raw.FPDFText_GetFontWeight(text, at) >= _BOLD or b"bold" in name.value.lower()
    size = abs(raw.FPDFText_GetFontSize(text, at)) * (scale or 1.0) or 1.0
    return _Run(raw.FPDFText_GetCharAngle(text, at), size, bold)


def _turned(drawn: Sequence[_Drawn], unmapped: int) -> Page:
    """The page's letters as if it were written from left to right, whichever way it lies."""
    angles = Counter(one.run.angle for one in drawn if not one.text.isspace())
    if not angles:
        return Page([], [], unmapped)
    quarters: Counter[int] = Counter()
    for angle, count in angles.items():
        quarters[_quarter(angle)] += count
    quarter = quarters.most_common(1)[0][0]
    main = quarter * pi / 2
    skews = ((_skew(angle, main), count) for angle, count in angles.items() if _quarter(angle) == quarter)
    turn = main + median(chain.from_iterable(starmap(repeat, skews)))
    straight_angles = {one.run.angle for one in drawn}
    straight_angles = {angle for angle in straight_angles if abs(_skew(angle, turn)) <= SLANT}
    aside = "".join(one.text for one in drawn if one.run.angle not in straight_angles)
    straight = [one for one in drawn if one.run.angle in straight_angles]
    return Page(_placed(straight, turn), [aside] if aside.strip() else [], unmapped)


def _quarter(angle: float) -> int:
    return round(angle / (pi / 2)) % 4


def _skew(angle: float, main: float) -> float:
    return (angle - main + pi) % (2 * pi) - pi


def _upright(letters: _Letters) -> list[Glyph]:
    if not any(not text.isspace() for text in letters.texts):
        return []
    starts, ends = map(min, letters.lefts, letters.rights), map(max, letters.lefts, letters.rights)
    sizes, bold = [run.size for run in letters.runs], [run.bold for run in letters.runs]
    return list(map(Glyph, letters.texts, starts, ends, letters.ys, sizes, bold, count_from()))


def _placed(drawn: Sequence[_Drawn], angle: float) -> list[Glyph]:
    """pdfium's angles run clockwise."""
    along, across = cos(angle), sin(angle)
    square = abs(sin(2 * angle)) < 0.02  # the box is the letter's own
    return [_aslant(one, along, across, number, square=square) for number, one in enumerate(drawn)]


def _aslant(one: _Drawn, along: float, across: float, number: int, *, square: bool) -> Glyph:
    start = one.x * along - one.y * across
    end = start + abs(one.right - one.left)
    if square:
        ends = [x * along - y * across for x in (one.left, one.right) for y in (one.bottom, one.top)]
        start, end = min(ends), max(ends)
    return Glyph(one.text, start, end, one.x * across + one.y * along, one.run.size, one.run.bold, number)


def mirrored(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """As in a mirror: a page written from right to left, to be read from left to right."""
    return [one._replace(x0=-one.x1, x1=-one.x0) for one in glyphs]
