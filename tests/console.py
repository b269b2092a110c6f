"""The command line as tests use it: run in this process, or as a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import IO, Any

import pytest

from bot.__main__ import main

ROOT = Path(__file__).resolve().parent.parent

# Scraped as articles are: lost accents, a misspelt name, share buttons and teasers left in.
SCRAPED = """Lawmakers Call for Sanctions

Share on facebook
Share on twitter

The letter was signed by Ann Lee, Adam Shiff and eleven other members of parliament.\u00a0 It was sent on Monday.

“They sold their services to tyrants,” Senator Lee told the Example Times. “That has to stop.”

The prime minister, Viktor Orb n, denied that the government was a client of the firm.

Read more

Latest News"""

CASE_FILE = """---
title: The Lighthouse, a listening device
kind: summary
sources:
  - https://example.org/lighthouse
  - https://example.com/devices
published: 2022-03
language: en
---

The Lighthouse records calls and collects messages, according to its maker.

## Who bought it

The ministry of Ruritania bought the Lighthouse in 2019. It has denied using it against journalists.
"""


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines of JSON on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        (row,) = self.rows
        return row

    @property
    def complaint(self) -> str:
        """The one line on standard error of a failure."""
        assert self.status == 1
        assert self.out == ""
        (line,) = self.err.splitlines()
        return line


class Console:
    """`pullquote("ask", "who signed?")`, with a data folder and a corpus of its own."""

    def __init__(self, folder: Path) -> None:
        self.data, self.corpus = folder / "data", folder / "corpus"
        self.settings = {"DATA_DIR": str(self.data), "CORPUS_DIR": str(self.corpus)}

    @classmethod
    def at(cls, folder: Path) -> Console:
        """With a starter corpus of one case file."""
        console = cls(folder)
        console.corpus.mkdir()
        (console.corpus / "lighthouse.md").write_text(CASE_FILE, "utf-8")
        (console.corpus / "README.md").write_text("# How to add a case file", "utf-8")
        return console

    def within(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
        """The same, run in this process."""
        self._capsys, self._monkeypatch = capsys, monkeypatch
        for name, value in self.settings.items():
            monkeypatch.setenv(name, value)
        return self

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> Result:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        return Result(int(ended.value.code or 0), out, err)

    def process(
        self,
        *arguments: str | Path,
        code: str | None = None,
        out: IO[bytes] | int = PIPE,
        settings: Mapping[str, str] | None = None,
    ) -> Result:
        """A fresh interpreter: `python -m bot …`, or `python -c code …`."""
        start = ["-m", "bot"] if code is None else ["-c", code]
        environment: Mapping[str, str] = {**os.environ, **self.settings, **(settings or {})}
        ended = subprocess.run(
            [sys.executable, *start, *map(str, arguments)],
            stdout=out,
            stderr=PIPE,
            check=False,
            cwd=ROOT,
            env=environment,
        )
        return Result(ended.returncode, (ended.stdout or b"").decode(), ended.stderr.decode())
