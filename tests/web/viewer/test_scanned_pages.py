"""Recognised words beside the picture that they are from: of a scan's pages, for whoever may see the quote."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO

import aiohttp
import pytest
from lxml import html  # type: ignore[import-untyped]
from PIL import Image

from bot import assemble
from bot.core.model.documents import Actor, Audience, Details, Mark, Upload
from bot.core.model.ports import Draw
from bot.readers.pdf.scans import page_picture
from bot.web.viewer import viewer
from bot.web.viewer.marked_text import body
from tests.readers.papers import column, pdf
from tests.web.rooms import CHANNEL, LANGUAGES, ROLE, WORKSPACE, Rooms

TEXT = "First page.\n\nThe order was signed.\n\nThird page."
MARKS = (
    Mark(0, "page", "1"), Mark(0, "recognised", "90"), Mark(13, "page", "ii (2)"), Mark(13, "recognised", "91"),
    Mark(36, "page", "3"),
)  # fmt: skip
PAPER = pdf([column([f"Page {number}."]) for number in (1, 2, 3)])
BLACK, GREY, WHITE = 0, 128, 255


def photo(kind: str = "TIFF", shades: tuple[int, ...] = (BLACK, GREY, WHITE), **saved: object) -> bytes:
    """A page for each shade, 40 pixels wide and 30 high."""
    first, *others = [Image.new("L", (40, 30), shade) for shade in shades]
    more = {"save_all": True, "append_images": others} if others else {}
    made = BytesIO()
    first.save(made, kind, **more, **saved)
    return made.getvalue()


def seen(data: bytes, number: int = 1) -> Image.Image:
    """The picture of that page."""
    (page,) = page_picture.drawn(data, str(number))
    return Image.open(BytesIO(page.data))


QUOTE = "The order was signed."


def images(page: str) -> list[tuple[str, str]]:
    return [(one.get("src"), one.get("alt")) for one in html.fragment_fromstring(f"<div>{page}</div>").iter("img")]


def test_a_recognised_page_that_is_quoted_stands_with_its_picture() -> None:
    """Only that page, once; a page of text has none, and where nothing can be drawn there is none at all."""
    at = TEXT.index(QUOTE), TEXT.index(QUOTE) + len(QUOTE)
    assert images(body(TEXT, MARKS, (at,), scans="token/page")) == [("token/page/2", "Page ii (2) as a picture")]
    assert images(body(TEXT, MARKS, ((40, 45),), scans="token/page")) == []
    assert len(images(body(TEXT, MARKS, ((0, 20),), scans="token/page"))) == 2
    assert images(body(TEXT, MARKS, (at,))) == []


class Drawing(assemble.PagePictures):
    """Counts what is drawn."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, data: bytes, number: int) -> bytes | None:
        self.drawn += 1
        return super().__call__(data, number)


@asynccontextmanager
async def opened(
    file: bytes = PAPER, name: str = "scan.pdf", draw: Draw | None = None
) -> AsyncIterator[tuple[Rooms, str, aiohttp.ClientSession]]:
    """The document in a case for one role."""
    rooms = Rooms()
    case = rooms.book.open_case(WORKSPACE, "scans")
    rooms.book.store.put_case(replace(case, open=False, roles=frozenset({ROLE})), Actor("cli"))
    upload = Upload("scan", Details("The scan"), TEXT, file, name, MARKS)
    number = rooms.book.store.put(case.id, upload, Actor("cli")).document.id
    rooms.book.follow()
    async with (
        viewer.serving("127.0.0.1", 0, rooms.book, rooms.seal, LANGUAGES, draw or assemble.PagePictures()) as port,
        aiohttp.ClientSession() as session,
    ):
        rooms.base = f"http://127.0.0.1:{port}"
        yield rooms, rooms.address(rooms.place(number, QUOTE)), session
    rooms.book.close()


@pytest.mark.parametrize("name", ["scan.pdf", "scan.tiff"])
async def test_the_picture_is_drawn_for_whoever_may_see_the_quote(name: str) -> None:
    """Of a paper, and of a scan that came as pictures: drawn anew, never as it came in."""
    file = PAPER if name.endswith("pdf") else photo()
    async with opened(file, name) as (_, address, session):
        async with session.get(address) as answer:
            page = await answer.text()
            assert "img-src 'self'" in answer.headers["Content-Security-Policy"]
        ((source, _),) = images(page.partition("<body>")[2].rpartition("</body>")[0])
        async with session.get(f"{address.rpartition('/')[0]}/{source}") as answer:
            assert (answer.status, answer.content_type) == (200, "image/png")
            assert (await answer.read()).startswith(b"\x89PNG")
            assert answer.headers["Cache-Control"] == "no-store"


async def test_a_file_that_cannot_be_drawn_has_no_picture() -> None:
    """A type that isn't drawn here: the page says nothing of pictures, rather than showing a broken one."""
    async with opened(b"GIF89a", "scan.gif") as (_, address, session):
        async with session.get(address) as answer:
            assert "<img" not in await answer.text()
        async with session.get(f"{address}/page/2") as answer:
            assert answer.status == 404


async def test_no_other_page_is_drawn_and_for_nobody_else() -> None:
    """A page of text, one that isn't there, a visit that is over, somebody who has lost the role: all alike."""
    draw = Drawing()
    async with opened(photo(), "scan.tiff", draw) as (rooms, address, session):
        for other in ("3", "9", "0"):
            async with session.get(f"{address}/page/{other}") as answer:
                assert answer.status == 404
        for audience in (None, Audience(WORKSPACE, frozenset(), CHANNEL), Audience("4002", frozenset({ROLE}), CHANNEL)):
            rooms.chat.audience = audience
            async with session.get(f"{address}/page/2") as answer:
                assert (answer.status, answer.content_type) == (404, "text/html")
    assert draw.drawn == 0


def test_pages_that_cannot_be_drawn() -> None:
    """Not there, or in a file that is no PDF."""
    assert [one.name for one in page_picture.drawn(PAPER, "2")] == ["2.png"]
    assert list(page_picture.drawn(PAPER, "4")) == []
    assert list(page_picture.drawn(b"%PDF-1.4 broken", "1")) == []
    assert assemble.PagePictures()(b"words", 1) is None


def test_scans_that_came_as_pictures_are_drawn_page_by_page() -> None:
    assert [seen(photo(), number).getpixel((5, 5)) for number in (1, 2, 3)] == [BLACK, GREY, WHITE]
    assert list(page_picture.drawn(photo(), "4")) == []
    assert [seen(photo(kind, (GREY,))).size for kind in ("PNG", "JPEG")] == [(40, 30)] * 2


def test_pictures_are_as_people_see_them() -> None:
    """Upright where a camera says how it was held; print on nothing stands on white; sixteen bits are as eight."""
    held = Image.Exif()
    held[0x0112] = 6  # a quarter turn
    assert seen(photo("JPEG", (GREY,), exif=held)).size == (30, 40)
    clear, deep = BytesIO(), BytesIO()
    Image.new("LA", (9, 9), (BLACK, 0)).save(clear, "PNG")
    Image.new("I;16", (9, 9), GREY << 8).save(deep, "PNG")
    assert (seen(clear.getvalue()).getpixel((1, 1)), seen(deep.getvalue()).getpixel((1, 1))) == (WHITE, GREY)


def test_large_pictures_are_drawn_smaller_and_huge_ones_not_at_all() -> None:
    """What a hundred bytes say that they would unpack to isn't unpacked."""
    large = BytesIO()
    Image.new("L", (3_000, 1_500), WHITE).save(large, "PNG")
    assert seen(large.getvalue()).size == (2_000, 1_000)
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    parts = b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(9))), (b"IEND", b""))
    )
    assert list(page_picture.drawn(b"\x89PNG\r\n\x1a\n" + parts, "1")) == []


@pytest.mark.filterwarnings("ignore")  # in which Pillow tells what is broken
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_broken_pictures_give_none_and_no_error(kind: str) -> None:
    whole = photo(kind, (GREY,))
    for at in range(4, len(whole), 7):
        for data in (whole[:at], whole[:at] + bytes(4) + whole[at + 4 :], whole[:at] + b"\xff" * 4 + whole[at + 4 :]):
            assert len(list(page_picture.drawn(data, "1"))) <= 1
