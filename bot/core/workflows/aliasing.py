"""Approved aliases: the groups of a case, as moderators change them, and those that its documents say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.core.casebook import Casebook
from bot.core.library import alias_names
from bot.core.library.alias_names import Groups
from bot.core.model.documents import Actor, Case, Document, Viewer


@dataclass(frozen=True, slots=True)
class Group:
    """Names of one person or thing. document: where they stand; None for what moderators wrote."""

    names: tuple[str, ...]
    document: Document | None = None


def groups(casebook: Casebook, case: Case) -> Sequence[Group]:
    """Those of moderators first, by their first name; then those of documents, by key."""
    written = sorted(case.aliases, key=lambda names: alias_names.key(names[0]))
    said = ((one, tuple(alias_names.listed(one.details.aliases))) for one in casebook.any_documents.aliased([case.id]))
    return [*map(Group, written), *(Group(names, one) for one, names in said if len(names) > 1)]


def change(casebook: Casebook, viewer: Viewer, name: str, made: Callable[[Groups], Groups], by: Actor) -> Case:
    """The visible case of that name with other groups, whoever else changes them meanwhile.

    Raises UnknownCase, and what `made` raises.
    """
    case = casebook.case(viewer, name)
    return casebook.any_cases.change_case(case.id, lambda held: replace(held, aliases=made(held.aliases)), by)
