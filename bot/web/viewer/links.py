"""Addresses of the source viewer: sealed, for one person, for a few minutes.

What an address says is encrypted and signed (Fernet: AES-128 and HMAC-SHA-256), so it tells nothing and can't be
changed; the key lies in the data folder. An address proves who it was made for, never that they may still see anything:
that is asked at every request.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import time
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

from bot.core.model.visits import PLACES, Place, Presence, Visit

ROOT: Final = "v"  # the first part of every path
LONGEST: Final = 512  # characters of the address that a button of Discord's holds
TOKEN: Final = 400  # characters, at most: a visit of PLACES places takes 380
_WRITTEN: Final = re.compile(r"[A-Za-z0-9_-]+")  # Python would also take + and /, and skip what it does not know
_HEAD: Final = struct.Struct(">QQQ2s")  # workspace, user, channel, language
_PLACE: Final = struct.Struct(">QLL4s")  # document, start, end, hash


class NoVisit(Exception):
    """Tampered, expired and made up are the same."""


class Seal:
    """Makes addresses, and opens those that it made less than `minutes` ago."""

    def __init__(self, public_url: str, key: bytes, minutes: int, clock: Callable[[], float] = time) -> None:
        self.public_url = public_url.rstrip("/")
        self.minutes = minutes
        self._fernet = Fernet(key)
        self._clock = clock
        self._presence: Presence | None = None

    def ask(self, presence: Presence) -> None:
        self._presence = presence

    @property
    def presence(self) -> Presence:
        """Raises NoVisit while there is nobody to ask."""
        if self._presence is None:
            raise NoVisit
        return self._presence

    def address(self, visit: Visit) -> str:
        """Where it would be too long for a button, the last places are left out."""
        made = f"{self.public_url}/{ROOT}/{self.token(visit, int(self._clock()))}#quote"
        if len(made) > LONGEST and len(visit.places) > 1:
            return self.address(replace(visit, places=visit.places[:-1]))
        return made

    def token(self, visit: Visit, at: int) -> str:
        """`at`: seconds since 1970, from which its minutes count."""
        head = _HEAD.pack(int(visit.workspace), visit.user, visit.channel, visit.language[:2].encode())
        places = (_PLACE.pack(one.document, one.start, one.end, bytes.fromhex(one.digest)) for one in visit.places)
        sealed = self._fernet.encrypt_at_time(b"".join([head, *list(places)[:PLACES]]), at)
        return sealed.decode().rstrip("=")

    def opened(self, token: str) -> tuple[Visit, int]:
        """What it says, and when it was made. Raises NoVisit."""
        if len(token) > TOKEN or not _WRITTEN.fullmatch(token):
            raise NoVisit
        sealed = token + "=" * (-len(token) % 4)
        try:
            body = self._fernet.decrypt_at_time(sealed, self.minutes * 60, int(self._clock()))
        except (InvalidToken, ValueError):
            raise NoVisit from None
        workspace, user, channel, language = _HEAD.unpack_from(body)
        found = tuple(
            Place(number, start, end, digest.hex())
            for number, start, end, digest in _PLACE.iter_unpack(body[_HEAD.size :])
        )
        told = language.rstrip(b"\0").decode("ascii", "ignore")
        return Visit(str(workspace), user, channel, found, told), self._fernet.extract_timestamp(sealed)


def key_in(folder: Path) -> bytes:
    """The key kept there, made where there is none, readable by its owner alone."""
    place = folder / "viewer.key"
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key())
    return place.read_bytes()
