"""Puts back damaged rows of documents and versions: what the trail proves, and nothing else.

A document's row follows from the trail alone. What a version said, the trail only holds a digest of: it is put together
from what is left of the row, from the document's other versions and from what its original reads as today, and counts
where the digest fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.core.model.documents import Upload
from bot.core.model.trail import Outcome, Torn
from bot.stores.content import Content
from bot.stores.sql.database import drivers
from bot.stores.sql.database.database import Database
from bot.stores.sql.database.drivers import Driver
from bot.stores.sql.database.faults import Damaged
from bot.stores.sql.database.tables import moment
from bot.stores.sql.documents import rows
from bot.stores.sql.documents.batch import Batch
from bot.stores.sql.trail import audit, replay
from bot.stores.sql.trail.chain import REMOVED, About
from bot.stores.sql.trail.replay import Row, Told


def torn(database: Database) -> list[Torn]:
    """None where the trail itself isn't whole: it would prove nothing then. Reads all of it."""
    with database.told(), database.looked_through() as driver:
        found = list(_compared(driver)) if audit.proves(database, driver) else []
        return [one for trail, row, made in found for one in _torn(trail, row, made)]


def _compared(driver: Driver, only: int | None = None) -> Iterator[tuple[Told, Row | None, list[Row]]]:
    """The documents that are there, by the trail."""
    try:
        for _, trail, row, made in audit.compared(driver, only):
            if trail and trail.row:
                yield trail, row, made
    except (TypeError, ValueError):  # a number that is none: more than a row is damaged
        return


def _torn(trail: Told, row: Row | None, made: list[Row]) -> Iterator[Torn]:
    if not replay.is_as_told(trail, row):
        yield Torn(trail.document, 0)
    held = {one["version"]: one for one in made}
    for number, (_, at, content) in trail.made.items():
        if number not in held or not replay.fits(held[number], at, content):
            origin = held[number]["origin"] if number in held else ""
            yield Torn(trail.document, number, origin if isinstance(origin, str) and origin.isprintable() else "")


def mend(batch: Batch, one: Torn, guesses: Iterable[Upload]) -> bool:
    """guesses: what the version may have been. Whether it is whole again; the trail says so then."""
    driver = drivers.driver(batch.connection)
    trail, _, made = next(_compared(driver, one.document), (None, None, []))
    if trail is None or trail.row is None:
        return False
    if not one.version:
        _put(driver, "documents", {"id": one.document}, trail.row)
    else:
        whole = _whole(trail, one.version, made, guesses)
        if whole is None:
            return False
        _put(driver, "versions", {"document_id": one.document, "version": one.version}, whole)
    _log(batch, trail)
    return True


def _whole(trail: Told, version: int, made: Sequence[Row], guesses: Iterable[Upload]) -> Row | None:
    """The row that was sealed, if it can be put together."""
    _, at, content = trail.made[version]
    if content is None:
        return None
    held = next((one for one in made if one["version"] == version), None)
    said = [one for row in made if row is not held and (one := _content(row))]
    said += [replace(Content.of_upload(one), fetched=fetched) for one in guesses for fetched in (False, True)]
    pieces = [rows.of_version(trail.document, version, one, moment(at) or rows.ANY) | {"made_at": at} for one in said]
    tried = ({name: one[name] for name in rows.STORED} for one in _mixed(held, at, pieces))
    return next((one for one in tried if replay.fits(one, at, content)), None)


def _content(row: Row) -> Content | None:
    try:
        return rows.content(list(row.values())[2:])
    except Damaged:
        return None


def _mixed(held: Row | None, at: str, pieces: Sequence[Row]) -> Iterator[Row]:
    """What is left of the row with one column from elsewhere; else all from elsewhere."""
    if held is not None:
        yield held | {"made_at": at}
        for piece in pieces:
            yield from (held | {"made_at": at, name: piece[name]} for name in held)
    yield from pieces


def _put(driver: Driver, table: str, key: Row, row: Row) -> None:
    new = {name: int(value) if isinstance(value, bool) else value for name, value in (row | key).items()}
    which = " AND ".join(f"{name} = ?" for name in key)
    changes, values = ", ".join(f"{name} = ?" for name in new), [*new.values(), *key.values()]
    if not driver.execute(f"UPDATE {table} SET {changes} WHERE {which}", values).rowcount:  # noqa: S608 - our own names
        names, places = ", ".join(new), ", ".join("?" * len(new))
        driver.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", list(new.values()))  # noqa: S608


def _log(batch: Batch, trail: Told) -> None:
    row = trail.row or {}
    _, _, content = trail.made[row["version"]]
    said = content and content + (REMOVED if row["removed"] else "")
    about = About(row["case_id"], trail.document, row["version"], row["key"], said)
    batch.log(Outcome.HEALED, about, "")
