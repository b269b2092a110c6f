"""The source viewer in a real browser: it opens at the quote, breaks no rule of its own policy, fits, and prints."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.browser.viewer_pictures import NARROW, VIEWS, WIDE, View, printed, show
from tests.chat.browser import Page, chromium
from tests.web.rooms import Rooms, opened

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
async def at() -> AsyncIterator[tuple[Page, Rooms]]:
    async with opened() as (rooms, _), chromium() as tab:
        yield tab, rooms


async def test_every_page_fits_and_is_styled(at: tuple[Page, Rooms]) -> None:
    """No sideways scrolling down to 320 pixels (WCAG 1.4.10); the policy let the style sheet through."""
    tab, rooms = at
    for view in (*VIEWS, View("small", "letter", 320), View("small", "arabic", 320)):
        await show(tab, rooms, view)
        assert await tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        styled = await tab.evaluate("getComputedStyle(document.body).margin")
        assert styled == "0px", view


async def test_it_opens_at_the_quote(at: tuple[Page, Rooms]) -> None:
    tab, rooms = at
    for width in (WIDE, NARROW):
        await show(tab, rooms, View("quote", "letter", width))
        box = await tab.evaluate("(b => [b.top, b.bottom])(document.querySelector('#quote').getBoundingClientRect())")
        assert 0 <= box[0] < box[1] <= 900


async def test_right_to_left_text_runs_so(at: tuple[Page, Rooms]) -> None:
    """Its paragraphs begin at the right, within a page whose own words run from left to right."""
    tab, rooms = at
    await show(tab, rooms, View("rtl", "arabic", WIDE))
    way = "getComputedStyle(document.querySelector('%s')).direction"
    assert await tab.evaluate(way % "article p") == "rtl"
    assert await tab.evaluate(way % "footer") == "ltr"


async def test_a_page_in_arabic_is_laid_out_from_right_to_left(at: tuple[Page, Rooms]) -> None:
    """The viewer's own words and their order; an English text within it still runs from left to right."""
    tab, rooms = at
    await show(tab, rooms, View("rtl", "letter", WIDE, language="ar"))
    way = "getComputedStyle(document.querySelector('%s')).direction"
    assert [await tab.evaluate(way % part) for part in ("html", "footer", "nav", "article p", "article")] == [
        *("rtl", "rtl", "rtl", "ltr", "ltr")
    ]
    sides = "(s => s.map(q => document.querySelector(q).getBoundingClientRect().right))(['dt', 'dd'])"
    names, values = await tab.evaluate(sides)
    assert names > values


async def test_the_keyboard_reaches_the_skip_link_first(at: tuple[Page, Rooms]) -> None:
    tab, rooms = at
    await show(tab, rooms, View("keys", "gone", WIDE))
    await show(tab, rooms, View("keys", "letter", WIDE))
    await tab.evaluate("scrollTo(0, 0); document.querySelector('.skip').focus()")
    box = await tab.evaluate("(b => [b.left, b.width])(document.querySelector('.skip').getBoundingClientRect())")
    assert box[0] >= 0
    assert box[1] >= 24


async def test_what_can_be_pressed_is_24_pixels_large(at: tuple[Page, Rooms]) -> None:
    """WCAG 2.2, 2.5.8, links within a sentence or a list of facts aside."""
    tab, rooms = at
    await show(tab, rooms, View("targets", "letter", NARROW))
    small = await tab.evaluate(
        "[...document.querySelectorAll('nav a, .anchor')].map(a => a.getBoundingClientRect())"
        ".filter(b => b.width < 24 || b.height < 24).length"
    )
    assert small == 0


async def test_it_prints_the_text_and_what_is_known_of_it(at: tuple[Page, Rooms]) -> None:
    tab, rooms = at
    await show(tab, rooms, View("print", "letter", WIDE, printed=True))
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(await printed(tab))).pages).split())
    assert "Eighteen lawmakers signed the letter" in text
    assert "SHA-256 of the text" in text
    assert "Download the original" not in text
