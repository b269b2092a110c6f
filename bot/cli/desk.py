"""What every command shares: the settings, the casebook it works on, and how results and failures leave."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.output import json_output, safe_text
from bot.cli.output.progress_bar import bar
from bot.core.library import paths
from bot.core.model.documents import LOCAL, Actor, Audience, Viewer
from bot.core.model.errors import CasebookError, IndexAway, StoreFull, StoreReadOnly
from bot.wording import catalogue

if TYPE_CHECKING:
    from bot.cli.output.screen import Screen
    from bot.core.casebook import Casebook
    from bot.core.workflows.folder_sync import Report
    from bot.settings import Settings
    from bot.wording.catalogue import Tongue

BY = Actor("cli")
PROBLEMS = 10  # that are told in full; the others are counted


class NothingReadable(CasebookError):
    template = "Nothing in {path} can be read. {file}: {why}"


@dataclass(frozen=True)
class Desk:
    """A casebook, and what the operator may see of it: everything that isn't another workspace's."""

    casebook: Casebook

    @property
    def viewer(self) -> Viewer:
        """Asked for anew each time: adding a document may open a case."""
        return self.casebook.viewer(Audience(LOCAL, everything=True))

    def case_names(self) -> dict[int, str]:
        return dict(self.casebook.names(self.viewer))


def settings() -> Settings:
    from bot.settings import Settings

    return Settings.read(os.environ)


@contextmanager
def stored(*, starter: bool = True, patient: bool = True) -> Iterator[Desk]:
    """The database's casebook; `starter`: its starter case brought up to date; `patient`: see there."""
    from bot import assemble

    casebook = assemble.stored_casebook(settings(), patient=patient)
    try:
        try:
            if starter:
                tell(assemble.starter(casebook, settings()))
        except (StoreFull, StoreReadOnly, IndexAway) as error:  # reading goes on
            complain(tongue().told(error))
        yield Desk(casebook)
    finally:
        casebook.close()


@contextmanager
def of(corpus: Path | None) -> Iterator[Desk]:
    """The casebook of that folder alone; without one, the database's."""
    if corpus is None:
        with stored() as desk:
            yield desk
        return
    from bot import assemble

    with bar(f"Reading {safe_text.text(corpus.name)}") as progress:
        casebook, report = assemble.folder_casebook(corpus, settings(), progress)
    try:
        desk = Desk(casebook)
        if report.problems and not casebook.documents(desk.viewer):
            name, why = report.problems[0]
            raise NothingReadable(path=corpus, file=safe_text.text(name), why=why)
        tell(report)
        yield desk
    finally:
        casebook.close()


def tell(report: Report) -> None:
    """Files that couldn't be taken in are named, and don't stop the rest."""
    for name, why in report.problems[:PROBLEMS]:
        complain(f"{name}: {tongue().retold(why, str)}")
    more = len(report.problems) - PROBLEMS
    if more > 0:
        complain(f"… and {more:,} more like {'this' if more == 1 else 'these'}.")


def tongue() -> Tongue:
    """The language that the terminal is set to."""
    return catalogue.of_terminal(os.environ)


def complain(words: str) -> None:
    """One line on standard error."""
    print(safe_text.text(words), file=sys.stderr, flush=True)  # noqa: T201  the command line's own voice


def put_json(value: object) -> None:
    """One line of UTF-8 on standard output, whatever the terminal's encoding, at once."""
    put_lines([json_output.line(value)])


def put_lines(lines: Iterable[bytes]) -> None:
    """Lines of UTF-8, each at once."""
    sys.stdout.flush()
    for line in lines:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


def replace_file(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole or not at all. See paths.check_target."""
    with paths.replacing(path) as file:
        file.writelines(parts)


def screen() -> Screen:
    from bot.cli.output.screen import Screen

    return Screen()


def case_name(said: str | None) -> str | None:
    """A new case's name in the form that names have: "NSO Group" → "nso-group"."""
    from bot.core.library.intake import slug

    return slug(said) if said else None


def typed(words: str) -> str:
    """Words from outside, without half characters: nothing can be stored or searched with them."""
    return words.encode("utf-8", "replace").decode()
