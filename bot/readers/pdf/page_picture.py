"""Draws a page of a PDF, for whoever compares recognised words with it. Meant to run in the sandbox."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from bot.readers.sandbox.protocol import Member

_DPI: Final = 120
_WIDEST: Final = 2_000  # pixels of a side


def drawn(data: bytes, name: str) -> Iterator[Member]:
    """The page of that number, from 1, as a PNG in shades of grey; nothing where there is no such page."""
    import pypdfium2

    try:
        page = pypdfium2.PdfDocument(data)[int(name) - 1]
        scale = min(_DPI / 72, _WIDEST / max(1.0, *page.get_size()))
        made = page.render(scale=scale, grayscale=True)
    except (pypdfium2.PdfiumError, IndexError):
        return
    shades, step = bytes(made.buffer), made.stride
    rows = b"".join(b"\0" + shades[row * step : row * step + made.width] for row in range(made.height))
    yield Member(f"{name}.png", _png(made.width, made.height, rows))


def _png(width: int, height: int, rows: bytes) -> bytes:
    """ISO/IEC 15948: eight bits a pixel, each row after a byte that says that it isn't filtered."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part)) for kind, part in parts
    )
