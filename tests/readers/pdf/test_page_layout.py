"""Whatever stands on a page comes out, once and in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.readers.pdf.page_layout import Line, Piece, blocks, flow, lines, without_running_heads

WORDS = st.text(st.sampled_from("abcXYZ .,-é你ﬁש\u00ad"), min_size=1, max_size=30)
PLACES = st.floats(0, 800)
PIECES = st.builds(
    Piece, st.builds(lambda text, end: text + end, WORDS, st.sampled_from(["", "\n"])), PLACES, PLACES, st.floats(4, 40)
)
PAGES = st.lists(st.lists(PIECES, max_size=12), min_size=1, max_size=4)


def letters(text: str) -> str:
    return "".join(text.split())


@given(st.lists(PIECES, max_size=30))
def test_lines_keep_every_letter(pieces: list[Piece]) -> None:
    """Columns may change the order of lines; no letter is lost or made."""
    found = "".join(line.text for line in lines(pieces, 0))
    assert sorted(letters(found)) == sorted(letters("".join(piece.text for piece in pieces)))


@given(PAGES)
def test_flow_keeps_every_line(pages: list[list[Piece]]) -> None:
    """The running text holds each line once, in order, and marks lie within it, in order."""
    found = [lines(pieces, page) for page, pieces in enumerate(pages)]
    text, marks = flow(blocks(found), [str(page) for page in range(len(pages))])
    assert letters(text) == letters("".join(line.text for page in found for line in page))
    assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)
    assert all(mark.start < len(text) and not text[mark.start].isspace() for mark in marks)
    assert "\n\n\n" not in text
    assert text == text.strip()


@given(PAGES)
def test_running_heads_are_the_only_loss(pages: list[list[Piece]]) -> None:
    """What is left out stood at an edge; something always stays where something was."""
    found = [lines(pieces, page) for page, pieces in enumerate(pages)]
    kept, _ = without_running_heads(found)
    assert any(kept) == any(found)
    assert all(line in page for page, rest in zip(found, kept, strict=True) for line in rest)


def test_letters_drawn_twice_are_kept() -> None:
    """A line is what was drawn: bold by double printing is the file's own doing."""
    piece = Piece("Twice\n", 10, 10, 10)
    assert [line.text for line in lines([piece, piece], 0)] == ["Twice", "Twice"]
    assert isinstance(lines([piece], 0)[0], Line)
