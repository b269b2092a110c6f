"""Models in processes of their own: one for questions, one that steps back behind everything, for passages; one judges.

Each is started when it is first needed, knows none of the program's environment, and is shut in by the kernel as the
readers' process is (see `bot.readers.sandbox.confinement`): no network, no files but its libraries, bounded memory.
One that dies, hangs or answers nonsense is ended, and started again after a pause that grows; meanwhile there are no
vectors, and answers come by words.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cache, partial
from threading import Lock, Timer
from typing import Any, BinaryIO, Final

import numpy as np

from bot.core.model.judge_ports import Place
from bot.core.model.meaning_ports import Array, LanguageBias, MeaningAway, Vector, Vectors
from bot.meaning.packaged import UNUSABLE, Packaged, Unusable
from bot.readers.sandbox import protocol

STEP_BACK: Final = 15  # how nice the process for passages is: it takes what others leave
START: Final = 10.0  # seconds to start and load: 0.6 on an idle machine
QUESTION: Final = 1.0  # seconds that an answer waits for its question's vector: 0.02 on an idle core
PASSAGE: Final = 20.0  # seconds for one passage: 0.5 at most on an idle core
PAUSE, LONGEST_PAUSE = 2.0, 600.0  # seconds before a dead process is started again, doubled each time
SURE: Final = 64.0  # log odds beyond which no judge is fair
SLACK: Final = 1e-3  # how far from 1 a vector's length may be
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
_log = logging.getLogger(__name__)
_starter = ThreadPoolExecutor(1, "models")  # the kernel ends a child with the *thread* that started it: this one stays


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds; see above."""

    start: float = START
    question: float = QUESTION
    passage: float = PASSAGE
    pause: float = PAUSE


PATIENT: Final = Patience(start=120.0, question=120.0, passage=120.0)


class LocalModel:
    """See `meaning_ports.Meaning`. Starts nothing until something is asked."""

    def __init__(self, packaged: Packaged, patience: Patience = Patience()) -> None:
        self.identity = packaged.identity
        self._bias = cache(packaged.bias or (lambda: None))
        self._patience = patience
        self._asking = _Kept(lambda: _Child(packaged, 0, _are_directions), patience)
        self._making = _Kept(lambda: _Child(packaged, STEP_BACK, _are_directions), patience)
        atexit.register(self.close)

    @property
    def bias(self) -> LanguageBias | None:
        return self._bias()

    def question(self, text: str) -> Vector | None:
        try:
            found = self._asking.run("question", [text], self._patience.question)
        except MeaningAway:
            return None
        vector: Vector = found[0]
        return vector

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.identity.dimension), np.float32)
        return self._making.run("passages", texts, self._patience.passage * len(texts))

    @property
    def unusable(self) -> str | None:
        return self._asking.unusable or self._making.unusable

    def close(self) -> None:
        self._asking.end()
        self._making.end()


class LocalJudge:
    """See `judge_ports.Judge`. Starts nothing until something is asked, or `start` is called."""

    def __init__(
        self, packaged: Packaged, patience: Patience = Patience(), multilingual: Packaged | None = None
    ) -> None:  # fmt: skip
        self._patience = patience
        self._english, *others = (
            _Kept(partial(_Child, one, 0, _are_odds), patience) for one in (packaged, multilingual) if one
        )
        self._others = others[0] if others else None
        atexit.register(self.close)

    def judge(self, question: str, places: Sequence[Place], *, english: bool = True) -> Sequence[float] | None:
        asked = self._english if english else self._others
        if asked is None:
            return None
        texts = [question, *(text for one in places for text in (one.title, one.before, one.unit, one.after))]
        try:
            found = asked.run("judge", texts, self._patience.question, count=len(places))
        except MeaningAway:
            return None
        return [float(one) for one in found[:, 0]]

    def close(self) -> None:
        self._english.end()
        if self._others:
            self._others.end()


class _Kept:
    """A process that is started when needed, and again when it has died, one caller at a time."""

    def __init__(self, start: Callable[[], _Child], patience: Patience) -> None:
        self._start, self._patience = start, patience
        self._lock = Lock()
        self._child: _Child | None = None
        self._failures, self._not_before, self._ending = 0, 0.0, False
        self.unusable: str | None = None

    def run(self, kind: str, texts: Sequence[str], seconds: float, count: int | None = None) -> Array:
        """A row for each text, or so many. Raises MeaningAway."""
        if not self._lock.acquire(timeout=seconds):
            raise MeaningAway("it is busy")
        try:
            found = self._running().run(kind, texts, seconds, len(texts) if count is None else count)
        except (EOFError, OSError, ValueError, LookupError, TypeError) as error:
            raise self._failed(error) from error
        else:
            self._failures = 0
            return found
        finally:
            self._lock.release()

    def _running(self) -> _Child:
        if self._child is None:
            if time.monotonic() < self._not_before:
                raise MeaningAway("its process ended, and is started again in a while")
            self._child = _starter.submit(self._start).result()
            self._child.await_ready(self._patience.start)
        return self._child

    def _failed(self, error: Exception) -> MeaningAway:
        """End it, and note from when on another may be started."""
        code = self._drop()
        if self._ending:
            return MeaningAway("it is being ended")
        self.unusable = error.name if isinstance(error, Unusable) else None
        pause = LONGEST_PAUSE if self.unusable else min(LONGEST_PAUSE, self._patience.pause * 2**self._failures)
        self._failures, self._not_before = self._failures + 1, time.monotonic() + pause
        _log.warning(
            "the model's process failed (%s): answers come by words; again in %.0f s",
            self.unusable or f"{type(error).__name__}, status {code}", pause,
        )  # fmt: skip
        return MeaningAway("its process failed")

    def end(self) -> None:
        """At once, whatever it is at: who waits for it is told that it is away."""
        self._ending = True
        child = self._child
        if child is not None:
            child.kill()
        with self._lock:
            self._drop()
            self._ending = False

    def _drop(self) -> int | None:
        child, self._child = self._child, None
        return child.end() if child else None


class _Child:
    """One process, and the pipes to it."""

    def __init__(self, packaged: Packaged, nice: int, fair: Callable[[Array], bool]) -> None:
        from bot.readers.sandbox.needs import Needs

        self._fair, self._dimension = fair, packaged.identity.dimension
        needs = astuple(Needs(packaged.libraries, packaged.folders))
        told = json.dumps([os.getpid(), packaged.memory_mb, nice, needs, packaged.target, packaged.given])
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-m", "bot.meaning.model_worker", told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )

    def await_ready(self, seconds: float) -> None:
        """Raises EOFError where the model can't be loaded, or not in time; Unusable where it says why not."""
        header, _ = self._within(seconds, lambda: protocol.receive(self._from))
        if "unusable" in header:
            raise Unusable(UNUSABLE[header["unusable"]])

    def run(self, kind: str, texts: Sequence[str], seconds: float, count: int) -> Array:
        found: Array = self._within(seconds, lambda: self._answer(kind, texts, count))
        return found

    def _answer(self, kind: str, texts: Sequence[str], count: int) -> Array:
        """Of what the process says nothing is believed. Raises ValueError."""
        protocol.send(self._to, {"kind": kind}, *(text.encode("utf-8", "replace") for text in texts))
        header, (data,) = protocol.receive(self._from)
        found = np.frombuffer(data, np.float32).reshape(header["shape"])
        if found.shape != (count, self._dimension) or not self._fair(found):
            raise ValueError("nothing of the kind that was asked for")
        return found

    def _within(self, seconds: float, deed: Callable[[], Any]) -> Any:
        alarm = Timer(seconds, self._process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            return deed()
        finally:
            alarm.cancel()

    @property
    def _to(self) -> BinaryIO:
        assert self._process.stdin is not None  # noqa: S101 - made as a pipe
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _from(self) -> BinaryIO:
        assert self._process.stdout is not None  # noqa: S101 - made as a pipe
        return self._process.stdout  # type: ignore[return-value]

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> int:
        self.kill()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()
        return self._process.wait()


def _are_directions(found: Array) -> bool:
    return bool((np.abs(np.linalg.norm(found, axis=1) - 1) < SLACK).all())


def _are_odds(found: Array) -> bool:
    return bool((np.abs(found) <= SURE).all())


def _environment() -> dict[str, str]:
    """Nothing secret: only what Python needs. One thread: more would only take them from the answers."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)  # noqa: PTH109 - "" means just that
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**kept, **threads, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2"}
