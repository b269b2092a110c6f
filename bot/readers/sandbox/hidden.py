"""Keeps processes of the same user from looking into this one (Linux)."""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def hide() -> bool:
    """From here on nobody but root reads this process's environment and memory; it leaves no core dumps.

    Holds until the process starts another program in its own place. False where the kernel knows no such thing.
    """
    return sys.platform == "linux" and prctl(_PR_SET_DUMPABLE, 0)


def prctl(option: int, value: int) -> bool:
    """Whether the kernel did it. See prctl(2)."""
    none = ctypes.c_ulong(0)
    done: int = ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), none, none, none)
    return done == 0
