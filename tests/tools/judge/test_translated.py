"""Invented papers in other languages: sentence for sentence, and asked about in both."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from tools.judge import turned
from tools.judge.multilingual import translated


def test_all_that_is_translated_can_be_used() -> None:
    every = list(translated.papers())
    assert len(every) > 350
    assert all(len(one.places) == len(one.english) for one in every)
    languages = Counter(one.language for one in every)
    assert {"es", "fr", "de", "ar", "ru", "uk", "pt", "it", "pl", "hu", "tr"} <= set(languages)


def test_a_paper_is_asked_about_in_both_languages_and_so_is_the_english_one() -> None:
    made = list(translated.examples(None, random.Random(1)))
    kinds = Counter(one.kind for one in made)
    assert min(kinds["en es"], kinds["es es"], kinds["es en"]) > 100
    assert 0.3 < sum(any(one.right) for one in made) / len(made) < 0.6
    assert all(one.right[1:] == [False] * (len(one.right) - 1) for one in made)


def test_what_is_held_back_is_never_taught() -> None:
    held = next(one for one in translated.papers())
    away = {one.question for one in translated.examples(held.fold, random.Random(1))}
    assert not away & {one.own for one in held.asked if one.own}


def test_a_paper_with_a_sentence_too_few_is_refused(tmp_path: Path) -> None:
    row = json.loads(translated.FILE.read_text("utf-8").splitlines()[0])
    (tmp_path / "short.jsonl").write_text(json.dumps(row | {"units": row["units"][1:]}), "utf-8")
    with pytest.raises(ValueError, match="units, not"):
        list(translated.papers(tmp_path / "short.jsonl"))


def test_a_turned_quote_is_turned_by_the_same_sentence_in_translation() -> None:
    english = {(one.document, one.question): one for one in turned.quotes()}
    others = [one for one in turned.others() if (one.document, one.question) in english]
    assert len(others) > 1000
    assert all(one.turned == english[one.document, one.question].turned for one in others)
    assert {one.language for one in turned.others()} >= {"es", "fr", "de", "ar", "ru", "pt"}


def test_a_turned_paper_with_a_sentence_too_few_is_refused(tmp_path: Path) -> None:
    paper = {"id": "a", "title": "A", "paragraphs": [["One.", "Two."]], "quotes": []}
    (tmp_path / "a.jsonl").write_text(json.dumps(paper), "utf-8")
    (tmp_path / "in").mkdir()
    short = {"document": "a", "language": "es", "title": "A", "units": ["Uno."]}
    (tmp_path / "in" / "a.jsonl").write_text(json.dumps(short), "utf-8")
    with pytest.raises(ValueError, match="a: 1 sentences"):
        list(turned.others(tmp_path, tmp_path / "in"))
