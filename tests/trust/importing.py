"""How long a folder of plain documents takes to be taken in, and how much memory: `sync`, with database and index.

    python -m tests.trust.importing [--sizes 2500 5000 10000] [--letters 3000] [--profile FILE]

Each size is a process and a database of its own. Prints a line for each: seconds on the clock and of processor time,
the most memory that it held, and what of that was its own and not a mapped file, so that "flat" is seen.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from itertools import accumulate
from pathlib import Path

SIZES = [2_500, 5_000, 10_000]
LETTERS = 3_000  # of a document
WORDS = 30_000  # different ones
COMMON = ("the", "of", "and", "to", "in", "that", "it", "is", "was", "for", "on", "with", "by", "from", "which", "had")


def written(folder: Path, count: int, letters: int) -> None:
    """So many text files, each a few paragraphs of made-up sentences, half of whose words are English."""
    drawn = random.Random(7)
    parts = [one + two for one in "bdfgklmnprstvz" for two in "aeiou"]
    known = ["".join(drawn.choices(parts, k=drawn.randint(1, 4))) for _ in range(WORDS)]
    commonness = list(accumulate(1 / (rank + 10) for rank in range(WORDS)))
    for number in range(count):
        rare = drawn.choices(known, cum_weights=commonness, k=letters // 8)
        words = [word for one in rare for word in (drawn.choice(COMMON), one)][: letters // 5]
        sentences = [" ".join(words[at : at + 14]).capitalize() + "." for at in range(0, len(words), 14)]
        paragraphs = [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
        text = f"Document {number}\n\n" + "\n\n".join(paragraphs)
        (folder / f"document-{number:06}.txt").write_text(text[:letters] + "\n", "utf-8")


def measured(folder: Path, data: Path, profile: str | None) -> dict[str, float]:
    """Take the folder in; in a process that did nothing else."""
    from bot import assemble
    from bot.core.workflows.folder_sync import sync
    from bot.settings import Settings

    settings = Settings.read({"DATA_DIR": str(data), "CORPUS_DIR": str(data / "none")})
    casebook = assemble.stored_casebook(settings)
    own = Own()
    own.start()
    before, clock, work = _peak(), time.perf_counter(), time.process_time()
    profiler = cProfile.Profile()
    report = profiler.runcall(sync, casebook, assemble.synced(folder, settings)) if profile else None
    report = report or sync(casebook, assemble.synced(folder, settings))
    took = {"seconds": time.perf_counter() - clock, "processor": time.process_time() - work}
    casebook.close()
    if profile:
        profiler.dump_stats(profile)
    return {"documents": report.added, **took, "peak_mb": _peak(), "own_mb": own.peak_mb, "before_mb": before}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


class Own(threading.Thread):
    """Looks every 20 ms how much memory is the process's own: mapped files of the index can be dropped at any time."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak_mb = 0.0

    def run(self) -> None:
        while True:
            status = Path("/proc/self/status").read_text("ascii")
            own = next((line.split()[1] for line in status.splitlines() if line.startswith("RssAnon")), "0")
            self.peak_mb = max(self.peak_mb, int(own) / 1000)
            time.sleep(0.02)


def run(size: int, letters: int, profile: str | None) -> dict[str, float]:
    """One size, in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder, data = Path(place, "folder"), Path(place, "data")
        folder.mkdir()
        written(folder, size, letters)
        command = [sys.executable, "-m", "tests.trust.importing", "--one", str(folder), str(data)]
        done = subprocess.run([*command, *(["--profile", profile] if profile else [])], check=True, capture_output=True)
        found: dict[str, float] = json.loads(done.stdout)
        return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    asked.add_argument("--letters", type=int, default=LETTERS)
    asked.add_argument("--profile", metavar="FILE", help="for pstats, of the last size")
    asked.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        sys.stdout.write(json.dumps(measured(given.one[0], given.one[1], given.profile)))
        return
    sys.stdout.write(f"{'documents':>9}  {'seconds':>7}  {'processor':>9}  {'peak MB':>7}  {'own':>4}\n")
    for size in given.sizes:
        found = run(size, given.letters, given.profile)
        told = f"{found['documents']:>9,}  {found['seconds']:>7.1f}  {found['processor']:>9.1f}"
        sys.stdout.write(
            f"{told}  {found['peak_mb']:>7.0f}  {found['own_mb']:>4.0f}  ({found['before_mb']:.0f} before)\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
