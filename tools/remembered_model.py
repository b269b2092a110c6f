"""A model whose vectors are kept in a file, so that fitting a second time makes none of them again.

    model = Remembered(assemble.local_model(patient=True), Path("vectors.db"))
    casebook, _ = assemble.folder_casebook(folder, Settings.read({"MEANING": "on"}), progress, model)

Kept under a hash of the text and of the model's identity: another model's vectors are never taken for this one's.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from bot.core.model.meaning_ports import Meaning, Vector, Vectors


class Remembered:
    """See `meaning_ports.Meaning`. Several processes may share the file."""

    def __init__(self, model: Meaning, path: Path) -> None:
        self.identity = model.identity
        self._model, self._path = model, path
        self._execute("create table if not exists vectors (key blob primary key, vector blob) without rowid")

    def question(self, text: str) -> Vector | None:
        found: Vector | None = self._known("question", text)
        if found is None and (found := self._model.question(text)) is not None:
            self._keep("question", text, found)
        return found

    def passages(self, texts: Sequence[str]) -> Vectors:
        known = [self._known("passage", text) for text in texts]
        missing = [text for text, vector in zip(texts, known, strict=True) if vector is None]
        made = iter(self._model.passages(missing))
        for number, text in enumerate(texts):
            if known[number] is None:
                known[number] = next(made)
                self._keep("passage", text, known[number])
        return np.array(known, np.float32).reshape(-1, self.identity.dimension)

    def _known(self, kind: str, text: str) -> Vector | None:
        row = self._execute("select vector from vectors where key = ?", self._key(kind, text))
        return None if row is None else np.frombuffer(row[0], np.float32)

    def _keep(self, kind: str, text: str, vector: Vector | None) -> None:
        assert vector is not None  # noqa: S101 - it was just made
        self._execute("insert or replace into vectors values (?, ?)", self._key(kind, text), vector.tobytes())

    def _execute(self, statement: str, *values: bytes) -> tuple[bytes, ...] | None:
        """The first row that it gives."""
        with closing(sqlite3.connect(self._path, timeout=60, isolation_level=None)) as kept:
            row: tuple[bytes, ...] | None = kept.execute(statement, values).fetchone()
            return row

    def _key(self, kind: str, text: str) -> bytes:
        return hashlib.sha256(f"{self.identity} {kind} {text}".encode("utf-8", "replace")).digest()

    def close(self) -> None:
        self._model.close()
