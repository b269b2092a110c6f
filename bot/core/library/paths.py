"""The one place that decides which of the machine's files may be read as documents, and which may be written.

Read: what lies in the folder that was named, with no link that leads out of it, and nothing of the program's own.
Written: where nothing is lost by it, and so that nobody but this user can read it.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.core.library.intake import shown
from bot.core.model.errors import BadDocument, CasebookError, MissingFile, MissingFolder, NotReadable, TooLarge
from bot.core.model.own_files import Own

PRIVATE = 0o077  # the umask of the whole program: files are 0600, folders 0700


class OutOfFolder(BadDocument):
    template = "“{name}” is a link that leads out of the folder, so it was left out. Put the file itself there."


class OwnFile(BadDocument):
    template = "“{name}” is one of Pullquote's own files, no document: it was left out."


class OwnFolder(CasebookError):
    template = "{path} belongs to Pullquote's own data folder. Take another; nothing was changed."


class NotAPlainFile(BadDocument):
    template = "{path} is no plain file. Hand over what it holds on standard input, with `add -`; nothing was added."


class NotWritten(CasebookError):
    """Where nothing may be written."""


class InTheWay(NotWritten):
    template = "{path} is there and isn't {what} of Pullquote's. Name another file, or move that one away."


class NotPlainToWrite(NotWritten):
    template = "{path} is no plain file, so nothing was written there. Name another file."


class AmongOwn(NotWritten):
    template = "{path} lies among Pullquote's own files, so nothing was written there. Name another place, or {open}."


def read(path: Path, limit_mb: int, own: Own, within: Path | None = None) -> bytes:
    """The bytes of a document's file. within: the folder that it must lie in, links followed to their end.

    Raises OutOfFolder, OwnFile, NotAPlainFile, TooLarge, NotReadable.
    """
    name = shown(path.name)
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with open(opened, "rb") as file:  # noqa: PTH123  what was opened is looked at, not what lies there now
            _check(path, opened, own, within)
            data = file.read(limit_mb * 1_000_000 + 1)
    except FileNotFoundError as error:
        raise MissingFile(path=path) if within is None else NotReadable(name=name, why=error.strerror) from error
    except OSError as error:
        raise NotReadable(name=name, why=error.strerror or "unknown") from error
    if len(data) > limit_mb * 1_000_000:
        raise TooLarge(name=name, limit_mb=limit_mb)
    return data


def _check(path: Path, opened: int, own: Own, within: Path | None) -> None:
    found = os.fstat(opened)
    if not stat.S_ISREG(found.st_mode):
        raise NotAPlainFile(path=path)
    real = _real(path, opened)
    if within is not None and not real.is_relative_to(within.resolve()):
        raise OutOfFolder(name=shown(path.name))
    if own.holds(real) or own.is_linked(found):
        raise OwnFile(name=shown(path.name))


def _real(path: Path, opened: int) -> Path:
    """Where an opened file lies: as the kernel has it, so that a link changed meanwhile says nothing."""
    try:
        return Path(os.readlink(f"/proc/self/fd/{opened}"))  # noqa: PTH115  not a link of the file system's
    except OSError:  # not Linux
        return path.resolve()


def refuse_own(folder: Path, own: Own) -> None:
    """A folder of documents isn't the program's own. Raises OwnFolder."""
    if own.holds(folder):
        raise OwnFolder(path=folder)


def check_target(path: Path, own: Own, what: str, is_ours: Callable[[Path], bool]) -> None:
    """Whether a file may be written: nothing is there but an empty file or one that `is_ours` knows as `what`.

    Raises AmongOwn, NotPlainToWrite, InTheWay.
    """
    if not own.may_be_written(path):
        raise AmongOwn(path=path, open=own.open)
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise NotPlainToWrite(path=path)
    if path.exists() and path.stat().st_size and not is_ours(path):
        raise InTheWay(path=path, what=what)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write, for this user alone: what was there stays until the new one is complete. See check_target.

    Raises MissingFolder.
    """
    if not path.parent.is_dir():
        raise MissingFolder(path=path.parent)
    draft = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}")
    try:
        with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:  # noqa: PTH123
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
