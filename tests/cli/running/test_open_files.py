"""How many files may be open: raised at the start, and shown."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from bot.cli import doctor
from bot.cli.running import open_files


def limited(soft: int, hard: int) -> list[str]:
    """What a child under these limits says of its own, before and after it asked for more."""
    code = "from bot.cli.running import open_files as h; print(h.allowed()); h.allow_many(); print(h.allowed())"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard)),
    )
    return ran.stdout.split()


def test_the_soft_limit_is_raised_to_the_hard_one() -> None:
    assert limited(128, 512) == ["128.0", "512.0"]


def test_it_is_never_lowered() -> None:
    assert limited(300, 300) == ["300.0", "300.0"]


def test_in_use() -> None:
    before = open_files.in_use()
    with Path(os.devnull).open():
        assert open_files.in_use() == before + 1


def test_doctor_tells_of_a_low_limit() -> None:
    """And how to raise it."""
    _soft, hard = limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files.ENOUGH - 1, hard))
    try:
        found = doctor._open_files()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert (found.state, "255 allowed" in found.words) == ("warning", True)
    assert "ulimit -n" in found.mend
    assert doctor._open_files().state == "ok"
