"""The ends of the trail and the journal, signed in the database itself, with every change.

The file beside the database (`signet.py`) is written after a change, and shows that something was cut off since. This
row is written with the change, and shows that something was added: without the key nobody can.
"""

from __future__ import annotations

import hmac

from bot.core.model.trail import Head
from bot.stores.sql.database.drivers import Driver
from bot.stores.sql.trail import journal
from bot.stores.sql.trail.signet import Ends, Forged, Signet

Stored = tuple[Ends, str]
_ONLY = 1  # the number of the row


def ends(driver: Driver) -> Ends:
    """As they are."""
    row = driver.execute("SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1").fetchone()
    return Ends(Head(*row) if row else Head(0, ""), journal.newest(driver))


def holds(driver: Driver, table: str, head: Head) -> bool:
    """Whether that very event, or entry of the journal, is there."""
    wanted = f"SELECT hash FROM {table} WHERE sequence = ?"  # noqa: S608 - `events` or `journal`
    return head == Head(0, "") or driver.execute(wanted, (head.sequence,)).fetchone() == (head.token,)


def stored(driver: Driver) -> Stored | None:
    """What is signed in the database, and with what."""
    found = driver.execute("SELECT * FROM signature").fetchall()
    if [row[0] for row in found] != [_ONLY]:
        return None
    _, sequence, token, entry, entry_token, mac = found[0]
    return Ends(Head(sequence, token), Head(entry, entry_token)), mac


def is_right(signet: Signet, said: Stored, now: Ends) -> bool:
    """Whether it was this key that signed, and signed these ends."""
    try:
        return said[0] == now and hmac.compare_digest(str(said[1]), signet.mac(now))
    except (Forged, TypeError):
        return False


def put(driver: Driver, signet: Signet, now: Ends) -> None:
    """Raises Forged without a key."""
    rows = now.rows or Head(0, "")
    row = (_ONLY, now.events.sequence, now.events.token, rows.sequence, rows.token, signet.mac(now))
    driver.execute("DELETE FROM signature WHERE id = ?", (_ONLY,))
    driver.execute("INSERT INTO signature VALUES (?, ?, ?, ?, ?, ?)", row)
