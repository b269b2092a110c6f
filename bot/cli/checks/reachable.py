"""What `doctor` makes of PUBLIC_URL: would a person who presses a button get to the source viewer there?"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.cli.checks.finding import Finding

if TYPE_CHECKING:
    from bot.settings import Settings

NAME: Final = "PUBLIC_URL"
SECONDS: Final = 5.0  # for each request
MOST: Final = 100_000  # bytes of an answer that are read; the viewer's page for a wrong address takes a few thousand
HOME: Final = (".localhost", ".local", ".lan", ".internal", ".home.arpa")
NOT_SERVING: Final = "well formed; whether it leads to the source viewer shows while `serve` runs"


def findings(settings: Settings) -> Iterator[Finding]:
    """Raises nothing."""
    if settings.public_url is None:
        yield Finding(NAME, "ok", "not set: no source viewer")
        return
    host = _host(settings.public_url)
    if not host:
        mend = "Write it as https://files.example.org, or with a path: https://example.org/files."
        yield Finding(NAME, "broken", "it names no host, or no port that there is", mend)
        return
    yield from _doubts(host, settings.public_url)
    yield _tried(settings.public_url) if serves(settings) else Finding(NAME, "ok", NOT_SERVING)


def serves(settings: Settings) -> bool:
    """Whether `serve` answers on this machine, at its health page."""
    return _answer(f"http://{settings.health_host}:{settings.health_port}/healthz") == b"alive\n"


def _host(address: str) -> str:
    """Empty where the address is not well formed."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").strip(".") if parts.port != 0 else ""
    except ValueError:
        return ""


def _doubts(host: str, address: str) -> Iterator[Finding]:
    if _is_at_home(host):
        mend = "Set it to an address that the people who ask can reach, with a proxy for https in front of the viewer."
        yield Finding(NAME, "warning", f"{host} is this machine, or its own network: others can't open it", mend)
    elif urlsplit(address).scheme != "https":
        mend = "Put a proxy with a certificate in front of the viewer, and begin PUBLIC_URL with https://."
        yield Finding(NAME, "warning", "not https: what people read can be read on the way", mend)


def _is_at_home(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(HOME)


def _tried(address: str) -> Finding:
    """Asks for a visit that nobody made: the viewer's own page for that has to come back, unchanged."""
    from bot.web.viewer import links, pages

    answer = _answer(f"{address.rstrip('/')}/{links.ROOT}/doctor")
    if answer == pages.gone().encode():
        return Finding(NAME, "ok", "leads to the source viewer")
    mend = "Let your proxy hand this address, path and all, to VIEWER_HOST and VIEWER_PORT. Look at its log."
    what = "nothing answers there" if answer is None else "something else answers there"
    return Finding(NAME, "broken", f"{what}, not the source viewer", mend)


def _answer(address: str) -> bytes | None:
    """What is there, whatever the status; None for nothing."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310  http or https, by the settings
            return bytes(answer.read(MOST))
    except urllib.error.HTTPError as refused:
        with refused, suppress(OSError, http.client.HTTPException):
            return refused.read(MOST)
        return None
    except (OSError, ValueError, OverflowError, http.client.HTTPException):
        return None
