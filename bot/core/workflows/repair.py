"""Texts that no longer have their hash: read again from the original bytes, and put back where every byte is right."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.model.documents import Actor, Document
from bot.core.model.errors import CasebookError

if TYPE_CHECKING:  # it brings all that searches along
    from bot.core.casebook import Casebook

ACTOR: Final = Actor("bot")
ENDINGS: Final = ("", ".html", ".md", ".txt", ".jsonl")  # a page's address, a member of an archive may have had any

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Healing:
    """healed: documents of which a text is whole again. lost: versions whose original doesn't give theirs any more."""

    healed: tuple[Document, ...]
    lost: tuple[Document, ...]


def heal(casebook: Casebook, by: Actor) -> Healing:
    """Put back every damaged text that can be read again, of earlier versions too. Reads every text once.

    Only a text with the very hash that was stored counts, so that a reader that has changed since can't put in another.
    Raises StoreError kinds.
    """
    healed: list[Document] = []
    lost: list[Document] = []
    for same in _by_text(casebook.store.damaged()):
        text = next((text for version in same for text in _texts(casebook, version)), None)
        if text is None:
            lost += same
        else:
            healed += (receipt.document for receipt in casebook.store.heal(text, by))
    if healed:
        casebook.catch_up()
    return Healing(tuple(dict.fromkeys(healed)), tuple(lost))


def keep_whole(casebook: Casebook) -> None:
    """Heal what can be healed, and say in the log what was damaged."""
    done = heal(casebook, ACTOR)
    for one in done.healed:
        log.warning("a text of document %d was damaged, and is healed from its original", one.id)
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
        data, charset = casebook.store.original(version.id, version.version), _charset(casebook, version)
        if hashlib.sha256(data).hexdigest() == version.sha256:
            for ending in ENDINGS:
                yield from _fitting(casebook, version, data, version.origin + ending, charset)


def _fitting(casebook: Casebook, version: Document, data: bytes, name: str, charset: str | None) -> Iterator[str]:
    with suppress(CasebookError):
        for reading in casebook.read(data, name, charset):
            written = reading.text.encode("utf-8", "surrogatepass")
            if hashlib.sha256(written).hexdigest() == version.text_sha256:
                yield reading.text


def _charset(casebook: Casebook, version: Document) -> str | None:
    """As the web server declared it, where a page was fetched."""
    retrieval = casebook.store.retrieval(version.id)
    headers = retrieval.headers if retrieval and version.fetched else {}
    sent = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    declared = re.search(r"charset=[\"']?([\w.:-]+)", sent, re.IGNORECASE)
    return declared[1].lower() if declared else None
