"""Takes calls of the kernel away from this process, for good: a filter of them (Linux: seccomp).

The filter is a program in classic BPF, the form that prctl(2) takes, written out here because the libraries that would
write it are either young or need libseccomp, which the image doesn't have. Sources: the kernel's documentation,
"Seccomp BPF"; <linux/audit.h>, <linux/filter.h>, <linux/seccomp.h>, <asm-generic/fcntl.h>, <linux/sched.h>.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 22, 38, 2
_LOAD, _IF_SAME, _IF_AT_LEAST, _IF_ANY, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # steps of the filter
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EACCES, 0x00050000 | errno.ENOSYS
_KILL = 0x80000000  # the whole process
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # where they stand in what the filter looks at
_NEWEST = 469  # the newest call that was looked at; of later ones, and x86_64's second numbering, nothing is known

ARCHITECTURES: Final = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # as the kernel names it; its column

_WRITING = 0o1103  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
_THREAD = 0x00010000  # CLONE_THREAD
_NAMESPACES = 0x7E020000 | 0x00008000  # CLONE_NEW…, and CLONE_PARENT, which would make it a child of the bot
_FCNTL = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: no locks, no signals
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
_PRCTL = (3, 15, 16, 38, 39, 0x53564D41)  # PR_GET_DUMPABLE, PR_[SG]ET_NAME, PR_[SG]ET_NO_NEW_PRIVS, PR_SET_VMA

Step = tuple[int, int, int, int]  # what to do, how many steps to skip if so, and if not, with what


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("steps", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def restrict(*, starting: bool = False) -> bool:
    """From here on this process, and what it starts, is refused those calls. False where the kernel has no filter.

    starting: it may start programs. To be called while there is one thread: the others would go free.
    """
    if sys.platform != "linux" or sys.maxsize < 1 << 32 or platform.machine() not in ARCHITECTURES:
        return False
    return install(written(platform.machine(), starting=starting))


def install(steps: bytes) -> bool:
    """Whether the kernel took the filter, which holds until the process ends."""
    program = _Program(len(steps) // 8, steps)
    none = ctypes.c_ulong(0)
    libc = ctypes.CDLL(None, use_errno=True)
    calm: int = libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), none, none, none)
    shut: int = libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.byref(program), none, none)
    return (calm, shut) == (0, 0)


@cache
def calls() -> Mapping[str, Mapping[str, list[int]]]:
    """group → call → its numbers, as syscalls.toml has them."""
    return tomllib.loads((Path(__file__).parent / "syscalls.toml").read_text("utf-8"))


def numbers(group: str, machine: str) -> dict[str, int]:
    """The calls of a group that the architecture has."""
    column = ARCHITECTURES[machine][1]
    return {name: given[column] for name, given in calls()[group].items() if column < len(given)}


def written(machine: str, *, starting: bool) -> bytes:
    """The filter, eight bytes a step."""
    return b"".join(struct.pack("=HBBI", *step) for step in _steps(machine, starting))


def _steps(machine: str, starting: bool) -> Iterator[Step]:
    yield (_LOAD, 0, 0, _ARCHITECTURE)
    yield (_IF_SAME, 1, 0, ARCHITECTURES[machine][0])
    yield (_RETURN, 0, 0, _KILL)
    yield (_LOAD, 0, 0, _NUMBER)
    yield (_IF_AT_LEAST, 0, 1, _NEWEST + 1)
    yield (_RETURN, 0, 0, _UNKNOWN)
    for group in ("network", "processes", "files", "system", *(() if starting else ("starting",))):
        yield from _answered(numbers(group, machine), _REFUSE)
    yield from _answered(numbers("absent", machine), _UNKNOWN)
    rules = _rules(starting)
    for name, number in numbers("looked_at", machine).items():
        yield (_IF_SAME, 0, len(rules[name]), number)
        yield from rules[name]
    yield (_RETURN, 0, 0, _ALLOW)


def _answered(found: Mapping[str, int], answer: int) -> Iterator[Step]:
    for number in found.values():
        yield (_IF_SAME, 0, 1, number)
        yield (_RETURN, 0, 0, answer)


def _rules(starting: bool) -> Mapping[str, list[Step]]:
    """What is done with a call once its number is known; each ends in an answer."""
    return {
        "open": _unless_any(1, _WRITING),
        "openat": _unless_any(2, _WRITING),
        "clone": _unless_any(0, _NAMESPACES) if starting else _if_any(0, _THREAD),
        "fcntl": _if_one_of(1, _FCNTL),
        "ioctl": _if_one_of(1, _IOCTL),
        "prctl": _if_one_of(0, _PRCTL),
        "prlimit64": _if_nothing(2),  # no new limits: it only asks
    }


def _half(argument: int, high: int = 0) -> Step:
    """Load one half of an argument of 64 bits; both architectures put the low one first."""
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * argument + 4 * high)


def _unless_any(argument: int, bits: int) -> list[Step]:
    return [_half(argument), (_IF_ANY, 1, 0, bits), (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]


def _if_any(argument: int, bits: int) -> list[Step]:
    return [_half(argument), (_IF_ANY, 0, 1, bits), (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]


def _if_one_of(argument: int, allowed: tuple[int, ...]) -> list[Step]:
    tests: list[Step] = [(_IF_SAME, len(allowed) - at, 0, value) for at, value in enumerate(allowed)]
    return [_half(argument), *tests, (_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]


def _if_nothing(argument: int) -> list[Step]:
    asks: list[Step] = [_half(argument), (_IF_SAME, 0, 2, 0), _half(argument, 1), (_IF_SAME, 1, 0, 0)]
    return [*asks, (_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
