"""The source viewer: one person's private look at a stored text, asked for in the chat, outside of it.

Nothing can be listed or guessed. What an address may show is decided anew at every request, by the live roles of whom
it was made for; tampered, expired, hidden, changed and never made get the same page and status. No path is ever logged.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.core.casebook import Casebook
from bot.core.language import passages
from bot.core.model.documents import Audience, Case, Document, Viewer
from bot.core.model.errors import CasebookError
from bot.core.model.ports import Draw
from bot.core.model.visits import Place, Visit
from bot.core.quoting import recognised
from bot.web.listening import listening
from bot.web.viewer import pages
from bot.web.viewer.links import ROOT, NoVisit, Seal
from bot.web.viewer.pages import Passage, Shown
from bot.web.viewer.style import POLICY
from bot.web.viewer.words import Languages

log = logging.getLogger(__name__)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "Pullquote",  # aiohttp would tell its version and Python's
}
NEVER_OPENED: Final = "default-src 'none'; sandbox"
Beside = Callable[[Callable[[], bool]], AbstractAsyncContextManager[Any]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Rooms:
    """What the pages are made from."""

    casebook: Casebook
    seal: Seal
    draw: Draw | None = None

    def shown(self, visit: Visit, at: int, audience: Audience) -> Shown:
        """What that audience may see of the visit. Raises NoVisit. Blocks."""
        viewer, place = self.casebook.viewer(audience), visit.places[0]
        found = self._found(viewer, place)
        if found is None:
            raise NoVisit
        document, case, text = found
        data = self.casebook.any_documents.original(document.id)
        token = self.seal.token(visit, at)
        here = tuple((one.start, one.end) for one in visit.places if one.document == document.id)
        return Shown(
            document=document,
            case=case,
            text=text,
            quotes=here,
            others=tuple(self._others(visit, at, viewer)),
            retrieval=self.casebook.any_documents.retrieval(document.id),
            size=len(data),
            until=datetime.fromtimestamp(at, UTC) + timedelta(minutes=self.seal.minutes),
            original=f"{token}/original",
            scans=f"{token}/page" if self.draw and self.draw.can(data) else "",
        )

    def original(self, visit: Visit, audience: Audience) -> tuple[str, bytes]:
        """A name for the file, and its bytes. Raises NoVisit. Blocks."""
        found = self._found(self.casebook.viewer(audience), visit.places[0])
        if found is None:
            raise NoVisit
        return found[0].origin, self.casebook.any_documents.original(found[0].id)

    def picture(self, visit: Visit, audience: Audience, number: int) -> bytes:
        """A page whose words were recognised, as a PNG. Raises NoVisit, also for a page of text. Blocks."""
        found = self._found(self.casebook.viewer(audience), visit.places[0])
        if found is None or self.draw is None or number not in recognised.pages(found[0].marks).values():
            raise NoVisit
        drawn = self.draw(self.casebook.any_documents.original(found[0].id), number)
        if drawn is None:
            raise NoVisit
        return drawn

    def _found(self, viewer: Viewer, place: Place) -> tuple[Document, Case, str] | None:
        """The document, if it is there, visible, and its text the very one that the quote was cut from."""
        try:
            document = self.casebook.document(viewer, place.document)
            text = self.casebook.text(viewer, place.document)
        except CasebookError:
            return None
        sound = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == document.text_sha256
        if not sound:
            log.error("document %d withheld: its text does not match its hash", document.id)
        meant = document.text_sha256.startswith(place.digest) and 0 <= place.start < place.end <= len(text)
        if document.removed or not (sound and meant):
            return None
        case = next(case for case in self.casebook.cases(viewer) if case.id == document.case)
        return document, case, text

    def _others(self, visit: Visit, at: int, viewer: Viewer) -> list[Passage]:
        """Those of other documents that may be seen; each with an address that lasts no longer than this one."""
        made = []
        for one in visit.places:
            found = self._found(viewer, one) if one.document != visit.places[0].document else None
            if found is None:
                continue
            document, _, text = found
            turned = (one, *(each for each in visit.places if each != one))
            there = replace(visit, places=turned)
            place = passages.place(text, document.marks, one.start, document.details.title)
            made.append(Passage(document, text[one.start : one.end], place, f"{self.seal.token(there, at)}#quote"))
        return made


# --- requests


async def _admitted(seal: Seal, request: web.Request) -> tuple[Visit, int, Audience]:
    """Who comes, as they are now. Raises NoVisit."""
    visit, at = seal.opened(request.match_info["token"])
    audience = await seal.presence(visit)
    if audience is None or not visit.places:
        raise NoVisit
    return visit, at, audience


def application(
    casebook: Casebook, seal: Seal, languages: Languages | None = None, draw: Draw | None = None
) -> web.Application:
    rooms, known = Rooms(casebook, seal, draw), languages or Languages()

    async def look(request: web.Request) -> web.Response:
        visit, at, audience = await _admitted(seal, request)
        shown = await asyncio.to_thread(rooms.shown, visit, at, audience)
        words = known.of(visit.language, request.headers.get("Accept-Language", ""))
        return _html(await asyncio.to_thread(pages.page, shown, words), 200)

    async def original(request: web.Request) -> web.Response:
        visit, _, audience = await _admitted(seal, request)
        name, data = await asyncio.to_thread(rooms.original, visit, audience)
        told = {"Content-Disposition": _attachment(name), "Content-Security-Policy": NEVER_OPENED}
        return web.Response(body=data, content_type="application/octet-stream", headers={**HEADERS, **told})

    async def picture(request: web.Request) -> web.Response:
        visit, _, audience = await _admitted(seal, request)
        drawn = await asyncio.to_thread(rooms.picture, visit, audience, int(request.match_info["number"]))
        headers = {**HEADERS, "Content-Security-Policy": NEVER_OPENED}
        return web.Response(body=drawn, content_type="image/png", headers=headers)

    path = f"{urlsplit(seal.public_url).path}/{ROOT}/{{token:[A-Za-z0-9_-]+}}"
    app = web.Application(middlewares=[_edge(known)])
    app.add_routes([web.get(path, look), web.get(f"{path}/original", original)])
    app.add_routes([web.get(f"{path}/page/{{number:[0-9]{{1,5}}}}", picture)])
    return app


def _edge(known: Languages) -> Middleware:
    """The outer edge: whatever isn't shown looks the same, and a failure is logged without the path."""

    @web.middleware
    async def edge(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except (NoVisit, web.HTTPException):
            pass
        except Exception:
            log.exception("failure in the source viewer")
        words = known.of("", request.headers.get("Accept-Language", ""))  # of the visit nothing may be told
        return _html(pages.gone(words), 404)

    return edge


def _html(page: str, status: int) -> web.Response:
    return web.Response(
        body=page.encode("utf-8", "replace"), status=status, content_type="text/html", charset="utf-8", headers=HEADERS
    )


def _attachment(name: str) -> str:
    """RFC 6266; the plain name for old programs holds only what is safe everywhere."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1][-120:] or "original"
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "_" for each in last)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(last, safe='', errors='replace')}"


def also(first: Beside, second: Callable[[], AbstractAsyncContextManager[object]]) -> Beside:
    """What runs beside the bot, and the viewer."""

    @asynccontextmanager
    async def entered(is_ready: Callable[[], bool]) -> AsyncIterator[None]:
        async with first(is_ready), second():
            yield

    return entered


@asynccontextmanager
async def serving(
    host: str,
    port: int,
    casebook: Casebook,
    seal: Seal,
    languages: Languages | None = None,
    draw: Draw | None = None,
) -> AsyncIterator[int]:
    """Serve until the block ends; gives the port. Raises PortTaken. Nothing is logged of requests."""
    shown = application(casebook, seal, languages, draw)
    async with listening(shown, host, port, ("the source viewer", "VIEWER_PORT")) as taken:
        yield taken
