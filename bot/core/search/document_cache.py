"""Documents and texts of candidates, kept at hand until they change, so that a question rarely reads whole texts.

What is quoted is read from the store again and checked against its hash; what is here only helps to find it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Final

from bot.core.model.documents import Document, DocumentId
from bot.core.model.ports import Store
from bot.core.model.trail import Head
from bot.core.search.aliases.alias_book import Books
from bot.core.search.near_copies import Compared

ROOM: Final = 20_000_000  # characters of text, up to 80 MB where every one is wide


class Shelf:
    """What was read of one store at one point of its change log. Safe to use from several threads.

    compared: what its texts are compared by. aliases: what its cases call by several names.
    """

    def __init__(self) -> None:
        self.head: Head | None = None  # nothing is read before it is asked for `at` some point
        self.compared = Compared()
        self.aliases = Books()
        self._following = Lock()
        self._lock = Lock()
        self._documents: dict[DocumentId, Document] = {}
        self._texts: OrderedDict[DocumentId, str] = OrderedDict()
        self._held = 0

    def at(self, store: Store, head: Head) -> Shelf:
        """Itself, for readers who stand at `head`."""
        with self._following:
            if self.head is None:
                self.head = head
            elif self.head != head:
                self._follow(store, self.head, head)
        return self

    def read(
        self, store: Store, ids: Iterable[DocumentId]
    ) -> tuple[Mapping[DocumentId, Document], Mapping[DocumentId, str]]:
        """Those documents that are still there and their texts."""
        wanted = sorted(set(ids))
        with self._lock:
            head = self.head
            texts = {one: self._texts[one] for one in wanted if one in self._texts}
            documents = {one: self._documents[one] for one in texts}
        new = [one for one in wanted if one not in texts]
        if new:
            found = {one: document for one, document in store.get(new).items() if not document.removed}
            read = store.texts(found)
            documents |= {one: found[one] for one in read}
            texts |= read
            self._keep(head, found, read)
        return documents, texts

    def _follow(self, store: Store, last: Head, head: Head) -> None:
        """Up to that point: what has changed since is forgotten, everything where the store never stood at `last`."""
        known = store.holds(last)
        changes = store.changes(last.sequence) if known else ()
        changed = {change.document for change in changes} if known else set(self._texts)
        self.aliases.forget({change.case for change in changes} if known else None)
        with self._lock:
            for one in changed & self._texts.keys():
                self._held -= len(self._texts.pop(one))
                self._documents.pop(one)
            self.head = head

    def _keep(
        self, head: Head | None, documents: Mapping[DocumentId, Document], texts: Mapping[DocumentId, str]
    ) -> None:
        """Unless there was a change while they were read: then they may be older than it."""
        with self._lock:
            for one, text in texts.items() if head == self.head else ():
                self._held += len(text) - len(self._texts.get(one, ""))
                self._documents[one], self._texts[one] = documents[one], text
                self._texts.move_to_end(one)
            while self._held > ROOM and self._texts:
                one, text = self._texts.popitem(last=False)
                self._held -= len(text)
                self._documents.pop(one)
