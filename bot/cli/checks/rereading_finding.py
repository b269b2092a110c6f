"""`doctor --reread`: what came of reading every document anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.cli import desk
from bot.cli.checks.finding import Finding, some
from bot.cli.output.progress_bar import bar
from bot.core.model.errors import CasebookError

if TYPE_CHECKING:
    from bot.core.casebook import Casebook
    from bot.core.workflows.rereading import Anew, Rereading

NAMED = 50  # documents of each kind; `history KEY` shows what each version changed
BACK = "`history KEY` shows what changed, `restore KEY --version N` brings a version back."


def findings(casebook: Casebook) -> Iterator[Finding]:
    from bot.core.model import time_limit
    from bot.core.workflows import rereading

    try:
        with bar("Reading anew") as progress, time_limit.allowing(time_limit.LONGER):
            done = rereading.reread(casebook, desk.BY, progress)
    except CasebookError as error:
        yield Finding("Rereading", "broken", "stopped", f"{error} What was read anew before stays; run it again.")
        return
    yield Finding("Rereading", "ok", _counted(done), BACK if done.changed else "")
    for one in done.changed[:NAMED]:
        yield from _changed(one)
    yield from _left(done)


def _counted(done: Rereading) -> str:
    parts = (f"new versions: {len(done.changed)}", f"as before: {done.same}")
    return ", ".join((*parts, f"left as they are: {len(done.doubtful) + len(done.unread)}"))


def _changed(one: Anew) -> Iterator[Finding]:
    name = f"Reread {one.document.key}"
    count = len(one.likeness.changed)
    words = f"{one.likeness.percent} % the same, paragraphs that differ: {count}" if count else "only its places differ"
    yield Finding(name, "ok", f"version {one.document.version}: {words}")
    for quote in one.lost:
        mend = "The answer says that its source has changed; look at the document, and correct it where it stands."
        yield Finding(name, "warning", f"a public answer quotes what is changed or gone: {quote}", mend)


def _left(done: Rereading) -> Iterator[Finding]:
    if done.doubtful:
        mend = "It reads as another text now: `show KEY`, and add its file again if that is right."
        yield Finding(
            "Rereading", "warning", f"left as they are: {some([one.key for one in done.doubtful], NAMED)}", mend
        )
    for document, fault in done.unread[:NAMED]:
        yield Finding(f"Reread {document.key}", "warning", "left as it is", str(fault))
