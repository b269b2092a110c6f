"""What `serve` does beside answering: scheduled backups are sent to an object storage, which erased words leave, too.

A backup is a folder there: its bytes in pieces of PIECE, each an object, and, sent last, a manifest with their hashes.
What has no manifest was broken off. So nothing large is held in memory, a long upload goes on where it ended, and every
byte that is there shows in a listing; `cat` of the pieces in their order is the backup's file.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli.running import scheduled_backups
from bot.cli.running.scheduled_backups import Erasures, Kept
from bot.core.model.errors import CasebookError, OffsiteAway, OffsiteUnfit
from bot.core.model.trail import Head

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.casebook import Casebook
    from bot.indexes.remote.objects import Objects

PIECE: Final = 8_000_000  # bytes; within the two minutes that a request may take also over half a megabit a second
MANIFEST: Final = "manifest.json"
LISTING: Final = 3600.0  # seconds between two looks through the storage, for what a killed process has left
LARGEST: Final = 32_000_000  # bytes of a manifest: of a backup of four terabytes

log = logging.getLogger(__name__)


class NoSuchBackup(CasebookError):
    template = "There is no whole backup at {path}. Those there: {names}."


class Torn(CasebookError):
    template = (
        "The backup {path} is damaged: what lies there isn't what was sent. Nothing was changed; take another one."
    )


@dataclass(frozen=True)
class Sent:
    """A manifest. event, token: the newest event that it holds. sha256: of all its bytes. pieces: each one's, in order.

    length: in bytes. sent: when its last byte was there, in ISO 8601.
    """

    event: int
    token: str
    length: int
    sha256: str
    pieces: Sequence[str]
    sent: str

    def written(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def read(cls, data: bytes) -> Sent | None:
        try:
            said = json.loads(data)
            return cls(**{name: kind(said[name]) for name, kind in _FIELDS.items()})
        except (ValueError, TypeError, KeyError, RecursionError):
            return None


_FIELDS: Final = {"event": int, "token": str, "length": int, "sha256": str, "pieces": tuple, "sent": str}


@dataclass(frozen=True)
class There:
    """A scheduled backup in the storage. manifest: None where it isn't whole."""

    name: str
    made: datetime
    event: int
    keys: frozenset[str]
    manifest: Sent | None


@dataclass
class Offsite:
    """Looks once a minute whether the storage holds what it should. folder, keep: as of the scheduled backups.

    open: the storage, asked for when it is first needed. age: seconds since the newest backup there was made.
    """

    casebook: Casebook
    folder: Path
    keep: int
    open: Callable[[], Objects]
    newest: datetime | None = None
    _erasures: Erasures = field(init=False)
    _settled: tuple[Sequence[str], int] | None = None  # what it was the last time that all was done
    _listed: float = 0.0  # of the monotonic clock
    _storage: Objects | None = None

    def __post_init__(self) -> None:
        self._erasures = Erasures(self.casebook.trail)

    def age(self) -> float:
        return time.time() - self.newest.timestamp() if self.newest else float("inf")

    def __call__(self) -> None:
        """Raises OffsiteAway kinds, StoreFull: whatever is left to do is done the next time."""
        local, erased = scheduled_backups.kept(self.folder), self._erasures.newest()
        state = [one.path.name for one in local], erased
        if state == self._settled and time.monotonic() < self._listed + LISTING:
            return
        self._settled, self._storage = None, self._storage or self.open()
        self._listed = time.monotonic()
        self._settle(self._storage, [one for one in local if self._is_sound(one, erased)], erased)
        self._settled = state

    def _is_sound(self, one: Kept, erased: int) -> bool:
        return one.event >= erased and scheduled_backups.is_of_this(self.casebook.trail, one.path)

    def _settle(self, storage: Objects, local: Sequence[Kept], erased: int) -> None:
        """What should be there is sent; then what should not be there goes, whether or not that could be sent.

        As in the folder, what holds erased words goes once there is a backup without them.
        """
        held = there(storage)
        self._know(held.values())
        own = [one for one in held.values() if one.event >= erased and self._goes_on(one)]
        wanted = sorted({(one.made, one.event, one.path.name) for one in local} | {_order(one) for one in own})
        names = {name for _made, _event, name in wanted[-self.keep :]}
        try:
            for one in reversed(local):
                if one.path.name in names - {each.name for each in own}:
                    self._send(storage, one, held.get(one.path.name))
        finally:
            stale = [one for one in held.values() if one.event < erased and local]
            broken = [one for one in held.values() if one.manifest is None and one.name not in names]
            _drop(storage, {one.name: one for one in (*stale, *broken, *(o for o in own if o.name not in names))})
        self._know(there(storage).values())

    def _goes_on(self, one: There) -> bool:
        """See `scheduled_backups.is_of_this`."""
        said = one.manifest
        return said is not None and self.casebook.trail.holds(Head(said.event, said.token))

    def _know(self, held: Iterable[There]) -> None:
        self.newest = max((one.made for one in held if one.manifest), default=None)

    def _send(self, storage: Objects, one: Kept, before: There | None) -> None:
        from bot.stores.sql.backup import backups, stamp

        head = backups.newest(one.path)
        if head is None or not stamp.holds(one.path):
            log.error("%s is damaged, and isn't sent to %s", one.path.name, storage.name)
            return
        with one.path.open("rb") as file:
            hashes, whole = [], hashlib.sha256()
            for number, piece in enumerate(iter(partial(file.read, PIECE), b"")):
                self.casebook.claims.check()  # it may take so long that another process has begun to send it
                if not one.path.exists():  # or that it holds what has been erased since
                    return
                whole.update(piece)
                hashes.append(_put(storage, f"{one.path.name}/{number:06d}", piece, before))
            length = file.tell()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Sent(head.sequence, head.token, length, whole.hexdigest(), hashes, now)
        _put(storage, f"{one.path.name}/{MANIFEST}", manifest.written(), None)
        log.info("%s is at %s, read back whole: %.1f MB", one.path.name, storage.name, length / 1e6)


def _order(one: There) -> tuple[datetime, int, str]:
    return one.made, one.event, one.name


def _put(storage: Objects, key: str, data: bytes, before: There | None) -> str:
    """Sends it, reads it back, and returns its SHA-256; what is there already, from a broken-off upload, isn't sent.

    Raises OffsiteAway where it isn't what was sent.
    """
    digest = hashlib.sha256(data).hexdigest()
    if before is not None and key in before.keys and _digest(storage, key) == digest:
        return digest
    storage.add(key, memoryview(data))
    if _digest(storage, key) != digest:
        raise OffsiteAway(path=storage.name)
    return digest


def _digest(storage: Objects, key: str) -> str | None:
    found = storage.fetch(key)
    return None if found is None else hashlib.sha256(found).hexdigest()


def _drop(storage: Objects, some: Mapping[str, There]) -> None:
    """The manifest first: what is left by a kill is then seen to be no backup. Looks whether all of it is gone."""
    if not some:
        return
    for one in some.values():
        keys = sorted(one.keys, reverse=True)  # "manifest.json" before the digits
        storage.delete(keys[:1])
        storage.delete(keys[1:])
        log.info("%s is deleted from %s", one.name, storage.name)
    if some.keys() & there(storage).keys():
        raise OffsiteUnfit(path=storage.name, why="it keeps what it was told to delete")


def there(storage: Objects) -> dict[str, There]:
    """Every scheduled backup, whole or not, oldest first; other objects are nobody's business."""
    keys: dict[str, set[str]] = {}
    for key in storage.keys(""):
        name, _slash, rest = key.partition("/")
        if rest:
            keys.setdefault(name, set()).add(key)
    kept_there = [kept for name in keys if (kept := scheduled_backups.named(Path(name)))]
    found = [_one(storage, kept, frozenset(keys[kept.path.name])) for kept in kept_there]
    return {one.name: one for one in sorted(found, key=_order)}


def _one(storage: Objects, kept: Kept, keys: frozenset[str]) -> There:
    key = f"{kept.path.name}/{MANIFEST}"
    data = storage.fetch(key) if key in keys else None
    manifest = Sent.read(bytes(data)) if data is not None and len(data) <= LARGEST else None
    return There(kept.path.name, kept.made, kept.event, keys, manifest)


# --- reading back


def bytes_of(storage: Objects, one: There) -> Iterator[memoryview]:
    """Piece by piece, each with the hash that it was sent with. Raises Torn, OffsiteAway."""
    where = f"{storage.name}/{one.name}"
    if one.manifest is None:
        raise Torn(path=where)
    for number, digest in enumerate(one.manifest.pieces):
        piece = storage.fetch(f"{one.name}/{number:06d}")
        if piece is None or hashlib.sha256(piece).hexdigest() != digest:
            raise Torn(path=where)
        yield piece


@contextmanager
def fetched(storage: Objects, name: str | None, folder: Path) -> Iterator[Path]:
    """A backup's file, for as long as this lasts. name: None for the newest one.

    Raises NoSuchBackup, Torn, OffsiteAway kinds.
    """
    held = there(storage)
    whole = [one for one in held.values() if one.manifest is not None and name in (None, one.name)]
    if not whole:
        names = ", ".join([each for each, one in held.items() if one.manifest][-10:]) or "none"
        raise NoSuchBackup(path="/".join([storage.name, *([name] if name else [])]), names=names)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{scheduled_backups.FETCHED}.{secrets.token_hex(4)}"
    try:
        path.touch(mode=0o600, exist_ok=False)
        with path.open("wb") as file:
            for piece in bytes_of(storage, whole[-1]):
                file.write(piece)
        yield path
    finally:
        path.unlink(missing_ok=True)
