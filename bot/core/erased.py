"""What was erased must not come back from a folder, a backup of it or the starter files at the next start.

Kept is a salted SHA-256 of each text, as a setting of the case's workspace: it knows a text again when it is offered,
and says nothing of one that nobody has.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from bot.core.model import Actor, Case, CaseId
from bot.core.ports import Store

SALT = 16  # bytes


def remember(store: Store, case: Case, texts: Iterable[str], by: Actor) -> None:
    """`texts`: SHA-256 of each, hex."""
    known = store.setting(case.workspace, _name(case.id))
    salts = ((secrets.token_hex(SALT), text) for text in sorted(set(texts)))
    marks = [f"{salt}:{_salted(salt, text)}" for salt, text in salts]
    store.put_setting(case.workspace, _name(case.id), " ".join([*([known] if known else []), *marks]), by)


class Erased:
    """The erased texts of one case."""

    def __init__(self, store: Store, case: Case) -> None:
        marks = (store.setting(case.workspace, _name(case.id)) or "").split()
        self._marks = [mark.split(":", 1) for mark in marks]

    def holds(self, text: str) -> bool:
        """Whether this text was one of an erased document."""
        if not self._marks:
            return False
        digest = hashlib.sha256(text.encode()).hexdigest()
        return any(_salted(salt, digest) == mark for salt, mark in self._marks)


def _name(case: CaseId) -> str:
    return f"erased:{case}"


def _salted(salt: str, digest: str) -> str:
    return hashlib.sha256(f"{salt}{digest}".encode()).hexdigest()
