"""What an operator runs now and then: `sync`, `cases`, `export`, `audit`, `backup`, `restore-backup`, `copy-store`."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import desk, options
from bot.cli.desk import Desk
from bot.cli.output import json_output, safe_text
from bot.cli.output.progress_bar import bar
from bot.core.library import paths
from bot.core.model.documents import SHARED, STARTER, Audience, Case
from bot.core.model.errors import CasebookError, MissingFile

if TYPE_CHECKING:
    from bot.core.workflows.folder_sync import Folder


class NoMeaning(CasebookError):
    template = "Answers come by words alone: {why}. `doctor` says how to change that."


class FlawedTrail(CasebookError):
    template = "The audit trail is not whole: {first} (faults in all: {flaws})."


UNPROVEN = """\
It can't show a change by somebody who has the key that lies beside the database, nor the whole folder put back in an
older state: keep a copy of its .head file elsewhere."""
UNPROVEN_ON_A_SERVER = """\
It can't show a change by somebody who has the key (TRAIL_KEY, or, without that, the row in the database itself), nor
the whole database put back in an older state: keep the number of events elsewhere."""


def sync(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of documents.")],
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and take up changes as they come, until Ctrl-C.")
    ] = False,
    case: options.IntoCase = None,
    as_lines: options.Json = False,
) -> None:
    """Make the database equal to a folder: new, changed and gone files. Doing it twice changes nothing.

    It only touches what came from that folder. What was removed by hand stays removed. A file that can't be
    read is named and doesn't stop the rest.
    """
    from bot import assemble
    from bot.cli.running import folder_watch

    with desk.stored() as opened:
        wanted = assemble.synced(folder, desk.settings(), desk.case_name(case) or STARTER)
        if not watch or not folder.is_dir():
            _report(opened, wanted, as_lines=as_lines)
            return
        for unfinished in folder_watch.changes(folder, own=wanted.own):
            _report(opened, wanted, unfinished, as_lines=as_lines)


def _report(opened: Desk, folder: Folder, unfinished: Collection[Path] = (), *, as_lines: bool) -> None:
    """Sync once, and say what it did."""
    from bot.core.model import time_limit
    from bot.core.workflows import folder_sync

    with bar("Reading") as progress, time_limit.allowing(time_limit.LONGER):
        report = folder_sync.sync(opened.casebook, folder, progress, unfinished)
    desk.tell(report)
    counts = {name: getattr(report, name) for name in ("added", "updated", "removed", "unchanged", "renamed")}
    if as_lines:
        problems = [{"file": name, "error": why} for name, why in report.problems]
        desk.put_json({**counts, "problems": problems})
    else:
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count or name != "renamed")
        desk.screen().line(f"{told}, {len(report.problems):,} left out.")


def cases(as_lines: options.Json = False) -> None:
    """List the cases, with how many documents each holds."""
    with desk.stored() as opened:
        found = opened.casebook.cases(opened.viewer)
        names, documents = opened.case_names(), [one.case for one in opened.casebook.documents(opened.viewer)]
    if as_lines:
        for case in found:
            desk.put_json(json_output.case(case, documents.count(case.id)))
        return
    rows = [(names[case.id], str(documents.count(case.id)), _access(case)) for case in found]
    desk.screen().table(("case", "documents", "access"), rows)


def _access(case: Case) -> str:
    readers = "open" if case.open else "restricted"
    return f"{readers}, in every workspace" if case.workspace == SHARED else readers


def vectors(corpus: options.VectorsOf = None, as_lines: options.Json = False) -> None:
    """Make the vectors that are missing, here and now, so that documents are found by what they mean, too.

    `serve` makes those of the database in the background. About ten sentences a second; what is made stays made, if
    you stop it.

    \b
    Examples:
      vectors
      vectors --corpus some/folder     # then ask and eval with --corpus find by meaning there
    """
    from bot import assemble

    if corpus is not None:
        assemble.check_vectors(corpus, desk.settings())
    with desk.of(corpus) as opened:
        making = assemble.vector_making(opened.casebook)
        if making is None:
            raise NoMeaning(why=assemble.no_meaning(desk.settings()) or "MEANING=off")
        try:
            with bar("Making vectors") as progress:
                making.run(progress)
        finally:
            if corpus is not None and (making.units or not making.missing):
                assemble.keep_vectors(opened.casebook, corpus)
        units, missing = making.units, making.missing
    if as_lines:
        desk.put_json({"units": units, "documents_missing": missing})
    else:
        left = f", {missing:,} documents still without: the model has stopped answering" if missing else ""
        desk.screen().line(f"{units:,} sentences have their vectors{left}.")


def export(
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there.")] = None,
    case: options.Case = None,
    packed: Annotated[
        bool, typer.Option("--zip", help="A ZIP: the documents, the original files, and hashes to check all by.")
    ] = False,
    server: Annotated[
        str | None, typer.Option("--server", metavar="NUMBER", help="Of that Discord server's cases.")
    ] = None,
) -> None:
    """Write the documents as JSONL, one a line: `add` or a corpus folder takes them back exactly.

    With --zip (or a FILE that ends with .zip) the original files come along. Unpacked, `sha256sum -c SHA256SUMS`
    checks that nothing was altered; manifest.json says where each came from.

    \b
    Examples:
      export --output all.jsonl
      export --case nso-group --output nso-group.zip
    """
    from bot.core.workflows import exporting

    packed = packed or (output is not None and output.suffix.lower() == ".zip")
    if packed and output is None:
        raise typer.BadParameter("say with --output where to write the ZIP", param_hint="--zip")
    if output is not None:
        paths.check_target(output, desk.settings().own, "an export", exporting.is_export)
    with desk.stored() as opened:
        viewer = opened.casebook.viewer(Audience(server, everything=True)) if server else opened.viewer
        wanted = opened.casebook.case(viewer, case).id if case else None
        some = exporting.chosen(opened.casebook, viewer, wanted)
        if output is None:
            desk.put_lines(exporting.lines(opened.casebook, some))
        elif not packed:
            desk.replace_file(output, exporting.lines(opened.casebook, some))
        else:
            with paths.replacing(output) as file, bar("Packing") as progress:
                exporting.archive(opened.casebook, some, file, progress)


def audit(
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every row: that nothing was altered, added or cut off.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many of the newest.")] = 50,
    as_lines: options.Json = False,
) -> None:
    """Show who changed what and when, newest first; or verify that trail."""
    with desk.stored() as opened:
        if verify:
            _verify(opened)
            return
        names = opened.case_names()
        events = opened.casebook.trail.events(limit=limit)
    if as_lines:
        for one in events:
            desk.put_json(json_output.event(one, names.get(one.case)))
        return
    rows = [
        (f"{one.at:%Y-%m-%d %H:%M:%S}", one.actor, one.action.value, names.get(one.case, ""), one.key or "", one.note)
        for one in events
    ]
    desk.screen().table(("when (UTC)", "who", "what", "case", "document", "note"), rows)


def _verify(opened: Desk) -> None:
    from bot.stores.sql.database import opening

    verdict = opened.casebook.durable.verify()
    if verdict.flaws:
        for flaw in verdict.flaws if len(verdict.flaws) > 1 else ():
            desk.screen().line(safe_text.text(str(flaw)))
        raise FlawedTrail(flaws=len(verdict.flaws), first=verdict.flaws[0])
    desk.screen().line(f"The audit trail is whole, and every row is what it says: {verdict.events:,} events.")
    desk.screen().line(UNPROVEN_ON_A_SERVER if opening.is_server(desk.settings().database) else UNPROVEN)


def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to, replacing an older backup.")]) -> None:
    """Write the whole database to one file: documents, originals, history, settings. Also while `serve` runs."""
    from bot.stores.sql.backup.backups import is_backup

    paths.check_target(file, desk.settings().own, "a backup", is_backup)
    with desk.stored() as opened:
        head = opened.casebook.durable.backup(file)
    desk.screen().line(f"Backed up to {file}, {file.stat().st_size / 1e6:.1f} MB, up to event {head.sequence}.")


def restore_backup(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file that `backup` made, or an address: see below.")],
) -> None:
    """Put a backup in the place of the database. A damaged backup is refused, with nothing changed.

    s3://bucket/folder is the newest one of those that were sent there (BACKUP_URL), and s3://bucket/folder/NAME that
    one; BACKUP_ENDPOINT and AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY say how to get there, as for `serve`.
    """
    with _backup_at(file) as path:
        if not path.is_file():
            raise MissingFile(path=path)
        from bot.stores.sql.backup import copying

        copying.restore(path, desk.settings().database, desk.BY, desk.settings().signing)
    with desk.stored() as opened:
        documents = len(opened.casebook.documents(opened.viewer))
    desk.screen().line(f"Restored from {file}: {documents:,} documents.")


def _backup_at(place: str) -> AbstractContextManager[Path]:
    """The file, fetched first where it lies in an object storage."""
    if not place.startswith("s3://"):
        return nullcontext(Path(place))
    from bot import assemble
    from bot.cli.running import offsite_backups, scheduled_backups

    folder, _slash, name = place.rstrip("/").rpartition("/")
    if not scheduled_backups.NAME.fullmatch(name):
        folder, name = place.rstrip("/"), ""
    storage = assemble.offsite_storage(folder, desk.settings())
    return offsite_backups.fetched(storage, name or None, desk.settings().backups)


def copy_store(
    to: Annotated[str, typer.Argument(metavar="ADDRESS", help="Of a new database, as DATABASE_URL has it.")],
) -> None:
    """Copy the whole database into a new one, from a SQLite file to a PostgreSQL server or back.

    All of it in one transaction: documents, originals, every version, the history with its proof, settings, what waits.
    Then all rows of both are counted and hashed, and nothing is kept where they differ. Stop `serve` first: what is
    changed later isn't copied. A password is better in ~/.pgpass than in ADDRESS, where every user of the machine sees
    it while this runs.

    \b
    Examples:
      copy-store postgresql://pullquote@db.example.org/pullquote
      DATABASE_URL=postgresql://… copy-store sqlite:////srv/pullquote/pullquote.db
    """
    from bot.stores.sql.backup import copying

    settings = desk.settings()
    done = copying.copied(settings.database, to, settings.signing)
    desk.screen().line(f"Copied {done.rows:,} rows. Their SHA-256 is {done.sha256} in both databases.")
    desk.screen().line("Set DATABASE_URL to the new one. The old one is as it was: delete it when nobody needs it.")
