"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Key = Annotated[str, typer.Argument(metavar="KEY", help="The document's key; `list` shows them.", show_default=False)]
Corpus = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", help="Answer from the files of this folder alone; nothing is written."),
]
VectorsOf = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", help="Of this folder's files alone; kept in it, in the file .vectors."),
]
Case = Annotated[str | None, typer.Option("--case", metavar="NAME", help="In this case only; `cases` shows the names.")]
IntoCase = Annotated[
    str | None, typer.Option("--case", metavar="NAME", help="The case to put it in, made if it isn't there.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Top = Annotated[int, typer.Option("--top", min=1, max=100, metavar="N", help="How many nearest passages to give.")]
Title = Annotated[str | None, typer.Option("--title", help="What the document is called.")]
Source = Annotated[str | None, typer.Option("--source", metavar="URL", help="The address it came from.")]
FactsFrom = Annotated[
    str | None, typer.Option("--facts-from", metavar="DATE", help="Of a summary: the first event that it tells of.")
]
FactsUntil = Annotated[str | None, typer.Option("--facts-until", metavar="DATE", help="And the last one.")]
Checked = Annotated[
    str | None, typer.Option("--checked", metavar="DATE", help="The day somebody last looked whether it still holds.")
]
Tags = Annotated[str | None, typer.Option("--tags", help="Words to find it by, with commas between.")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Who published it.")]
Published = Annotated[
    str | None, typer.Option("--published", metavar="DATE", help="When: 2021, 2021-12 or 2021-12-15.")
]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help="Its language: en, ar …")]
