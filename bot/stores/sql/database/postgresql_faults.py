"""What PostgreSQL and its driver complain of, as errors that a person can do something about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.core.model.errors import (
    StoreAway,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreStarved,
    StoreUnfit,
)
from bot.stores.sql.database.faults import BUSY_SECONDS, Damaged

# By SQLSTATE, or the class that it begins with; postgresql.org/docs/current/errcodes-appendix.html
_BUSY: Final = {"55P03", "57014", "40001", "40P01"}  # lock not available, cancelled, serialization, deadlock
_CORRUPT: Final = {"XX001", "XX002"}  # data, index
_REFUSED: Final = {"25006", "42501"}  # read-only transaction, insufficient privilege
_STARVED: Final = {"53200": "memory", "53300": "connections", "53400": "of what it is set to"}
_UNFIT: Final = {
    "28000": "the server refuses the name or the password in DATABASE_URL",
    "28P01": "the server refuses the name or the password in DATABASE_URL",
    "3D000": "there is no such database on the server; make it with createdb",
}
_AWAY: Final = ("08", "57P")  # connection exceptions; shutting down, crashed, starting


@contextmanager
def told(name: str) -> Iterator[None]:
    """Raises the StoreError for what the driver raises inside; what is no fault of the server passes through."""
    try:
        yield
    except Damaged as error:
        raise StoreCorrupt(path=name) from error
    except PoolTimeout as error:
        raise StoreBusy(seconds=BUSY_SECONDS) from error
    except DBAPIError as error:
        raise fault(error.orig, name) or error from error
    except psycopg.Error as error:
        raise fault(error, name) or error from error


def fault(error: BaseException | None, name: str) -> StoreError | None:
    """The error to show for a driver's; None for one that is a mistake of this program."""
    state = _state(error)
    if state in _BUSY:
        return StoreBusy(seconds=BUSY_SECONDS)
    if state in _CORRUPT:
        return StoreCorrupt(path=name)
    if state == "53100":
        return StoreFull(path=name)
    if state in _REFUSED:
        return StoreReadOnly(path=name)
    if state in _STARVED:
        return StoreStarved(what=_STARVED[state])
    if state in _UNFIT:
        return StoreUnfit(path=name, why=_UNFIT[state])
    is_away = state.startswith(_AWAY) or (not state and isinstance(error, psycopg.OperationalError))
    return StoreAway(path=name) if is_away else None


def _state(error: BaseException | None) -> str:
    """ "" where there was no server to say one. While connecting libpq gives its words alone."""
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return state
    words = str(error)
    return next((state for state, said in _SAID.items() if any(one in words for one in said)), "")


_SAID: Final = {
    "28P01": ("password authentication failed", "no password supplied", "no pg_hba.conf entry"),
    "28000": ('role "',),
    "3D000": ('database "',),
    "53300": ("too many clients", "remaining connection slots"),
}
