"""Between the nouns of the core and the columns of the tables, both ways."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import NoneType
from typing import Any, TypeVar

from sqlalchemy import Row, false, select

from bot.core.model.documents import Case, Details, Document, Draft, Kind, Mark, Retrieval, Standing
from bot.core.model.trail import Event, Outcome
from bot.stores.content import Content
from bot.stores.sql.database.faults import Damaged
from bot.stores.sql.database.tables import DOCUMENTS, EVENT_DETAILS, EVENTS, RETRIEVALS, VERSIONS, moment

Made = TypeVar("Made")

log = logging.getLogger(__name__)

_of_document = (DOCUMENTS.c.id, DOCUMENTS.c.case_id, DOCUMENTS.c.key)
_of_version = [column for column in VERSIONS.c if column.name not in {"document_id", "made_at"}]
_added = (DOCUMENTS.c.added_by, DOCUMENTS.c.added_at)
_both = DOCUMENTS.join(VERSIONS, VERSIONS.c.document_id == DOCUMENTS.c.id)

_KINDS = {kind.value: kind for kind in Kind}  # three times as quick as Kind(…), once a row
_STANDINGS = {standing.value: standing for standing in Standing}

# Documents as they are now; and as they were when each version was made. `document` reads the rows of both.
CURRENT = (
    select(*_of_document, *_added, DOCUMENTS.c.changed_at, DOCUMENTS.c.removed, *_of_version)
    .select_from(_both)
    .where(VERSIONS.c.version == DOCUMENTS.c.version)
)
AS_MADE = (
    select(*_of_document, *_added, VERSIONS.c.made_at, false(), *_of_version)
    .select_from(_both)
    .order_by(VERSIONS.c.version)
)
AS_STORED = select(VERSIONS.c.document_id, VERSIONS.c.made_at, *_of_version)
STORED = [column.name for column in AS_STORED.selected_columns]
TRAIL = select(
    EVENTS.c.sequence,
    EVENTS.c.at,
    EVENT_DETAILS.c.actor,
    EVENTS.c.action,
    EVENTS.c.case_id,
    EVENTS.c.document_id,
    EVENT_DETAILS.c.key,
    EVENTS.c.version,
    EVENT_DETAILS.c.note,
).join_from(EVENTS, EVENT_DETAILS)

RETRIEVED = (  # of the current originals
    select(RETRIEVALS.c.asked, RETRIEVALS.c.address, RETRIEVALS.c.status, RETRIEVALS.c.headers, RETRIEVALS.c.at)
    .join_from(RETRIEVALS, DOCUMENTS, DOCUMENTS.c.id == RETRIEVALS.c.document_id)
    .join(VERSIONS, (VERSIONS.c.document_id == DOCUMENTS.c.id) & (VERSIONS.c.version == DOCUMENTS.c.version))
    .where(VERSIONS.c.sha256 == RETRIEVALS.c.sha256)
)


_TEXT, _MAYBE, _NUMBER = (str,), (str, NoneType), (int,)
_FLAG = (bool, int)
ANY = datetime.min.replace(tzinfo=UTC)
_KINDS_OF_DOCUMENT = (
    *(_NUMBER, _NUMBER, _TEXT, _TEXT, (datetime,), (datetime,), _FLAG, _NUMBER),  # its own, and who added it
    *(_TEXT, _MAYBE, _MAYBE, _MAYBE, _MAYBE, _MAYBE, _TEXT, _TEXT, _TEXT),  # its details
    *(_NUMBER, _TEXT, _TEXT, _TEXT, _FLAG, _TEXT),
    *(_MAYBE, _MAYBE, _MAYBE, _MAYBE, _MAYBE, _MAYBE),  # of a summary; its tags and aliases
)


def readable(found: Iterable[Sequence[Any]], make: Callable[[Any], Made], table: str) -> Iterator[Made]:
    """What is made of each row; one that can't be read is left out, and named in the log, once."""
    for row in found:
        try:
            yield make(row)
        except Damaged:
            _name(table, str(row[0])[:40])


@lru_cache(maxsize=1000)
def _name(table: str, key: str) -> None:
    log.error("a row of %s is damaged and left out: %s; `doctor` names all of them", table, key)


def _require(row: Sequence[Any], kinds: Sequence[tuple[type, ...]]) -> None:
    """Raises Damaged where a value is of no kind that belongs there."""
    if not all(type(value) in kind for value, kind in zip(row, kinds, strict=True)):
        raise Damaged


def document(row: Sequence[Any]) -> Document:
    """Raises Damaged for columns that nothing here could have written."""
    _require(row, _KINDS_OF_DOCUMENT)
    (number, case, key, added_by, added_at, changed_at, removed, version, *details) = row
    (title, source, publisher, published, language, author, kind, sources, standing, *content) = details
    (length, sha256, text_sha256, origin, fetched, marks, *later) = content
    try:
        said = Details(
            title,
            source,
            publisher,
            published,
            language,
            author,
            _KINDS[kind],
            () if sources == "[]" else tuple(json.loads(sources)),
            _STANDINGS[standing],
            *later,
        )
        places = () if marks == "[]" else tuple(Mark(*mark) for mark in json.loads(marks))
    except (ValueError, TypeError, KeyError) as error:
        raise Damaged from error
    return Document(
        number,
        case,
        key,
        said,
        places,
        length,
        sha256,
        text_sha256,
        version,
        origin,
        bool(fetched),
        added_by,
        added_at,
        changed_at,
        bool(removed),
    )


def content(version: Sequence[Any]) -> Content:
    """Of a row of AS_STORED, from its third column on. Raises Damaged."""
    return Content.of_document(document((0, 0, "", "", ANY, ANY, False, *version)))


def read_document(row: Sequence[Any]) -> Document:
    """The same from a row of CURRENT as the driver gives it, with moments as text. Raises Damaged."""
    number, case, key, added_by, added_at, changed_at, *rest = row
    return document((number, case, key, added_by, moment(added_at), moment(changed_at), *rest))


def of_document(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "case_id": document.case,
        "key": document.key,
        "version": document.version,
        "removed": document.removed,
        "added_by": document.added_by,
        "added_at": document.added_at,
        "changed_at": document.changed_at,
    }


def of_version(document: int, version: int, content: Content, made_at: datetime) -> dict[str, Any]:
    return {
        "document_id": document,
        "version": version,
        "made_at": made_at,
        **{name: getattr(content.details, name) for name in Details.__slots__},
        "kind": content.details.kind.value,
        "standing": content.details.standing.value,
        "sources": _json(content.details.sources),
        "length": content.length,
        "sha256": content.sha256,
        "text_sha256": content.text_sha256,
        "origin": content.origin,
        "fetched": content.fetched,
        "marks": _json([(mark.start, mark.kind, mark.label) for mark in content.marks]),
    }


def case(row: Row[Any]) -> Case:
    _require(row, (*(_NUMBER, _TEXT, _TEXT, _TEXT), _FLAG, _TEXT, _TEXT, _FLAG, _MAYBE))
    try:
        roles, channels = frozenset(json.loads(row.roles)), frozenset(json.loads(row.channels))
        aliases = tuple(tuple(map(str, names)) for names in json.loads(row.aliases or "[]"))
    except (ValueError, TypeError) as error:
        raise Damaged from error
    return Case(row.id, row.workspace, row.name, row.title, bool(row.open), roles, channels, bool(row.removed), aliases)


def of_case(case: Case) -> dict[str, Any]:
    return {
        **{name: getattr(case, name) for name in Case.__slots__},
        "roles": _json(sorted(case.roles)),
        "channels": _json(sorted(case.channels)),
        "aliases": _json(case.aliases) if case.aliases else None,
    }


def event(row: Sequence[Any]) -> Event:
    sequence, at, actor, action, case, document, key, version, note = row
    _require((at, actor, action, key, note), ((datetime,), _MAYBE, _TEXT, _MAYBE, _MAYBE))
    try:
        return Event(sequence, at, actor or "", Outcome(action), case, document, key, version, note or "")
    except ValueError as error:
        raise Damaged from error


def retrieval(row: Sequence[Any]) -> Retrieval:
    asked, address, status, headers, at = row
    _require(row, (_TEXT, _TEXT, _NUMBER, _TEXT, (datetime,)))
    try:
        return Retrieval(asked, address, status, dict(json.loads(headers)), at)
    except (ValueError, TypeError) as error:
        raise Damaged from error


def of_retrieval(document: int, sha256: str, found: Retrieval) -> dict[str, Any]:
    said = {name: getattr(found, name) for name in ("asked", "address", "status", "at")}
    return {"document_id": document, "sha256": sha256, **said, "headers": json.dumps(dict(found.headers))}


def draft(row: Row[Any]) -> Draft:
    _require(row[:7], (_TEXT, _TEXT, _NUMBER, _TEXT, (datetime,), (datetime,), _FLAG))
    return Draft(row.id, row.workspace, row.case_id, row.by, row.at, row.expires, bool(row.proposed), row.body)


def of_draft(draft: Draft) -> dict[str, Any]:
    said = {name: getattr(draft, name) for name in Draft.__slots__ if name != "case"}
    return {**said, "case_id": draft.case}


def _json(value: Sequence[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else "[]"
