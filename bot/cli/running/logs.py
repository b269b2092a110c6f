"""How the program logs: only its own parts at the chosen level, and never the words of an error.

The libraries stay at WARNING whatever is chosen: at DEBUG they log what they work on, which here are questions and
documents. The message of an exception may hold both, so a traceback is shown without: where, and of what kind.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
QUIET = ("discord", "aiohttp", "asyncio", "sqlalchemy", "alembic", "trafilatura", "pypdf")
_REFERENCE = re.compile(r"\bfailure ([0-9a-f]{8})\b")
_Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def prepare(level: str, style: str = "text") -> None:
    """Log to standard error. style: "text", or "json": one object a line, for machines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines() if style == "json" else Plain(LINE))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)
    logging.captureWarnings(True)


class Plain(logging.Formatter):
    """A line for people, and below it where an exception came from."""

    def formatException(self, ei: _Info) -> str:  # noqa: N802  the library's name
        return told(ei[1])


class Lines(logging.Formatter):
    """One JSON object a line; `reference` is the one that a person was shown."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        found = _REFERENCE.search(message)
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "part": record.name,
            "message": message,
        }
        if found:
            said["reference"] = found[1]
        if record.exc_info and record.exc_info[1]:
            said["trace"] = told(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False)


def told(error: BaseException | None) -> str:
    """The frames of an exception and of what led to it, and their kinds; no word of theirs."""
    parts: list[str] = []
    while error is not None and len(parts) < 5:
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{kind(error)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich came from\n".join(parts)


def kind(error: BaseException) -> str:
    """The class of an exception, with the numbers that it carries: an errno, an HTTP status, a code of Discord's."""
    numbers = {name: getattr(error, name, None) for name in ("errno", "status", "code", "sqlite_errorname")}
    shown = ", ".join(f"{name} {value}" for name, value in numbers.items() if isinstance(value, int | str) and value)
    return f"{type(error).__qualname__}{f' ({shown})' if shown else ''}"
