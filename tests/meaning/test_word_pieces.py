"""Text to numbers, as the judge was trained on them."""

from __future__ import annotations

import pytest

from bot.core.model.judge_ports import Place
from bot.meaning import judge_input, word_pieces
from bot.meaning.judge_input import AROUND_ONLY, ASKED, BETWEEN, IN_UNIT, NOT_ASKED, NOWHERE, JudgeInput, Row
from bot.meaning.word_pieces import CAPITAL, CAPITALS, DIGITS, PLAIN, WordPieces

PIECES = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "|", "?", ","),
    *("the", "minister", "sign", "##ed", "##s", "who", "con", "##tract", "in", "march", "2019", "nine", "cafe", "nso"),
]
VOCABULARY = {piece: number for number, piece in enumerate(PIECES)}


def pieces(text: str) -> list[list[str]]:
    return [[PIECES[number] for number in word.pieces] for word in WordPieces(VOCABULARY).words(text)]


def test_words_are_cut_into_the_longest_known_pieces() -> None:
    assert pieces("The minister signs, 2019?") == [["the"], ["minister"], ["sign", "##s"], [","], ["2019"], ["?"]]


def test_case_and_accents_do_not_count() -> None:
    assert pieces("CAFÉ") == [["cafe"]]


@pytest.mark.parametrize("word", ["بيغاسوس", "w" * 50_000, "\ud800", "signx"])
def test_what_the_vocabulary_does_not_hold_is_one_unknown_piece(word: str) -> None:
    assert pieces(word) == [["[UNK]"]]


def test_forms_of_a_word_share_a_stem() -> None:
    signed, signs = WordPieces(VOCABULARY).words("signed signs")
    assert signed.stem == signs.stem


def test_how_a_word_is_written_is_told() -> None:
    told = [word.written for word in WordPieces(VOCABULARY).words("the Minister NSO 2019 A")]
    assert told == [PLAIN, CAPITAL, CAPITALS, DIGITS, CAPITAL]


def test_words_stand_where_they_stand_in_the_text() -> None:
    text = "The minister, in 2019."
    assert [text[word.start : word.end] for word in WordPieces(VOCABULARY).words(text)] == text.replace(
        ",", " ,"
    ).replace(".", " .").split()


def row(question: str, place: Place) -> list[tuple[str, int, int]]:
    made = JudgeInput(VOCABULARY).row(question, place)
    parts = zip(made.numbers, made.segments, made.marks, strict=True)
    return [(PIECES[number], segment, mark) for number, segment, mark in parts]


def test_a_row_marks_which_words_the_other_side_has() -> None:
    place = Place("contract", "in march", "the minister signed", "2019")
    assert row("who signs in nine?", place) == [
        ("[CLS]", 0, BETWEEN),
        ("who", 0, NOWHERE),
        *(("sign", 0, IN_UNIT), ("##s", 0, IN_UNIT)),
        ("in", 0, AROUND_ONLY),
        ("nine", 0, NOWHERE),
        ("?", 0, BETWEEN),
        ("[SEP]", 0, BETWEEN),
        *(("con", 0, NOT_ASKED), ("##tract", 0, NOT_ASKED), (".", 0, BETWEEN)),
        *(("in", 0, ASKED), ("march", 0, NOT_ASKED), ("|", 0, BETWEEN)),
        *(("the", 1, NOT_ASKED), ("minister", 1, NOT_ASKED), ("sign", 1, ASKED), ("##ed", 1, ASKED), ("|", 0, BETWEEN)),
        ("2019", 0, NOT_ASKED),
        ("[SEP]", 0, BETWEEN),
    ]


def test_of_what_stands_around_the_nearest_is_kept() -> None:
    made = row("who?", Place("", "nine " * 100 + "march", "the", "2019 " + "nine " * 100))
    names = [piece for piece, _, _ in made]
    before = names[names.index(".") + 1 : names.index("|")]
    assert len(before) == judge_input.BEFORE
    assert before[-1] == "march"
    assert names[names.index("the") + 2] == "2019"


@pytest.mark.parametrize("text", ["", "nine " * 5_000, "?" * 5_000, "\x00\x01"])
def test_no_row_is_longer_than_the_model_reads(text: str) -> None:
    made: Row = JudgeInput(VOCABULARY).row(text, Place(text, text, text, text))
    assert len(made.numbers) <= judge_input.LONGEST


def test_stems_are_of_letters_and_digits_only() -> None:
    assert [word.stem for word in WordPieces(VOCABULARY).words("? , 2019")] == ["", "", "2019"]
    assert word_pieces.UNKNOWN in VOCABULARY
