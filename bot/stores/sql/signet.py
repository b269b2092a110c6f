"""The newest hash of the trail, signed, in a file beside the database: a tail cut off the trail shows against it.

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
from dataclasses import dataclass
from pathlib import Path

from bot.core.records import Head


class Forged(Exception):
    """The head file isn't what this key has signed, or one of the two is missing or unreadable."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A backup that ends with `head` is put in the database's place, by `by`; `note` is what the trail is to say."""

    head: Head
    by: str
    note: str


class Signet:
    """Signs and reads the head of the trail of the database at `path`."""

    def __init__(self, path: Path) -> None:
        self._key = path.with_name(path.name + ".key")
        self._head = path.with_name(path.name + ".head")
        self._next = path.with_name(path.name + ".next")

    def signed(self) -> Head | None:
        """The signed head; None where there is none. Raises Forged."""
        if not self._head.exists():
            return None
        try:
            held = json.loads(self._head.read_bytes())
            head = Head(int(held["sequence"]), str(held["hash"]))
            right = hmac.compare_digest(str(held["mac"]), self._mac(head.sequence, head.token))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Forged from error
        if not right:
            raise Forged
        return head

    def sign(self, head: Head) -> None:
        """Make `head` the signed one, at once or not at all. Makes the key where there is none. Raises OSError."""
        if not self._key.exists():
            self._make_key()
        if (signed := self.signed()) and signed.sequence > head.sequence:
            return  # another process was quicker with a later one
        self._write(head)

    def _write(self, head: Head) -> None:
        said = {"sequence": head.sequence, "hash": head.token, "mac": self._mac(head.sequence, head.token)}
        _replace(self._head, json.dumps(said).encode())

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

    def settle(self, head: Head | None) -> None:
        """Expect nothing more; where there is a `head`, sign it first, whatever was signed before. Raises OSError."""
        if head is not None:
            self._write(head)
        self._next.unlink(missing_ok=True)

    def _mac(self, *said: int | str) -> str:
        text = ":".join(map(str, said)).encode()
        return hmac.new(self._key.read_bytes(), text, hashlib.sha256).hexdigest()

    def _make_key(self) -> None:
        """Linked into place, so that of two processes one wins and both read the same."""
        draft = _written(self._key, secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, self._key)
        draft.unlink()


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
