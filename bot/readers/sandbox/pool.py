"""Reads hostile files in a process of their own, so that such a file can harm nothing but that process.

The process is kept warm, knows none of the program's environment (no token, no database address), and is replaced when
a limit ended it or when it has read many files. On Linux and macOS the kernel holds the limits of memory and CPU time;
elsewhere only the wall clock holds. On Linux the kernel takes everything else away from it (see confinement.py).
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from threading import Timer
from typing import Any, BinaryIO

from bot.core.model import page_progress, time_limit
from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument, Damaged, TookTooLong, TookTooMuch
from bot.core.model.ports import BulkReader, Reader
from bot.readers.sandbox import needs as needed
from bot.readers.sandbox import protocol
from bot.readers.sandbox.needs import Needs
from bot.readers.zip.member import Member

MEMORY_MB = 512
FILES_A_CHILD = 500  # then it is replaced: what libraries leak stays small
SECONDS_A_CHILD = 1_800  # of reading; well within the CPU time that the kernel gives it (`worker.LIFE`)
PAGED = 6  # times the limit of time: what a file may take that is read page by page, each within the limit
FRAMES = 8  # times the file's size: what may come back of it, where that is more than `protocol.LIMIT`
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TESSDATA_PREFIX", "OCR_LANGUAGES", "SSL_CERT_FILE")
_log = logging.getLogger(__name__)
_starter = ThreadPoolExecutor(1, "readers")  # the kernel ends a child with the *thread* that started it: this one stays


class Sandbox:
    """Up to `children` processes, started when first needed. Safe from several threads; each call waits its turn."""

    def __init__(self, needs: Needs | None = None, memory_mb: int = MEMORY_MB, children: int = 1) -> None:
        self._memory_mb, self._needs = memory_mb, needs
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(children):
            self._idle.put(None)

    def run(
        self, target: str, data: bytes, name: str, charset: str | None = None, *, bulk: bool = False
    ) -> list[protocol.Item]:
        """What `target` ("module:Reader" or "module:function") makes of the file, within `time_limit.seconds()`.

        bulk: by the reader's `each`.
        Raises the BadDocument that it raised, TookTooLong, TookTooMuch, and Damaged where it broke the process.
        """
        child = self._idle.get()
        try:
            if child is None or not child.is_fit():
                child = self._replaced(child)
            header = {"target": target, "name": name, "charset": charset, "bulk": bulk}
            return child.run(header, data, self._memory_mb)
        finally:
            self._idle.put(child)

    def _replaced(self, child: _Child | None) -> _Child:
        if child is not None:
            child.end()
        if self._needs is None:
            self._needs = needed.of_readers()
        return _starter.submit(_Child, self._memory_mb, self._needs).result()

    def close(self) -> None:
        """End the processes; the next call would start new ones."""
        for _ in range(self._idle.qsize()):
            child = self._idle.get()
            if child is not None:
                child.end()
            self._idle.put(None)


class _Alarm:
    """Rings after so many seconds, in a thread of its own. Put off: so many from then on, PAGED times in all."""

    def __init__(self, seconds: float, ring: Callable[[], None]) -> None:
        self._seconds, self._ring = seconds, ring
        self._ends = time.monotonic() + PAGED * seconds
        self._timer = self._started(seconds)

    def _started(self, seconds: float) -> Timer:
        timer = Timer(seconds, self._ring)
        timer.daemon = True
        timer.start()
        return timer

    def put_off(self) -> None:
        self.cancel()
        self._timer = self._started(max(0.0, min(self._seconds, self._ends - time.monotonic())))

    def cancel(self) -> None:
        self._timer.cancel()


class _Child:
    """One process, and the pipes to it."""

    def __init__(self, memory_mb: int, needs: Needs) -> None:
        told = json.dumps([os.getpid(), memory_mb, astuple(needs)])
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-m", "bot.readers.sandbox.worker", told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
        self._left, self._seconds = FILES_A_CHILD, float(SECONDS_A_CHILD)
        self._late = False

    def is_fit(self) -> bool:
        return self._left > 0 < self._seconds and not self._late and self._process.poll() is None

    def run(self, header: dict[str, Any], data: bytes, memory_mb: int) -> list[protocol.Item]:
        seconds, began = time_limit.seconds(), time.monotonic()
        alarm = _Alarm(seconds, self._time_out)
        self._left -= 1
        try:
            protocol.send(self._to, {**header, "seconds": seconds}, data)
            return self._items(max(protocol.LIMIT, FRAMES * len(data)), alarm)
        except (EOFError, OSError, ValueError, LookupError, TypeError, AttributeError) as gone:
            self.end()
            raise self._cause(header["name"], max(seconds, time.monotonic() - began), memory_mb) from gone
        finally:
            alarm.cancel()
            self._seconds -= time.monotonic() - began

    def _items(self, limit: int, alarm: _Alarm) -> list[protocol.Item]:
        items: list[protocol.Item] = []
        size = 0
        while size <= limit:
            header, blobs = protocol.receive(self._from)
            size += sum(map(len, blobs))
            if "done" in header:
                return items
            if "page" in header:
                done, total = map(int, header["page"])
                alarm.put_off()
                page_progress.tell(done, total)
                continue
            if "failed" in header:
                self._note(header)
                raise protocol.unpacked_error(header["failed"])
            items.append(protocol.unpacked(header, blobs))
        raise EOFError

    def _note(self, header: dict[str, Any]) -> None:
        if "trace" in header:
            _log.warning("a reader failed: %s", header["trace"])
        if header["failed"]["class"] == TookTooMuch.__name__:
            self._left = 0

    def _cause(self, name: str, seconds: float, memory_mb: int) -> BadDocument:
        """Why the process is gone, by how it ended."""
        code = self._process.returncode
        _log.warning("a reader's process ended with %s", code)
        if self._late or code == -getattr(signal, "SIGPROF", 27):
            return TookTooLong(name=name, seconds=round(seconds))
        if code == 1:  # out of memory even for saying so
            return TookTooMuch(name=name, limit_mb=memory_mb)
        return Damaged(name=name)

    @property
    def _to(self) -> BinaryIO:
        assert self._process.stdin is not None  # noqa: S101 - made as a pipe
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _from(self) -> BinaryIO:
        assert self._process.stdout is not None  # noqa: S101 - made as a pipe
        return self._process.stdout  # type: ignore[return-value]

    def _time_out(self) -> None:
        self._late = True
        self._kill()

    def _kill(self) -> None:
        """The process and what it started."""
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def end(self) -> None:
        if self._process.poll() is None:
            self._kill()
        self._process.wait()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()


def _environment() -> dict[str, str]:
    """Nothing secret: only what Python and the recognition program need."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)  # noqa: PTH109 - "" means just that
    return {
        **kept,
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


SHARED = Sandbox(children=2)  # starts nothing until something is read; the second only beside the first
atexit.register(SHARED.close)


class Sandboxed:
    """A reader whose reading is done in the sandbox; whether it accepts is asked here."""

    def __init__(self, reader: Reader, sandbox: Sandbox = SHARED) -> None:
        self.name = reader.name
        self._reader, self._sandbox = reader, sandbox

    def accepts(self, data: bytes, name: str) -> bool:
        return self._reader.accepts(data, name)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        return [item for item in self._run(data, name, charset) if isinstance(item, Reading)]

    def _run(self, data: bytes, name: str, charset: str | None, *, bulk: bool = False) -> list[protocol.Item]:
        kind = type(self._reader)
        return self._sandbox.run(f"{kind.__module__}:{kind.__qualname__}", data, name, charset, bulk=bulk)


class SandboxedBulk(Sandboxed):
    """The same for a reader of many documents."""

    def __init__(self, reader: BulkReader, sandbox: Sandbox = SHARED) -> None:
        super().__init__(reader, sandbox)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterator[Reading]:
        for _, found in self.each(data, name, charset):
            if isinstance(found, BadDocument):
                raise found
            yield found

    def each(self, data: bytes, name: str, charset: str | None = None) -> Iterator[protocol.Found]:
        for item in self._run(data, name, charset, bulk=True):
            if isinstance(item, tuple):
                yield item


def kept(folder: Path) -> frozenset[str]:
    """What a process of the sandbox is kept from (see trying.py), that folder above all. Raises BadDocument."""
    tried = Sandbox()
    try:
        found = tried.run("bot.readers.sandbox.trying:kept", os.fsencode(folder.resolve()), "protection")
    finally:
        tried.close()
    return frozenset(one.name for one in found if isinstance(one, Member))


def unpacked(data: bytes, name: str) -> list[Reading | Member]:
    """The files in a ZIP, unpacked in the shared sandbox: what `ArchiveReader` takes as `unpack`."""
    return _plain(SHARED.run("bot.readers.zip.archive:members", data, name))


def mailed(data: bytes, name: str) -> list[Reading | Member]:
    """The messages of a mail or mailbox and what is attached to them, taken apart in the shared sandbox."""
    return _plain(SHARED.run("bot.readers.messages.mail:items", data, name))


def outlook(data: bytes, name: str) -> list[Reading | Member]:
    """The same of a mail that Outlook saved."""
    return _plain(SHARED.run("bot.readers.messages.outlook:items", data, name))


def recorded(data: bytes, name: str) -> list[Reading | Member]:
    """The pages and files that a crawler recorded."""
    return _plain(SHARED.run("bot.readers.html.web_archive:items", data, name))


def page_picture(data: bytes, number: int) -> bytes | None:
    """A page of a PDF or a scan as a PNG; None where it can't be drawn."""
    try:
        found = SHARED.run("bot.readers.pdf.scans.page_picture:drawn", data, str(number))
    except BadDocument:
        return None
    return next((one.data for one in found if isinstance(one, Member)), None)


def _plain(items: Iterable[protocol.Item]) -> list[Reading | Member]:
    return [one for one in items if not isinstance(one, tuple)]
