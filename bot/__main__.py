"""The command line: `python -m bot`. Puts the commands together; each lives in bot/commands."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from bot.cli import alias_command, ask, desk, doctor, document_commands, failures, refresh_command, service, upkeep
from bot.cli.running import open_files
from bot.core.library import paths
from bot.readers.sandbox import hidden

EXAMPLES = """Answers questions about case files with the exact words of a source.

\b
Try:
  python -m bot ask "who signed the letter?"
  python -m bot ask "what does Pegasus collect?" --sentences 2
  python -m bot ask "who signed the letter?" --corpus some/folder
  python -m bot add article.html --case nso-group
  python -m bot serve

Every command explains itself: python -m bot ask --help
"""

app = typer.Typer(
    help=EXAMPLES, add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)
COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "ask": (ask.ask, "Ask one question, or a file of them."),
    "list": (document_commands.list_documents, "List the documents and their keys."),
    "show": (document_commands.show, "Show a document, with its whole text."),
    "add": (document_commands.add, "Add a file or a web page."),
    "edit": (document_commands.edit, "Correct what is said about a document."),
    "remove": (document_commands.remove, "Take a document out of all answers."),
    "restore": (document_commands.restore, "Bring a document or a version back."),
    "erase": (document_commands.erase, "Erase a document for good."),
    "refresh": (refresh_command.refresh, "Fetch a page again; see what changed."),
    "history": (document_commands.history, "Who changed what in a document, when."),
    "cases": (upkeep.cases, "List the cases."),
    "aliases": (alias_command.aliases, "Names of one person or thing."),
    "sync": (upkeep.sync, "Take up a whole folder, and its changes."),
    "vectors": (upkeep.vectors, "Make ready what is found by meaning."),
    "export": (upkeep.export, "Write the documents as JSONL."),
    "audit": (upkeep.audit, "Who changed what; or verify that trail."),
    "backup": (upkeep.backup, "Write the whole database to one file."),
    "restore-backup": (upkeep.restore_backup, "Put a backup in the database's place."),
    "copy-store": (upkeep.copy_store, "Copy the whole database into a new one."),
    "serve": (service.serve, "Answer in Discord until stopped."),
    "eval": (service.evaluate, "Measure how good the answers are."),
    "bench": (service.bench, "Measure how fast searching is."),
    "doctor": (doctor.doctor, "Check what the program needs to run."),
}
for name, (command, summary) in COMMANDS.items():
    app.command(name, short_help=summary)(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 for an answer or a refusal, 1 for a failure, 2 for wrong usage."""
    hidden.hide()
    os.umask(paths.PRIVATE)
    logging.basicConfig(level=logging.DEBUG if os.environ.get("LOG_LEVEL") == "DEBUG" else logging.WARNING)
    _open_what_is_closed()
    open_files.allow_many()
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal that can't show a letter shows "?"
    try:
        given = sys.argv[1:] if arguments is None else arguments
        typer.main.get_command(app).main([_readable(one) for one in given], prog_name="python -m bot")
    except Exception as error:  # noqa: BLE001  the outer edge of this front end: told in one line, logged
        desk.complain(failures.told(error))
        failures.quiet()
        raise SystemExit(1) from None


def _open_what_is_closed() -> None:
    """Standard input, output or error may come closed (`<&-`): then there is nothing to read, and nobody to hear."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  for as long as the process lives


def _readable(argument: str) -> str:
    """Half characters, which undecodable bytes leave, are of use only in the path of a file that exists.

    Elsewhere they are taken for UTF-8: in a locale that knows only ASCII every other letter comes so.
    """
    if os.path.lexists(argument):
        return argument
    try:
        return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # halves that no byte has left, as on Windows
        return desk.typed(argument)


if __name__ == "__main__":
    main()
