"""The outer edge of the command line: a failure is one clear line on standard error and exit status 1.

What nobody foresaw gets a reference, under which its traceback is kept in DATA_DIR (without the error's own words,
which may hold a question or a document's text).
"""

from __future__ import annotations

import errno
import logging
import os
import secrets
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from bot.core.model.errors import CasebookError, StoreFull
from bot.wording import catalogue

LOG = "errors.log"

log = logging.getLogger(__name__)


def told(error: Exception) -> str:
    """The sentence for a person. Logs what wasn't foreseen."""
    if isinstance(error, CasebookError):
        return catalogue.of_terminal(os.environ).told(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return str(StoreFull(path=error.filename or _folder()))
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}. Nothing was changed."
    return _logged(error)


def quiet() -> None:
    """Where standard output takes no more (a full disk, a closed pipe), what is left of it must not fail again."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _logged(error: Exception) -> str:
    reference = secrets.token_hex(4)
    where = "".join(traceback.format_tb(error.__traceback__))
    entry = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {reference} {type(error).__name__}\n{where}\n"
    log.debug("%s", entry)
    return f"Something went wrong that shouldn't have (reference {reference}). {_kept(entry)}"


def _kept(entry: str) -> str:
    path = _folder() / LOG
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(entry)
    except OSError:
        return f"{path} can't be written to; LOG_LEVEL=DEBUG shows here where it was."
    return f"Please report what {path} says about it."


def _folder() -> Path:
    return Path(os.environ.get("DATA_DIR") or "data")
