"""What `doctor` makes of the index: whether it stands where the database does, and holds what that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.cli import failures
from bot.cli.checks.finding import Finding
from bot.core.model.errors import CasebookError

if TYPE_CHECKING:
    from bot.core.casebook import Casebook

NAME: Final = "Index"
AGAIN: Final = "`doctor --mend` makes it again from the database; until then a question may miss documents."


def finding(casebook: Casebook, *, mend: bool) -> Finding:
    """After bringing it up to date; with `mend`, after making again what was found wrong."""
    from bot.core.workflows import repair

    try:
        casebook.catch_up()
        found = left = repair.unlike(casebook)
        if found and mend:
            repair.renew(casebook, found)
            left = repair.unlike(casebook)
    except (CasebookError, OSError) as error:
        return Finding(NAME, "broken", "can't be read", failures.told(error))
    if left:
        return Finding(NAME, "broken", f"cases that aren't as in the database: {len(left)}", AGAIN)
    again = f"; cases made again from the database: {len(found)}" if found else ""
    return Finding(NAME, "ok", f"up to date, event {casebook.index.head().sequence}, and as the database{again}")
