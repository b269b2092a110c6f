"""What `doctor` makes of the backups that were sent to BACKUP_URL: when the newest went up, and whether it is whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.cli import failures
from bot.cli.checks import places
from bot.cli.checks.finding import Finding
from bot.cli.running import offsite_backups
from bot.core.model.errors import CasebookError

if TYPE_CHECKING:
    from bot.indexes.remote.objects import Objects
    from bot.settings import Settings

NAME = "Off-site backups"
MEND = "`serve` sends them: look whether it runs, and for “offsite” in its log."
WHOLE = "Delete that folder in the storage: `serve` sends what is missing within the hour."
REACH = "Check BACKUP_URL, BACKUP_ENDPOINT, the keys, and the storage itself."


def findings(settings: Settings) -> Iterator[Finding]:
    """Raises nothing; reads all of the newest one back."""
    if settings.backup_url is None:
        return
    if not settings.backup_hours:
        yield Finding(NAME, "warning", "none is sent to BACKUP_URL, since BACKUP_HOURS is 0", "Set BACKUP_HOURS.")
        return
    from bot import assemble

    try:
        storage = assemble.offsite_storage(settings.backup_url, settings)
        yield _newest(storage, settings.backup_hours)
    except CasebookError as error:
        yield Finding(NAME, "broken", failures.told(error), REACH)


def _newest(storage: Objects, hours: float) -> Finding:
    whole = [one for one in offsite_backups.there(storage).values() if one.manifest]
    if not whole:
        return Finding(NAME, "warning", f"none at {storage.name} yet", MEND)
    newest = whole[-1]
    sent = newest.manifest.sent if newest.manifest else ""
    words = f"{len(whole)} at {storage.name}, the newest went up {sent}"
    try:
        megabytes = sum(map(len, offsite_backups.bytes_of(storage, newest))) / 1e6
    except offsite_backups.Torn as error:
        return Finding(NAME, "broken", f"{words}: {error}", WHOLE)
    late = time.time() - newest.made.timestamp() > 2 * hours * places.HOUR
    words = f"{words}, and was read back whole ({megabytes:.1f} MB)"
    return Finding(NAME, "warning" if late else "ok", words, MEND if late else "")
