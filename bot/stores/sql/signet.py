"""The newest hash of the trail, signed, in a file beside the database: a tail cut off the trail shows against it.

`<database>.key` holds the secret, `<database>.head` the signed head. Whoever can read the key can sign: so it protects
against a changed or rolled-back database, not against somebody who owns the whole folder. Keep a copy of the head file
elsewhere for that.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from bot.core.model import Head


class Forged(Exception):
    """The head file isn't what this key has signed, or one of the two is missing or unreadable."""


class Signet:
    """Signs and reads the head of the trail of the database at `path`."""

    def __init__(self, path: Path) -> None:
        self._key = path.with_name(path.name + ".key")
        self._head = path.with_name(path.name + ".head")

    def signed(self) -> Head | None:
        """The signed head; None where there is none. Raises Forged."""
        if not self._head.exists():
            return None
        try:
            held = json.loads(self._head.read_bytes())
            head = Head(int(held["sequence"]), str(held["hash"]))
            right = hmac.compare_digest(str(held["mac"]), self._mac(head))
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
        said = {"sequence": head.sequence, "hash": head.token, "mac": self._mac(head)}
        _replace(self._head, json.dumps(said).encode())

    def discard(self) -> None:
        """Forget the signed head: what is in the database now counts. For whoever put it there on purpose."""
        self._head.unlink(missing_ok=True)

    def _mac(self, head: Head) -> str:
        text = f"{head.sequence}:{head.token}".encode()
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
