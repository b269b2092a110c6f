"""Context, Full text and Cite, on texts of every shape."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.ask import quote_views
from bot.chat.ask.lookup import Looked
from bot.core.model.documents import Case, Details, Document, Mark, Standing
from bot.wording.catalogue import spoken
from tests.chat.ask.test_answer_card import shown

ENGLISH = spoken("en")
THEN = datetime(2026, 5, 3, tzinfo=UTC)
CASE = Case(1, "w", "nso-group", "NSO Group")


def looked(text: str, **details: object) -> Looked:
    told = Details(**{"title": "T", "source": "https://news.example/", **details})  # type: ignore[arg-type]
    known = Document(1, 1, "k", told, (), len(text), "a" * 64, "b" * 64, 3, "k.txt", False, "cli", THEN, THEN)
    return Looked(known, text, CASE)


pieces = st.lists(
    st.sampled_from(["word ", "\n", "\n\n", "*_`", "字", "🙂", "long " * 200, "# ", "> "]), min_size=1, max_size=30
)


@given(pieces.map("".join), st.data())
def test_context_fits_whatever_the_text(text: str, data: st.DataObject) -> None:
    """And marks the quote, on every line of it."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    listed = shown(quote_views.context(looked(text), (start, end), ENGLISH))
    assert listed.startswith("### Context")


def test_context_of_a_very_long_quote_is_its_beginning() -> None:
    """Whole paragraphs don't fit; the quote's own beginning does."""
    text = "word " * 2000
    assert "**word word" in shown(quote_views.context(looked(text), (0, len(text)), ENGLISH))


def test_a_citation_says_what_was_recognised_from_a_picture() -> None:
    """What is pasted elsewhere must warn there, too."""
    found = looked("We signed the letter.")
    scanned = replace(found, document=replace(found.document, marks=(Mark(0, "recognised", "91"),)))
    assert "Recognised from a picture (OCR), 91% sure" in quote_views.citation(scanned, (0, 9), ENGLISH)
    assert "Recognised" not in quote_views.citation(found, (0, 9), ENGLISH)


def test_context_carries_the_moderators_mark() -> None:
    assert "**Retracted:**" in shown(
        quote_views.context(looked("One. Two.", standing=Standing.RETRACTED), (0, 4), ENGLISH)
    )


@given(st.text(min_size=1, max_size=300))
@example("قالت الشركة لا.")
def test_a_citation_holds_the_exact_words(text: str) -> None:
    """In a block that they can't end early, or in a file."""
    message = quote_views.cite(looked(text), (0, len(text)), ENGLISH)
    told = quote_views.citation(looked(text), (0, len(text)), ENGLISH)
    assert told.startswith(f"“{text}”")
    if message.attached:
        assert message.attached[0].text == told
    else:
        assert f"```\n{told}\n```" in shown(message)


def test_a_citation_with_a_fence_or_too_long_is_a_file() -> None:
    for text in ("```py\ncode\n```", "word " * 1000):
        message = quote_views.cite(looked(text), (0, len(text)), ENGLISH)
        assert [each.name for each in message.attached] == ["citation.txt"]
        assert message.attached[0].file().fp.read().startswith("\ufeff“".encode())
