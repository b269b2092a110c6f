"""What changes and shows documents: `add`, `list`, `show`, `edit`, `remove`, `restore`, `erase`, `history`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import desk, input_file, options
from bot.cli.output import json_output, terminal_wording
from bot.cli.output.progress_bar import bar
from bot.core.model import page_progress, time_limit
from bot.core.model.documents import LOCAL, Details, Document, Standing
from bot.core.model.trail import Event, Receipt
from bot.wording import answer_sentences

if TYPE_CHECKING:
    from bot.core.library.versions import Changed

VERSIONS = 10  # whose differences a history shows on the screen


def add(
    path: Annotated[
        str, typer.Argument(metavar="PATH|URL|-", help="A file, or a web page to fetch; - reads standard input.")
    ],
    title: options.Title = None,
    source: options.Source = None,
    publisher: options.Publisher = None,
    published: options.Published = None,
    case: options.IntoCase = None,
    language: options.Language = None,
    tags: options.Tags = None,
    patient: Annotated[
        bool, typer.Option("--patient", help="Give the file five minutes to be read instead of half a minute.")
    ] = False,
    as_lines: options.Json = False,
) -> None:
    """Add a document: text, a web page, PDF, Word, a spreadsheet, mail, subtitles, a chat …, or a .zip of them.

    What the file says about itself can be corrected here.

    \b
    Examples:
      add letter.html --published 2021-12-15 --publisher "The Guardian"
      add https://example.org/article --case nso-group
      add article.txt --source https://example.org/article --case nso-group
      pbpaste | python -m bot add - --title "Statement of the ministry"
    """
    file = (
        None
        if input_file.is_link(path)
        else input_file.read(path, title, desk.settings().max_file_mb, desk.settings().own)
    )
    said = {"source": source, "publisher": publisher, "published": published, "language": language, "tags": tags}
    corrected = _corrected(title=title, **said)
    with desk.stored() as opened:
        into: Any = {"workspace": LOCAL, "case": desk.case_name(case), "details": corrected}
        book = opened.casebook
        seconds = time_limit.LONGER if patient else time_limit.USUAL
        with time_limit.allowing(seconds), bar("Pages") as pages, page_progress.telling(pages):
            receipts = book.add(*file, desk.BY, **into) if file else book.add_link(path, desk.BY, **into)
        for receipt in receipts:
            tell(receipt, opened.case_names(), as_lines=as_lines)


def list_documents(
    case: options.Case = None,
    removed: Annotated[bool, typer.Option("--removed", help="Those that were removed instead.")] = False,
    as_lines: options.Json = False,
) -> None:
    """List the documents, with the keys that the other commands take."""
    with desk.stored() as opened:
        names = opened.case_names()
        wanted = opened.casebook.case(opened.viewer, case).id if case else None
        found = [one for one in opened.casebook.documents(opened.viewer, removed=removed) if wanted in {None, one.case}]
    if as_lines:
        for one in found:
            desk.put_json(json_output.document(one, names[one.case]))
        return
    screen = desk.screen()
    screen.table(("key", "published", "title", "language", "case"), [_row(one, names) for one in found])
    if not found:
        desk.complain(desk.tongue().say(terminal_wording.NONE_YET))


def _row(one: Document, names: dict[int, str]) -> tuple[str, ...]:
    details = one.details
    return one.key, details.published or "", details.title, details.language or "", names[one.case]


def show(key: options.Key, case: options.Case = None, as_lines: options.Json = False) -> None:
    """Show a document: what is known of it, and its whole text."""
    with desk.stored() as opened:
        found = opened.casebook.document(opened.viewer, key, case)
        text = opened.casebook.text(opened.viewer, found.id)
        name = opened.case_names()[found.case]
    if hashlib.sha256(text.encode()).hexdigest() != found.text_sha256:
        desk.complain(desk.tongue().say(terminal_wording.DAMAGED))
    if as_lines:
        desk.put_json({**json_output.document(found, name), "text": text})
        return
    screen, tongue = desk.screen(), desk.tongue()
    screen.line(found.details.title, "bold")
    for label, value in terminal_wording.facts(found, name, tongue):
        screen.fact(label, value)
    removed = tongue.say(terminal_wording.REMOVED) if found.removed else None
    for mark in filter(None, (answer_sentences.standing(found, tongue), removed)):
        screen.line(mark, "bold red")
    screen.line()
    screen.text(text)


def edit(
    key: options.Key,
    title: options.Title = None,
    source: options.Source = None,
    publisher: options.Publisher = None,
    published: options.Published = None,
    language: options.Language = None,
    author: Annotated[str | None, typer.Option("--author", help="Who wrote it.")] = None,
    tags: options.Tags = None,
    standing: Annotated[
        str | None, typer.Option("--standing", help="sound, corrected, retracted or disputed; shown with its quotes.")
    ] = None,
    facts_from: options.FactsFrom = None,
    facts_until: options.FactsUntil = None,
    checked: options.Checked = None,
    case: options.Case = None,
    as_lines: options.Json = False,
) -> None:
    """Correct what is said about a document. An empty value takes a detail away.

    \b
    Examples:
      edit us-lawmakers-letter --source https://example.org/letter --published 2021-12-15
      edit us-lawmakers-letter --standing disputed
      edit us-lawmakers-letter --checked 2026-11-28
      edit us-lawmakers-letter --publisher ""
    """
    given: dict[str, str | None] = {
        "title": title,
        "source": source,
        "publisher": publisher,
        "published": published,
        "language": language,
        "author": author,
        "tags": tags,
        "facts_from": facts_from,
        "facts_until": facts_until,
        "checked": checked,
    }
    marked = None if standing is None else _standing(standing)
    if marked is None and all(value is None for value in given.values()):
        raise typer.BadParameter("say what to change, for example --title", param_hint="KEY")
    corrected = _corrected(**given, standing=marked)
    with desk.stored() as opened:
        receipt = opened.casebook.edit(opened.viewer, key, corrected, desk.BY, case)
        tell(receipt, opened.case_names(), as_lines=as_lines)


def _standing(said: str) -> Standing:
    try:
        return Standing("" if said == "sound" else said)
    except ValueError:
        raise typer.BadParameter("sound, corrected, retracted or disputed", param_hint="--standing") from None


def _corrected(**given: Any) -> Callable[[Details], Details]:
    """What to make of a document's details: each given value in its place, an empty text as none."""
    values = {name: value for name, value in given.items() if value is not None}
    cleaned: dict[str, Any] = {
        name: value if isinstance(value, Standing) or name == "title" else value.strip() or None
        for name, value in values.items()
    }
    return lambda found: replace(found, **cleaned)


def remove(key: options.Key, case: options.Case = None, as_lines: options.Json = False) -> None:
    """Take a document out of all answers. `restore` brings it back."""
    with desk.stored() as opened:
        receipt = opened.casebook.remove(opened.viewer, key, desk.BY, case)
        tell(receipt, opened.case_names(), as_lines=as_lines)


def restore(
    key: options.Key,
    version: Annotated[int | None, typer.Option("--version", min=1, help="An earlier version; see `history`.")] = None,
    case: options.Case = None,
    as_lines: options.Json = False,
) -> None:
    """Bring back a removed document, or an earlier version of one."""
    with desk.stored() as opened:
        receipt = opened.casebook.restore(opened.viewer, key, desk.BY, case, version)
        tell(receipt, opened.case_names(), as_lines=as_lines)


def erase(
    key: options.Key,
    reason: Annotated[str, typer.Option("--reason", help="Kept in the audit trail; name nobody in it.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask again.")] = False,
    case: options.Case = None,
) -> None:
    """Erase a document for good: its bytes, texts, versions and names. Only the fact stays in the trail."""
    with desk.stored() as opened:
        found = opened.casebook.document(opened.viewer, key, case)
        if not yes and is_asked_at_a_terminal():
            asked = desk.tongue().say(terminal_wording.ERASE, key=found.key, n=found.version)
            typer.confirm(asked, abort=True)
        opened.casebook.erase(opened.viewer, found.id, desk.BY, reason)
    desk.screen().line(desk.tongue().say(terminal_wording.ERASED))


def is_asked_at_a_terminal() -> bool:
    """A script has nobody to ask."""
    return sys.stdin.isatty()


def history(key: options.Key, case: options.Case = None, as_lines: options.Json = False) -> None:
    """Who changed what in a document, and when, newest first."""
    from bot.core.library import versions

    with desk.stored() as opened:
        found = opened.casebook.document(opened.viewer, key, case)
        events = opened.casebook.history(opened.viewer, found.id)
        name = opened.case_names()[found.case]
        changed = versions.made(opened.casebook.any_documents, found.id, events, None if as_lines else VERSIONS)
    if as_lines:
        for one in events:
            desk.put_json({**json_output.event(one, name), **json_output.changes(changed.get(one.sequence))})
        return
    _draw(events, changed)


def _draw(events: Sequence[Event], changed: Mapping[int, Changed]) -> None:
    """A line an event, then what the newest versions changed."""
    from bot.cli.output.printed_history import draw

    rows = [(f"{one.at:%Y-%m-%d %H:%M:%S}", one.actor, one.action.value, str(one.version), one.note) for one in events]
    screen = desk.screen()
    screen.table(("when (UTC)", "who", "what", "version", "note"), rows)
    for one in events:
        if one.sequence in changed:
            screen.line()
            draw(screen, one.version, changed[one.sequence], desk.tongue())


def tell(receipt: Receipt, cases: dict[int, str], *, as_lines: bool) -> None:
    found = receipt.document
    if as_lines:
        said = {"outcome": receipt.outcome.value, "notes": list(receipt.notes)}
        desk.put_json({**said, **json_output.document(found, cases[found.case])})
        return
    screen = desk.screen()
    tongue = desk.tongue()
    screen.line(terminal_wording.done(receipt, cases[found.case], tongue))
    for note in receipt.notes:
        screen.line(tongue.retold(note, str), "dim", 2)
