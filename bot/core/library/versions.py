"""What a version of a document changed: the details that are said about it, and the paragraphs of its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from bot.core.language import similarity
from bot.core.language.similarity import Likeness
from bot.core.model.documents import Details, DocumentId
from bot.core.model.store_ports import Documents
from bot.core.model.trail import Event, Outcome

_MAKING = frozenset({Outcome.UPDATED, Outcome.RESTORED})


@dataclass(frozen=True, slots=True)
class Changed:
    """Beside the version before.

    details: (name, as it was, as it is), only those that differ; None for one that wasn't given.
    likeness: of the texts. same_text: letter by letter, where `likeness` overlooks capitals and white space.
    """

    details: tuple[tuple[str, str | None, str | None], ...]
    likeness: Likeness
    same_text: bool


def changed(store: Documents, document: DocumentId, version: int) -> Changed | None:
    """None where that version, or the one before it, isn't there."""
    old, new = (store.text(document, number) for number in (version - 1, version))
    if old is None or new is None:
        return None
    before, after = (one.details for one in store.versions(document)[version - 2 : version])
    return Changed(tuple(_details(before, after)), similarity.compare(old, new), old == new)


def made(
    store: Documents, document: DocumentId, history: Sequence[Event], limit: int | None = None
) -> Mapping[int, Changed]:
    """By an event's number, what the version that it made changed; for at most `limit` events, the newest.

    history: newest first. What removes a document or brings it back as it was makes no version.
    """
    older = [*(event.version for event in history[1:]), 0]
    making = [one for one, last in zip(history, older, strict=True) if one.action in _MAKING and last < one.version]
    found = ((one.sequence, changed(store, document, one.version)) for one in making[:limit])
    return {sequence: one for sequence, one in found if one is not None}


def _details(before: Details, after: Details) -> list[tuple[str, str | None, str | None]]:
    pairs = ((one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(Details))
    return [(name, _said(old), _said(new)) for name, old, new in pairs if old != new]


def _said(value: object) -> str | None:
    """Several sources on one line; None for what isn't given."""
    return ", ".join(map(str, value)) or None if isinstance(value, tuple) else str(value or "") or None
