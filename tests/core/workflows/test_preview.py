"""What a preview says of what the file already holds."""

from __future__ import annotations

import json

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.library import intake
from bot.core.model.documents import Actor, Audience
from bot.core.workflows import drafts, preview
from bot.core.workflows.drafts import Target
from bot.core.workflows.preview import Preview
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore

ANN = Actor("discord:1")
LETTER = "\n\n".join(
    f"In paragraph {n} two senators of party {n * 3} signed the letter about spyware." for n in range(9)
)


@pytest.fixture
def casebook() -> Casebook:
    book = Casebook(MemoryStore(), BM25Index(None), readers.read)
    book.add(LETTER.encode(), "letter.txt", ANN, workspace="guild", case="spyware")
    for number in range(30):
        text = f"The bill number {number} about spyware and the letter was paid in party {number}."
        book.add(text.encode(), f"bill-{number}.txt", ANN, workspace="guild", case="spyware")
    return book


def look(casebook: Casebook, text: str, name: str, workspace: str = "guild") -> Preview:
    """As a member of that workspace."""
    viewer = casebook.viewer(Audience(workspace))
    number = next((case.id for case in casebook.cases(viewer) if case.name == "spyware"), 0)
    parcel = intake.read_file(casebook.read, text.encode(), name)
    waiting = drafts.keep(casebook, parcel, Target(workspace, "spyware", number), ANN)
    return preview.preview(casebook, viewer, waiting)


def test_what_is_new_is_like_nothing(casebook: Casebook) -> None:
    found = look(casebook, "A storm sank the ferry near the harbour in 1904.", "storm.txt")
    assert found.like is None
    assert (found.documents[0].passages, found.documents[0].warnings) == (1, ())


def test_the_same_text(casebook: Casebook) -> None:
    found = look(casebook, LETTER, "copy.txt").like
    assert found is not None
    assert (found.document.key, found.is_same, found.likeness.percent) == ("letter", True, 100)


def test_the_next_version_of_the_same_file(casebook: Casebook) -> None:
    found = look(casebook, LETTER.replace("two", "three", 1), "letter.txt").like
    assert found is not None
    assert (found.document.key, found.is_version, len(found.likeness.changed)) == ("letter", True, 1)


def test_nearly_the_same_under_another_name(casebook: Casebook) -> None:
    """Found among many by its rarest words."""
    found = look(casebook, LETTER.replace("party 6", "faction six"), "other.txt").like
    assert found is not None
    assert (found.document.key, found.is_version, found.is_same) == ("letter", False, False)
    assert 80 < found.likeness.percent < 100
    assert len(found.likeness.changed) == 1


def test_what_may_not_be_seen_is_like_nothing(casebook: Casebook) -> None:
    """Neither the same bytes nor the same key in a case of another workspace."""
    assert look(casebook, LETTER, "letter.txt", "elsewhere").like is None


def test_a_bulk_file_is_not_compared(casebook: Casebook) -> None:
    lines = "\n".join(json.dumps({"title": f"T{n}", "text": LETTER}) for n in range(2))
    found = look(casebook, lines, "bulk.jsonl")
    assert (len(found.documents), found.like) == (2, None)
