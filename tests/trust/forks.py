"""Jobs in processes of their own that are killed after a while; what they said until then is told."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any

Line = dict[str, Any]
Job = Callable[[Callable[[Line], None]], object]  # is given what to say things with


def killed(jobs: Sequence[tuple[Job, float]]) -> list[Line]:
    """Begin all at once, kill each after so many seconds; everything they said, those killed first first."""
    children = [(*_forked(job), life) for job, life in jobs]
    began, said = time.monotonic(), []
    for child, pipe, life in sorted(children, key=lambda each: each[2]):
        time.sleep(max(0.0, began + life - time.monotonic()))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(pipe, "r") as lines:
            said += [json.loads(line) for line in lines.read().split("\n")[:-1]]
    return said


def _forked(job: Job) -> tuple[int, int]:
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 1 << 20)  # read when the child is dead: what it says in a life must fit
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        job(lambda line: _say(writing, line))
    except BaseException as error:  # noqa: BLE001  told to the parent, as a finding
        _say(writing, {"crash": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(1)


def _say(pipe: int, line: Line) -> None:
    os.write(pipe, json.dumps(line).encode() + b"\n")
