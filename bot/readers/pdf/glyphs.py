"""The letters of a PDF page as pdfium finds them, each with its place along and across the direction of writing.

pdfium decodes (fonts, maps, ligatures, glyph names); which letters make a word, a line or a column is seen from their
places (bot.readers.pdf.printed), because files draw them in any order. Lengths are in points, y upwards.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, pi, sin
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pypdfium2 as pdfium

MOST = 400_000  # letters of one page; a broadsheet has 30,000
SLANT = 0.12  # radians, 7 degrees: scans are skewed by less, stamps and watermarks stand more aslant
_HYPHENS = frozenset([0x2, 0xFFFE])  # what pdfium makes of a hyphen at a line's end
_BOLD = 600  # weight
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")  # no letters, but they have their place
_LINE_ENDS = frozenset([0xA, 0xD])


class TooManyLetters(Exception):
    """A page holds more than MOST."""


@dataclass(frozen=True, slots=True)
class Glyph:
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
    """A letter as it stands on the page: its box, where its baseline begins, and its angle (radians, clockwise)."""

    text: str
    box: tuple[float, float, float, float]
    x: float
    y: float
    angle: float
    font: _Font


class _Font(NamedTuple):
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
        unmapped = sum(raw.FPDFText_HasUnicodeMapError(text, at) == 1 for at in range(count))
        return _turned(list(_letters(raw, text, count)), unmapped)
    finally:
        text.close()


def _letters(raw: Any, text: Any, count: int) -> Iterator[_Drawn]:
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    fonts: dict[int, _Font] = {}
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in _LINE_ENDS or raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        drawn = raw.FPDFText_GetTextObject(text, at)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        if key not in fonts:
            fonts[key] = _font(raw, text, at)
        raw.FPDFText_GetLooseCharBox(text, at, box)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        angle = raw.FPDFText_GetCharAngle(text, at)
        letter = "-" if code in _HYPHENS else _CONTROL.sub("", chr(code))
        yield _Drawn(letter, (box.left, box.bottom, box.right, box.top), x.value, y.value, angle, fonts[key])


def _font(raw: Any, text: Any, at: int) -> _Font:
    """Its size on the page, after all scaling, and whether it is bold."""
    matrix, name, flags = raw.FS_MATRIX(), ctypes.create_string_buffer(256), ctypes.c_int()
    scale = hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(text, at, matrix) else 1.0
    raw.FPDFText_GetFontInfo(text, at, name, 256, flags)
    bold = raw.FPDFText_GetFontWeight(text, at) >= _BOLD or b"bold" in name.value.lower()
    return _Font(abs(raw.FPDFText_GetFontSize(text, at)) * (scale or 1.0) or 1.0, bold)


def _turned(drawn: Sequence[_Drawn], unmapped: int) -> Page:
    """The page's letters as if it were written from left to right, whichever way it lies."""
    shown = [one for one in drawn if not one.text.isspace()]
    if not shown:
        return Page([], [], unmapped)
    quarter = Counter(_quarter(one.angle) for one in shown).most_common(1)[0][0]
    main = quarter * pi / 2
    skew = median([_skew(one.angle, main) for one in shown if _quarter(one.angle) == quarter])
    straight = [one for one in drawn if abs(_skew(one.angle, main + skew)) <= SLANT]
    kept = {id(one) for one in straight}
    aside = "".join(one.text for one in drawn if id(one) not in kept)
    placed = [_placed(one, main + skew, number) for number, one in enumerate(straight)]
    return Page(placed, [aside] if aside.strip() else [], unmapped)


def _quarter(angle: float) -> int:
    return round(angle / (pi / 2)) % 4


def _skew(angle: float, main: float) -> float:
    return (angle - main + pi) % (2 * pi) - pi


def _placed(one: _Drawn, angle: float, number: int) -> Glyph:
    """pdfium's angles run clockwise."""
    along, across = cos(angle), sin(angle)
    left, bottom, right, top = one.box
    ends = [x * along - y * across for x in (left, right) for y in (bottom, top)]
    if abs(sin(2 * angle)) < 0.02:  # lies square: the box is the letter's own
        start, end = min(ends), max(ends)
    else:
        start = one.x * along - one.y * across
        end = start + abs(right - left)
    return Glyph(one.text, start, end, one.x * across + one.y * along, one.font.size, one.font.bold, number)


def mirrored(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """As in a mirror: a page written from right to left, to be read from left to right."""
    return [replace(one, x0=-one.x1, x1=-one.x0) for one in glyphs]
