"""Shuts the network and other processes off from this process, by the kernel and for good (Linux: seccomp).

A reader's process needs neither, so a file that takes it over can't call home. What it asks of the kernel is filtered
by a program of a dozen steps (classic BPF, the form that prctl(2) takes), written out here because the libraries that
would write it are either young or need libseccomp, which the image doesn't have. Sources: the kernel's documentation,
"Seccomp BPF"; <linux/audit.h>, <linux/filter.h>, <linux/seccomp.h>; the numbers of the calls: <asm/unistd.h>.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
import sys
from contextlib import suppress
from typing import Final

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 22, 38, 2
_LOAD, _IF_SAME, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # steps of the filter
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EACCES, 0x80000000
_NUMBER, _ARCHITECTURE = 0, 4  # where both stand in what the filter looks at
_X32: Final = 0x40000000  # calls of x86_64's second numbering begin here; nothing of ours uses it

# The architecture as the kernel names it, then the numbers of: socket, ptrace, process_vm_readv, process_vm_writev,
# io_uring_setup (which can make sockets, too), pidfd_getfd (which takes those of other processes).
_REFUSED: Final = {
    "x86_64": (0xC000003E, (41, 101, 310, 311, 425, 438)),
    "aarch64": (0xC00000B7, (198, 117, 270, 271, 425, 438)),
}


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("steps", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def confine() -> bool:
    """From here on this process and what it starts make no socket and touch no other process. False where it can't be.

    To be called while there is one thread: the others would go free.
    """
    known = _REFUSED.get(platform.machine())
    if known is None or sys.platform != "linux" or sys.maxsize < 1 << 32:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    steps = _filter(*known)
    program = _Program(len(steps) // 8, steps)
    rest = (ctypes.c_ulong(0), ctypes.c_ulong(0))
    calm: int = libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), ctypes.c_ulong(0), *rest)
    shut: int = libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.byref(program), *rest)
    return (calm, shut) == (0, 0)


def _filter(architecture: int, refused: tuple[int, ...]) -> bytes:
    """The steps, eight bytes each: what to do, how many to skip if so, and if not, with what."""
    return b"".join(
        struct.pack("=HBBI", *step)
        for step in (
            (_LOAD, 0, 0, _ARCHITECTURE),
            (_IF_SAME, 1, 0, architecture),
            (_RETURN, 0, 0, _KILL),
            (_LOAD, 0, 0, _NUMBER),
            (_IF_AT_LEAST, len(refused) + 1, 0, _X32),
            *((_IF_SAME, len(refused) - at, 0, number) for at, number in enumerate(refused)),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _REFUSE),
        )
    )


def is_confined() -> bool:
    """Whether this process is refused a socket; found out by asking for one."""
    with suppress(PermissionError), socket.socket():
        return False
    return True
