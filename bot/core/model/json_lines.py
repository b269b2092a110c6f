"""Values as lines of JSON: what scripts read, and what an export holds."""

from __future__ import annotations

import json

_LINE_ENDS = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def line(value: object) -> bytes:
    """One line of UTF-8, with its line end. Separators that some readers take for line ends are escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS)
    return text.encode("utf-8", "backslashreplace") + b"\n"
