"""Which links may be fetched, so that none makes the bot knock on doors inside its own network."""

from __future__ import annotations

import re
import socket
from collections.abc import Set as AbstractSet
from contextlib import suppress
from ipaddress import IPv4Address, ip_address

from yarl import URL

from bot.core.model import document_notes
from bot.core.model.errors import BadAddress

LONGEST = 2000  # characters
WEB_PORTS = frozenset({80, 443})
_FORBIDDEN = re.compile(r"[\s\x00-\x1f\x7f\\<>\"]")
_LOCAL_NAME = re.compile(r"(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa|onion)$", re.IGNORECASE)


def checked(address: str, ports: AbstractSet[int] = WEB_PORTS) -> URL:
    """The address as it would be asked for. Raises BadAddress where nothing should be."""
    if len(address) > LONGEST:
        raise BadAddress(why=document_notes.TOO_LONG.format(limit=LONGEST))
    if _FORBIDDEN.search(address.strip()):
        raise BadAddress(why=document_notes.BLANKS)
    try:
        url = URL(address.strip()).with_fragment(None)
        port = url.port
    except ValueError as broken:
        raise BadAddress(why=document_notes.NOT_UNDERSTOOD) from broken
    if url.scheme not in {"http", "https"}:
        raise BadAddress(why=document_notes.NOT_WEB)
    if not url.host:
        raise BadAddress(why=document_notes.NO_HOST)
    if url.user is not None or url.password is not None:
        raise BadAddress(why=document_notes.CREDENTIALS)
    if port not in ports:
        raise BadAddress(why=document_notes.PORT.format(port=port, ports=", ".join(map(str, sorted(ports)))))
    return url


def numeric(host: str) -> str | None:
    """127.1, 0x7f.1, 2130706433, ::1 … as a usual address; None for a name."""
    with suppress(ValueError):
        return str(ip_address(host.partition("%")[0]))
    with suppress(OSError):
        return str(IPv4Address(socket.inet_aton(host)))
    return None


def is_local_name(host: str) -> bool:
    """Whether only a local network would know this name: no dot in it, or an ending kept for that."""
    name = host.rstrip(".")
    return numeric(host) is None and ("." not in name or _LOCAL_NAME.search(name) is not None)
