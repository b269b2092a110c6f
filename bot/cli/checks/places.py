"""What `doctor` makes of the folders: are they there, whose are they, do they lie apart, and on what kind of disk."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.checks.finding import Finding
from bot.cli.running import scheduled_backups

if TYPE_CHECKING:
    from bot.settings import Settings

ROOM = 500_000_000  # bytes; below, a large import may fill the disk
# SQLite's locks, and the memory that its log is shared by, need one machine's own disk: sqlite.org/wal.html,
# sqlite.org/faq.html#q5. The names are those of /proc/self/mountinfo.
REMOTE = re.compile(
    r"^(nfs\d?|cifs|smb\w*|afs|9p|ceph|glusterfs|lustre|fuse\.(sshfs|glusterfs|s3fs|rclone|davfs2?|ceph).*)$"
)
MOUNTS = Path("/proc/self/mountinfo")
FILES = ("pullquote.db", "pullquote.db.key", "pullquote.db.head", "viewer.key", "errors.log")  # in DATA_DIR
FOLDERS = ("index", "index-cache", "vectors", "backups")
HOUR, DAY = 3600.0, 86_400.0  # seconds


def findings(settings: Settings) -> Iterator[Finding]:
    """Raises nothing. The first one says whether there is any use in looking into the database."""
    yield _data(settings.data_dir)
    yield _disk("Disk", settings.data_dir)
    yield from _remote(settings.data_dir)
    yield from _replicated(settings.data_dir)
    yield _corpus(settings.corpus_dir)
    yield from _watched(settings.watch_dir)
    yield from _overlaps(settings)
    yield from _backups(settings)


def _data(path: Path) -> Finding:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"x")
    except OSError as error:
        words = f"{path} can't be written to: {error.strerror}"
        return Finding("Data folder", "broken", words, f"{_give(path)}, or set DATA_DIR to one that it may write to.")
    return _strange(path) or Finding("Data folder", "ok", str(path.resolve()))


def _strange(folder: Path) -> Finding | None:
    """A file where a folder belongs or the other way about, or what another user has put there."""
    for name in (*FILES, *FOLDERS):
        path = folder / name
        if path.exists() and path.is_dir() != (name in FOLDERS):
            is_, belongs = ("file", "folder") if name in FOLDERS else ("folder", "file")
            return Finding("Data folder", "broken", f"{path} is a {is_}, where a {belongs} belongs", "Move it away.")
        if path.exists() and not os.access(path, os.W_OK):
            return Finding("Data folder", "broken", f"{path} can't be written to", f"{_give(folder)}.")
    return None


def _give(path: Path) -> str:
    """In a container the number counts, not the name: a mounted folder keeps the one that it has on the host."""
    if path.is_file():
        return "Move that file away"
    user = f"{os.geteuid()}:{os.getegid()}" if hasattr(os, "geteuid") else "this user"
    return f"Give user {user} the folder and all in it (chown -R {user} {path}, on the machine that it is mounted from)"


def _standing(path: Path) -> Path:
    """The path itself, or what there is of the way to it."""
    return next(one for one in (path.resolve(), *path.resolve().parents) if one.exists())


def _disk(name: str, path: Path) -> Finding:
    free = shutil.disk_usage(_standing(path)).free
    words = f"{free / 1e9:.1f} GB free"
    if free >= ROOM:
        return Finding(name, "ok", words)
    return Finding(name, "warning", words, "Make room: a full disk refuses every change.")


def _remote(path: Path) -> Iterator[Finding]:
    kind = _file_system(_standing(path))
    if REMOTE.match(kind):
        mend = (
            "Put DATA_DIR on a disk of this machine: SQLite can lose changes over a network. BACKUP_DIR may be there."
        )
        yield Finding("Disk", "warning", f"{path} is on a network's disk ({kind})", mend)


def _file_system(path: Path) -> str:
    """The kind that the kernel names; empty where it doesn't. proc_pid_mountinfo(5): fields 5 and, behind " - ", 1."""
    try:
        lines = MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    mounted = {_unescaped(line.split()[4]): line.partition(" - ")[2].split(" ")[0] for line in lines if " - " in line}
    return next((mounted[str(one)] for one in (path, *path.parents) if str(one) in mounted), "")


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), field)


def _replicated(path: Path) -> Iterator[Finding]:
    """Litestream keeps a folder of its own beside a database that it copies."""
    if any(path.glob(".*-litestream")):
        mend = "What it has copied keeps erased documents: see docs/operating.md, “Where the data may lie”."
        yield Finding("Replication", "warning", "Litestream copies this database", mend)


def _corpus(path: Path) -> Finding:
    if _readable(path):
        return Finding("Corpus", "ok", str(path))
    mend = "Set CORPUS_DIR to a folder of case files, if you want them."
    return Finding("Corpus", "warning", f"{path} {_why_not(path)}", mend)


def _watched(path: Path | None) -> Iterator[Finding]:
    if path is not None and _readable(path):
        yield Finding("WATCH_DIR", "ok", str(path))
    elif path is not None:
        mend = "Set it to a folder that this user can read; in a container, mount it: -v /srv/papers:/papers:ro."
        yield Finding("WATCH_DIR", "broken", f"{path} {_why_not(path)}", mend)


def _readable(path: Path) -> bool:
    return path.is_dir() and os.access(path, os.R_OK | os.X_OK)


def _why_not(path: Path) -> str:
    if not path.exists():
        return "is not there"
    return "can't be read by this user" if path.is_dir() else "is no folder"


def _overlaps(settings: Settings) -> Iterator[Finding]:
    """What is read as documents must not hold what the program writes, nor lie in it."""
    written = {"DATA_DIR": settings.data_dir, "BACKUP_DIR": settings.backup_dir}
    for name, path in (("WATCH_DIR", settings.watch_dir), ("CORPUS_DIR", settings.corpus_dir)):
        for other, theirs in written.items():
            if path is not None and theirs is not None and _overlap(path, theirs):
                mend = f"Set {name} to a folder with nothing but documents, apart from {other}."
                yield Finding(name, "broken", f"{path} and {other} ({theirs}) lie in one another", mend)


def _overlap(one: Path, other: Path) -> bool:
    return any(inner.is_relative_to(outer) for inner, outer in permutations((one.resolve(), other.resolve())))


def _backups(settings: Settings) -> Iterator[Finding]:
    if not settings.backup_hours:
        yield Finding("Backups", "ok", "none by the clock: BACKUP_HOURS is 0")
        return
    folder = settings.backups
    standing = _standing(folder)
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        words = f"{folder} is no folder" if standing.is_file() else f"{folder} can't be written to"
        yield Finding("Backups", "broken", words, f"{_give(standing)}, or set BACKUP_DIR to another.")
        return
    yield _age(settings, folder)
    if settings.backup_dir is not None:
        yield _disk("Disk of the backups", folder)


def _age(settings: Settings, folder: Path) -> Finding:
    held = scheduled_backups.kept(folder)
    mend = "`serve` makes them: look whether it runs, and for “backup” in its log. By hand: `backup FILE`."
    if not held:
        late = (settings.data_dir / "pullquote.db").exists()
        return Finding("Backups", "warning" if late else "ok", f"none in {folder} yet", mend if late else "")
    age = scheduled_backups.age(folder)
    words = f"{len(held)} in {folder}, the newest {_how_old(age)} old"
    late = age > 2 * settings.backup_hours * HOUR
    return Finding("Backups", "warning" if late else "ok", words, mend if late else "")


def _how_old(seconds: float) -> str:
    return f"{seconds / DAY:.0f} days" if seconds > 2 * DAY else f"{max(seconds, 0) / HOUR:.0f} hours"
