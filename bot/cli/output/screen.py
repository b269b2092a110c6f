"""The screen: rich for people at a terminal, plain lines where the output is piped, so that it can be searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.output import safe_text

NARROWEST = 40  # columns
NARROW, NARROW_COLUMNS = 80, 3  # on a screen narrower than that, a table shows its first columns only


class Screen:
    """Prints to `file` (standard output). Colour only on a terminal, and not where NO_COLOR is set."""

    def __init__(self, file: TextIO | None = None, width: int | None = None) -> None:
        self.console = Console(file=file, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)
        self.wraps = self.console.is_terminal or width is not None
        self.width = max(NARROWEST, min(self.console.width, 100))

    def line(self, words: str | Text = "", style: str = "", indent: int = 0) -> None:
        """A line, folded at words under its own indent on a terminal. Plain words are made safe."""
        self.block(words if isinstance(words, Text) else Text(safe_text.text(words), style=style), " " * indent)

    def block(
        self,
        words: Text,
        prefix: str,
        prefix_style: str = "",
        *,
        fold: bool = True,
        later: str | None = None,
        isolate: str = "",
    ) -> None:
        """Words behind a prefix on every line, such as a bar; with `later`, behind that from the second line on.

        isolate: what each line's words begin with, so that their direction is theirs alone; see `safe_text.isolate`.
        """
        end = safe_text.END if isolate else ""
        if not self.wraps:
            self._plain(f"{prefix}{isolate}{words.plain}{end}")
            return
        rows: Iterable[Text] = [words]
        if fold:
            rows = words.wrap(self.console, self.width - len(prefix), overflow="fold")
        for row in rows:
            if row is not words and row.plain.endswith(" "):
                row.right_crop(1)  # the space at which it was folded
            line = Text().append(prefix, prefix_style).append(isolate).append_text(row).append(end)
            self.console.print(line, soft_wrap=True)
            prefix = prefix if later is None else later

    def _plain(self, line: str) -> None:
        """Not through rich, which makes spaces of tabs."""
        self.console.file.write(f"{line}\n")

    def fact(self, label: str, value: str) -> None:
        """ "Source:     https://example.org/a"; a long value isn't folded, so that it can be copied."""
        self.block(Text(safe_text.text(value)), f"{label + ':':<12}", "dim", fold=False)

    def address(self, link: str, indent: int = 0) -> None:
        """A link, never folded: a broken one can't be followed."""
        self.block(Text(safe_text.text(link), style="cyan"), " " * indent, fold=False)

    def table(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Columns on a terminal; else tab-separated lines without a heading."""
        if not self.wraps:
            for row in rows:
                self._plain("\t".join(map(safe_text.text, row)))
            return
        shown = NARROW_COLUMNS if self.width < NARROW else len(titles)
        table = Table(*titles[:shown], box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        table.columns[0].min_width = max((min(len(row[0]), NARROWEST) for row in rows), default=0)  # to be copied
        for row in rows:
            table.add_row(*(Text(safe_text.text(cell), overflow="fold") for cell in row[:shown]))
        self.console.print(table)

    def text(self, words: str) -> None:
        """A document's whole text, line by line."""
        for row in safe_text.lines(words).split("\n"):
            self.block(Text(row), "")
