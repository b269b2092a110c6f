"""The filter of the kernel's calls: its numbers are the kernel's, and elsewhere it says that there is none."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import subprocess
import sys

import pytest

from bot.readers.sandbox import hidden, landlock, seccomp

ARM = "#define __BITS_PER_LONG 64\n#define __ARCH_WANT_RENAMEAT\n#define __ARCH_WANT_SET_GET_RLIMIT\n"
ARM += "#define __ARCH_WANT_SYS_CLONE3\n#define __ARCH_WANT_NEW_STAT\n#include <asm-generic/unistd.h>\n"
HEADERS = {"x86_64": "#include <asm/unistd_64.h>\n", "aarch64": ARM}


def groups() -> list[str]:
    return list(seccomp.calls())


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_are_those_of_the_kernel(machine: str) -> None:
    """As its headers have them, where they are installed; of those newer than the headers, only that they are."""
    ours = {name: number for group in groups() for name, number in seccomp.numbers(group, machine).items()}
    source = HEADERS[machine] + "\n".join(f"= __NR_{name}" for name in ours)
    try:
        done = subprocess.run(["cc", "-E", "-P", "-"], input=source, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no C compiler, or it has no headers of this architecture")
    theirs = dict(zip(ours, (line.strip("= ") for line in done.stdout.strip().splitlines() if line), strict=True))
    assert {name: number for name, number in ours.items() if theirs[name] not in {str(number), f"__NR_{name}"}} == {}
    unknown = {ours[name] for name, number in theirs.items() if not number.isdigit()}
    assert min(unknown, default=999) > 450


def test_no_call_is_named_twice() -> None:
    for machine in seccomp.ARCHITECTURES:
        numbers = [number for group in groups() for number in seccomp.numbers(group, machine).values()]
        assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
@pytest.mark.parametrize("starting", [True, False])
def test_a_filter_is_one_that_the_kernel_takes(machine: str, starting: bool) -> None:
    """At most 4,096 steps of eight bytes, no jump beyond its end, the last an answer; <linux/bpf_common.h>."""
    written = seccomp.written(machine, starting=starting)
    steps = list(struct.iter_unpack("=HBBI", written))
    assert len(steps) <= 4096
    assert all(at + 1 + max(yes, no) < len(steps) for at, (_, yes, no, _) in enumerate(steps[:-1]))
    assert steps[-1][0] == 0x06


def test_programs_may_be_started_where_one_is_needed() -> None:
    """By a process that needs one; it may still do nothing else."""
    code = "import subprocess; from bot.readers.sandbox import seccomp; assert seccomp.restrict(starting=True)\n"
    code += "print(subprocess.run(['true']).returncode)\nimport os\nfor d in (os.setsid, lambda: os.kill(1, 0)):\n"
    code += "    try: d()\n    except PermissionError as e: print(e.errno)\n"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["0", str(errno.EACCES), str(errno.EACCES)]


def test_elsewhere_it_says_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert not seccomp.restrict()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert landlock.version() == 0
    assert landlock.restrict([]) == 0
    assert not hidden.hide()


def test_the_structures_have_the_kernel_s_sizes() -> None:
    assert ctypes.sizeof(seccomp._Program) == 2 * ctypes.sizeof(ctypes.c_void_p)
    assert (ctypes.sizeof(landlock._Ruleset), ctypes.sizeof(landlock._Beneath)) == (24, 12)


@pytest.mark.parametrize(
    ("abi", "rights"),
    [(1, (0x1FFF, 0, 0)), (2, (0x3FFF, 0, 0)), (3, (0x7FFF, 0, 0)), (4, (0x7FFF, 3, 0)), (7, (0xFFFF, 3, 3))],
)
def test_every_right_that_the_kernel_knows_is_taken_away(abi: int, rights: tuple[int, int, int]) -> None:
    """And none that it doesn't, which it would refuse."""
    made = landlock._ruleset(abi)
    assert (made.files, made.ports, made.scopes) == rights
