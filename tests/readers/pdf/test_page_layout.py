"""Lines of print become paragraphs: whatever stands in them comes out, once and in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.readers.pdf.page_layout import Line, Piece, blocks, flow, without_running_heads

WORDS = st.text(st.sampled_from("abcXYZ.,-é你ש\u00ad"), min_size=1, max_size=30)
PLACES = st.floats(0, 800)
PIECES = st.builds(
    lambda text, x, y, size, bold: Piece(text, x, y, size, bold, x + size * len(text) / 2),
    WORDS,
    PLACES,
    PLACES,
    st.floats(4, 40),
    st.booleans(),
)
PAGES = st.lists(st.lists(st.lists(PIECES, min_size=1, max_size=3), max_size=12), min_size=1, max_size=4)


def letters(text: str) -> str:
    return "".join(text.split())


def printed(pages: list[list[list[Piece]]]) -> list[list[Line]]:
    return [[Line(tuple(pieces), number) for pieces in page] for number, page in enumerate(pages)]


@given(PAGES)
def test_flow_keeps_every_line(pages: list[list[list[Piece]]]) -> None:
    """The running text holds each line once, in order, and marks lie within it, in order."""
    found = printed(pages)
    text, marks = flow(blocks(found), [str(page) for page in range(len(pages))])
    assert letters(text) == letters("".join(line.text for page in found for line in page))
    assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)
    assert all(mark.start < len(text) and not text[mark.start].isspace() for mark in marks)
    assert "\n\n\n" not in text
    assert text == text.strip()


@given(PAGES)
def test_running_heads_are_the_only_loss(pages: list[list[list[Piece]]]) -> None:
    """What is left out stood at an edge; something always stays where something was."""
    found = printed(pages)
    kept, _ = without_running_heads(found)
    assert any(kept) == any(found)
    assert all(line in page for page, rest in zip(found, kept, strict=True) for line in rest)


def lines(*texts: str, widths: tuple[float, ...] = ()) -> list[Line]:
    ends = widths or tuple(5.0 * len(text) for text in texts)
    return [
        Line((Piece(text, 0, 700 - 12 * at, 10, end=end),), 0)
        for at, (text, end) in enumerate(zip(texts, ends, strict=True))
    ]


def test_a_line_is_joined_to_the_next_where_print_wraps_it() -> None:
    """By a space; a word divided by a hyphen keeps hyphen and line end, so that both ways of reading it are found."""
    found = lines("The minister told Sara Hamou and Merom", "Harpaz that the intercep-", "tion had ended.")
    assert flow(blocks([found]), ["1"])[0] == (
        "The minister told Sara Hamou and Merom Harpaz that the intercep-\ntion had ended."
    )


def test_a_line_end_stays_where_the_next_word_would_have_had_room() -> None:
    """Names under one another, an address."""
    wide = "The committee heard that the phones of eleven journalists had been searched"
    found = lines(wide, "by somebody.", "Ron Wyden", "Ann Clark", "Adam Schiff of California", "Lund")
    text, _ = flow(blocks([found]), ["1"])
    assert text.split() == f"{wide} by somebody. Ron Wyden Ann Clark Adam Schiff of California Lund".split()
    assert text.splitlines()[-4:] == ["Ron Wyden", "Ann Clark", "Adam Schiff of California", "Lund"]
