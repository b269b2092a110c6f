"""Words cut into the likeliest of known pieces."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meaning.e5_weights import Vocabulary
from bot.meaning.sentence_pieces import BLANK, SentencePieces

SCORES = {"<s>": 0.0, "</s>": 0.0, "<unk>": 0.0, BLANK: -4.0, f"{BLANK}sign": -3.0, f"{BLANK}signed": -5.0, "ed": -1.5,
          "s": -6.0, "i": -6.0, "g": -6.0, "n": -6.0, "e": -6.0, "d": -6.0}  # fmt: skip
NUMBERS = {piece: number for number, piece in enumerate(SCORES)}
READ_AS = {ord("\t"): " ", ord("ﬁ"): "fi"}
PIECES = SentencePieces(Vocabulary(NUMBERS, np.array(list(SCORES.values()), np.float32), READ_AS, 0, 1, 2))


def cut(text: str) -> list[str]:
    names = list(NUMBERS)
    return [names[number] for number in PIECES.numbers(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("signed", [f"{BLANK}sign", "ed"]),  # -4.5 in all, and -5 in one
        ("  signed\tsign", [f"{BLANK}sign", "ed", f"{BLANK}sign"]),
        ("sígn", [BLANK, "s", "<unk>", "g", "n"]),
        ("ﬁ", [BLANK, "<unk>", "i"]),
        ("", [BLANK]),
    ],
)
def test_the_likeliest_pieces_are_taken(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


@given(st.text("signed ", max_size=40))
def test_what_is_cut_is_the_text_again(text: str) -> None:
    again = "".join(cut(text)).replace(BLANK, " ")
    assert again.split() == text.split()
