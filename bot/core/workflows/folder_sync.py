"""A folder kept as a part of the casebook: what is new, changed, renamed or gone there, and nothing else.

A sync owns only the documents that it added itself (its actor). What a person removed stays removed; what a person
edited stays edited until the file's bytes change. A file that is renamed keeps its document, with its key and history.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.core.casebook import Casebook
from bot.core.library import intake, paths
from bot.core.library.erasure import Erased
from bot.core.model.documents import STARTER, Actor, Document, DocumentId, Reading, Upload
from bot.core.model.errors import BadDocument, CasebookError, KeyTaken, MissingFolder, NotReadable
from bot.core.model.own_files import NOTHING, Own
from bot.core.model.trail import Outcome, Receipt
from bot.core.workflows import document_files

Each = Callable[[bytes, str, str | None], Iterable[tuple[str, Reading | BadDocument]]]  # see ports.BulkReader.each
BATCH = 500  # documents in one transaction: bounds memory, keeps commits few
Note = tuple[str, str]  # (file, sentence)


@dataclass
class Report:
    """What a sync did. `problems` names the files that could not be taken in; the rest went on."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    renamed: int = 0
    problems: list[Note] = field(default_factory=list)

    def count(self, receipts: Iterable[Receipt]) -> None:
        for receipt in receipts:
            self.added += receipt.outcome is Outcome.ADDED
            self.updated += receipt.outcome in {Outcome.UPDATED, Outcome.RESTORED}
            self.unchanged += receipt.outcome is Outcome.UNCHANGED

    @property
    def changed(self) -> int:
        """How many documents are different now."""
        return self.added + self.updated + self.removed + self.renamed


@dataclass(frozen=True)
class Folder:
    """What is synced: `workspace` and `case` for files that name no case; the limit in megabytes for one file.

    each: reads a file, document by document. own: the program's own files, which are none of the folder's.
    """

    path: Path
    by: Actor
    workspace: str
    each: Each
    case: str = STARTER
    max_file_mb: int = 20
    own: Own = NOTHING


def sync(
    casebook: Casebook,
    folder: Folder,
    progress: Callable[[int, int], None] = lambda done, total: None,
    unfinished: Collection[Path] = (),
) -> Report:
    """Make the casebook equal to the folder, for the documents that this sync owns.

    unfinished: files that are still being written; what was taken from them before stays. Raises MissingFolder,
    OwnFolder, StoreError kinds.
    """
    if not folder.path.is_dir():
        raise MissingFolder(path=folder.path)
    paths.refuse_own(folder.path, folder.own)
    closed: list[OSError] = []
    files = {
        document_files.name(path, folder.path): path
        for path in document_files.files(folder.path, closed.append, folder.own)
    }
    run = _Run(casebook, folder, frozenset(files))
    for error in closed:
        run.leave(Path(error.filename), error)
    for number, (name, path) in enumerate(files.items(), start=1):
        run.wait(name) if path in unfinished else run.take(name, path)
        progress(number, len(files))
    run.finish()
    return run.report


class _Run:
    """One pass over a folder. Uploads wait in batches, by case; keys seen are kept, the rest is removed at the end."""

    def __init__(self, casebook: Casebook, folder: Folder, names: frozenset[str]) -> None:
        self.casebook, self.folder, self.names, self.report = casebook, folder, names, Report()
        self.waiting: dict[int, list[Upload]] = {}
        self.seen: set[tuple[int, str]] = set()
        self.known = self._known()
        self.moved: dict[DocumentId, str] = {}  # to which file
        self.cases: dict[str, int] = {}  # by name
        self.erased: dict[int, Erased] = {}  # by case
        self.mine: dict[str, list[Document]] = {}  # by origin, the file's path within the folder
        for one in self.known.values():
            if one.added_by == folder.by.id:
                self.mine.setdefault(one.origin, []).append(one)
        gone = (held for origin, held in self.mine.items() if origin not in names)
        self.gone = {held[0].sha256: held[0] for held in gone if len(held) == 1}  # whole files, by their bytes

    def _known(self) -> Mapping[tuple[int, str], Document]:
        store = self.casebook.store
        ids = [case.id for case in store.cases(self.folder.workspace)]
        held = (*store.documents(ids), *store.documents(ids, removed=True))
        return {(one.case, one.key): one for one in held}

    def leave(self, closed: Path, error: OSError) -> None:
        """A folder within that can't be looked into now keeps all of its documents."""
        name = document_files.name(closed, self.folder.path)
        self._problem(name, NotReadable(name=intake.shown(name), why=error.strerror or "unknown"))
        for origin in self.mine:
            if origin.startswith(f"{name}/"):
                self._keep(origin)

    def wait(self, name: str) -> None:
        """A file that isn't whole yet keeps what was taken from it."""
        self._keep(name)
        self.report.unchanged += len(self.mine.get(name, ()))

    def take(self, name: str, path: Path) -> None:
        """A file, and in a bulk file a line, that can't be read now doesn't make its document go away."""
        before = len(self.report.problems)
        try:
            self._read(name, path)
        except CasebookError as error:
            self._problem(name, error)
        if len(self.report.problems) > before:
            self._keep(name)

    def _problem(self, name: str, error: CasebookError | str) -> None:
        self.report.problems.append((name, str(error)))

    def _read(self, name: str, path: Path) -> None:
        data = paths.read(path, self.folder.max_file_mb, self.folder.own, self.folder.path)
        if self._same(name, data):
            return
        for label, found in self.folder.each(data, name, None):
            try:
                self._found(found, data, name)
            except CasebookError as error:
                names_it = label == name or isinstance(error, BadDocument)
                self._problem(name, error if names_it else f"{label}: {error}")

    def _same(self, name: str, data: bytes) -> bool:
        """A whole file that is one known document with these very bytes needs no reading."""
        digest = hashlib.sha256(data).hexdigest()
        held = self.mine.get(name, [])
        if len(held) != 1 or held[0].removed or held[0].sha256 != digest:
            return False
        self.seen.add((held[0].case, held[0].key))
        self.report.unchanged += 1
        return True

    def _found(self, found: Reading | BadDocument, data: bytes, name: str) -> None:
        if isinstance(found, BadDocument):
            raise found
        case = self._case(found.case or self.folder.case)
        key = self._key(case, found, name, self._renamed(case, found, data))
        made = replace(intake.upload(found, data, name, key), origin=name)
        if (case, made.key) in self.seen:
            raise KeyTaken(key=made.key)
        self._offer(case, made)

    def _case(self, name: str) -> int:
        """Asked for once in a run: a thousand documents are mostly of one case."""
        if name not in self.cases:
            self.cases[name] = self.casebook.open_case(self.folder.workspace, name).id
        return self.cases[name]

    def _renamed(self, case: int, found: Reading, data: bytes) -> str | None:
        """The key of the document that came from a file with these very bytes, which isn't there any more."""
        held = self.gone.get(hashlib.sha256(data).hexdigest()) if found.original is None else None
        return held.key if held is not None and held.case == case and (case, held.key) not in self.seen else None

    def _key(self, case: int, found: Reading, name: str, before: str | None) -> str:
        """The one that the file names; else its last one, that of the file's name, or that of its name and type."""
        if found.key and found.named:
            return found.key
        stem = intake.slug(name.rsplit(".", 1)[0])
        proposals = [stem, intake.slug(name)] if found.key is None else [found.key, f"{stem}-{found.key}"[:80]]
        if found.original is None:
            proposals[:0] = [one.key for one in self.mine.get(name, ()) if one.case == case][:1]
            proposals[:0] = [before] if before else []
        return next((key for key in proposals if self._is_free(case, key, name)), proposals[-1])

    def _is_free(self, case: int, key: str, name: str) -> bool:
        """Neither taken up now, nor waiting for another file that is still there."""
        held = self.known.get((case, key))
        is_anothers = held is not None and held.added_by == self.folder.by.id and held.origin in self.names - {name}
        return (case, key) not in self.seen and not is_anothers

    def _offer(self, case: int, made: Upload) -> None:
        self.seen.add((case, made.key))
        held = self.known.get((case, made.key))
        if held is not None and not self._may_replace(held, made):
            self._leave_as_it_is(held, made)
            return
        if self._was_erased(case, made.text):
            self._problem(made.origin, "This text was erased, so it is left out. Delete it from the folder, too.")
            return
        batch = self.waiting.setdefault(case, [])
        batch.append(made)
        if len(batch) >= BATCH:
            self._flush(case)

    def _was_erased(self, case: int, text: str) -> bool:
        if case not in self.erased:
            store = self.casebook.store
            self.erased[case] = Erased(store, store.case(case))
        return self.erased[case].holds(text)

    def _leave_as_it_is(self, held: Document, made: Upload) -> None:
        """But for the file that it comes from, where that has another name now."""
        is_renamed = held.added_by == self.folder.by.id and held.origin != made.origin
        if is_renamed:
            self.moved[held.id] = made.origin
        self.report.renamed += is_renamed
        self.report.unchanged += not is_renamed

    def _may_replace(self, held: Document, made: Upload) -> bool:
        """Ours, with other bytes than before, and not removed by somebody else. The same text needs no remark."""
        if held.added_by != self.folder.by.id:
            if held.removed or held.text_sha256 != hashlib.sha256(made.text.encode()).hexdigest():
                self._problem(made.origin, f"“{held.key}” was added by somebody else and is left alone.")
            return False
        if held.removed and self._last_actor(held) != self.folder.by.id:
            return False
        return held.removed or held.sha256 != hashlib.sha256(made.original).hexdigest()

    def _last_actor(self, held: Document) -> str:
        """Who changed it last; healing it is no change."""
        events = self.casebook.store.events(held.id)
        return next((one.actor for one in events if one.action is not Outcome.HEALED), "")

    def _flush(self, case: int) -> None:
        batch = self.waiting.pop(case, [])
        self.report.count(self.casebook.store.put_many(case, batch, self.folder.by))

    def _keep(self, name: str) -> None:
        self.seen.update((one.case, one.key) for one in self.mine.get(name, []))

    def finish(self) -> None:
        for case in list(self.waiting):
            self._flush(case)
        for renamed in _batches(self.moved):
            self.casebook.store.move_many({one: self.moved[one] for one in renamed}, self.folder.by)
        held = itertools.chain.from_iterable(self.mine.values())
        for gone in _batches(one.id for one in held if not one.removed and (one.case, one.key) not in self.seen):
            self.report.removed += len(self.casebook.store.remove_many(gone, self.folder.by))
        self.casebook.follow()


def _batches(documents: Iterable[DocumentId]) -> Iterable[list[DocumentId]]:
    left = iter(documents)
    return iter(lambda: list(itertools.islice(left, BATCH)), [])
