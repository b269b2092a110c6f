"""Letters with places become lines, whatever the order in which a file draws them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.readers.pdf.printed import printed
from bot.readers.pdf.printed.glyphs import Glyph

SIZE = 10.0
WIDTH = 5.0  # of each letter and each space


def line(text: str, x: float, y: float, size: float = SIZE, apart: float = 0, spaces: bool = True) -> list[Glyph]:
    """Letters of equal width along one baseline, drawn one after the other."""
    width = WIDTH * size / SIZE
    placed = [
        Glyph(letter, x + at * (width + apart), x + at * (width + apart) + width, y, size)
        for at, letter in enumerate(text)
    ]
    return [one for one in placed if spaces or not one.text.isspace()]


def column(lines: Sequence[str], x: float, top: float = 700, leading: float = 12) -> list[Glyph]:
    return [glyph for at, text in enumerate(lines) for glyph in line(text, x, top - leading * at)]


def leftwards(text: str, right: float, y: float) -> list[Glyph]:
    """A line written from right to left, its numbers and Latin words from left to right."""
    found, at = [], right
    for word in text.split(" "):
        shown = word if not word.isascii() else word[::-1]
        for letter in shown:
            found.append(Glyph(letter, at - WIDTH, at, y, SIZE))
            at -= WIDTH
        at -= WIDTH
    return found


def drawn(*parts: Iterable[Glyph]) -> list[Glyph]:
    """All of them, numbered as a file would draw them."""
    return [one._replace(number=number) for number, one in enumerate(one for part in parts for one in part)]


def read(glyphs: Sequence[Glyph]) -> list[str]:
    return [one.text for one in printed.lines(glyphs, 0).lines]


PROSE = [
    "The committee heard that the phones had",
    "been searched, and by whom, which the",
    "ministry had denied until the day before.",
    "Nobody had told them, said one witness.",
]


@given(st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_drawing_is_of_no_account(dice: random.Random, spaces: bool) -> None:
    """Letter by letter, with spaces drawn or only left free."""
    glyphs = [one for at, text in enumerate(PROSE) for one in line(text, 72, 700 - 12 * at, spaces=spaces)]
    dice.shuffle(glyphs)
    assert read(drawn(glyphs)) == PROSE


WORDS = st.lists(st.text("abcdeXYZ", min_size=1, max_size=9), min_size=1, max_size=6).map(" ".join)


@given(st.lists(st.tuples(WORDS, st.floats(0, 300)), max_size=30))
def test_no_letter_is_lost(texts: list[tuple[str, float]]) -> None:
    """Whatever lines, tables or columns the rows make."""
    glyphs = drawn(*(line(text, x, 800 - 13 * at) for at, (text, x) in enumerate(texts)))
    found = printed.lines(glyphs, 0)
    assert sorted("".join(one.text for one in found.lines).replace(" ", "")) == sorted(
        "".join(text for text, _ in texts).replace(" ", "")
    )
    assert found.stamps == []


@pytest.mark.parametrize("count", [2, 3, 4])
def test_columns_are_read_one_after_the_other(count: int) -> None:
    """Drawn row by row across the page, and with baselines that don't quite meet."""
    columns = [[f"{text[:-1]}{at}" for text in PROSE] for at in range(count)]
    across = [
        line(columns[at][row], 72 + 215 * at, 700 - 12 * row - at) for row in range(len(PROSE)) for at in range(count)
    ]
    assert read(drawn(*across)) == [text for one in columns for text in one]


def test_a_headline_over_columns_comes_first() -> None:
    head = line("The inquiry into the phones of eleven journalists and what was found", 72, 720, 12)
    found = read(drawn(column(PROSE, 72), column(PROSE, 287), head))
    assert found[0].startswith("The inquiry")
    assert found[1:] == PROSE * 2


def test_a_caption_beside_the_text_parts_no_sentence() -> None:
    caption = [*line("Picture: the office of the", 300, 686, 8), *line("firm after the raid", 300, 676, 8)]
    found = read(drawn(column(PROSE, 72), caption))
    assert found == [*PROSE, "Picture: the office of the", "firm after the raid"]


def test_a_table_is_read_row_by_row_and_its_cells_whole() -> None:
    """A cell that goes on in a second line is one."""
    table = [
        *line("Otto Brekke", 72, 700),
        *line("He sent the list of targets", 160, 700),
        *line("to the vendor in May.", 160, 688),
        *line("Ida Brandt", 72, 676),
        *line("She ended the contract.", 160, 676),
    ]
    assert read(drawn(table)) == [
        "Otto Brekke He sent the list of targets to the vendor in May.",
        "Ida Brandt She ended the contract.",
    ]


@pytest.mark.parametrize("text", ["FINDINGS", "FINDINGS OF THE INQUIRY"])
def test_words_set_letter_by_letter_are_words(text: str) -> None:
    """Spaced out, with or without spaces drawn between the letters."""
    assert read(drawn(line(text, 72, 700, apart=3))) == [text]
    every = [Glyph(one, 72 + 9 * at, 77 + 9 * at, 700, SIZE) for at, one in enumerate(text)]
    between = [Glyph(" ", 77 + 9 * at, 80 + 9 * at, 700, SIZE) for at in range(len(text) - 1)]
    assert read(drawn(every, between)) == [text]


def test_numbers_side_by_side_are_no_spaced_word() -> None:
    glyphs = [Glyph(one, 72 + 9 * at, 77 + 9 * at, 700, SIZE) for at, one in enumerate("123456")]
    assert read(drawn(glyphs)) == ["1 2 3 4 5 6"]


def test_letters_printed_twice_over_are_read_once() -> None:
    """As some programs make bold; double letters stay."""
    assert read(drawn(line("Annual letters", 72, 700), line("Annual letters", 72.4, 700))) == ["Annual letters"]


def test_raised_and_lowered_numbers() -> None:
    """They are told from the numbers beside them, and a small line under a large one is none."""
    glyphs = [*line("It rose 40", 72, 700), *line("3", 122, 704, 6), *line("H", 150, 700), *line("2", 155, 698, 6)]
    assert read(drawn(glyphs, line("O", 158, 700))) == ["It rose 40³ H₂O"]
    assert read(drawn(line("Titre", 72, 743, 28), line("Lorem ipsum dolor", 72, 725, 11))) == [
        "Titre",
        "Lorem ipsum dolor",
    ]


@pytest.mark.parametrize("lower", [0, 5, 7])
def test_a_stamp_goes_out_of_the_sentence(lower: float) -> None:
    """Words printed across a line, or between two lines where there is no room for any."""
    stamp = line("FILED 3 MAY", 120.5, 700 - lower, 9)
    found = printed.lines(drawn(column(PROSE, 72), stamp), 0)
    assert [one.text for one in found.lines] == PROSE
    assert [one.replace(" ", "") for one in found.stamps] == ["FILED3MAY"]


def test_the_numbers_of_lines_are_left_out() -> None:
    """As pleadings have them in the margin; the numbers of a list's items stay."""
    numbers = [glyph for at in range(8) for glyph in line(str(at + 1), 40, 700 - 12 * at)]
    found = printed.lines(drawn(numbers, column(PROSE * 2, 72)), 0)
    assert ([one.text for one in found.lines], found.numbered) == (PROSE * 2, True)
    listed = [f"Chapter of {name}" for name in ("Lund", "Oslo", "Riga", "Bern", "Rome", "Kyiv", "Prague", "Vienna")]
    assert read(drawn(numbers, column(listed, 72))) == [f"{at} {name}" for at, name in enumerate(listed, 1)]


def test_numbers_that_count_no_lines_of_their_own_are_left_out_too() -> None:
    """Paper with printed numbers, at distances of its own; a footnote's number is none of them."""
    numbers = [glyph for at in range(12) for glyph in line(str(at + 1), 40, 700 - 24 * at)]
    words = [words for at, words in enumerate(PROSE * 6) if at != 3]
    print_ = [glyph for at, text in enumerate(words) for glyph in line(text, 72, 704 - 13.1 * at)]
    note = line("1 See the letter of May.", 72, 300, 8)
    assert read(drawn(numbers, print_, note))[:2] == words[:2]
    assert not any(one.split()[0].isdecimal() for one in read(drawn(numbers, print_))), "each stood in the margin"


def test_a_numbered_list_keeps_its_numbers() -> None:
    items = [line(f"{at + 1} The ministry denied item {at}.", 72, 700 - 24 * at) for at in range(12)]
    assert read(drawn(*items))[:2] == ["1 The ministry denied item 0.", "2 The ministry denied item 1."]


def test_a_low_letter_takes_no_line_of_the_next_column_along() -> None:
    """As in TeX's name: it stands nearer to the other column's lines than to its own."""
    left = [glyph for at, text in enumerate(PROSE) for glyph in line(text, 40, 700 - 12 * at)]
    right = [glyph for at, text in enumerate(PROSE) for glyph in line(text, 300, 697 - 12 * at)]
    low = [glyph._replace(y=697.0) for glyph in line("E", 62, 700)]
    found = " ".join(read(drawn(left, right, low)))
    assert [found.count(text) for text in PROSE] == [2, 2, 2, 2]


def test_a_raised_letter_pushed_into_the_one_before_stays_with_it() -> None:
    """L, a small A above its foot, then T: one word."""
    raised = [Glyph("A", 42.0, 45.5, 702.1, 7.0)]
    assert read(drawn(line("L", 40, 700), raised, line("TX wins", 45.4, 700))) == ["LATX wins"]


def test_writing_from_right_to_left() -> None:
    """Words in their order, numbers and foreign names in theirs."""
    glyphs = leftwards("הצו נחתם", 500, 700) + leftwards("על ידי", 455, 700) + leftwards("12.5", 410, 700)
    assert read(drawn(glyphs)) == ["הצו נחתם על ידי 12.5"]


def test_hebrew_words_spelt_from_left_to_right_are_turned() -> None:
    """As some programs that recognise text leave them: their final letters come first."""
    words = ["הצו", "נחתם", "על", "אלוף", "בשניים"]
    glyphs, right = [], 500.0
    for word in words:
        left = right - WIDTH * len(word)
        glyphs += [Glyph(one, left + WIDTH * at, left + WIDTH * (at + 1), 700, SIZE) for at, one in enumerate(word)]
        right = left - WIDTH
    assert read(drawn(glyphs)) == [" ".join(words)]
