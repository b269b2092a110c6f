"""Links made for quotes, opened by a real browser: the words that it highlights are the quote's.

python -m tests.browser.test_fragments [FIRST]      the figures by kind, for pages from that number on
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.core.model.documents import Details, Document, Mark
from bot.core.quoting import text_fragment
from bot.readers.html.html import HtmlReader
from tests.browser import pages
from tests.browser.lit import HEIGHT, WIDTH, Lit, lit
from tests.chat.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DOCUMENT = Document(1, 1, "page", Details("Page"), (), 0, "", "", 1, "", True, "cli", NOW, NOW)
FLOOR = 0.98


@dataclass(frozen=True)
class Case:
    """One page, its stored text, and the link to the quote in it."""

    kind: str
    number: int
    page: pages.Page
    link: str
    exact: bool
    text: str
    quote: str

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}"


def read(page: pages.Page) -> tuple[str, tuple[Mark, ...], tuple[int, int]]:
    """The page's text through the reader, its marks, and where the quote stands in it."""
    reader = HtmlReader()
    (reading,) = reader.read(page.html.encode(), "page.html")
    (marked,) = reader.read(page.marked.encode(), "page.html")
    before, _, rest = marked.text.partition(pages.LEFT)
    quote, _, after = rest.partition(pages.RIGHT)
    assert before + quote + after == reading.text
    return reading.text, reading.marks, (len(before), len(before) + len(quote))


def case(kind: str, number: int, base: str) -> Case:
    page = pages.made(kind, number)
    text, marks, span = read(page)
    address = f"{base}/{kind}/{number}".replace(" ", "%20")
    document = replace(DOCUMENT, details=Details("Page", address), marks=marks, length=len(text))
    link, exact = text_fragment.link(document, text, span)
    assert link is not None
    return Case(kind, number, page, link, exact, text, text[slice(*span)])


@asynccontextmanager
async def site() -> AsyncIterator[str]:
    """The test pages on a free port of this machine."""

    async def serve(request: web.Request) -> web.Response:
        page = pages.made(request.match_info["kind"], int(request.match_info["number"]))
        return web.Response(text=page.html, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/{kind}/{number}", serve)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def opened(first: int = 0) -> list[tuple[Case, Lit]]:
    """Each kind's pages from that number on."""
    async with site() as base, chromium() as tab:
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        await tab.send("Emulation.setDeviceMetricsOverride", **size)
        made = [case(kind, number, base) for kind in pages.KINDS for number in range(first, first + pages.EACH)]
        return [(each, await lit(tab, each.link, each.page.span)) for each in made]


def report(found: list[tuple[Case, Lit]]) -> str:
    good = Counter(each.kind for each, seen in found if each.exact and seen.exact)
    plain = Counter(each.kind for each, _ in found if not each.exact)
    lines = [f"{sum(good.values())}/{len(found)} land, {sum(plain.values())} plain"]
    lines += [f"{good[kind]:4} of {pages.EACH}, {plain[kind]} plain: {kind}" for kind in pages.KINDS]
    for each, seen in found:
        if each.exact and not seen.exact:
            lines += [f"{each.name}: {each.quote!r}", f"    {each.link}", f"    lit: {' '.join(seen.seen)!r}"]
    return "\n".join(lines)


async def test_the_words_highlighted_are_the_quote() -> None:
    """In at least 98 % of 300 pages; a link that says it lands, does."""
    found = await opened()
    assert len(found) == 300
    landed = sum(each.exact and seen.exact for each, seen in found)
    assert landed >= FLOOR * len(found), report(found)


if __name__ == "__main__":
    print(report(asyncio.run(opened(int("".join(sys.argv[1:2]) or 0)))))  # noqa: T201
