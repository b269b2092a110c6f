"""Takes the file system away from this process, for good, but for folders that it may read (Linux 5.13: Landlock).

Source: the kernel's documentation, "Landlock: unprivileged access control"; <linux/landlock.h>. Each version (ABI) of
the kernel knows more rights; all that the kernel at hand knows are taken away.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the calls' numbers, the same on every architecture
_VERSION, _BENEATH = 1, 1  # LANDLOCK_CREATE_RULESET_VERSION, LANDLOCK_RULE_PATH_BENEATH
_PR_SET_NO_NEW_PRIVS = 38
EXECUTE, READ_FILE, READ_DIR = 1 << 0, 1 << 2, 1 << 3
_FILES: Final = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}  # ABI → rights to files; 5 brings ioctl of devices
_PORTS: Final = {4: 0x3}  # TCP: bind, connect
_SCOPES: Final = {6: 0x3}  # abstract sockets, signals: not outside what is restricted with it


class _Ruleset(ctypes.Structure):
    """struct landlock_ruleset_attr, as of ABI 6; older kernels take the zeros at its end."""

    _fields_ = (("files", ctypes.c_uint64), ("ports", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    """struct landlock_path_beneath_attr."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """The ABI of this kernel's Landlock; 0 where it has none, or has it switched off."""
    if sys.platform != "linux":
        return 0
    found: int = _libc().syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    return max(found, 0)


def restrict(readable: Iterable[str], programs: Iterable[str] = ()) -> int:
    """From here on this process reads those files and folders, starts those programs, and opens nothing else.

    Returns the ABI by which that holds, 0 where it doesn't. Paths that can't be opened are left out. To be called while
    there is one thread. Raises OSError where the kernel has Landlock and refuses the rules.
    """
    abi = version()
    if not abi:
        return 0
    rules = _done(_libc().syscall(_CREATE, ctypes.byref(_ruleset(abi)), ctypes.c_size_t(24), ctypes.c_uint32(0)))
    try:
        for path in readable:
            _allow(rules, path, READ_FILE | READ_DIR)
        for path in programs:
            _allow(rules, path, READ_FILE | EXECUTE)
        none = ctypes.c_ulong(0)
        _done(_libc().prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), none, none, none))
        _done(_libc().syscall(_RESTRICT, rules, ctypes.c_uint32(0)))
    finally:
        os.close(rules)
    return abi


def _ruleset(abi: int) -> _Ruleset:
    def known(table: dict[int, int]) -> int:
        return max((rights for since, rights in table.items() if since <= abi), default=0)

    return _Ruleset(known(_FILES), known(_PORTS), known(_SCOPES))


def _allow(rules: int, path: str, rights: int) -> None:
    """A file has no right to be listed."""
    try:
        opened = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not Path(path).is_dir():
            rights &= ~READ_DIR
        rule = _Beneath(rights, opened)
        _done(_libc().syscall(_ADD, rules, ctypes.c_int(_BENEATH), ctypes.byref(rule), ctypes.c_uint32(0)))
    finally:
        os.close(opened)


def _done(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
