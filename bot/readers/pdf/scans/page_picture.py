"""Draws a page of a PDF or of a scan, for whoever compares recognised words with it. `drawn`: meant for the sandbox.

Scans that came as pictures are drawn with Pillow, where that is installed (the extra `ocr`).
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.readers.zip.member import Member

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI: Final = 120
_WIDEST: Final = 2_000  # pixels of a side
_MOST: Final = 60_000_000  # pixels of a picture that is unpacked: A3 at 500 dpi
_PAPER: Final = b"%PDF-"
_PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_FORMATS: Final = ("PNG", "JPEG", "TIFF")


class _Shades(NamedTuple):
    """In grey, a byte a pixel, `step` bytes a row."""

    width: int
    height: int
    step: int
    data: bytes


def can_draw(data: bytes) -> bool:
    """Whether that file's pages can be drawn here. Opens nothing."""
    return _PAPER in data[:1024] or (data.startswith(_PICTURES) and find_spec("PIL") is not None)


def drawn(data: bytes, name: str) -> Iterator[Member]:
    """The page of that number, from 1, as a PNG in shades of grey; nothing where there is no such page."""
    number = int(name)
    made = _of_picture(data, number) if data.startswith(_PICTURES) else _of_paper(data, number)
    if made is not None:
        begun = range(0, made.height * made.step, made.step)
        rows = b"".join(b"\0" + made.data[at : at + made.width] for at in begun)
        yield Member(f"{name}.png", _png(made.width, made.height, rows))


def _of_paper(data: bytes, number: int) -> _Shades | None:
    import pypdfium2

    try:
        page = pypdfium2.PdfDocument(data)[number - 1]
        scale = min(_DPI / 72, _WIDEST / max(1.0, *page.get_size()))
        made = page.render(scale=scale, grayscale=True)
    except (pypdfium2.PdfiumError, IndexError):
        return None
    return _Shades(made.width, made.height, made.stride, bytes(made.buffer))


def _of_picture(data: bytes, number: int) -> _Shades | None:
    """Upright where its camera says how it was held; what is see-through on white, as recognition has it."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # that limit warns first, and bounds one side of it only; ours is below
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            opened.seek(number - 1)
            if opened.width * opened.height > _MOST:
                return None
            opened.draft("L", (_WIDEST, _WIDEST))
            made = ImageOps.exif_transpose(_on_white(opened))
    except (OSError, EOFError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, struct.error):
        return None
    made.thumbnail((_WIDEST, _WIDEST))
    return _Shades(*made.size, made.width, made.tobytes())


def _on_white(opened: Image) -> Image:
    from PIL import Image

    if opened.mode.startswith("I;16"):
        return opened.point(lambda shade: shade / 256).convert("L")
    if not opened.has_transparency_data:
        return opened.convert("L")
    seen = opened.convert("LA")
    white = Image.new("L", seen.size, 255)
    white.paste(seen.getchannel("L"), mask=seen.getchannel("A"))
    return white


def _png(width: int, height: int, rows: bytes) -> bytes:
    """ISO/IEC 15948: eight bits a pixel, each row after a byte that says that it isn't filtered."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part)) for kind, part in parts
    )
