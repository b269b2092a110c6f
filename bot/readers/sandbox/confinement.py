"""Shuts this process in, by the kernel and for good, so that a file that takes it over can do next to nothing.

From the outside in: it ends with its parent, nobody looks into it, it has no capabilities, it reads its libraries and
no other file (Landlock), and calls of the kernel that it doesn't need are refused (seccomp). What is held where the
kernel lacks one of the two, SECURITY.md says; `tests/readers/sandbox/test_escapes.py` tries it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from bot.readers.sandbox import landlock, seccomp
from bot.readers.sandbox.hidden import hide, prctl
from bot.readers.sandbox.needs import Needs

_PR_SET_PDEATHSIG = 1
_CAPABILITIES_V3 = 0x20080522  # <linux/capability.h>
_READ_SEARCH = 1 << 2  # CAP_DAC_READ_SEARCH: a root that reads libraries of somebody else's; Landlock says which


def confine(needs: Needs, parent: int) -> None:
    """Shut this process in. parent: the process that it ends with. To be called while there is one thread."""
    if sys.platform != "linux":
        return
    _end_with(parent)
    hide()
    _drop_capabilities()
    landlock.restrict(needs.readable(), needs.startable())
    seccomp.restrict(starting=bool(needs.programs))


def _end_with(parent: int) -> None:
    """Killed as soon as the thread that started it is gone; at once if that is so already."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(1)


def _drop_capabilities() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; the lower half, then the higher
    if libc.capget(header, held) == 0:
        kept = held[1] & _READ_SEARCH
        libc.capset(header, (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0))
