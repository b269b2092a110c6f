"""What was erased is nowhere any more, and doesn't come back.

Not from a draft that waits: a preview or a proposal of the same text, file or page goes with the document. And not from
a folder, a backup of it or the starter files at the next start: kept is a salted SHA-256 of each text, as a setting of
the case's workspace. It knows a text again when it is offered, and says nothing of one that nobody has.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence

from bot.core.library import packing
from bot.core.library.intake import Parcel
from bot.core.model.documents import Actor, Case, CaseId, Document, Draft
from bot.core.model.ports import Store

SALT = 16  # bytes


def drop_drafts(store: Store, case: Case, versions: Sequence[Document]) -> int:
    """Those that hold what any of these versions of one document held; how many that were.

    Looked for among the drafts of its case and of its workspace. One that can't be read any more goes, too: nobody can
    publish it, and what it holds nobody knows.
    """
    store.expire_drafts()
    known = _Known(versions)
    waiting = [store.draft(one.id) for one in store.drafts() if case.id == one.case or case.workspace == one.workspace]
    return sum(store.drop_draft(one.id) for one in waiting if one and known.holds(one))


class _Known:
    """By what a document is known again in a draft: its texts, its original bytes, the page that it came from."""

    def __init__(self, versions: Sequence[Document]) -> None:
        self._hashes = {one.text_sha256 for one in versions} | {one.sha256 for one in versions}
        self._pages = {one.origin for one in versions if one.fetched}

    def holds(self, draft: Draft) -> bool:
        try:
            _, parcel = packing.unpacked(draft.body)
        except packing.Unreadable:
            return True
        return parcel.origin in self._pages or not self._hashes.isdisjoint(map(_digest, _contents(parcel)))


def _contents(parcel: Parcel) -> Iterable[bytes]:
    yield parcel.data
    for reading in parcel.readings:
        yield reading.text.encode("utf-8", "surrogatepass")
        yield reading.original or b""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


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
