"""The sandbox's inside: a process that reads one file after another for its parent, under hard limits.

Started by `bot.readers.sandbox.pool` only, with the limit of memory and the libraries to import at once. It ends when
its parent does (end of standard input).
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, BinaryIO

from bot.core.model.errors import CasebookError, Damaged, TookTooMuch
from bot.readers.sandbox import confinement, protocol


def main() -> None:
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a library prints must not get between the frames
    memory_mb = int(sys.argv[1])
    confinement.confine()
    _limit(memory_mb)
    for module in sys.argv[2:]:
        with suppress(ImportError):
            importlib.import_module(module)
    serve(requests, replies, memory_mb)


def serve(requests: BinaryIO, replies: BinaryIO, memory_mb: int) -> None:
    """Answer requests until there are no more."""
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            header, (data,) = protocol.receive(requests)
            _limit_time(header["seconds"])
            _answer(header, data, replies, memory_mb)


def _limit(memory_mb: int) -> None:
    """Memory as given; no files written, no core dumps; below everything else in priority."""
    with suppress(ImportError, ValueError, OSError, AttributeError):
        import resource

        os.nice(10)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))


def _limit_time(seconds: float) -> None:
    """So much CPU time from now on; the kernel then ends the process. The clock on the wall is the parent's."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        soft = int(time.process_time() + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(header: dict[str, Any], data: bytes, replies: BinaryIO, memory_mb: int) -> None:
    name = header["name"]
    try:
        for item in _items(header, data):
            head, blobs = protocol.packed(item)
            protocol.send(replies, head, *blobs)
        protocol.send(replies, {"done": True})
    except MemoryError:
        protocol.send(replies, {"failed": protocol.packed_error(TookTooMuch(name=name, limit_mb=memory_mb))})
        raise SystemExit(1) from None
    except CasebookError as error:
        protocol.send(replies, {"failed": protocol.packed_error(error)})
    except Exception as error:  # noqa: BLE001 - this process's outer edge: the parent logs where it came from
        protocol.send(replies, {"failed": protocol.packed_error(Damaged(name=name)), "trace": _place(error)})


def _items(header: dict[str, Any], data: bytes) -> Iterable[protocol.Item]:
    module, _, target = header["target"].partition(":")
    found = getattr(importlib.import_module(module), target)
    if isinstance(found, type):
        return found().read(data, header["name"], header["charset"])  # type: ignore[no-any-return]
    return found(data, header["name"])  # type: ignore[no-any-return]


def protection(data: bytes, name: str) -> list[protocol.Member]:
    """Whether the kernel shuts the network off from this process, for `doctor`: its name says so."""
    del data, name
    return [protocol.Member("shut" if confinement.is_confined() else "open")]


def _place(error: BaseException) -> str:
    """The kind of error and where it rose, without its words: those may hold the document's."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f" at {at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else ""
    return type(error).__name__ + where


if __name__ == "__main__":
    main()
