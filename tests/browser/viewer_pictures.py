"""Draws docs/pictures/viewer*.png: the source viewer as a browser shows it.

python -m tests.browser.viewer_pictures       needs Debian's package `chromium`
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.model.visits import Place
from tests.chat.browser import SCALE, Page, chromium, save
from tests.web.rooms import ARABIC, Rooms, opened

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDE, NARROW, PAPER = 960, 390, 718  # pixels: a desktop, a phone, A4 at 96 to the inch within its margins
LONGEST = 2000  # pixels of a picture's height


@dataclass(frozen=True)
class View:
    """A picture: which page, how wide, and what the reader's machine prefers."""

    name: str
    page: str
    width: int
    dark: bool = False
    printed: bool = False
    language: str = ""  # of the viewer's own words


VIEWS = (
    View("viewer", "letter", WIDE),
    View("viewer-dark", "letter", WIDE, dark=True),
    View("viewer-narrow", "letter", NARROW),
    View("viewer-print", "letter", PAPER, printed=True),
    View("viewer-rtl", "arabic", WIDE),
    View("viewer-rtl-narrow", "arabic", NARROW, dark=True),
    View("viewer-gone", "gone", WIDE),
    View("viewer-arabic", "letter", WIDE, language="ar"),
    View("viewer-arabic-narrow", "arabic", NARROW, language="ar"),
    View("viewer-spanish", "letter", WIDE, language="es"),
    View("viewer-french-narrow", "letter", NARROW, dark=True, language="fr"),
)


def places(rooms: Rooms, page: str) -> Sequence[Place]:
    """A quote, and the other passages of an answer."""
    letter = rooms.place(rooms.letter, "The letter names the <Quarry> company & its owners.")
    hearing = rooms.place(rooms.letter, "A hearing is set for March.")
    order = rooms.place(rooms.court, "The court in Elmstead ordered the Quarry company")
    arabic = rooms.place(rooms.arabic, ARABIC.split("\n\n")[1])
    return {"letter": [letter, hearing, order, arabic], "arabic": [arabic, letter], "gone": []}[page]


async def show(tab: Page, rooms: Rooms, view: View) -> None:
    """Open the page as that reader would."""
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if view.dark else "light"}]
    await tab.send("Emulation.setFocusEmulationEnabled", enabled=True)
    await tab.send("Emulation.setEmulatedMedia", media="print" if view.printed else "screen", features=scheme)
    address = rooms.address(*places(rooms, view.page), language=view.language)
    await tab.open(f"{address}#quote", view.width, 900, "document.readyState === 'complete' && location.port !== ''")


async def photograph(tab: Page, view: View) -> bytes:
    """The whole page, as far as it goes."""
    height = min(LONGEST, await tab.evaluate("Math.ceil(document.body.getBoundingClientRect().height)"))
    size = {"width": view.width, "height": height, "deviceScaleFactor": SCALE, "mobile": False}
    await tab.send("Emulation.setDeviceMetricsOverride", **size)
    await tab.evaluate("scrollTo(0, 0)")
    return await tab.photograph(0, 0, view.width, height)


async def draw() -> None:
    async with opened() as (rooms, _), chromium() as tab:
        for view in VIEWS:
            await show(tab, rooms, view)
            save(await photograph(tab, view), PICTURES / f"{view.name}.png")


async def printed(tab: Page) -> bytes:
    """The page as a PDF, as the browser's own printing makes it."""
    return base64.b64decode((await tab.send("Page.printToPDF", preferCSSPageSize=True))["data"])


if __name__ == "__main__":
    asyncio.run(draw())
