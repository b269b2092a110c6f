"""Looks for inputs that break the program, led by what code they reach (needs `pip install atheris`).

    python -m tests.trust.fuzz TARGET [--seconds 300]

TARGET is one of tests.trust.hostile.TARGETS. What is found is kept in tests/trust/found/TARGET, and from then on tried
by every run of the tests. The cases already there are where the search begins.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

FOUND = Path(__file__).parent / "found"


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["bot", "tests.trust.hostile"]):
        from tests.trust import hostile

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("target", choices=hostile.TARGETS)
    options.add_argument("--seconds", type=int, default=300)
    given = options.parse_args()
    kept = FOUND / given.target
    kept.mkdir(parents=True, exist_ok=True)
    target = hostile.TARGETS[given.target]
    for seed in (b"A\n", *(text.encode() for text in hostile.TEXTS)):
        target(seed)  # loads what libraries load at their first use

    def one(data: bytes) -> None:
        try:
            target(data)
        except BaseException:
            (kept / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
            raise

    limits = [f"-max_total_time={given.seconds}", "-max_len=2000", "-timeout=60", "-rss_limit_mb=4000", "-verbosity=0"]
    reached = Path(tempfile.mkdtemp(prefix="fuzz-"))  # inputs that reach new code: of use in this run only
    more = ["-print_final_stats=1", f"-artifact_prefix={reached}/", str(reached), str(kept)]
    atheris.Setup([sys.argv[0], *limits, *more], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
