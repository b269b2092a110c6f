"""The traps that are asked: whole, in six languages, and counted as a person would see them."""

from __future__ import annotations

from collections import Counter

from tests.traps import asked


def test_quotes_and_turns_stand_in_their_texts_and_far_apart() -> None:
    assert len({row["id"] for row in asked.ROWS}) == len(asked.ROWS)
    for row in asked.ROWS:
        assert row["text"].count(row["quote"]) == 1
        for turn in row["turn"]:
            assert row["text"].count(turn) == 1
            (first, last) = sorted(
                (row["text"].index(one), row["text"].index(one) + len(one)) for one in (row["quote"], turn)
            )
            assert len(row["text"][first[1] : last[0]].split()) >= 85


def test_there_are_traps_and_others_in_six_languages() -> None:
    counts = Counter((row["language"], bool(row["turn"])) for row in asked.ROWS)
    assert len({language for language, _ in counts}) == 6
    assert min(counts.values()) >= 6


def test_shown_is_what_misleads_or_doesn_t() -> None:
    rows = [row for row in asked.ROWS if row["language"] == "en"][:12]
    told = asked.measured(rows, None)
    assert told["asked"] == len(rows)
    assert told["answered"] == told["turned"] + told["standing"] > 0
    assert 0 <= told["misleading"] <= told["turned"]
