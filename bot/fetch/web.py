"""Fetches one web page: public addresses only, each redirect checked anew, little time, little memory, no cookies.

Fetching tells the site that somebody is interested: its log shows the address of the bot (or of the proxy).
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.core.model import document_notes
from bot.core.model.documents import Fetched
from bot.core.model.errors import (
    BadAddress,
    NotFetched,
    PageRefused,
    PageTooLarge,
    PrivateAddress,
    RedirectLoop,
    TooSlow,
    Unreachable,
)
from bot.fetch import addresses, reserved

_KEPT = ("content-type", "content-language", "last-modified", "date", "etag", "link", "content-disposition")
_LONGEST_HEADER = 500  # characters kept of each
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65_536  # bytes after decompression
_ACCEPT = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be dialled: numeric addresses that `allows` says yes to, on these ports."""

    allows: Callable[[str], bool] = reserved.is_public
    ports: AbstractSet[int] = addresses.WEB_PORTS


@dataclass(frozen=True, slots=True)
class Limits:
    """Megabytes of the body after decompression; seconds for everything together; redirects followed."""

    megabytes: int = 20
    seconds: float = 30
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class WebFetcher:
    """Safe from several threads; each fetch has a loop and a connection of its own, so it blocks only its thread.

    version, contact: what the User-Agent says, so that a site's owner can ask back. proxy: "http://host:port", which
    then looks names up and dials: refusing private addresses behind a name is then the proxy's part.
    """

    version: str = "0"
    contact: str = ""
    proxy: str | None = None
    policy: Policy = field(default_factory=Policy)
    limits: Limits = field(default_factory=Limits)
    resolver: Callable[[], AbstractResolver] | None = None

    def fetch(self, address: str) -> Fetched:
        """What is at the address now. Raises a NotFetched."""
        url = addresses.checked(address, self.policy.ports)
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(_Visit(self, address).go(url))
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()  # doesn't wait for a name server that hangs, as asyncio.run would


class _Visit:
    """One fetch: where it is, and whether a door was refused on the way."""

    def __init__(self, fetcher: WebFetcher, asked: str) -> None:
        self._fetcher, self._asked = fetcher, asked
        self._policy, self._limits = fetcher.policy, fetcher.limits
        self._host = ""
        self._refused = False

    async def go(self, url: URL) -> Fetched:
        try:
            async with asyncio.timeout(self._limits.seconds), self._session() as session:
                return await self._follow(session, url)
        except TimeoutError as late:
            raise TooSlow(host=self._host, seconds=round(self._limits.seconds)) from late
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._cause(error) from error

    def _session(self) -> aiohttp.ClientSession:
        contact = f" (+{self._fetcher.contact})" if self._fetcher.contact else ""
        connector = aiohttp.TCPConnector(
            socket_factory=self._socket,
            resolver=self._fetcher.resolver() if self._fetcher.resolver else aiohttp.ThreadedResolver(),
            use_dns_cache=False,
            force_close=True,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={**_ACCEPT, "User-Agent": f"Pullquote/{self._fetcher.version}{contact}"},
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,
        )

    def _socket(self, place: tuple[Any, ...]) -> socket.socket:
        """The last word before a connection: the numeric address that would be dialled, whatever name it came by."""
        family, kind, protocol, _, where = place
        if self._fetcher.proxy is None and not self._policy.allows(str(where[0])):
            self._refused = True
            raise ConnectionRefusedError(f"{where[0]} is not public")
        return socket.socket(family, kind, protocol)

    async def _follow(self, session: aiohttp.ClientSession, url: URL) -> Fetched:
        for _ in range(self._limits.redirects + 1):
            self._refused, self._host = False, url.host or ""
            self._refuse_private()
            async with session.get(url, allow_redirects=False, proxy=self._fetcher.proxy) as response:
                if response.status not in _REDIRECTS:
                    return await self._taken(response, url)
                url = self._next(response, url)
        raise RedirectLoop(host=self._host, limit=self._limits.redirects)

    def _refuse_private(self) -> None:
        """Numbers in any notation at once; names that a proxy would look up, as far as they tell."""
        number = addresses.numeric(self._host)
        hidden = self._fetcher.proxy is not None and addresses.is_local_name(self._host)
        if hidden or (number is not None and not self._policy.allows(number)):
            raise PrivateAddress(host=self._host)

    def _next(self, response: aiohttp.ClientResponse, url: URL) -> URL:
        target = response.headers.get("Location")
        if target is None:
            raise PageRefused(host=self._host, status=response.status)
        try:
            return addresses.checked(str(url.join(URL(target))), self._policy.ports)
        except ValueError as broken:
            raise BadAddress(why=document_notes.ONWARDS) from broken

    async def _taken(self, response: aiohttp.ClientResponse, url: URL) -> Fetched:
        if not 200 <= response.status < 300:
            raise PageRefused(host=self._host, status=response.status)
        data = await self._body(response)
        return Fetched(
            asked=self._asked,
            address=str(url),
            status=response.status,
            content_type=response.content_type.lower() if "Content-Type" in response.headers else "",
            charset=(response.charset or "").lower() or None,
            headers={each: response.headers[each][:_LONGEST_HEADER] for each in _KEPT if each in response.headers},
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            at=datetime.now(UTC),
        )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """Counted as it comes out of decompression, so that a bomb is dropped early."""
        limit = self._limits.megabytes * 1_000_000
        data = bytearray()
        if (response.content_length or 0) <= limit:
            async for chunk in response.content.iter_chunked(_CHUNK):
                data += chunk
                if len(data) > limit:
                    break
            else:
                return bytes(data)
        response.close()
        raise PageTooLarge(host=self._host, limit_mb=self._limits.megabytes)

    def _cause(self, error: aiohttp.ClientError | OSError | ValueError) -> NotFetched:
        """The sentence for what went wrong on the way. The kinds of aiohttp's errors are from its client reference."""
        if self._refused:
            return PrivateAddress(host=self._host)
        return Unreachable(host=self._host, why=next(why for kinds, why in _CAUSES if isinstance(error, kinds)))


_CAUSES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((aiohttp.ClientConnectorDNSError,), document_notes.NO_SUCH_HOST),
    ((aiohttp.ClientConnectorCertificateError,), document_notes.CERTIFICATE),
    ((aiohttp.ClientSSLError,), document_notes.NOT_SAFE),
    ((aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError), document_notes.PROXY),
    ((aiohttp.ClientConnectorError,), document_notes.SILENT),
    ((aiohttp.InvalidURL, ValueError), document_notes.ADDRESS),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError, aiohttp.ClientOSError), document_notes.BROKEN),
    ((aiohttp.ClientError, OSError), document_notes.NO_WEB_SERVER),
)
