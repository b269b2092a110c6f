"""Passages cover a document once, are about a paragraph long, and say where they stand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import passages
from bot.core.model.documents import Mark

SAMPLES = Path(__file__).parents[2] / "samples"
SENTENCE = "The mayors of nine fishing towns want the government to keep trawlers out of the bay. "


def cut(text: str, *marks: Mark) -> list[str]:
    return [text[passage.start : passage.end] for passage in passages.split(text, marks, "en")]


@given(st.text(st.sampled_from('aB. !\n\r\x0c\u2029"#-*,') | st.characters(), max_size=600), st.booleans())
def test_every_character_is_in_exactly_one_passage(text: str, long: bool) -> None:
    """Passages are ordered and trimmed; only blanks lie between them."""
    text = text * 9 if long else text
    at = 0
    for passage in passages.split(text, (), "en"):
        assert at <= passage.start < passage.end
        assert not text[at : passage.start].strip()
        assert text[passage.start : passage.end] == text[passage.start : passage.end].strip()
        at = passage.end
    assert not text[at:].strip()


def test_paragraphs_stand_between_blank_lines() -> None:
    """Also with Windows' and old Macintosh's line ends, and with blanks on the blank line."""
    for blank in ("\n\n", "\n \t\n", "\r\n\r\n", "\r\r", "\x0c", "\u2029"):
        assert cut(f"{SENTENCE}{blank}{SENTENCE}{blank}{SENTENCE}") == [SENTENCE.strip()] * 3


def test_lines_are_paragraphs_where_there_are_no_blank_lines() -> None:
    """Scraped news comes so."""
    assert cut((SENTENCE * 2 + "\n") * 3) == [(SENTENCE * 2).strip()] * 3


def test_wrapped_lines_are_put_together_again() -> None:
    """Without blank lines, a short line that ends a sentence ends the paragraph."""
    first = "The mayors of nine fishing towns want the\ngovernment to keep trawlers out of the\nbay."
    assert cut(f"{first}\n{first}") == [first, first]


def test_a_heading_goes_with_the_paragraph_after_it() -> None:
    """By its looks, by its markup, or because the reader marked it."""
    assert cut(f"# Letters\n\n{SENTENCE}") == [f"# Letters\n\n{SENTENCE.strip()}"]
    assert cut(f"Who signed\n\n{SENTENCE}") == [f"Who signed\n\n{SENTENCE.strip()}"]
    assert cut(f"Who signed?\n\n{SENTENCE}", Mark(0, "heading", "Who signed?")) == [
        f"Who signed?\n\n{SENTENCE.strip()}"
    ]


def test_headings_in_a_row_dont_pile_up() -> None:
    """At the end, before boilerplate, and after a few of them, headings stand alone."""
    assert cut(f"{SENTENCE}\n\nOne\n\nTwo") == [SENTENCE.strip(), "One", "Two"]
    assert cut("One\n\nRead more") == ["One", "Read more"]
    assert cut(f"One\n\nTwo\n\nThree\n\nFour\n\n{SENTENCE}")[:3] == ["One", "Two", "Three"]


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    """Into pieces of about equal length."""
    pieces = cut(SENTENCE * 40)
    assert len(pieces) > 3
    assert all(piece.endswith("bay.") and 300 < len(piece) < passages.LONG for piece in pieces)


def test_text_without_sentences_is_cut_between_words_or_anywhere() -> None:
    """So that no passage is endless."""
    for text in ("word " * 2_000, "x" * 10_000, "Word. " * 8_000):
        assert all(len(piece) <= passages.LONG for piece in cut(text))


@pytest.mark.parametrize(
    "text",
    [
        "word " * 20_000,
        "x" * 100_000,
        "word\n\n" * 10_000,
        "word\n" * 10_000,
        "a" + " " * 100_000 + "b",
        '"A b. ' * 10_000,
    ],
)
def test_time_grows_with_length_alone(text: str) -> None:
    """A hundred kilobytes of anything take a fraction of a second, however it is made."""
    started = time.perf_counter()
    passages.split(text, (), "en")
    assert time.perf_counter() - started < 5


def test_the_leftovers_of_a_scraped_page_are_flagged() -> None:
    """And nothing else is."""
    text = (SAMPLES / "scraped-letter.txt").read_text("utf-8")
    flagged = [text[p.start : p.end] for p in passages.split(text, (), "en") if p.boilerplate]
    assert flagged == [
        "Share on facebook\nShare on twitter\nShare on linkedin",
        "Read more",
        "Explore the site",
        "More from the blog",
        "Latest News",
    ]
    lines = (SAMPLES / "scraped-lines.txt").read_text("utf-8")
    assert [p.boilerplate for p in passages.split(lines, (), "en")] == [False] * 4


def test_place_counts_from_the_page_or_heading_that_it_names() -> None:
    """Paragraphs are counted as a reader would: headings are none."""
    text = "Zero.\n\nHead\n\nOne.\n\nTwo."
    head = Mark(text.index("Head"), "heading", "Head")
    page = Mark(text.index("One"), "page", "4")
    two = text.index("Two")
    assert passages.place(text, (), two) == "¶ 4"
    assert passages.place(text, (head,), two) == "Head · ¶ 2"
    assert passages.place(text, (head,), 0) == "¶ 1"
    assert passages.place(text, (head,), head.start) == "Head · ¶ 1"
    assert passages.place(text, (head, page), two) == "p. 4, ¶ 2"
    assert passages.place("# Head\n\nOne.", (), 8) == "¶ 1"


PROSE = "The soldiers fired without warning at the bus that came from the bridge."


@pytest.mark.parametrize(
    "line", ["What the applicant maintains", "II. FACTS", "# Rejected claims", "Scenario C: a flood"]
)
def test_a_place_is_named_after_a_line_that_looks_like_a_heading(line: str) -> None:
    """In a text whose headings nobody marked."""
    text = f"{PROSE}\n\n{line}\n\n{PROSE}\n\n{PROSE}"
    assert passages.place(text, (), text.rindex(PROSE)) == f"{line.strip('# ')} · ¶ 2"
    assert passages.place(text, (), 0) == "¶ 1"


@pytest.mark.parametrize(
    "line", ["Subject: a flood", "Home | News", "[Image: a cat]", "2019", "12/04/2021 10:30", "By Ada Vale"]
)
def test_a_date_a_menu_or_a_label_names_no_place(line: str) -> None:
    text = f"{PROSE}\n\n{line}\n\n{PROSE}"
    assert passages.place(text, (), text.rindex(PROSE)) == "¶ 3"


def test_a_first_line_that_repeats_the_title_names_no_place() -> None:
    """The title is shown beside it."""
    text = f"The Bus\n\n{PROSE}\n\n{PROSE}"
    assert passages.place(text, (), text.rindex(PROSE)) == "The Bus · ¶ 2"
    assert passages.place(text, (), text.rindex(PROSE), "The bus") == "¶ 2"


def test_a_line_above_another_or_above_few_words_is_no_heading() -> None:
    text = f"{PROSE}\n\nAda Vale\n\nBo Lund\n\nYes.\n\n{PROSE}"
    assert passages.place(text, (), text.rindex(PROSE)) == "¶ 5"


def test_where_headings_are_marked_no_other_line_is_one() -> None:
    text = f"Head\n\n{PROSE}\n\nA line\n\n{PROSE}"
    assert passages.place(text, (Mark(0, "heading", "Head"),), text.rindex(PROSE)) == "Head · ¶ 3"
