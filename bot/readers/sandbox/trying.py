"""What the readers' process is kept from, found out by trying it there: `doctor` tells it as it is."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from bot.readers.zip.member import Member

NETWORK, PROCESSES, WRITING, READING, STARTING = "network", "processes", "writing", "reading", "starting"


def kept(data: bytes, name: str) -> list[Member]:
    """What is refused, each under its name above. data: the path of a folder that is none of the readers' business."""
    del name
    folder = data.decode("utf-8", "surrogateescape")
    parent = os.getppid()
    tries: dict[str, tuple[Callable[[], object], ...]] = {
        NETWORK: (socket.socket,),
        PROCESSES: (lambda: os.kill(parent, 0), Path(f"/proc/{parent}/environ").read_bytes),
        WRITING: (lambda: os.close(os.open(os.devnull, os.O_WRONLY)),),
        READING: (lambda: os.listdir(folder), Path("/etc/passwd").read_bytes),  # noqa: PTH208
        STARTING: (_starts,),
    }
    return [Member(what) for what, deeds in tries.items() if all(map(_is_refused, deeds))]


def _is_refused(deed: Callable[[], object]) -> bool:
    """What isn't there counts as refused."""
    try:
        deed()
    except (PermissionError, FileNotFoundError):
        return True
    except OSError:
        return False
    return False


def _starts() -> None:
    """A process, which ends at once."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
