"""What `doctor` makes of the addresses that the program listens on, and of the proxy that pages are fetched through."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.cli.checks import reachable
from bot.cli.checks.finding import Finding

if TYPE_CHECKING:
    from bot.settings import Settings

SECONDS = 3.0  # for the proxy to answer
WHY_NOT = {
    errno.EADDRINUSE: "something else listens there",
    errno.EACCES: "this user may not listen there",
    errno.EADDRNOTAVAIL: "that is no address of this machine",
}


def findings(settings: Settings) -> Iterator[Finding]:
    """Raises nothing."""
    yield from _proxy(settings.fetch_proxy)
    health = (settings.health_host, settings.health_port)
    if reachable.serves(settings):
        yield Finding("HEALTH_PORT", "ok", "`serve` answers there")
        return
    yield _free("HEALTH", *health)
    viewer = (settings.viewer_host, settings.viewer_port)
    if settings.public_url is None:
        return
    if viewer == health and viewer[1]:
        yield Finding("VIEWER_PORT", "broken", "the same as HEALTH_PORT", "Set one of them to another port.")
    else:
        yield _free("VIEWER", *viewer)


def _proxy(address: str | None) -> Iterator[Finding]:
    if address is None:
        return
    mend = "Start the proxy, or correct FETCH_PROXY: until then no page can be fetched."
    try:
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname, parts.port or 80), SECONDS):
            yield Finding("FETCH_PROXY", "ok", "something answers there")
    except (OSError, ValueError, OverflowError) as error:
        yield Finding("FETCH_PROXY", "broken", f"nothing answers there: {_told(error)}", mend)


def _told(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _free(name: str, host: str, port: int) -> Finding:
    """Whether `serve` could listen there; let go at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as asyncio does
            probe.bind(address)
            probe.listen()
    except (OSError, ValueError) as error:
        why = WHY_NOT.get(getattr(error, "errno", None) or 0) or _told(error)
        mend = f"Set {name}_HOST to an address of this machine and {name}_PORT to a free port above 1023."
        return Finding(f"{name}_PORT", "broken", f"{host}, port {port}: {why}", mend)
    return Finding(f"{name}_PORT", "ok", f"free on {host}")
