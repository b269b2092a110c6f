"""Which cases may an audience see? One rule, used for every message that leaves."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.model.documents import SHARED, Audience, Case, Viewer


def viewer(cases: Iterable[Case], audience: Audience) -> Viewer:
    """The visible ones of `cases`. Shared ones are in every workspace; another workspace's and removed ones never."""
    seen = frozenset(case.id for case in cases if _visible(case, audience))
    return Viewer(audience.workspace, seen)


def _visible(case: Case, audience: Audience) -> bool:
    if case.removed or case.workspace not in (audience.workspace, SHARED):
        return False
    if case.open or audience.everything or not case.channels.isdisjoint((audience.channel, audience.thread)):
        return True
    if audience.public:
        return _cleared(case, audience)
    return bool(case.roles & audience.roles)


def _cleared(case: Case, audience: Audience) -> bool:
    """Everybody who can read the channel holds one of the case's roles; a channel read by no role proves nothing."""
    return not audience.private_thread and bool(audience.roles) and audience.roles <= case.roles
