"""A case to take along: its documents as lines that can be added again, its original files, and how to check them all.

The archive holds `documents.jsonl`, the files as they came in `originals/`, `manifest.json` (where each came from, by
whom, when, under which hash) and `SHA256SUMS`, which `sha256sum -c SHA256SUMS` checks everything else against.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from bot.core.casebook import Casebook
from bot.core.library import intake
from bot.core.model.documents import CaseId, Document, Viewer
from bot.core.model.errors import StoreError
from bot.core.model.json_lines import line
from bot.core.model.ports import Progress

LINES, MANIFEST, SUMS = "documents.jsonl", "manifest.json", "SHA256SUMS"
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")


class Altered(StoreError):
    template = "What is stored of “{key}” isn't what was put there, or has just been changed. Nothing was exported."


def fields(found: Document, case: str, words: str) -> dict[str, Any]:
    """A document as a line of a bulk file: read again, it gives the same key, details, places and text."""
    details = found.details
    said = {
        "id": found.key,
        "title": details.title,
        "text": words,
        "source": details.source,
        "publisher": details.publisher,
        "published": details.published,
        "language": details.language,
        "author": details.author,
        "kind": details.kind.value,
        "sources": list(details.sources),
        "standing": details.standing.value,
        "facts_from": details.facts_from,
        "facts_until": details.facts_until,
        "checked": details.checked,
        "state": details.state,
        "tags": details.tags,
        "aliases": details.aliases.split("\n") if details.aliases else [],
        "marks": [[mark.start, mark.kind, mark.label] for mark in found.marks],
        "case": case,
    }
    return {name: value for name, value in said.items() if value}


def is_export(path: Path) -> bool:
    """Whether a file is what `lines` or `archive` has written: then a new one may take its place."""
    with path.open("rb") as file:
        if file.read(7) == b'{"id": ':
            return True
    try:
        with ZipFile(path) as held:
            return {LINES, MANIFEST, SUMS} <= set(held.namelist())
    except (BadZipFile, OSError, ValueError):
        return False


def chosen(casebook: Casebook, viewer: Viewer, case: CaseId | None = None) -> list[tuple[Document, str]]:
    """The visible documents (of that case), each with the plain name of its case."""
    names = {one.id: one.name for one in casebook.cases(viewer)}
    return [(one, names[one.case]) for one in casebook.documents(viewer) if case in (None, one.case)]


def lines(casebook: Casebook, some: Sequence[tuple[Document, str]]) -> Iterator[bytes]:
    """One for each document. Raises Altered."""
    for one, case in some:
        yield line(fields(one, case, text(casebook, one)))


def archive(
    casebook: Casebook,
    some: Sequence[tuple[Document, str]],
    file: IO[bytes],
    progress: Progress = lambda done, total: None,
) -> None:
    """Write the ZIP. One document is in memory at a time. Raises Altered, and what `file` raises."""
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        sums: dict[str, str] = {}
        told: list[dict[str, Any]] = []
        for number, (one, case) in enumerate(some, start=1):
            path, data = _path(number, one), original(casebook, one)
            _put(made, path, data)
            sums[path] = one.sha256
            told.append({"file": path, "case": case, **_provenance(casebook, one)})
            progress(number, len(some))
        sums[LINES] = _put_lines(made, lines(casebook, some))
        at = datetime.now(UTC).isoformat(timespec="seconds")
        sums[MANIFEST] = _put(made, MANIFEST, json.dumps({"made_at": at, "documents": told}, indent=1).encode())
        _put(made, SUMS, "".join(f"{digest}  {path}\n" for path, digest in sums.items()).encode())


def _put(made: ZipFile, path: str, data: bytes) -> str:
    made.writestr(_entry(path), data)
    return hashlib.sha256(data).hexdigest()


def _put_lines(made: ZipFile, some: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    with made.open(_entry(LINES), "w", force_zip64=True) as entry:
        for each in some:
            entry.write(each)
            digest.update(each)
    return digest.hexdigest()


def _entry(path: str) -> ZipInfo:
    entry = ZipInfo(path)
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
    return entry


def _path(number: int, one: Document) -> str:
    """A name that every system can hold, each once."""
    ending = _ENDING.search(one.origin)
    stem = re.sub(r"[^a-z0-9-]+", "-", intake.slug(one.key))[:60].strip("-") or "document"
    return f"originals/{number:05}-{stem}{ending[0].lower() if ending else ''}"


def original(casebook: Casebook, one: Document) -> bytes:
    data = casebook.store.original(one.id)
    if hashlib.sha256(data).hexdigest() != one.sha256:
        raise Altered(key=one.key[:80])
    return data


def text(casebook: Casebook, one: Document) -> str:
    text = casebook.store.text(one.id, one.version) or ""
    if hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() != one.text_sha256:
        raise Altered(key=one.key[:80])
    return text


def _provenance(casebook: Casebook, one: Document) -> dict[str, Any]:
    found = casebook.store.retrieval(one.id)
    fetched = found and {
        "asked": found.asked,
        "address": found.address,
        "status": found.status,
        "headers": dict(found.headers),
        "at": found.at.isoformat(),
    }
    return {
        "key": one.key,
        "title": one.details.title,
        "source": one.details.source,
        "origin": one.origin,
        "sha256": one.sha256,
        "text_sha256": one.text_sha256,
        "version": one.version,
        "standing": one.details.standing.value,
        "added_by": one.added_by,
        "added_at": one.added_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "fetched": fetched,
    }
