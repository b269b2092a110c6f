"""The starter case files as the tests of them need them: each one read, and all of them as a casebook to be asked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot import assemble
from bot.core.casebook import Casebook
from bot.core.model.answers import Answer, Question
from bot.core.model.documents import LOCAL, Audience, Reading
from bot.readers.text.markdown import MarkdownReader
from bot.settings import CORPUS, Settings

FILES = sorted(path for path in CORPUS.glob("*.md") if path.name != "README.md")


@cache
def written(path: Path) -> Reading:
    """What a case file says about itself, and its text."""
    (found,) = MarkdownReader().read(path.read_bytes(), path.name)
    return found


@cache
def _opened() -> Casebook:
    return assemble.folder_casebook(CORPUS, Settings.read({}), lambda done, total: None)[0]


def ask(text: str, after: str | None = None, before: str | None = None) -> Answer:
    """As somebody asks who may see them all, and nothing else is there."""
    casebook = _opened()
    return casebook.ask(Question(text, after=after, before=before), casebook.viewer(Audience(LOCAL, everything=True)))
