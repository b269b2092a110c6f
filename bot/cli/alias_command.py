"""`aliases`: the approved other names of a case, listed, added, removed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import desk, options
from bot.core.model.documents import STARTER

if TYPE_CHECKING:
    from bot.core.workflows.aliasing import Group


class What(StrEnum):
    LIST = "list"
    ADD = "add"
    REMOVE = "remove"


def aliases(
    what: Annotated[What, typer.Argument(help="list, add or remove.")] = What.LIST,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME…", help="To add: names of one person or thing. To remove: names to take out."),
    ] = None,
    case: Annotated[
        str | None,
        typer.Option("--case", metavar="NAME", help="The case; the starter case where names change and none is told."),
    ] = None,
    as_lines: options.Json = False,
) -> None:
    """Say that two names mean one person or thing, so that a question by the one finds the other, too.

    They count in their own case only. Names that only sound alike (Mansour, منصور) need no alias.

    \b
    Examples:
      aliases
      aliases add "NSO Group" "Q Cyber Technologies" --case nso-group
      aliases remove "Q Cyber Technologies" --case nso-group
    """
    from bot.core.library import alias_names
    from bot.core.workflows import aliasing

    said = [desk.typed(name) for name in names or []]
    change = {What.ADD: alias_names.added, What.REMOVE: alias_names.without}.get(what)
    with desk.stored() as opened:
        book, wanted = opened.casebook, case or (STARTER if change else None)
        if change:
            aliasing.change(book, opened.viewer, wanted or STARTER, lambda held: change(held, said), desk.BY)
        cases = [book.case(opened.viewer, wanted)] if wanted else book.cases(opened.viewer)
        called = opened.case_names()
        found = [(called[one.id], group) for one in cases for group in aliasing.groups(book, one)]
    _tell(found, as_lines=as_lines)


def _tell(found: list[tuple[str, Group]], *, as_lines: bool) -> None:
    keys = [group.document.key if group.document else None for _, group in found]
    if as_lines:
        for (case, group), key in zip(found, keys, strict=True):
            desk.put_json({"case": case, "names": list(group.names), "document": key})
    elif found:
        rows = [(case, " = ".join(group.names), key or "–") for (case, group), key in zip(found, keys, strict=True)]
        desk.screen().table(("case", "names of one person or thing", "said by"), rows)
    else:
        desk.screen().line("No aliases yet.")
