"""The calls to pdfium that are made for every letter, without pypdfium2's conversions of their arguments.

A page has thousands of letters, and turning each handle into a pointer costs more than the call itself. All handles
are plain addresses here, as are places for results.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

_ADDRESS, _INT, _UNSIGNED = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint


class Calls(NamedTuple):
    """Each takes a text page's address and a letter's number; the last two also where their results go."""

    letter: Callable[..., int]
    is_added: Callable[..., int]
    has_no_letter: Callable[..., int]
    drawn_with: Callable[..., int | None]
    box: Callable[..., int]
    origin: Callable[..., int]


@cache
def calls() -> Calls:
    """As in pdfium's fpdf_text.h."""
    from pypdfium2 import raw

    return Calls(
        letter=_call(raw.FPDFText_GetUnicode, _UNSIGNED),
        is_added=_call(raw.FPDFText_IsGenerated, _INT),
        has_no_letter=_call(raw.FPDFText_HasUnicodeMapError, _INT),
        drawn_with=_call(raw.FPDFText_GetTextObject, _ADDRESS),
        box=_call(raw.FPDFText_GetLooseCharBox, _INT, 1),
        origin=_call(raw.FPDFText_GetCharOrigin, _INT, 2),
    )


def _call(function: Any, result: Any, places: int = 0) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    made: Callable[..., Any] = ctypes.CFUNCTYPE(result, _ADDRESS, _INT, *[_ADDRESS] * places)(address)
    return made
