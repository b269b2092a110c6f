"""The command line: `python -m bot`. Puts the commands together; each lives in bot/commands."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence

import typer

from bot.commands import ask, desk, doctor, documents, failures, service, upkeep

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
COMMANDS: dict[str, Callable[..., None]] = {
    "ask": ask.ask,
    "list": documents.list_documents,
    "show": documents.show,
    "add": documents.add,
    "edit": documents.edit,
    "remove": documents.remove,
    "restore": documents.restore,
    "erase": documents.erase,
    "history": documents.history,
    "cases": upkeep.cases,
    "sync": upkeep.sync,
    "export": upkeep.export,
    "audit": upkeep.audit,
    "backup": upkeep.backup,
    "restore-backup": upkeep.restore_backup,
    "serve": service.serve,
    "eval": service.evaluate,
    "bench": service.bench,
    "doctor": doctor.doctor,
}
for name, command in COMMANDS.items():
    app.command(name)(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 for an answer or a refusal, 1 for a failure, 2 for wrong usage."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal that can't show a letter shows "?"
    try:
        typer.main.get_command(app).main(arguments, prog_name="python -m bot")
    except Exception as error:  # noqa: BLE001  the outer edge of this front end: told in one line, logged
        desk.complain(failures.told(error))
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
