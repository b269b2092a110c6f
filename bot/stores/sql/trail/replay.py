"""The trail, replayed: what became of each document, and so what its rows have to say now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects import sqlite

from bot.core.model.trail import Outcome
from bot.stores.sql.database.drivers import Driver
from bot.stores.sql.database.faults import Damaged
from bot.stores.sql.database.tables import DOCUMENTS, EVENT_DETAILS, EVENTS
from bot.stores.sql.documents import rows
from bot.stores.sql.trail.chain import REMOVED

Row = dict[str, Any]

# The number of a document, its row, what the trail says of it, its versions' rows.
Compared = tuple[int, "Told | None", Row | None, list[Row]]

_OWN = ("case_id", "key", "version", "removed", "added_by", "added_at", "changed_at")


_EVENTS = (
    select(*(EVENTS.c[name] for name in ("document_id", "sequence", "at", "action", "case_id", "version")))
    .add_columns(*(EVENT_DETAILS.c[name] for name in ("actor", "key", "content")))
    .join_from(EVENTS, EVENT_DETAILS, isouter=True)
)
_DOCUMENTS = select(DOCUMENTS)
_VERSIONS = rows.AS_STORED


@dataclass(slots=True)
class Told:
    """What the trail says of one document. made: by version, its event, its moment and the digest of its content."""

    document: int
    event: int = 0
    row: Row | None = None  # None: it is erased
    made: dict[int, tuple[int, str, str | None]] = field(default_factory=dict)
    odd: list[tuple[int, str]] = field(default_factory=list)  # what doesn't follow from the events before it


def differences(found: Iterable[Compared]) -> Iterator[tuple[int, str]]:
    """Every difference between the trail and the rows of documents and versions: the event, and what differs."""
    for number, trail, row, made in found:
        if trail is None:
            yield 0, f"document {number} is in no event"
        else:
            yield from trail.odd
            yield from _document(trail, row)
            yield from _versions(trail, made)


def compared(driver: Driver, left_open: Collection[int], began: int, only: int | None = None) -> Iterator[Compared]:
    """Each document that trail or rows know of, or the `only` one.

    Of events up to `began` the trail doesn't tell whether the document stayed removed: those `left_open` did.
    """
    events, documents, versions = (_of(statement, only) for statement in (_EVENTS, _DOCUMENTS, _VERSIONS))
    told = (
        replayed(number, sorted(some, key=itemgetter("sequence")), left_open, began)
        for number, some in _grouped(driver, events, "document_id")
    )
    held = ((row["id"], row) for row in each(driver, documents))
    made = _grouped(driver, versions, "document_id")
    for number, trail, row, some in _side_by_side(((one.document, one) for one in told), held, made):
        yield number, trail, row, some or []


def _of(statement: Select[Any], only: int | None) -> str:
    """Of one document or of all, for the driver."""
    number = next(column for column in statement.selected_columns if column.name in {"document_id", "id"})
    wanted = statement.where(number.is_not(None) if only is None else number == only).order_by(number)
    return str(wanted.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def each(driver: Driver, statement: str) -> Iterator[Row]:
    """The rows, by column."""
    found = driver.execute(statement)
    names = [column[0] for column in found.description]
    return (dict(zip(names, row, strict=True)) for row in found)


def _grouped(driver: Driver, statement: str, by: str) -> Iterator[tuple[Any, list[Row]]]:
    return ((key, list(some)) for key, some in groupby(each(driver, statement), itemgetter(by)))


def _side_by_side(*streams: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, ...]]:
    """(key, a value or None of each stream), in the order of their keys; each stream comes in that order."""
    heads = [iter(stream) for stream in streams]
    waiting = [next(head, None) for head in heads]
    while any(waiting):
        key = min(one[0] for one in waiting if one)
        here = [one is not None and one[0] == key for one in waiting]
        yield key, *(one[1] if own and one else None for one, own in zip(waiting, here, strict=True))
        waiting = [next(head, None) if own else one for head, one, own in zip(heads, waiting, here, strict=True)]


def replayed(number: int, events: Iterable[Row], left_open: Collection[int] = (), began: int = 0) -> Told:
    """The events of one document, oldest first."""
    told = Told(number)
    for event in events:
        stays = number in left_open if event["sequence"] <= began else None
        _next(told, event, stays)
        told.event = event["sequence"]
    return told


def _next(told: Told, event: Row, stays: bool | None) -> None:
    """stays: whether an update left it removed, where the event doesn't say so itself."""
    action, before = event["action"], told.row
    if action == Outcome.ERASED.value:
        told.row, told.made = None, {}
        return
    if (before is None) == (action != Outcome.ADDED.value) or (before is None and told.event):
        told.odd.append((event["sequence"], f"document {told.document} was {action}, which it can't have been"))
    content, says_removed = _content(event)
    told.row = {
        **(before or {"added_by": event["actor"] or "", "added_at": event["at"], "changed_at": event["at"]}),
        "case_id": event["case_id"],
        "key": event["key"],
        "version": event["version"],
    }
    if action != Outcome.HEALED.value:
        told.row["changed_at"] = event["at"]
        updated = action == Outcome.UPDATED.value
        told.row["removed"] = action == Outcome.REMOVED.value or says_removed or bool(updated and stays)
    told.odd += _moved(told, before, event)
    told.made.setdefault(event["version"], (event["sequence"], event["at"], content))


def _content(event: Row) -> tuple[str | None, bool]:
    said = event["content"]
    removed = isinstance(said, str) and said.endswith(REMOVED)
    return (said.removesuffix(REMOVED) if removed else said), removed


def _moved(told: Told, before: Row | None, event: Row) -> Iterator[tuple[int, str]]:
    """Nothing here moves a document to another case or key, nor counts versions otherwise than by one."""
    for name in ("case_id", "key") if before else ():
        if before and before[name] != event[name]:
            yield event["sequence"], f"document {told.document}: its {_NAMES[name]} was another one before this event"
    if event["version"] - (before["version"] if before else 0) not in {0, 1}:
        yield event["sequence"], f"document {told.document}: versions before this event are missing"


_NAMES = {"case_id": "case", "key": "key", "removed": "removal", "added_by": "adding person"} | {
    name: name.replace("_", " ") for name in ("version", "added_at", "changed_at")
}


def _document(told: Told, row: Row | None) -> Iterator[tuple[int, str]]:
    if row is None or told.row is None:
        if (row is None) != (told.row is None):
            what = "is missing" if row is None else "was erased, and is there again"
            yield told.event, f"document {told.document} {what}"
        return
    for name in _OWN:
        if row[name] != told.row.get(name):
            yield told.event, f"document {told.document}: its {_NAMES[name]} isn't what the trail says"


def _versions(told: Told, stored: list[Row]) -> Iterator[tuple[int, str]]:
    """Versions that aren't what their event sealed, that have none, or that are missing."""
    found = {row["version"]: row for row in stored}
    for number in told.made.keys() | found.keys():
        event, at, content = told.made.get(number, (told.event, None, None))
        name = f"document {told.document}, version {number},"
        if number not in found:
            yield event, f"{name} is missing"
        elif number not in told.made:
            yield event, f"{name} was added by nobody"
        elif not fits(found[number], at, content):
            yield event, f"{name} isn't what this event says"


def is_as_told(told: Told, row: Row | None) -> bool:
    """Whether a document's row says what the trail says."""
    return not list(_document(told, row))


def fits(row: Row, at: str | None, content: str | None) -> bool:
    """Whether a version's row, in the order of its columns, is what was sealed then."""
    return row["made_at"] == at and _digest(row) == content


def _digest(row: Row) -> str | None:
    """None for a row that this program couldn't have written."""
    try:
        content = rows.content(list(row.values())[2:])
        same = rows.of_version(row["document_id"], row["version"], content, row["made_at"])
        return content.digest().hex() if same == row else None
    except (Damaged, TypeError, ValueError, UnicodeError):
        return None
