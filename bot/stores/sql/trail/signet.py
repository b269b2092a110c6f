"""The newest hashes of trail and journal, signed, in a file beside the database: a tail cut off shows against it.

`<database>.key` holds the secret, `<database>.head` the signed head. Whoever can read the key can sign: so it protects
against a changed or rolled-back database, not against somebody who owns the whole folder. Keep a copy of the head file
elsewhere for that.

`<database>.next` is there while a backup is put in the database's place: signed, too, it says what head to expect then.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.model.trail import Head


class Forged(Exception):
    """The head file isn't what this key has signed, or one of the two is missing or unreadable."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Where trail and journal end. rows: None as signed by a version that kept no journal."""

    events: Head
    rows: Head | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """A backup that ends with `head` is put in the database's place, by `by`; `note` is what the trail is to say."""

    head: Head
    by: str
    note: str


class Signet(ABC):
    """Signs the ends of a trail, and knows those signed last."""

    @abstractmethod
    def signed(self) -> Ends | None:
        """The signed ends; None where there are none. Raises Forged."""

    @abstractmethod
    def sign(self, ends: Ends) -> None:
        """Make these the signed ones, at once or not at all. Raises OSError."""

    @abstractmethod
    def secret(self) -> bytes:
        """The key. Raises OSError."""

    def mac(self, ends: Ends) -> str:
        """What only the key can make of these. Raises Forged where it can't be read."""
        rows = (ends.rows.sequence, ends.rows.token) if ends.rows else ()
        try:
            return self._mac(ends.events.sequence, ends.events.token, *rows)
        except OSError as error:
            raise Forged from error

    def _mac(self, *said: int | str) -> str:
        text = ":".join(map(str, said)).encode()
        return hmac.new(self.secret(), text, hashlib.sha256).hexdigest()


class FileSignet(Signet):
    """In files beside the database at `path`."""

    def __init__(self, path: Path) -> None:
        self._key = path.with_name(path.name + ".key")
        self._head = path.with_name(path.name + ".head")
        self._next = path.with_name(path.name + ".next")

    def signed(self) -> Ends | None:
        if not self._head.exists():
            return None
        try:
            held = json.loads(self._head.read_bytes())
            ends = Ends(Head(int(held["sequence"]), str(held["hash"])), _rows(held))
            right = hmac.compare_digest(str(held["mac"]), self.mac(ends))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Forged from error
        if not right:
            raise Forged
        return ends

    def sign(self, ends: Ends) -> None:
        """Makes the key where there is none."""
        if not self._key.exists():
            self._make_key()
        if (signed := self.signed()) and _is_later(signed, ends):
            return  # another process was quicker with a later one
        self._write(ends)

    def _write(self, ends: Ends) -> None:
        said = {"sequence": ends.events.sequence, "hash": ends.events.token, "mac": self.mac(ends)}
        rows = {"entry": ends.rows.sequence, "entry_hash": ends.rows.token} if ends.rows else {}
        _replace(self._head, json.dumps(said | rows).encode())

    def expect(self, coming: Expected) -> None:
        """Sign what will be in the database soon. Raises OSError."""
        if not self._key.exists():
            self._make_key()
        fields = (coming.head.sequence, coming.head.token, coming.by, coming.note)
        _replace(self._next, json.dumps([*fields, self._mac(*fields)]).encode())

    def expected(self) -> Expected | None:
        """None where nothing is, or what there is isn't ours."""
        if not self._next.exists():
            return None
        try:
            sequence, token, by, note, mac = json.loads(self._next.read_bytes())
            if hmac.compare_digest(str(mac), self._mac(sequence, token, by, note)):
                return Expected(Head(int(sequence), str(token)), str(by), str(note))
        except (OSError, ValueError, TypeError):
            pass
        return None

    def settle(self, ends: Ends | None) -> None:
        """Expect nothing more; where there are `ends`, sign them first, whatever was signed before. Raises OSError."""
        if ends is not None:
            self._write(ends)
        self._next.unlink(missing_ok=True)

    def secret(self) -> bytes:
        return self._key.read_bytes()

    def _make_key(self) -> None:
        """Linked into place, so that of two processes one wins and both read the same."""
        draft = _written(self._key, secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, self._key)
        draft.unlink()


def _rows(held: dict[str, Any]) -> Head | None:
    return Head(int(held["entry"]), str(held["entry_hash"])) if "entry" in held else None


def _is_later(one: Ends, other: Ends) -> bool:
    pairs = ((one.events, other.events), (one.rows or Head(0, ""), other.rows or Head(0, "")))
    return any(left.sequence > right.sequence for left, right in pairs)


def _replace(path: Path, data: bytes) -> None:
    _written(path, data).replace(path)


def _written(path: Path, data: bytes) -> Path:
    """A draft beside `path` with that in it, on the disk, readable by its owner only."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    return draft
