"""What every judge does, as tests to inherit: give a class its `judge` as a fixture."""

from __future__ import annotations

import pytest

from bot.core.model.judge_ports import Judge, Place

QUESTION = "who signed the contract?"
PLACES = [
    Place("Contract", "It was ready in March.", "The minister signed the contract on Friday.", "Nobody else did."),
    Place("Contract", "The minister signed the contract on Friday.", "Nine phones were attacked.", ""),
    Place("Bridges", "", "The bridge was built in 1921.", "It fell in 1980."),
]
ODD = ["", "x", "\x00\x01\x07", "word " * 5_000, "w" * 50_000, "\ud800", "👩‍⚖️", "أحمد منصور", "[SEP] [CLS]", "1" * 300]


class JudgeContract:
    @pytest.fixture
    def judge(self) -> Judge:
        raise NotImplementedError

    def test_what_answers_is_likelier_to_than_what_does_not(self, judge: Judge) -> None:
        told = judge.judge(QUESTION, PLACES)
        assert told is not None
        assert max(told) == told[0]

    def test_a_place_is_judged_alike_whatever_else_is_asked_of(self, judge: Judge) -> None:
        """Alone, among others, in another order: or what is in one document would change what is said of another."""
        together, backwards = judge.judge(QUESTION, PLACES), judge.judge(QUESTION, PLACES[::-1])
        alone = [judge.judge(QUESTION, [place]) for place in PLACES]
        assert together is not None
        assert backwards is not None
        assert list(together) == list(backwards)[::-1]
        assert [list(one or ()) for one in alone] == [[odds] for odds in together]

    def test_odds_come_in_sixteenths_so_that_rounding_flips_no_order(self, judge: Judge) -> None:
        told = judge.judge(QUESTION, PLACES)
        assert told is not None
        assert all(odds * 16 == int(odds * 16) for odds in told)

    def test_no_places_no_odds(self, judge: Judge) -> None:
        assert list(judge.judge(QUESTION, []) or ()) == []

    @pytest.mark.parametrize("text", ODD, ids=[ascii(text[:6]) for text in ODD])
    def test_whatever_the_text_there_are_odds(self, judge: Judge, text: str) -> None:
        """A unit of 5,000 words, of one letter, of another script; no text at all; as a question, too."""
        assert judge.judge(QUESTION, [Place(text, text, text, text)]) is not None
        assert judge.judge(text, PLACES) is not None

    def test_closed_it_starts_again(self, judge: Judge) -> None:
        before = judge.judge(QUESTION, PLACES)
        judge.close()
        assert judge.judge(QUESTION, PLACES) == before
