"""What `doctor` makes of the index: whether it stands where the database does, and holds what that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.cli import failures
from bot.cli.checks.finding import Finding
from bot.core.library import indexing
from bot.core.model.errors import CasebookError

if TYPE_CHECKING:
    from bot.core.casebook import Casebook

NAME: Final = "Index"
AGAIN: Final = "`doctor --mend` makes it again from the database; until then a question may miss documents."


def finding(casebook: Casebook, *, mend: bool) -> Finding:
    """After bringing it up to date; with `mend`, after making again what was found wrong."""
    store, index = casebook.store, casebook.index
    try:
        casebook.catch_up()
        found = indexing.differing(store, index)
        for case in found if mend else ():
            indexing.renew(store, index, case)
        left = indexing.differing(store, index) if found and mend else found
    except (CasebookError, OSError) as error:
        return Finding(NAME, "broken", "can't be read", failures.told(error))
    if left:
        return Finding(NAME, "broken", f"cases that aren't as in the database: {len(left)}", AGAIN)
    again = f"; cases made again from the database: {len(found)}" if found else ""
    return Finding(NAME, "ok", f"up to date, event {index.head().sequence}, and as the database{again}")
