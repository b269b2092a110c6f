"""Recognised words beside the picture that they are from: of a scan's pages, for whoever may see the quote."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from lxml import html  # type: ignore[import-untyped]

from bot import assemble
from bot.core.model.documents import Actor, Details, Mark, Upload
from bot.readers.pdf import page_picture
from bot.web.viewer import viewer
from bot.web.viewer.marked_text import body
from tests.readers.papers import column, pdf
from tests.web.rooms import LANGUAGES, WORKSPACE, Rooms

TEXT = "First page.\n\nThe order was signed.\n\nThird page."
MARKS = (
    Mark(0, "page", "1"), Mark(0, "recognised", "90"), Mark(13, "page", "ii (2)"), Mark(13, "recognised", "91"),
    Mark(36, "page", "3"),
)  # fmt: skip
PAPER = pdf([column([f"Page {number}."]) for number in (1, 2, 3)])
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


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Rooms, str, aiohttp.ClientSession]]:
    rooms = Rooms()
    case = rooms.book.open_case(WORKSPACE, "scans")
    upload = Upload("scan", Details("The scan"), TEXT, PAPER, "scan.pdf", MARKS)
    number = rooms.book.store.put(case.id, upload, Actor("cli")).document.id
    rooms.book.follow()
    async with (
        viewer.serving("127.0.0.1", 0, rooms.book, rooms.seal, LANGUAGES, assemble.page_picture) as port,
        aiohttp.ClientSession() as session,
    ):
        rooms.base = f"http://127.0.0.1:{port}"
        yield rooms, rooms.address(rooms.place(number, QUOTE)), session
    rooms.book.close()


async def test_the_picture_is_drawn_for_whoever_may_see_the_quote() -> None:
    async with opened() as (_, address, session):
        async with session.get(address) as answer:
            page = await answer.text()
            assert "img-src 'self'" in answer.headers["Content-Security-Policy"]
        ((source, _),) = images(page.partition("<body>")[2].rpartition("</body>")[0])
        async with session.get(f"{address.rpartition('/')[0]}/{source}") as answer:
            assert (answer.status, answer.content_type) == (200, "image/png")
            assert (await answer.read()).startswith(b"\x89PNG")
            assert answer.headers["Cache-Control"] == "no-store"


async def test_no_other_page_is_drawn_and_for_nobody_else() -> None:
    """A page of text, one that isn't there, a visit that is over, somebody who may not read it any more: all alike."""
    async with opened() as (rooms, address, session):
        for other in ("3", "9", "0"):
            async with session.get(f"{address}/page/{other}") as answer:
                assert answer.status == 404
        rooms.chat.audience = None
        async with session.get(f"{address}/page/2") as answer:
            assert (answer.status, answer.content_type) == (404, "text/html")


def test_pages_that_cannot_be_drawn() -> None:
    """Not there, or in a file that is no PDF."""
    assert [one.name for one in page_picture.drawn(PAPER, "2")] == ["2.png"]
    assert list(page_picture.drawn(PAPER, "4")) == []
    assert list(page_picture.drawn(b"%PDF-1.4 broken", "1")) == []
    assert assemble.page_picture(b"words", 1) is None
