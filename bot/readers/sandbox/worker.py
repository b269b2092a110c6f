"""The sandbox's inside: a process that reads one file after another for its parent, under hard limits.

Started by `bot.readers.sandbox.pool` only, with its parent's number, the limit of memory and what it needs, as JSON. It
ends when its parent does: at the end of standard input, and by the kernel's hand where it doesn't listen.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, BinaryIO

from bot.core.model import page_progress
from bot.core.model.errors import CasebookError, Damaged, TookTooMuch
from bot.core.model.ports import Progress
from bot.readers.sandbox import confinement, protocol
from bot.readers.sandbox.needs import Needs

LIFE = 7_200  # seconds of CPU time: what a program that it started may go on for where nobody ends it
COLLECTED = 100_000  # new objects after which cycles are looked for: a page's letters are many and hold none
IDLE = 0.2  # seconds without a request, after which a library is imported


def main() -> None:
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a library prints must not get between the frames
    parent, memory_mb, needs = json.loads(sys.argv[1])
    wanted = Needs(*map(tuple, needs))
    _limit(memory_mb)
    gc.set_threshold(COLLECTED)
    confinement.confine(wanted, parent)
    serve(requests, replies, memory_mb, wanted.libraries)


def serve(requests: BinaryIO, replies: BinaryIO, memory_mb: int, libraries: Iterable[str] = ()) -> None:
    """Answer requests until there are no more. While there are none, import libraries that the next may want."""
    left = list(libraries)
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            _warm(requests, left)
            header, (data,) = protocol.receive(requests)
            _limit_time(header["seconds"])
            with page_progress.telling(_paging(replies, header["seconds"])):
                _answer(header, data, replies, memory_mb)
            _limit_time(0)


def _warm(requests: BinaryIO, libraries: list[str]) -> None:
    """A second's work in all, of which most files need nothing."""
    while libraries and not select.select([requests], [], [], IDLE)[0]:
        with suppress(ImportError):
            importlib.import_module(libraries.pop(0))


def _limit(memory_mb: int) -> None:
    """Memory as given; no files written, no core dumps; below everything else in priority."""
    with suppress(ImportError, ValueError, OSError, AttributeError):
        import resource

        os.nice(10)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (LIFE, LIFE))
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))


def _limit_time(seconds: float) -> None:
    """So much CPU time from now on, 0: as much as it takes. Its signal then ends the process.

    It is for files that take long. Against code that would set it anew there is the clock on the wall, the parent's.
    """
    with suppress(AttributeError, OSError):
        signal.setitimer(signal.ITIMER_PROF, seconds and seconds + 1)


def _answer(header: dict[str, Any], data: bytes, replies: BinaryIO, memory_mb: int) -> None:
    name = header["name"]
    try:
        for item in _items(header, data):
            head, blobs = protocol.packed(item)
            protocol.send(replies, head, *blobs, flush=False)
        protocol.send(replies, {"done": True})
    except MemoryError:
        protocol.send(replies, {"failed": protocol.packed_error(TookTooMuch(name=name, limit_mb=memory_mb))})
        raise SystemExit(1) from None
    except CasebookError as error:
        protocol.send(replies, {"failed": protocol.packed_error(error)})
    except Exception as error:  # noqa: BLE001 - this process's outer edge: the parent logs where it came from
        protocol.send(replies, {"failed": protocol.packed_error(Damaged(name=name)), "trace": _place(error)})


def _paging(replies: BinaryIO, seconds: float) -> Progress:
    """Tells the parent of each page that is read, which gives as much time again."""

    def tell(done: int, total: int) -> None:
        _limit_time(seconds)
        protocol.send(replies, {"page": [done, total]})

    return tell


def _items(header: dict[str, Any], data: bytes) -> Iterable[protocol.Item]:
    module, _, target = header["target"].partition(":")
    found = getattr(importlib.import_module(module), target)
    if not isinstance(found, type):
        return found(data, header["name"])  # type: ignore[no-any-return]
    reader = found()
    read = reader.each if header.get("bulk") else reader.read
    return read(data, header["name"], header["charset"])  # type: ignore[no-any-return]


def _place(error: BaseException) -> str:
    """The kind of error and where it rose, without its words: those may hold the document's."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f" at {at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else ""
    return type(error).__name__ + where


if __name__ == "__main__":
    main()
