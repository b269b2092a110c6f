"""A server that the bot was taken out of: its files are kept for a stated time, in case of a mistake, then erased."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.core.model.documents import LOCAL, SHARED, Actor
from bot.core.model.errors import NotYetGone
from bot.core.model.shards import ALL, Shards

if TYPE_CHECKING:  # it brings all that searches along
    from bot.core.casebook import Casebook

SETTING: Final = "left-at"
ACTOR: Final = Actor("bot")
WHY: Final = "the server left"  # in the trail
AT_A_TIME: Final = 200  # documents erased before the index is rewritten

log = logging.getLogger(__name__)


def left(casebook: Casebook, workspace: str, now: datetime) -> None:
    """The countdown begins, unless it has begun."""
    if casebook.store.setting(workspace, SETTING) is None:
        casebook.store.put_setting(workspace, SETTING, now.isoformat(), ACTOR)
        log.warning("no longer in server %s; its files are erased after KEEP_LEFT_DAYS", workspace)


def back(casebook: Casebook, workspace: str) -> None:
    """It is in again: nothing is erased."""
    if casebook.store.setting(workspace, SETTING) is not None:
        casebook.store.put_setting(workspace, SETTING, None, ACTOR)


def look(casebook: Casebook, present: set[str], now: datetime, shards: Shards = ALL) -> None:
    """After a start: which servers it was taken out of, or back into, while it wasn't running.

    Only of those that are served here: whether it is in another one, another process knows.
    """
    going = set(casebook.store.settings(SETTING))
    for workspace in filter(shards.owns, workspaces(casebook)):
        if workspace in present & going:
            back(casebook, workspace)
        elif workspace not in present | going:
            left(casebook, workspace, now)


def workspaces(casebook: Casebook) -> list[str]:
    """The servers of which anything is kept here."""
    return sorted(set(casebook.store.workspaces()) - {LOCAL, SHARED})


def erase_due(casebook: Casebook, days: float, now: datetime) -> int:
    """Erase everything of the servers that left more than so many days ago; how many documents that were."""
    return sum(
        _erased(casebook, workspace)
        for workspace, since in sorted(casebook.store.settings(SETTING).items())
        if now - datetime.fromisoformat(since) >= timedelta(days=days)
    )


def _erased(casebook: Casebook, workspace: str) -> int:
    store = casebook.store
    cases = [case.id for case in store.cases(workspace) if case.workspace == workspace]
    held = [*store.documents(cases), *store.documents(cases, removed=True)]
    for start in range(0, len(held), AT_A_TIME):
        some = held[start : start + AT_A_TIME]
        for one in some:
            with _going_on():
                store.erase(one.id, ACTOR, WHY)
        casebook.catch_up()
        casebook.purge({one.id: one.case for one in some})
        log.warning("erased %d documents of server %s, which left", len(some), workspace)
    with _going_on():
        store.drop_workspace(workspace, ACTOR, WHY)  # last: with it goes that the server left, and when
    return len(held)


@contextmanager
def _going_on() -> Iterator[None]:
    """What is left of one somewhere goes later; the others must not wait for that."""
    try:
        yield
    except NotYetGone as error:
        log.warning("%s", error)
