"""What was damaged in the database: put back where the trail or a hash shows that every byte is right.

Texts that no longer have their hash are read again from the original bytes; so are rows of documents and versions.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from bot.core.library import indexing, intake
from bot.core.model.documents import Actor, CaseId, Document, Upload
from bot.core.model.errors import CasebookError
from bot.core.model.trail import Torn

if TYPE_CHECKING:  # it brings all that searches along
    from bot.core.casebook import Casebook

ACTOR: Final = Actor("bot")
ENDINGS: Final = ("", ".html", ".md", ".txt", ".jsonl")  # a page's address, a member of an archive may have had any

log = logging.getLogger(__name__)


@runtime_checkable
class Mending(Protocol):
    """A store whose rows somebody may have damaged."""

    def torn(self) -> Sequence[Torn]:
        """Rows of documents and versions that aren't what the trail says. Reads all of it."""
        ...

    def mend(self, one: Torn, guesses: Iterable[Upload], by: Actor) -> bool:
        """Put the row back, if what it said can be put together and proved. HEALED in the trail then."""
        ...


@dataclass(frozen=True, slots=True)
class Healing:
    """healed: documents of which a text or row is whole again. lost: versions whose original no longer gives theirs."""

    healed: tuple[Document, ...]
    lost: tuple[Document, ...]


def heal(casebook: Casebook, by: Actor) -> Healing:
    """Put back every damaged text that can be read again, of earlier versions too. Reads every text once.

    Only a text with the very hash that was stored counts, so that a reader that has changed since can't put in another.
    Raises StoreError kinds.
    """
    healed = _mended(casebook, by)
    lost: list[Document] = []
    for same in _by_text(casebook.store.damaged()):
        text = next((text for version in same for text in _texts(casebook, version)), None)
        if text is None:
            lost += same
        else:
            healed += (receipt.document for receipt in casebook.store.heal(text, by))
    if healed:
        casebook.follow()
    return Healing(tuple(dict.fromkeys(healed)), tuple(lost))


def _mended(casebook: Casebook, by: Actor) -> list[Document]:
    """Documents of which a row was put back."""
    store = casebook.store
    torn = store.torn() if isinstance(store, Mending) else ()
    done = [one.document for one in torn if store.mend(one, _guesses(casebook, one), by)]  # type: ignore[attr-defined]
    return list(store.get(done).values())


def _guesses(casebook: Casebook, one: Torn) -> Iterator[Upload]:
    """What its original reads as today."""
    with suppress(CasebookError):
        data = casebook.store.original(one.document, one.version)
        for ending in ENDINGS:
            with suppress(CasebookError):
                for reading in casebook.read(data, one.origin + ending, None):
                    yield replace(intake.upload(reading, data, "file", "key"), origin=one.origin)


def keep_whole(casebook: Casebook) -> None:
    """Heal what can be healed, and say in the log what was damaged."""
    done = heal(casebook, ACTOR)
    for one in done.healed:
        log.warning("document %d was damaged, and is healed", one.id)
    for one in done.lost:
        log.error(
            "document %d, version %d: text damaged, and its original no longer gives it; see backups",
            one.id,
            one.version,
        )


def _by_text(damaged: Sequence[Document]) -> list[list[Document]]:
    """Versions of one text together: any of their originals may give it."""
    found: dict[str, list[Document]] = {}
    for one in damaged:
        found.setdefault(one.text_sha256, []).append(one)
    return list(found.values())


def _texts(casebook: Casebook, version: Document) -> Iterator[str]:
    """The text that the version had, if its original still gives it: of a file of many, the one reading that is it."""
    with suppress(CasebookError):
        data, declared = casebook.store.original(version.id, version.version), charset(casebook, version)
        if hashlib.sha256(data).hexdigest() == version.sha256:
            for ending in ENDINGS:
                yield from _fitting(casebook, version, data, version.origin + ending, declared)


def _fitting(casebook: Casebook, version: Document, data: bytes, name: str, charset: str | None) -> Iterator[str]:
    with suppress(CasebookError):
        for reading in casebook.read(data, name, charset):
            written = reading.text.encode("utf-8", "surrogatepass")
            if hashlib.sha256(written).hexdigest() == version.text_sha256:
                yield reading.text


def charset(casebook: Casebook, version: Document) -> str | None:
    """As the web server declared it, where a page was fetched."""
    retrieval = casebook.store.retrieval(version.id)
    headers = retrieval.headers if retrieval and version.fetched else {}
    sent = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    declared = re.search(r"charset=[\"']?([\w.:-]+)", sent, re.IGNORECASE)
    return declared[1].lower() if declared else None


def unlike(casebook: Casebook) -> Sequence[CaseId]:
    """The cases of which the index isn't as the database. See `indexing.differing`."""
    return indexing.differing(casebook.store, casebook.index)


def renew(casebook: Casebook, cases: Iterable[CaseId]) -> None:
    """Make the index of these cases again from the database."""
    for case in cases:
        indexing.renew(casebook.store, casebook.index, case)
